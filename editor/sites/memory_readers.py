"""Readers of the site in memory: accounts, comments, edits, likes and reports, each checked as the real site does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from editor.domain.articles import ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, SiteComment, clean_comment
from editor.domain.errors import BadInput, SiteRefused
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.people import SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction, barring
from editor.sites.memory_rules import lose_force
from editor.sites.memory_state import SiteState
from editor.wire.errors import MEANINGS, Code

if TYPE_CHECKING:
    from editor.sites.memory import MemorySite


class Readers:
    """What readers do. Refusals are SiteRefused with the numbers of :mod:`editor.wire.errors`."""

    def __init__(self, site: MemorySite) -> None:
        self._site = site
        self._likes: set[tuple[str, str]] = set()

    def add(self, name: str, *, subscribed: bool = True) -> SiteReader:
        """A new account."""
        now = self._site.clock.now()
        with self._site.writing() as state:
            return state.put(SiteReader(new_id(), name, subscribed, now if subscribed else None, now, 1))

    def post(self, reader_id: str, article_id: str, text: str, parent_id: str | None = None) -> SiteComment:
        """A comment on a published story, or a reply."""
        now = self._site.clock.now()
        with self._site.writing() as state:
            reader = self._may_write(state, reader_id, now)
            article = state.find(SiteArticle, article_id)
            if article is None or article.state is not ArticleState.PUBLISHED:
                raise _refused(Code.NOT_FOUND)
            if not article.comments_open:
                raise _refused(Code.COMMENTS_CLOSED)
            if parent_id is not None and state.find(SiteComment, parent_id) is None:
                raise _refused(Code.NOT_FOUND)
            comment = SiteComment(
                id=new_id(),
                article_id=article_id,
                parent_id=parent_id,
                reader_id=reader_id,
                author_name=reader.name,
                text=_clean(text),
                created=now,
                edited=None,
                state=CommentState.PUBLISHED,
                decision_id=None,
                clause=None,
                rev=1,
            )
            return state.put(comment)

    def edit(self, reader_id: str, comment_id: str, text: str) -> SiteComment:
        """Other words for the reader's own published comment."""
        now = self._site.clock.now()
        with self._site.writing() as state:
            self._may_write(state, reader_id, now)
            comment = self._own(state, reader_id, comment_id)
            if comment.state is not CommentState.PUBLISHED:
                raise _refused(Code.NOT_FOUND)
            lose_force(state, comment.decision_id)  # it was made on the old words
            return state.put(
                replace(comment, text=_clean(text), edited=now, decision_id=None, clause=None, rev=comment.rev + 1)
            )

    def withdraw(self, reader_id: str, comment_id: str) -> SiteComment:
        """Take the reader's own comment away; open to those who may no longer write."""
        with self._site.writing() as state:
            comment = self._own(state, reader_id, comment_id)
            if comment.state is CommentState.REMOVED:
                raise _refused(Code.COMMENT_REFUSED)  # it could no longer be given back on appeal
            return state.put(replace(comment, state=CommentState.WITHDRAWN, rev=comment.rev + 1))

    def like(self, reader_id: str, comment_id: str) -> None:
        """Like a comment; desks are not told."""
        with self._site.changed:
            self._may_write(self._site.state, reader_id, self._site.clock.now())
            self._others_public(self._site.state, reader_id, comment_id)
            self._likes.add((reader_id, comment_id))

    def report(self, reader_id: str, comment_id: str, clause: int, note: str = "") -> Report:
        """Report a comment under a clause of the rulebook in force, and once that is answered under another."""
        now = self._site.clock.now()
        with self._site.writing() as state:
            reader = self._may_write(state, reader_id, now)
            comment = self._others_public(state, reader_id, comment_id)
            words_since = comment.edited or comment.created
            book = max(state.all(Rulebook), key=lambda b: b.version, default=None)
            if book is None or clause not in {c.number for c in book.clauses}:
                raise _refused(Code.UNKNOWN_CLAUSE)
            for report in state.all(Report):
                if (report.comment_id, report.reporter_id) != (comment_id, reader_id):
                    continue
                if report.answer is None and report.clause == clause:
                    return report
                if report.answer is None or (report.clause == clause and report.created >= words_since):
                    raise _refused(Code.COMMENT_REFUSED)
            made = Report(new_id(), comment_id, reader_id, reader.name, clause, note, now, None, None, 1, book.version)
            return state.put(made)

    def forget(self, reader_id: str) -> None:
        """Delete an account from the site; desks are told by a deletion."""
        with self._site.writing() as state:
            state.delete(Kind.READER, reader_id)

    def _may_write(self, state: SiteState, reader_id: str, now: datetime) -> SiteReader:
        reader = state.find(SiteReader, reader_id)
        if reader is None:
            raise _refused(Code.NOT_SIGNED_IN)
        if barring((s for s in state.all(Sanction) if s.reader_id == reader_id), now) is not None:
            raise _refused(Code.BARRED)
        if not reader.subscribed:
            raise _refused(Code.SUBSCRIBERS_ONLY)
        return reader

    def _others_public(self, state: SiteState, reader_id: str, comment_id: str) -> SiteComment:
        comment = state.find(SiteComment, comment_id)
        if comment is None or comment.state is not CommentState.PUBLISHED:
            raise _refused(Code.NOT_FOUND)
        if comment.reader_id == reader_id:
            raise _refused(Code.COMMENT_REFUSED)
        return comment

    def _own(self, state: SiteState, reader_id: str, comment_id: str) -> SiteComment:
        comment = state.find(SiteComment, comment_id)
        if comment is None or comment.reader_id != reader_id:
            raise _refused(Code.NOT_FOUND)
        return comment


def _clean(text: str) -> str:
    try:
        return clean_comment(text)
    except BadInput as problem:
        raise SiteRefused(Code.COMMENT_REFUSED, problem.detail, field="text") from None


def _refused(code: Code) -> SiteRefused:
    return SiteRefused(code, MEANINGS[code].sentence)
