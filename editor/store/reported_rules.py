"""The rules that reports name, as they are now and as their reporters read them."""

from __future__ import annotations

from editor.domain.comments import Report
from editor.domain.inbox import RuleThen
from editor.domain.rulebook import Clause, Rulebook
from editor.store import rulebooks
from editor.store.desk import View


class ReportedRules:
    """Looks rules up for the reports of one comment; each version of the rulebook is read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._now = rulebooks.newest(view)
        self._earlier: dict[int, Rulebook | None] = {}

    def of(self, report: Report) -> tuple[str, RuleThen | None]:
        """The rule's label, and the rule as it was when readers see other words of it now."""
        now = _clause(self._now, report.clause)
        version = self._version_of(report)
        then = None if version is None else _clause(self._book(version), report.clause)
        label = now.label if now is not None else then.label if then is not None else ""
        if version is None or then is None or (now is not None and _same(then.public_text, now.public_text)):
            return label, None
        return label, RuleThen(version, then.public_text, None if now is None else now.public_text)

    def _version_of(self, report: Report) -> int | None:
        """The earlier version that was in force when the report was made; None when it is the present one."""
        book = self._now
        if book is None or report.rulebook_version == book.version:
            return None
        version = report.rulebook_version
        if version is None:  # an older site, or taken over by an older desk: reports and versions have the site's times
            if book.published_at is None or report.created >= book.published_at:
                return None
            version = rulebooks.version_at(self._view, report.created)
        return version if version is not None and version < book.version else None

    def _book(self, version: int) -> Rulebook | None:
        if version not in self._earlier:
            self._earlier[version] = rulebooks.known(self._view, version)
        return self._earlier[version]


def _clause(book: Rulebook | None, number: int) -> Clause | None:
    return next((c for c in book.clauses if c.number == number), None) if book is not None else None


def _same(one: str, other: str) -> bool:
    """Whether readers see the same words, however the lines are broken."""
    return one.split() == other.split()
