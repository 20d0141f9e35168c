"""The bars at the foot of the rules screen: what rests on the words being changed, and publishing the next version."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.fields import FIELD_MOST, LabelledField, TextLine
from editor.ui.widgets.painting import paint_text
from editor.ui.widgets.themed import Pane

PUBLISH_KEY = "Ctrl+Return"


class RestBar(Pane):
    """How many decisions rest on the words being changed; hidden when none do."""

    def __init__(self) -> None:
        super().__init__("surface", ("top",))
        self._sentence = ""
        self._more = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says, whole; "" when it says nothing."""
        return f"{self._sentence} {self._more}".strip()

    def show_count(self, decisions: int, version: int) -> None:
        """Say that so many decisions keep the version in force."""
        one = decisions == 1
        self._sentence = (
            f"{decisions:,} decision{'' if one else 's'} rest{'s' if one else ''} on the words you are changing."
            if decisions
            else ""
        )
        self._more = f"{'It keeps' if one else 'They keep'} version {version}." if decisions else ""
        self.setAccessibleName(self.sentence)
        self.setVisible(bool(decisions))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, current_theme().px(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = current_theme()
        painter = QPainter(self)
        size = theme.size("icon")
        paint_icon(painter, "triangle-alert", "held", 24, (self.height() - size) // 2, size)
        rect = QRectF(24 + size + 8, 0, self.width() - 24 - size - 24, self.height())
        used = paint_text(painter, "ui_semi", "text", rect, self._sentence)
        if rect.width() - used > 60:
            paint_text(painter, "ui", "text2", rect.adjusted(used + 8, 0, 0, 0), self._more)


class PublishBar(Pane):
    """The note on the change, with the words that say how things stand above it; Discard and Publish below."""

    publish_asked = Signal()
    discard_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", ("top",), parent)
        self.note = TextLine("", "What changes, in a sentence for readers")
        self._noted = LabelledField("Note on the change, shown to readers", self.note)
        self._publish = Button("Publish", PUBLISH_KEY, "filled", height="button_primary")
        self._discard = Button("Discard draft", "", "plain")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._discard)
        row.addWidget(self._publish)
        noted = QHBoxLayout()
        noted.setContentsMargins(0, 0, 4, 0)  # Publish keeps as much free around it for its ring: the edges agree
        noted.addWidget(self._noted)
        self._column.addLayout(noted)
        self._column.addLayout(row)
        self._publish.clicked.connect(self.publish_asked)
        self._discard.clicked.connect(self.discard_asked)

    @property
    def words(self) -> str:
        """What the bar says above the note."""
        return self._noted.detail

    def show_state(self, version: int, *, can_publish: bool, can_discard: bool, waiting: int | None) -> None:
        """Say what can be done now; `waiting` is a version published here that the site has not taken yet."""
        self._publish.set_text(f"Publish as version {version}")
        self._publish.setEnabled(can_publish)
        self._discard.setEnabled(can_discard)
        if waiting is not None:
            self._noted.set_detail(f"Version {waiting} waits for the site.", "offline")
        else:
            self._noted.set_detail("" if can_publish else "Nothing to publish: as in force.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(20, 10, max(self.width() - 20 - current_theme().px(FIELD_MOST), 20) - 4, 8)

    def ask_twice(self, asking: bool) -> None:
        """Ask whether the draft is really to go."""
        self._discard.set_text("Press again: every change goes" if asking else "Discard draft")
