"""What the palette finds besides commands: stories, comments, and the thing a pasted link points at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from editor.qt.plumbing import Plumbing
from editor.qt.tasks import CancelToken
from editor.ui.inbox.wording import slug_words
from editor.ui.palette.items import PaletteItem, PaletteProvider
from editor.ui.screen import Screen

if TYPE_CHECKING:
    from editor.domain.articles import ArticleRow
    from editor.domain.inbox import CommentCard
    from editor.services.desk import Desk

MOST = 6
_STORIES_LOOKED_AT = 500
Deliver = Callable[[Sequence[PaletteItem]], None]
ShowScreen = Callable[[str], Screen]


def providers(plumbing: Plumbing, desk: Desk, show_screen: ShowScreen) -> tuple[PaletteProvider, ...]:
    """All providers, in the order of their groups."""
    return (
        StoryFinder(plumbing, desk, show_screen),
        CommentFinder(plumbing, desk, show_screen),
        LinkFinder(plumbing, desk, show_screen),
    )


class _Finder:
    group = ""
    links = False

    def __init__(self, plumbing: Plumbing, desk: Desk, show_screen: ShowScreen) -> None:
        self._plumbing = plumbing
        self._desk = desk
        self._show_screen = show_screen

    def _story(self, row: ArticleRow) -> PaletteItem:
        return PaletteItem(
            row.headline or "Untitled",
            lambda: self._open_story(row.id),
            "file-text",
            detail=row.section or row.state.value,
        )

    def _comment(self, card: CommentCard) -> PaletteItem:
        words = " ".join(card.text.split())
        shown = f"{card.author_name}: {words[:70]}{'…' if len(words) > 70 else ''}"
        return PaletteItem(
            shown, lambda: self._open_comment(card), "message-square", detail=slug_words(card.article_slug)
        )

    def _open_story(self, article_id: str) -> None:
        from editor.ui.drafts.screen import DraftsScreen

        screen = self._show_screen("drafts")
        assert isinstance(screen, DraftsScreen)
        screen.open_story(article_id)

    def _open_comment(self, card: CommentCard) -> None:
        from editor.ui.inbox.screen import InboxScreen

        screen = self._show_screen("inbox")
        assert isinstance(screen, InboxScreen)
        screen.show_comment(card)


class StoryFinder(_Finder):
    """Stories whose headline or address holds every word of the query."""

    group = "Stories"

    def search(self, query: str, deliver: Deliver) -> None:
        """Look the query up."""
        words = query.casefold().split()

        def read() -> list[ArticleRow]:
            from editor.services import drafting

            rows = drafting.stories(self._desk, limit=_STORIES_LOOKED_AT)
            return [r for r in rows if all(w in f"{r.headline} {r.slug}".casefold() for w in words)][:MOST]

        self._plumbing.tasks.read(read, lambda rows: deliver([self._story(row) for row in rows]))


class CommentFinder(_Finder):
    """Comments that hold every word of the query, newest first."""

    group = "Comments"

    def __init__(self, plumbing: Plumbing, desk: Desk, show_screen: ShowScreen) -> None:
        super().__init__(plumbing, desk, show_screen)
        self._searching = CancelToken()

    def search(self, query: str, deliver: Deliver) -> None:
        """Look the query up; a search for other words that still goes on is ended."""
        self._searching.cancel()
        searching = self._searching = CancelToken()
        if len(query.strip()) < 3:
            deliver([])
            return

        def read() -> tuple[CommentCard, ...]:
            from editor.services import moderation

            return moderation.find(self._desk, words=query, limit=MOST, stop=lambda: searching.cancelled).cards

        self._plumbing.tasks.read(read, lambda cards: deliver([self._comment(card) for card in cards]), token=searching)


class LinkFinder(_Finder):
    """The story or comment that a pasted link of the site points at."""

    group = "Link"
    links = True

    def search(self, query: str, deliver: Deliver) -> None:
        """Resolve the link: a story by the last part of its path, a comment by its anchor."""
        link = urlsplit(query.strip())
        slug = link.path.rstrip("/").rpartition("/")[2]
        comment_id = link.fragment.removeprefix("comment-").removeprefix("c-")

        def read() -> list[PaletteItem]:
            from editor.domain.errors import NotFound
            from editor.services import drafting, moderation

            found: list[PaletteItem] = []
            if comment_id:
                with suppress(NotFound):  # a link to a comment that is not here may still lead to its story
                    found.append(self._comment(moderation.context(self._desk, comment_id=comment_id).card))
            rows = drafting.stories(self._desk, limit=_STORIES_LOOKED_AT)
            return found + [self._story(row) for row in rows if slug and row.slug == slug]

        self._plumbing.tasks.read(read, deliver)
