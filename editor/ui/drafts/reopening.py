"""The stories that were open when the window closed: remembered in the settings, opened again at the next start."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor.domain.articles import Article
from editor.domain.errors import NotFound, WorldError
from editor.qt.plumbing import Plumbing
from editor.qt.settings import OPEN_STORIES
from editor.ui.drafts.story_area import OpenPane, StoryArea
from editor.ui.operations import drafting

if TYPE_CHECKING:
    from editor.services.desk import Desk

_PANE, _FRONT = " | ", "*"


@dataclass(frozen=True)
class _Awaited:
    """A story still to be opened, and the pane it stood in."""

    article_id: str
    pane: int


class Reopening(QObject):
    """Opens one story after the other, so that none holds up the window. `finished` follows the last.

    What was remembered stays so until everything was opened, or could not be found: a desk that does not open, or a
    window that closes meanwhile, forgets nothing.
    """

    finished = Signal()

    def __init__(self, plumbing: Plumbing, desk: Desk, area: StoryArea, parent: QObject) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._area = area
        self._panes = read_panes(plumbing.settings.get(OPEN_STORIES))
        self._awaited = deque(_Awaited(id_, n) for n, pane in enumerate(self._panes) for id_ in pane.ids)
        self._opened: set[str] = set()
        self._places: dict[int, int] = {}

    def begin(self) -> None:
        """Open the next story once the desk has read it; nothing here waits for the desk."""
        if not self._awaited:
            self._show_fronts()
            return
        next_one = self._awaited[0]
        self._plumbing.tasks.read(
            lambda: drafting.read_story(self._desk, next_one.article_id),
            partial(self._on_read, next_one),
            failed=self._on_failed,
            owner=self,
        )

    def remember(self) -> None:
        """What is open now is opened again next time."""
        if not self._awaited:
            self._plumbing.settings.set(OPEN_STORIES, write_panes(self._area.panes))

    def _on_read(self, awaited: _Awaited, article: Article) -> None:
        self._awaited.popleft()
        if article.id not in [story.article.id for story in self._area.stories]:
            pane = self._places.setdefault(awaited.pane, len(self._places))  # one of which nothing is left is not made
            self._area.open_behind(article, min(pane, 1))
            self._opened.add(article.id)
        self.begin()

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, NotFound):
            self._awaited.popleft()
            self.begin()
        elif not isinstance(error, WorldError):
            raise error

    def _show_fronts(self) -> None:
        front = self._area.front
        if front is not None and front.story.article.id in self._opened:  # else somebody has begun to work already
            for pane in reversed(self._panes):  # the first pane last: it is at work
                self._area.show_open(pane.front)
            self.finished.emit()


def write_panes(panes: tuple[OpenPane, ...]) -> str:
    """Panes as they stand in the settings: "a b* | c*"."""
    return _PANE.join(" ".join(id_ + _FRONT * (id_ == pane.front) for id_ in pane.ids) for pane in panes if pane.ids)


def read_panes(text: str) -> tuple[OpenPane, ...]:
    """Panes from the settings; a text that somebody has changed gives what can be made of it."""
    panes = []
    for part in text.split(_PANE):
        marked = part.split()
        ids = tuple(id_.removesuffix(_FRONT) for id_ in marked)
        front = next((id_.removesuffix(_FRONT) for id_ in marked if id_.endswith(_FRONT)), ids[0] if ids else "")
        if ids:
            panes.append(OpenPane(ids, front))
    return tuple(panes)
