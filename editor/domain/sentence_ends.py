"""Where sentences end in the English of newspapers; when in doubt, two stay one."""

from __future__ import annotations

import re

# Written from the trade's own habits. For the merge, a sentence cut in two would let two people's words be mixed inside
# it; two taken for one only ask once too often. So there every doubtful end counts as none; for style it counts as one.


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_NEVER_LAST = _words(
    "mr mrs ms mx dr prof rev hon st sgt capt gen col lt cpl maj brig cmdr adm sen rep gov pres supt insp det const"
    " cllr messrs mme mlle sr fr mt ft e.g i.e cf viz vs v eg ie ca approx incl esp dept est asst assoc ven rt"
)
"""Before a name, or in the middle of a thought."""

_BEFORE_NUMBER = _words("no nos p pp para paras art arts fig figs vol vols ch sec secs tel ext ed eds cl pop")
"""Abbreviations when a number follows; “No.” and “Art.” can also be a sentence or end one."""

_SOMETIMES_LAST = _words(
    "inc ltd co corp plc llc jr bros etc al a.m p.m ph.d ave rd blvd hr hrs yd yds lb lbs oz kg km mph govt univ"
)
_DATES = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun")
"""Abbreviations that may also end a sentence: they do when a word follows with which sentences begin."""

_OPENERS = _words(
    "the a an he she it they we you this that these those there then but and or so if when while in on at by for from"
    " with after before as his her their its our your my one two three some many most all no not now both each what who"
    " why how where which however meanwhile asked although because since during until under over"
)
"""Words with which sentences begin and names do not."""

_SPEAKING = re.compile(
    r"(?:[^\s.!?…]+\s+){0,6}?(?:said|says|asked|asks|added|adds|told|tells|replied|replies|shouted|cried|called|wrote"
    r"|writes|insisted|whispered|wondered|demanded|answered|yelled|joked|tweeted|posted|exclaimed)\b"
)

_CLOSERS = "\"'”’»›)\\]}*_~"
_NOTE_MARKS = r"(?:\[\^[^\]\s]{1,80}\]|<sup>[^<>]{0,80}</sup>)*"
_MARKS, _WIDE_MARKS = ".!?…؟۔।", "。！？"
_END = re.compile(  # it begins with a set of signs, because the search for one is quick
    rf"[{_MARKS}{_WIDE_MARKS}]"
    rf"(?:(?<=[{_MARKS}])(?<![{_MARKS}][{_MARKS}])[{_MARKS}]*+(?P<close>[{_CLOSERS}]*+{_NOTE_MARKS}[{_CLOSERS}]*+)"
    r"(?P<space>\s++(?:(?<=[\r\n])>[> \t]*+)?)"
    rf"|(?<=[{_WIDE_MARKS}])(?P<wide>[{_WIDE_MARKS}]*+[」』”’）]*+)\s*+(?=[^\s」』”’）]))"
)
_LEADING = re.compile(r"[\"'“‘«‹(\[{*_~¡¿—–-]*")
_BEFORE_WORD = "\"'“‘«‹([{*_~-–—./"
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_WHOLE = re.compile(
    r"(?<!`)(?P<ticks>`++)(?:[^`]{1,2000})(?P=ticks)(?!`)"
    r"|!?\[[^\[\]]{0,1000}\](?:\((?:[^()]{1,2000}+|\([^()]{0,500}\)){0,8}+\)|\[[^\[\]]{0,200}\])"
    r"|<[^<>\s][^<>]{0,1000}>"
)
_MAY_BE_WHOLE = re.compile(r"[`\[<]")


def sentence_spans(text: str, start: int, end: int, *, doubtful: bool = False) -> list[tuple[int, int]]:
    """Start and end of each sentence in ``text[start:end]``, in code points; white space between them is left out.

    In a quoted paragraph the “>” that begins a further line is part of that white space. Links, code and tags are never
    cut. ``doubtful``: whether an ellipsis, or an abbreviation that may be a sentence's last word, ends one before a
    capital letter that can as well begin a name. Works in time linear in the length.
    """
    whole = _kept_whole(text, start, end)
    spans: list[tuple[int, int]] = []
    begin = start
    nearest = 0
    for match in _END.finditer(text, start, end):
        mark = match.start()
        while nearest < len(whole) and whole[nearest][1] <= mark:
            nearest += 1
        if nearest < len(whole) and whole[nearest][0] <= mark:
            continue
        wide = match["wide"] is not None
        stop = match.end("wide") if wide else match.start("space")
        if wide or _ends(text, begin, match, end, doubtful=doubtful):
            spans.append((begin, stop))
            begin = match.end()
    if begin < end:
        spans.append((begin, end))
    return spans


def _kept_whole(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Links, inline code and tags."""
    if not _MAY_BE_WHOLE.search(text, start, end):
        return []
    return [match.span() for match in _WHOLE.finditer(text, start, end)]


def _ends(text: str, begin: int, match: re.Match[str], end: int, *, doubtful: bool) -> bool:
    """Whether the marks found end the sentence that began at ``begin``."""
    after = match.end()
    if after >= end:
        return False  # the block's end ends it
    lead = _LEADING.match(text, after, end)
    first = lead.end() if lead else after
    if first >= end:
        return False
    if text[first].islower():
        return False
    word_match = _NEXT_WORD.match(text, first, end)
    follows = word_match.group() if word_match else ""
    mark = text[match.start() : match.start("close")]
    if mark == "." and not match["close"].strip("*_"):
        return _full_stop_ends(text, begin, match.start(), text[first], follows, doubtful=doubtful)
    if "…" in mark or ".." in mark:
        return doubtful or follows.lower() in _OPENERS
    if mark[-1] in "!?" and match["close"]:
        return not _SPEAKING.match(text, first, min(end, first + 200))
    return True


def _full_stop_ends(text: str, begin: int, at: int, next_sign: str, follows: str, *, doubtful: bool) -> bool:
    """A single full stop with nothing behind it: the end, unless it belongs to an abbreviation, initial or number."""
    before = text[max(begin, at - 40) : at].rsplit(None, 1)
    word = before[-1].lstrip(_BEFORE_WORD) if before else ""
    low = word.lower()
    opens = follows.lower() in _OPENERS
    if low in _NEVER_LAST:
        return False
    if low in _BEFORE_NUMBER and next_sign.isdigit():
        return False
    if at - len(word) <= begin + 3 and word.isdigit() and len(word) <= 9:
        return False  # “1. ” at the beginning: a number in a list
    if len(word) == 1 and word.isalpha():
        return opens  # an initial
    if "." in word and all(len(part) <= 2 for part in word.split(".")) and not any(sign.isdigit() for sign in word):
        return opens  # U.S., a.m., Ph.D.
    if low in _SOMETIMES_LAST or word in _DATES:
        return opens or (doubtful and low in _SOMETIMES_LAST and next_sign.isupper())
    return True
