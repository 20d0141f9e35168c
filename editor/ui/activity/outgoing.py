"""What has still to leave this desk: what needs a person, with the ways on, and what waits, in sending order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from editor.domain.activity import Outbox
from editor.domain.operations import Operation, OperationState, PublishRulebook
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.activity.icons import operation_icon
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.labels import Line, SectionLabel
from editor.ui.widgets.painting import paint_focus_ring, paint_text, text_width
from editor.ui.widgets.reading_text import ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane, ThemedWidget, note_focus_reason, shows_focus
from editor.ui.widgets.when import clock

TRY_KEY, DROP_KEY = "T", "Shift+D"


class Outgoing(ScrollPane):
    """`try_asked(id)` and `drop_asked(id)` follow the buttons of what needs a person.

    `emptied` says that the keyboard stood on the last of them and has nowhere to go here.
    """

    try_asked = Signal(str)
    drop_asked = Signal(str)
    emptied = Signal()

    def __init__(self, keyboard: Callable[[], QWidget | None], parent: QWidget | None = None) -> None:
        """`keyboard` tells what has the keyboard on the screen, also while the palette lies over it."""
        self._keyboard = keyboard
        self._inside = Pane("surface")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 8, 0, 16)
        self._column.setSpacing(0)
        super().__init__(self._inside, "surface", parent)
        self._shown: Outbox | None = None
        self._parked: list[ParkedRow] = []
        self._settled = ""  # the operation a person here tried again or dropped last

    @property
    def current(self) -> Operation | None:
        """The parked operation that the keyboard stands on, None when it is elsewhere."""
        at = self._current_index()
        return self._parked[at].operation if at >= 0 else None

    def parked(self, operation_id: str) -> Operation | None:
        """The parked operation with this id, None when it is not listed any more."""
        return next((row.operation for row in self._parked if row.operation.id == operation_id), None)

    def show_outbox(self, outbox: Outbox) -> None:
        """Show counts and lists; the same again changes nothing."""
        if outbox == self._shown:
            return
        self._shown = outbox
        focus = QApplication.focusWidget()
        at = self._current_index() if focus is not None and self.isAncestorOf(focus) else -1
        before = self._parked[at].operation if at >= 0 else None
        self._take_parked(outbox.needs_you)
        drop_all(self._column)
        if self._parked:
            self._add(_Label("Needs you", f"{outbox.parked:,}"))
        for row in self._parked:
            self._add(row)
        waiting = outbox.waiting + outbox.unknown
        self._add(_Label("Waits for the site", f"{waiting:,}" if waiting else ""))
        for number, operation in enumerate(outbox.operations, 1):
            self._add(WaitingRow(number, operation))
        if waiting > len(outbox.operations):
            self._add(_Note(f"and {waiting - len(outbox.operations):,} more"))
        if not waiting:
            self._add(
                _Note(
                    "Nothing waits. Everything made here has reached the site."
                    if not self._parked
                    else "Nothing else waits."
                )
            )
        self._column.addStretch(1)
        if before is not None and before not in outbox.needs_you:
            self._focus_again(before.id, at)

    def note_settled(self, operation_id: str) -> None:
        """A person has decided about this one: when it goes, the keyboard goes on to the next."""
        self._settled = operation_id

    def focus_first(self) -> bool:
        """Give the keyboard to what needs a person; False when nothing does."""
        if self._parked:
            self._focus_row(0)
        return bool(self._parked)

    def step(self, by: int) -> None:
        """Walk through what needs a person."""
        if not self._parked:
            return
        at = self._current_index()
        self._focus_row(min(max(at + by, 0), len(self._parked) - 1) if at >= 0 else 0)

    def _take_parked(self, operations: tuple[Operation, ...]) -> None:
        """Rows whose operation is the same stay: the keyboard may stand on one, or come back to it."""
        known = {row.operation: row for row in self._parked}
        self._parked = [known.get(operation) or self._make_row(operation) for operation in operations]
        for row in self._parked:
            self._column.removeWidget(row)

    def _make_row(self, operation: Operation) -> ParkedRow:
        row = ParkedRow(operation)
        row.try_asked.connect(self.try_asked)
        row.drop_asked.connect(self.drop_asked)
        return row

    def _current_index(self) -> int:
        focus = self._keyboard()
        rows = enumerate(self._parked)
        return next((index for index, row in rows if focus is row or focus in row.findChildren(QWidget)), -1)

    def _focus_again(self, operation_id: str, index: int) -> None:
        """The keyboard stays on its operation; on none when that went by itself: keys must not hit another."""
        ids = [row.operation.id for row in self._parked]
        if operation_id in ids:
            self._focus_row(ids.index(operation_id))
        elif not ids:
            self.emptied.emit()
        elif operation_id == self._settled:
            self._focus_row(min(index, len(ids) - 1))
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_row(self, index: int) -> None:
        row = self._parked[index]
        row.show()  # a new row is else shown a turn later, and cannot take the keyboard before
        row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(row)

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)


def is_rules(operation: Operation) -> bool:
    """Whether it publishes the rules."""
    return isinstance(operation.body, PublishRulebook)


class ParkedRow(Pane):
    """One operation the site would not take: what, why, and the two ways on."""

    try_asked = Signal(str)
    drop_asked = Signal(str)

    def __init__(self, operation: Operation) -> None:
        super().__init__("surface", ("bottom",))
        self.operation = operation
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{operation.label}. {operation.problem}")
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 10, 16, 6)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(Line(operation.label, "ui_semi", grows=True), 1)
        head.addWidget(Line(clock(operation.made_at), "meta", "text3"))
        column.addLayout(head)
        column.addWidget(ReadingText(operation.problem, "ui", "text2", name="Why", selectable=False))
        keys = QHBoxLayout()
        keys.setContentsMargins(0, 2, 0, 0)
        keys.setSpacing(8)
        # rules are published anew from their draft, in sight of what it says by now
        way = "Open the rules" if is_rules(operation) else "Try again"
        for words, key, signal in ((way, TRY_KEY, self.try_asked), ("Drop", DROP_KEY, self.drop_asked)):
            button = Button(words, key, "bordered" if signal is self.try_asked else "plain", height="button_in_bar")
            button.clicked.connect(lambda _checked=False, signal=signal: signal.emit(operation.id))
            keys.addWidget(button)
        keys.addStretch(1)
        column.addLayout(keys)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        size = theme.size("icon")
        paint_icon(painter, "triangle-alert", "held", 20, 10 + (theme.line("ui") - size) // 2, size)
        if self.hasFocus():
            painter.fillRect(0, 0, theme.line_width("selection_bar"), self.height(), theme.color("accent"))
            if shows_focus(self):
                paint_focus_ring(painter, QRectF(self.rect()), 0, inside=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        note_focus_reason(self, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.try_asked.emit(self.operation.id)
        else:
            super().keyPressEvent(event)


class WaitingRow(ThemedWidget):
    """One operation in the queue: its place, what it is, since when."""

    def __init__(self, number: int, operation: Operation) -> None:
        super().__init__()
        self._number = f"{number}"
        self._operation = operation
        sent = operation.state is OperationState.UNKNOWN
        self._detail = "sent, no answer yet" if sent else f"since {clock(operation.made_at)}"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{number}. {operation.label}, {self._detail}")

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().size("row"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        height = self.height()
        paint_text(painter, "meta", "text3", QRectF(20, 0, 24, height), self._number)
        size = theme.px(15)
        paint_icon(painter, operation_icon(self._operation), "text2", 48, (height - size) // 2, size)
        detail = text_width("meta", self._detail)
        left = 48 + size + 9
        paint_text(
            painter, "ui", "text", QRectF(left, 0, self.width() - left - detail - 32, height), self._operation.label
        )
        paint_text(
            painter, "meta", "text3", QRectF(0, 0, self.width() - 16, height), self._detail, Qt.AlignmentFlag.AlignRight
        )


class _Label(QWidget):
    def __init__(self, words: str, detail: str) -> None:
        super().__init__()
        row = QVBoxLayout(self)
        row.setContentsMargins(20, 6, 16, 0)
        row.addWidget(SectionLabel(words, detail))


class _Note(QWidget):
    def __init__(self, words: str) -> None:
        super().__init__()
        row = QVBoxLayout(self)
        row.setContentsMargins(20, 4, 16, 4)
        row.addWidget(Line(words, "ui", "text2", grows=True))
