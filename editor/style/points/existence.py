"""existence: words that should not be there."""

from __future__ import annotations

from collections.abc import Sequence

from editor.domain.errors import BadInput
from editor.style.entries import Reader
from editor.style.patterns import Alternatives
from editor.style.points.context import Context
from editor.style.points.point import Match, Point, Unit


class Existence(Point):
    """One match for each of ``tokens``; ``raw`` is one pattern in pieces, before them or, with ``append``, behind."""

    def __init__(self, rule: str, reader: Reader, context: Context) -> None:
        super().__init__(rule)
        tokens, raw = reader.texts("tokens"), "".join(reader.texts("raw"))
        word, nocase = not reader.flag("nonword", False), reader.flag("ignorecase", False)
        append = reader.flag("append", False)
        if not tokens and not raw:
            raise BadInput(f"{reader.where()}: “tokens” or “raw” is needed.")
        if raw:
            group = "(?:" + "|".join(tokens) + ")" if tokens else ""
            group = rf"\b{group}\b" if group and word else group
            tokens, word = [f"(?:{raw}){group}" if not append else f"{group}(?:{raw})"], False
        self._matcher = Alternatives(tokens, rule, ignorecase=nocase, word=word, template=context.word_template)
        self._exceptions = context.exceptions(reader, rule)

    @property
    def wakes(self) -> Sequence[Alternatives]:
        """The tokens."""
        return (self._matcher,)

    @property
    def uses(self) -> Sequence[Alternatives]:
        """The exceptions."""
        return self._exceptions

    def look(self, unit: Unit) -> list[Match]:
        """Every token that is no exception."""
        return [
            Match(one.start, one.end, (unit.text[one.start : one.end],))
            for one in unit.found(self._matcher)
            if not (self._exceptions and unit.excepted(one.start, one.end, self._exceptions))
        ]
