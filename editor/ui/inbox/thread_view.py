"""The thread around a comment: names and words, indented by depth with a line, painted as one widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.domain.comments import CommentState
from editor.domain.inbox import ThreadEntry
from editor.qt.theme import current_theme
from editor.ui.inbox.wording import STATE_WORDS, short_time
from editor.ui.widgets.by_width import ByWidth
from editor.ui.widgets.painting import chip_width, paint_chip, paint_text
from editor.ui.widgets.reading_text import lay_out
from editor.ui.widgets.themed import ThemedWidget

_INDENT, _BETWEEN = 16, 14
_MOST_OF_SELECTED = 400  # code points; one line holds far fewer
SHORT = 12  # entries of the branch shown until the whole thread is asked for


@dataclass(frozen=True)
class _Laid:
    entry: ThreadEntry
    depth: int
    top: int
    words: QTextLayout
    height: int


class ThreadView(ThemedWidget):
    """Shows entries in their order; the selected comment itself stands as one line, so that its place is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ThreadEntry, ...] = ()
        self._quoting: frozenset[str] = frozenset()
        self._laid = ByWidth(self._lay_out)
        self._expected: tuple[tuple[ThreadEntry, ...], int, list[_Laid]] | None = None
        # Preferred, not Fixed: a layout takes a fixed height from the width it had when it first asked
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Thread")

    @property
    def entries(self) -> tuple[ThreadEntry, ...]:
        """What is shown."""
        return self._entries

    def set_entries(self, entries: Sequence[ThreadEntry], quoting: frozenset[str]) -> None:
        """Show these; ``quoting`` are ids of replies that quote the comment's words."""
        if (tuple(entries), quoting) == (self._entries, self._quoting):
            return
        self._entries, self._quoting = tuple(entries), quoting
        self.setAccessibleDescription(". ".join(f"{e.author_name}: {e.text}" for e in self._entries))
        self._forget()
        expected, self._expected = self._expected, None
        if expected is not None and expected[0] == self._entries:
            self._laid.put(*expected[1:])

    def expect(self, entries: Sequence[ThreadEntry]) -> None:
        """Lay entries out now, while there is time: they are likely to be set next."""
        self._expected = (tuple(entries), self.width(), _lay_out(tuple(entries), self.width()))
        for entry in entries:
            current_theme().shaped.expect("ui_semi", entry.author_name)
            current_theme().shaped.expect("meta", _beside_name(entry))

    def _forget(self) -> None:
        self._laid.clear()
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._expected = None
        self._forget()

    def _lay_out(self, width: int) -> list[_Laid]:
        return _lay_out(self._entries, width)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        laid = self._laid(width)
        return laid[-1].top + laid[-1].height if laid else 0

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for laid in self._laid(self.width()):
            if laid.top > event.rect().bottom() or laid.top + laid.height < event.rect().top():
                continue
            self._paint_entry(painter, laid)

    def _paint_entry(self, painter: QPainter, laid: _Laid) -> None:
        theme = current_theme()
        entry, x = laid.entry, laid.depth * _INDENT
        if laid.depth or entry.selected:
            role = "accent" if entry.selected else "control"
            painter.fillRect(
                QRectF(x - 12 if laid.depth else -12, laid.top, 3 if entry.selected else 1, laid.height),
                theme.color(role, 1.0 if entry.selected else 0.6),
            )
        pitch = theme.line("ui")
        rect = QRectF(x, laid.top, min(self.width(), theme.px(560)) - x, pitch)
        note, state, icon = _note(entry, entry.id in self._quoting)
        room = rect.width() - (chip_width(note, icon) + 8 if note else 0)
        if note:
            paint_chip(
                painter, rect.right() - chip_width(note, icon) + 6, rect.center().y(), note, state, icon, plain=True
            )
        name = paint_text(painter, "ui_semi", "text", QRectF(x, rect.top(), room, pitch), entry.author_name)
        beside = QRectF(x + name + 8, rect.top(), max(room - name - 8, 0), pitch)
        paint_text(painter, "meta", "text3", beside, _beside_name(entry))
        quiet = entry.selected or entry.state is not CommentState.PUBLISHED
        painter.setPen(theme.color("text3" if quiet else "text2"))
        laid.words.draw(painter, QPointF(x, laid.top + pitch + 2))


def _lay_out(entries: Sequence[ThreadEntry], width: int) -> list[_Laid]:
    theme = current_theme()
    least = min((entry.depth for entry in entries), default=0)
    laid: list[_Laid] = []
    top = 0
    for entry in entries:
        depth = entry.depth - least
        room = min(width, theme.px(560)) - depth * _INDENT
        words = lay_out(_shown_words(entry, room), "thread", room, most_lines=1 if entry.selected else 0)
        height = theme.line("ui") + 2 + words.lineCount() * theme.line("thread")
        laid.append(_Laid(entry, depth, top, words, height))
        top += height + _BETWEEN
    return laid


def _beside_name(entry: ThreadEntry) -> str:
    when = short_time(entry.created)
    return f"{entry.standing} · {when}" if entry.standing else when


def _shown_words(entry: ThreadEntry, room: float) -> str:
    """All of an entry; of the selected comment, which stands above in full, one line."""
    if not entry.selected:
        return entry.text
    line = " ".join(entry.text[:_MOST_OF_SELECTED].split())
    return current_theme().shaped.elided("thread", line, room)


def _note(entry: ThreadEntry, quotes: bool) -> tuple[str, str, str]:
    """What stands at the right of a name: words, state, icon; the strongest only."""
    if entry.selected:
        return "This comment", "neutral", "arrow-left"
    if entry.state is CommentState.REMOVED:
        return STATE_WORDS[entry.state], "removed", "circle-x"
    if entry.state is CommentState.HELD:
        return "Held", "held", "circle-pause"
    if entry.state is CommentState.WITHDRAWN:
        return "Withdrawn", "neutral", "circle-slash"
    if quotes:
        return "Quotes the words", "held", "quote"
    if entry.edited is not None:
        return f"Edited {short_time(entry.edited)}", "conflict", "pencil"
    return "", "neutral", ""


def branch_of(entries: Sequence[ThreadEntry]) -> tuple[ThreadEntry, ...]:
    """The comments above the selected one up to the top, itself, and everything below it, in the thread's order."""
    parents = {entry.id: entry.parent_id for entry in entries}
    selected = next((entry for entry in entries if entry.selected), None)
    if selected is None:
        return tuple(entries)
    above: set[str] = set()
    at = selected.parent_id
    while at is not None and at in parents and at not in above:
        above.add(at)
        at = parents[at]
    below: set[str] = {selected.id}
    for entry in entries:  # parents come before their replies
        if entry.parent_id in below:
            below.add(entry.id)
    return tuple(entry for entry in entries if entry.id in above or entry.id in below)


def shown_entries(entries: Sequence[ThreadEntry], whole: bool) -> tuple[ThreadEntry, ...]:
    """What to show: the branch, cut after some, or all. A comment at the top is left out of its own thread."""
    chosen = tuple(entries) if whole else branch_of(entries)[: SHORT + 1]
    if chosen and chosen[0].selected and chosen[0].depth == 0:
        return chosen[1:]
    return chosen
