"""The bar at the foot of a comment: what follows, what stands or was decided, and the verbs with their keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from editor.domain.rulebook import Clause
from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.inbox.words import RuleButton
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.labels import Line
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.themed import Edged, Pane, ThemedWidget

_LEFT = 16
_COLUMNS = 5
_ONE_ROW = 600  # px: in a narrower bar the answers stand in two rows
_ROW_GAP = 6
_MOST_SLOTS = 900  # px: on a wide screen the bar’s words stay within one glance
_SHARES = (1.4, 0.85, 0.95, 0.95)  # of the slots: the verdict names its rule
_SLOT_GAP = 16
_VERBS = (
    ("approve", "Approve", "A"),
    ("remove", "Remove under", "R, 1–9"),
    ("ban", "Ban", "B"),
    ("undo", "Undo", "U"),
    ("quote", "Quote", "Q"),
)


@dataclass(frozen=True)
class Slot:
    """One question with its answer, the answer's icon and role."""

    question: str
    answer: str
    icon: str
    role: str = "text"


class VerdictBar(Pane):
    """Three bands. ``acted`` names the verb pressed; ``rule_chosen`` a rule's number while rules are shown."""

    acted = Signal(str)  # approve, remove, ban, undo, quote, send, confirm, cancel
    rule_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", ("top",), parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.after = AfterBand()
        self.slots_band = SlotsBand()
        self._rules = _RulesPage()
        self._confirm = _ConfirmPage()
        self._verbs: dict[str, Button] = {}
        self._page = QWidget()
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.slots_band)
        page.addWidget(self._make_verbs())
        self._stack = _Stack()
        for widget in (self._page, self._rules, self._confirm):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.after)
        column.addWidget(self._stack)
        self._listen()

    def show_verbs(self) -> None:
        """The slots and the verbs."""
        self._stack.setCurrentWidget(self._page)

    def show_rules(self, question: str) -> None:
        """The rules behind their digits, in the place of slots and verbs."""
        self._rules.question.set_text(question)
        self._stack.setCurrentWidget(self._rules)

    def show_confirm(self, sentence: str, consequence: str) -> None:
        """What Enter will do; nothing was done yet."""
        self._confirm.sentence.set_text(sentence)
        self._confirm.consequence.set_text(consequence)
        self._stack.setCurrentWidget(self._confirm)

    def set_rules(self, clauses: Sequence[Clause]) -> None:
        """The rules that have a digit."""
        self._rules.set_rules([clause for clause in clauses if 1 <= clause.number <= 9])
        self._rules.fit(self.width())

    def set_enabled_verbs(self, *, decide: bool, undo: bool) -> None:
        """Which verbs can be used now."""
        for name, button in self._verbs.items():
            button.setEnabled(undo if name == "undo" else decide)

    @property
    def shown(self) -> str:
        """Which bands stand below Afterwards: "verbs", "rules" or "confirm"."""
        return ("verbs", "rules", "confirm")[self._stack.currentIndex()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.slots_band.fit(self.width())
        self._rules.fit(self.width())
        super().resizeEvent(event)

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self.slots_band.fit(self.width())
        self._rules.fit(self.width())

    def _make_verbs(self) -> QWidget:
        band = _Band("verdict_keys")
        row = QHBoxLayout(band)
        row.setContentsMargins(_LEFT - 8, 1, _LEFT - 8, 0)
        row.setSpacing(0)
        for name, words, keys in _VERBS:
            button = Button(words, keys, "plain", height="button_in_bar")
            button.clicked.connect(lambda _checked=False, verb=name: self.acted.emit(verb))
            self._verbs[name] = button
            if name == "quote":
                row.addStretch(1)
            row.addWidget(button)
        return band

    def _listen(self) -> None:
        self.slots_band.send.clicked.connect(lambda: self.acted.emit("send"))
        self._confirm.confirm.clicked.connect(lambda: self.acted.emit("confirm"))
        self._confirm.cancel.clicked.connect(lambda: self.acted.emit("cancel"))
        self._rules.cancel.clicked.connect(lambda: self.acted.emit("cancel"))
        self._rules.chosen.connect(self.rule_chosen)


class _Stack(QStackedWidget):
    """As high as the verbs with their answers; higher only while a page is shown that needs more."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def sizeHint(self) -> QSize:
        pages = [page for page in (self.widget(0), self.currentWidget()) if page is not None]
        return QSize(200, max((page.sizeHint().height() for page in pages), default=0))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


class _Band(Edged):
    """A band of a height from the tokens, with a hairline above."""

    def __init__(self, size_name: str) -> None:
        super().__init__(("top",))
        self._size_name = size_name
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().size(self._size_name))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


class AfterBand(ThemedWidget):
    """What readers will see afterwards; at the right, what else would be hit."""

    def __init__(self) -> None:
        super().__init__()
        self._words = self._also = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """The sentence."""
        return self._words

    def show_words(self, words: str, also: str = "") -> None:
        """Say it."""
        if (words, also) != (self._words, self._also):
            self._words, self._also = words, also
            self.setAccessibleName(f"Afterwards. {words}. {also}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().size("verdict_after"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        size = theme.px(16)
        rect = QRectF(self.rect()).adjusted(_LEFT, 0, -_LEFT, 0)
        rect.setWidth(min(rect.width(), theme.px(_MOST_SLOTS)))
        paint_icon(painter, "eye", "text2", _LEFT, (self.height() - size) // 2, size)
        x = rect.left() + size + 7
        head = paint_text(painter, "ui_med", "text", QRectF(x, 0, rect.right() - x, self.height()), "Afterwards")
        x += head + 10
        also = text_width("meta", self._also)
        paint_text(painter, "meta", "held", rect, self._also, Qt.AlignmentFlag.AlignRight)
        paint_text(painter, "meta", "text2", QRectF(x, 0, rect.right() - x - also - 12, self.height()), self._words)


class SlotsBand(_Band):
    """At most four answers side by side, and the one filled button while a decision has not left."""

    def __init__(self) -> None:
        super().__init__("verdict_slots")
        self._shown: tuple[Slot, ...] = ()
        self._columns = len(_SHARES)
        self.send = Button("Send now", "Return", "filled", height="button_primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, _LEFT - 4, 0)
        row.addStretch(1)
        row.addWidget(self.send)
        self.send.hide()

    @property
    def shown(self) -> tuple[Slot, ...]:
        """The slots as they stand."""
        return self._shown

    def show_slots(self, slots: Sequence[Slot], *, can_send: bool) -> None:
        """Show these; ``can_send`` offers to let the decision leave at once."""
        if can_send == self.send.isHidden():
            self.send.setVisible(can_send)
            self.update()
        if tuple(slots) != self._shown:
            self._shown = tuple(slots)
            self.setAccessibleName(". ".join(f"{slot.question}: {slot.answer}" for slot in slots))
            self.update()

    def fit(self, width: int) -> None:
        """Stand in one row or in two, by the bar's width and the size of text, never by what is answered."""
        self._columns = len(_SHARES) if width >= current_theme().px(_ONE_ROW) else len(_SHARES) // 2
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        more = len(_SHARES) // self._columns - 1
        return super().sizeHint() + QSize(0, more * (_slot_height() + _ROW_GAP))

    def slot_places(self) -> list[QRectF]:
        """Where each answer stands with its question, from the left and from the top."""
        count, height = self._columns, _slot_height()
        needed = [max(map(needed_width, self._shown[column::count])) for column in range(min(count, len(self._shown)))]
        widths = slot_widths(needed, self._room(sum(needed)))
        lefts = [_LEFT + sum(widths[:column]) for column in range(len(widths))]
        rows = math.ceil(len(self._shown) / count)
        top = (self.height() - rows * height - (rows - 1) * _ROW_GAP) / 2
        tops = [top + row * (height + _ROW_GAP) for row in range(rows)]
        places = (divmod(index, count) for index in range(len(self._shown)))
        return [QRectF(lefts[column], tops[row], widths[column] - _SLOT_GAP, height) for row, column in places]

    def _room(self, needed: float) -> float:
        """All of the band beside the button. While it is away its room stays free too, so that the answers do not shift
        when it comes and goes, unless one of them would be cut."""
        whole = self.width() - 2 * _LEFT
        beside = whole - self.send.sizeHint().width()
        return min(whole if self.send.isHidden() and needed > beside else beside, current_theme().px(_MOST_SLOTS))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for slot, place in zip(self._shown, self.slot_places(), strict=True):
            _paint_slot(painter, slot, place)


def _slot_height() -> int:
    theme = current_theme()
    return theme.line("meta") + theme.line("ui_semi")


def _paint_slot(painter: QPainter, slot: Slot, place: QRectF) -> None:
    theme = current_theme()
    size, upper, lower = theme.px(15), theme.line("meta"), theme.line("ui_semi")
    below = place.top() + upper
    paint_text(painter, "meta", "text3", QRectF(place.left(), place.top(), place.width(), upper), slot.question)
    paint_icon(painter, slot.icon, slot.role, round(place.left()), round(below + (lower - size) / 2), size)
    left = round(place.left()) + size + 5
    paint_text(painter, "ui_semi", slot.role, QRectF(left, below, place.right() - left, lower), slot.answer)


def needed_width(slot: Slot) -> float:
    """The width at which nothing of a slot is cut."""
    words = max(text_width("meta", slot.question), current_theme().px(15) + 5 + text_width("ui_semi", slot.answer))
    return words + _SLOT_GAP + 1


def slot_widths(needed: Sequence[float], room: float) -> list[float]:
    """Widths of the slots from left to right, logical pixels.

    The fixed shares, so that answers stand still from comment to comment; where one would be cut although the others
    have room to spare, it takes some of theirs; where there is too little for all, each gives up its part.
    """
    shares = [room * share / sum(_SHARES[: len(needed)]) for share in _SHARES[: len(needed)]]
    if sum(needed) >= room:
        return [room * width / sum(needed) for width in needed]
    short = sum(max(want - share, 0) for want, share in zip(needed, shares, strict=True))
    spare = sum(max(share - want, 0) for want, share in zip(needed, shares, strict=True))
    part = short / spare if spare else 0
    return [max(want, share - max(share - want, 0) * part) for want, share in zip(needed, shares, strict=True)]


class _RulesPage(Edged):
    """Rules one to nine in as few rows as show every word, with the question above."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(("top",))
        self.question = Line("", "meta", "text2", grows=True)
        self.cancel = Button("Back", "Escape", "plain", height="button_in_bar")
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self._buttons: list[RuleButton] = []
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.addWidget(self.question, 1)
        head.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT - 8, 3, _LEFT - 8, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addStretch(1)

    def set_rules(self, clauses: Sequence[Clause]) -> None:
        for button in self._buttons:
            drop(button)
        self._buttons = [RuleButton(clause.number, clause.label) for clause in clauses]
        for button in self._buttons:
            button.clicked.connect(lambda _checked=False, number=button.number: self.chosen.emit(number))

    def fit(self, width: int) -> None:
        """Put the rules into columns as wide as their words: five, or as many as this width of the bar holds."""
        room = width - 2 * (_LEFT - 8)
        widths = column_widths([button.needed_width for button in self._buttons], room)
        for column in range(_COLUMNS):
            shown = column < len(widths)
            self._grid.setColumnMinimumWidth(column, min(widths[column], room) if shown else 0)
            self._grid.setColumnStretch(column, 1 if shown else 0)
        for index, button in enumerate(self._buttons):
            self._grid.addWidget(button, *divmod(index, len(widths)))
        self.updateGeometry()


def column_widths(needed: Sequence[int], room: int) -> list[int]:
    """Widths of at most five columns in which things that need so much, laid out row by row, are all whole in this
    room; of one column where not even two fit."""
    for count in range(_COLUMNS, 1, -1):
        widths = [max(needed[column::count], default=0) for column in range(count)]
        if sum(widths) <= room:
            return widths
    return [max(needed, default=0)]


class _ConfirmPage(Edged):
    """A ban is never one key: what it means, and Enter."""

    def __init__(self) -> None:
        super().__init__(("top",))
        self.sentence = Line("", "ui_semi", "removed", grows=True)
        self.consequence = Line("", "meta", "text2", grows=True)
        self.confirm = Button("Ban for good", "Return", "filled", height="button_primary")
        self.cancel = Button("Back", "Escape", "plain", height="button_primary")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.sentence)
        words.addWidget(self.consequence)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 1, _LEFT - 4, 0)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
