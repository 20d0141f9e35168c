"""Links in a comment: where they stand and which domain they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from editor.domain.rulebook_checks import Links

# Services whose addresses hide where they lead.
SHORTENERS: Final = frozenset(
    ("bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "v.gd", "buff.ly", "rebrand.ly", "cutt.ly", "tiny.cc",
     "lnkd.in", "rb.gy", "shorturl.at", "t.ly", "s.id", "bl.ink", "trib.al", "dlvr.it", "amzn.to", "shorte.st",
     "adf.ly",
     "clck.ru", "qr.ae", "soo.gd", "tr.im", "x.co", "mcaf.ee", "urlz.fr", "shorturl.com", "tinycc.com", "snip.ly",
     "bitly.com", "t2m.io", "short.io", "wp.me", "fb.me", "youtu.be.link", "ift.tt", "po.st", "ouo.io")
)  # fmt: skip
# Endings under which a name without http:// is taken for a link. Few: “so.It began” is a missing space.
_ENDINGS = (
    "com|org|net|info|biz|co\\.uk|org\\.uk|me\\.uk|ac\\.uk|gov\\.uk|com\\.au|co\\.nz|ru|cn|xyz|top|shop|online|site|club|"
    "click|live|store|space|website|icu|vip|win|bid|loan|tk|ml|ga|cf|gq|ly|gl|gd|io|gy|ee|eu|de|fr|example"
)
SIGN: Final = (
    rf"://|www\.|\.(?i:{_ENDINGS})(?:[/\s,;:!?)\]\"']|\.?$|\.\s)"  # for RE2: whether there can be a link at all
)
_LINK = re.compile(
    rf"(?:(?:https?|ftp)://|\bwww\.)[^\s<>\"“”]+|(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,6}}(?:{_ENDINGS})\b(?:[/:?#][^\s<>\"“”]*)?",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?:(?:https?|ftp)://)?(?:[^\s/@?#]{0,200}@)?([^\s/:?#@]+)", re.IGNORECASE)
_LONGEST_NAME = 253  # of a domain (RFC 1035); more is no domain, only somebody's attempt
_AFTER = ".,;:!?)]}'\"’”*_"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands, in code points, and its domain in small letters without www."""

    start: int
    end: int
    domain: str


def links_in(text: str) -> Iterator[Link]:
    """Every link in a text, with http:// or without, in order."""
    for found in _LINK.finditer(text):
        written = found[0].rstrip(_AFTER)
        if domain := _DOMAIN.match(written):
            name = domain[1].lower().rstrip(".").removeprefix("www.")[-_LONGEST_NAME:]
            if "." in name:
                yield Link(found.start(), found.start() + len(written), name)


def offending(condition: Links, links: Iterable[Link]) -> list[tuple[Link, str]]:
    """The links a check is about, each with the reason in a few words."""
    found: list[tuple[Link, str]] = []
    counted = list(links)
    for link in counted:
        if _under(link.domain, condition.barred):
            found.append((link, f"barred: {link.domain}"))
        elif condition.shorteners and _under(link.domain, SHORTENERS):
            found.append((link, f"shortened: {link.domain}"))
        elif condition.allowed and not _under(link.domain, condition.allowed):
            found.append((link, f"not allowed: {link.domain}"))
    if condition.most is not None and len(counted) > condition.most:
        found += [(link, f"{len(counted)} links") for link in counted if link not in [one for one, _ in found]]
    return found


def _under(domain: str, names: Iterable[str]) -> bool:
    listed = names if isinstance(names, frozenset) else {name.lower() for name in names}
    parts = domain.split(".")
    return any(".".join(parts[i:]) in listed for i in range(len(parts)))
