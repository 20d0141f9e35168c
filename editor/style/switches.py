"""In-text switches: HTML comments that turn rules off and on from where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_RULE = re.compile(
    r"""vale\s+(?P<rule>[\w-]+(?:\.[\w-]+)*)\s*(?:\[\s*(?P<quote>["'“])(?P<match>.*?)["'”]\s*\])?\s*=\s*(?P<to>YES|NO)\s*$""",
    re.IGNORECASE | re.DOTALL,
)
_STYLES = re.compile(r"vale\s+styles?\s*=\s*(?P<styles>[\w-]+(?:\s*,\s*[\w-]+)*)\s*$", re.IGNORECASE)
_ALL = re.compile(r"vale\s+(?P<to>on|off)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch and where in the source it stands. ``words``: only findings of these words."""

    at: int
    kind: str  # all, rule, styles
    on: bool
    rule: str = ""
    words: str = ""
    styles: frozenset[str] = frozenset()


def read_switch(at: int, comment: str) -> Switch | None:
    """The switch in a comment, or None when it is none."""
    if comment[:4].lower() != "vale":
        return None
    if match := _ALL.match(comment):
        return Switch(at, "all", match["to"].lower() == "on")
    if match := _STYLES.match(comment):
        styles = frozenset(style.strip() for style in match["styles"].split(","))
        return Switch(at, "styles", True, styles=styles)
    if match := _RULE.match(comment):
        return Switch(at, "rule", match["to"].upper() == "YES", match["rule"], match["match"] or "")
    return None


class SwitchBoard:
    """The switches of a source; asked for places from left to right or in any order."""

    def __init__(self, switches: Iterable[Switch]) -> None:
        self._switches = sorted(switches, key=lambda switch: switch.at)

    def __bool__(self) -> bool:
        """Whether there are any switches."""
        return bool(self._switches)

    def is_on(self, rule: str, at: int, words: str) -> bool:
        """Whether a rule is on at a place for these words.

        A rule's own switch, or its style's, holds until the opposite; ``vale off`` holds for all until ``vale on``.
        """
        if not self._switches:
            return True
        everything, own, styles = True, True, None
        without: set[str] = set()
        for switch in self._switches:
            if switch.at > at:
                break
            if switch.kind == "all":
                everything = switch.on
            elif switch.kind == "styles":
                styles = switch.styles
            elif switch.rule == rule or rule.startswith(switch.rule + "."):
                if not switch.words:
                    own = switch.on
                elif switch.on:
                    without.discard(switch.words)
                else:
                    without.add(switch.words)
        in_styles = styles is None or rule.partition(".")[0] in styles
        return everything and own and in_styles and words not in without
