"""The bottom bar: status light left, a sentence for 4 s beside it, the screen's movement keys right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from editor.qt.announce import announce
from editor.qt.messages import INFO_SECONDS
from editor.qt.theme import current_theme
from editor.ui.commands import Hint
from editor.ui.widgets.labels import Line
from editor.ui.widgets.painting import keys_width, paint_keys, paint_text, text_width
from editor.ui.widgets.status_light import Status, StatusLight
from editor.ui.widgets.themed import Pane, ThemedWidget

_GAP = 14


class KeyHints(ThemedWidget):
    """Keycaps and words, right-aligned; those at the left go first when room is short, the last one stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[Hint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What is shown."""
        return self._hints

    def set_hints(self, hints: Sequence[Hint]) -> None:
        """Show these, the last at the right edge."""
        self._hints = tuple(hints)
        self.setAccessibleName("; ".join(f"{' '.join(hint.keys)} {hint.words}" for hint in hints))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        right = float(self.width())
        for hint in reversed(self._hints):
            words = text_width("meta", hint.words)
            keys = keys_width(hint.keys)
            left = right - words - 6 - keys
            if left < 0:
                return
            paint_keys(painter, round(left), self.height() / 2, hint.keys)
            paint_text(
                painter, "meta", "text2", QRectF(right - words, 0, words + 1, self.height()), hint.words, elide=False
            )
            right = left - _GAP


class Footer(Pane):
    """`activity_asked` follows a click on the light."""

    activity_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", ("top",), parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 16, 0)
        row.setSpacing(12)
        self.light = StatusLight()
        self.light.clicked.connect(self.activity_asked)
        self._line = Line("", "meta", "text", grows=False)
        self.hints = KeyHints()
        row.addWidget(self.light)
        row.addWidget(self._line)
        row.addWidget(self.hints, 1)
        self._rest = QTimer(self, singleShot=True, interval=round(INFO_SECONDS * 1000))
        self._rest.timeout.connect(lambda: self._line.set_text(""))

    @property
    def sentence(self) -> str:
        """The sentence in view, "" when there is none."""
        return self._line.text

    def say(self, sentence: str) -> None:
        """Show a sentence for 4 s; the next one takes its place."""
        self._line.set_text(sentence)
        self._rest.start()
        announce(self, sentence)

    def set_status(self, status: Status) -> None:
        """Show where things are saved."""
        self.light.set_status(status)

    def sizeHint(self) -> QSize:
        return QSize(400, current_theme().size("footer") + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())
