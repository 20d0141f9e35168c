"""What readers will see on the site's rules page: the next version, what it changes, every rule."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from editor.domain.rulebook import Clause, ClauseChange, Rulebook
from editor.qt.theme import current_theme
from editor.ui.operations.rules import RulebookView
from editor.ui.widgets.differences import difference_text
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.labels import Hairline, Line, SectionLabel
from editor.ui.widgets.prose_sheet import GAP, Sheet
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane, ThemedWidget
from editor.ui.widgets.when import date_words

_OTHER_WORDS = {"severity": "Severity", "strikes": "Strikes", "appeal_days": "Days to appeal"}
_OTHER_TEXTS = {
    "guidance": "The guidance for moderators",
    "message": "The message to the author",
    "examples": "The examples",
}


class _Column(ScrollPane):
    """Things to read below each other; what stands at the right of a line stays beside it on a wide screen."""

    def __init__(self, spacing: int, parent: QWidget | None) -> None:
        self._inside = Pane("surface")
        self._column = QVBoxLayout(self._inside)
        self._column.setSpacing(spacing)
        super().__init__(self._inside, "surface", parent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._column.setContentsMargins(20, 14, max(self.width() - 20 - current_theme().px(560), 20), 24)
        super().resizeEvent(event)


class Proof(_Column):
    """The page as it will stand, with the words that differ from the version in force marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, parent)
        self._shown: RulebookView | None = None

    def show_view(self, view: RulebookView) -> None:
        """Show the draft against what is in force; the same again changes nothing, so that nothing flickers."""
        if self._shown is not None and (view.editing, view.page) == (self._shown.editing, self._shown.page):
            return
        self._shown = view
        place = self.verticalScrollBar().value()
        drop_all(self._column)
        self._changes(view)
        self._rules(view)
        self._column.addStretch(1)
        self.verticalScrollBar().setValue(place)

    def _changes(self, view: RulebookView) -> None:
        now, changes = view.editing.in_force, view.editing.changes
        if not changes:
            self._column.addWidget(Line(f"Nothing differs from version {now.version}.", "ui", "text2", grows=True))
            self._column.addSpacing(8)
            return
        self._column.addWidget(SectionLabel("What changes", f"from version {now.version}"))
        for change in changes:
            for widget in _change_widgets(change):
                self._column.addWidget(widget)
            self._column.addSpacing(8)
        self._column.addWidget(Hairline())
        self._column.addSpacing(8)

    def _rules(self, view: RulebookView) -> None:
        book = view.editing.draft
        self._column.addWidget(SectionLabel("The rules", _version_words(view)))
        for clause in book.clauses:
            self._column.addSpacing(4)
            self._column.addWidget(Line(f"{clause.number}  {clause.title or clause.label}", "h2", grows=True))
            self._column.addWidget(_Html(view.page.get(clause.number, ""), clause.public_text))


def _version_words(view: RulebookView) -> str:
    now = view.editing.in_force
    if view.editing.changes:
        return f"version {now.version + 1}, from the day it is published"
    return f"version {now.version}" + (f", since {date_words(now.published_at)}" if now.published_at else "")


def _change_widgets(change: ClauseChange) -> list[QWidget]:
    before, after = change.before, change.after
    if after is None:
        return [
            Line(f"{change.number}  {before.label if before else ''}", "ui_semi", grows=True),
            Line("This rule goes.", "ui", "text2", grows=True),
        ]
    widgets: list[QWidget] = [Line(f"{change.number}  {after.label}", "ui_semi", grows=True)]
    if before is None:
        return [*widgets, Line("This rule is new.", "ui", "text2", grows=True)]
    for name in ("label", "title", "public_text"):
        if getattr(before, name) != getattr(after, name):
            text, marks = difference_text(getattr(before, name).strip(), getattr(after, name).strip())
            words = ReadingText(text, "read", name=f"Changed words of rule {change.number}", selectable=False)
            words.set_text(text, marks)
            widgets.append(words)
    widgets += [Line(words, "meta", "text3", grows=True) for words in _unseen(before, after)]
    return widgets


def _unseen(before: Clause, after: Clause) -> list[str]:
    """What changes without readers seeing it on the page, in words."""
    words = [
        f"{label}: {getattr(before, name)} → {getattr(after, name)}"
        for name, label in _OTHER_WORDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    changed = (label for name, label in _OTHER_TEXTS.items() if getattr(before, name) != getattr(after, name))
    return [*words, *(f"{label} changes" for label in changed)]


class _Html(ThemedWidget):
    """Rendered Markdown of one rule."""

    def __init__(self, html: str, plain: str) -> None:
        super().__init__()
        self._html = html
        self._sheet: Sheet | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(plain)

    def _on_theme_changed(self) -> None:
        self._sheet = None
        super()._on_theme_changed()

    def _laid(self, width: int) -> Sheet:
        column = max(min(width, current_theme().px(560)), 40)
        if self._sheet is None:
            self._sheet = Sheet(self._html, column)
        self._sheet.lay_out(column)
        return self._sheet

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._laid(width).height) - GAP // 2

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._laid(self.width()).paint(QPainter(self), 0, 0)


class History(_Column):
    """Every version this desk knows: since when, by whom, why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, parent)
        self._shown: tuple[Rulebook | None, ...] | None = None

    def show_versions(self, versions: tuple[Rulebook, ...], waiting: Rulebook | None = None) -> None:
        """Newest first; ``waiting`` is published here and not yet on the site, and stands above all."""
        if (waiting, *versions) == self._shown:
            return
        self._shown = (waiting, *versions)
        drop_all(self._column)
        if waiting is not None:
            self._add(waiting, "waits for the site", "offline")
        for index, book in enumerate(versions):
            since = date_words(book.published_at) if book.published_at else "an unknown day"
            state = "in force since" if index == 0 else "since"
            by = f", by {book.published_by}" if book.published_by else ""
            self._add(book, f"{state} {since}{by}", "text3")
        self._column.addStretch(1)

    def _add(self, book: Rulebook, standing: str, role: str) -> None:
        self._column.addWidget(Line(f"Version {book.version}", "ui_semi", grows=True))
        self._column.addWidget(Line(standing, "meta", role, grows=True))
        if book.change_note:
            note = ReadingText(book.change_note, "card", name=f"Why version {book.version}", selectable=False)
            self._column.addWidget(note)
        self._column.addSpacing(10)
