"""Scopes a rule asks for: selectors with dots, &, ~, and lists, matched against the sections of a block."""

from __future__ import annotations

from dataclasses import dataclass

from editor.domain.errors import BadInput
from editor.style.blocks import SECTIONS
from editor.style.near import did_you_mean

# attr and comment words of Vale that a Markdown story cannot contain; a rule may name them and then meets nothing
_KNOWN = SECTIONS | {"comment", "line", "block", "code", "pre", "figcaption"}
PARTS = frozenset({"link", "strong", "emphasis"})


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector: every wanted section is there, and none of the unwanted groups is there as a whole."""

    wanted: frozenset[str]
    unwanted: tuple[frozenset[str], ...]

    def matches(self, scopes: frozenset[str]) -> bool:
        """Whether a block with these sections is meant."""
        return self.wanted <= scopes and not any(group <= scopes for group in self.unwanted)


def read_selectors(scopes: list[str], where: str) -> tuple[Selector, ...]:
    """The selectors of a rule. Raises BadInput for a section that does not exist."""
    return tuple(_read(scope, where) for scope in scopes)


def _read(scope: str, where: str) -> Selector:
    wanted: set[str] = set()
    unwanted: list[frozenset[str]] = []
    for part in scope.split("&"):
        word = part.strip()
        negated = word.startswith("~")
        sections = [section.strip() for section in word.lstrip("~ ").split(".")]
        if not all(sections):
            raise BadInput(f"{where}: “{scope}” is no scope.")
        for place, section in enumerate(sections):
            if section not in _KNOWN and not (place and sections[0] == "frontmatter"):
                raise BadInput(f"{where}: there is no scope “{section}”{did_you_mean(section, _KNOWN)}.")
        if negated:
            unwanted.append(frozenset(sections))
        else:
            wanted.update(sections)
    if not wanted:
        wanted.add("text")
    return Selector(frozenset(wanted), tuple(unwanted))
