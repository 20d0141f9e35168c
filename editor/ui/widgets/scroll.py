"""Scrolling: an 8 px bar laid over the content, visible under the pointer or while moving, and a pane that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from editor.qt.theme import current_theme
from editor.ui.widgets.painting import paint_focus_ring
from editor.ui.widgets.themed import Pane, note_focus_reason, shows_focus

BAR_WIDTH = 8
_SHOWN_AFTER_SCROLL = 900


class ThinScrollBar(QScrollBar):
    """An overlay bar at the right edge of a scroll area. It takes no room and never moves the content.

    With `mirror` it follows another bar (the area's own, which is hidden); without, its owner sets its range.
    """

    def __init__(self, area: QAbstractScrollArea, mirror: QScrollBar | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._near = False
        self._rest = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_SCROLL)
        self._rest.timeout.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.valueChanged.connect(self._on_moved)
        area.installEventFilter(self)
        if mirror is not None:
            self._follow(mirror)
        self._place()

    def _follow(self, mirror: QScrollBar) -> None:
        def take_range(least: int, most: int) -> None:
            self.setPageStep(mirror.pageStep())
            self.setSingleStep(mirror.singleStep())
            self.setRange(least, most)
            self.setVisible(most > least)

        mirror.rangeChanged.connect(take_range)
        mirror.valueChanged.connect(self.setValue)
        self.valueChanged.connect(mirror.setValue)
        take_range(mirror.minimum(), mirror.maximum())

    def _place(self) -> None:
        self.setGeometry(self._area.width() - BAR_WIDTH - 1, 0, BAR_WIDTH, self._area.height())
        self.raise_()

    def _on_moved(self) -> None:
        self._rest.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._place()
        elif kind in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._near = kind == QEvent.Type.Enter
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() <= self.minimum():
            return
        if not (self._near or self._rest.isActive() or self.isSliderDown() or self.underMouse()):
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        strong = self.isSliderDown() or self.underMouse()
        painter.setBrush(current_theme().color("text3" if strong else "control", 1.0 if strong else 0.75))
        painter.drawRoundedRect(QRectF(handle).adjusted(1, 1, -1, -1), 3, 3)


class ScrollPane(QScrollArea):
    """Scrolls one widget upright, on a role's ground ("" for none), with the thin bar laid over it."""

    def __init__(self, inner: QWidget, role: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = inner
        self.setWidget(inner)
        if not isinstance(inner, Pane):
            inner.setAutoFillBackground(False)  # setWidget turned it on; the ground painted here shows through
        self._fill()
        current_theme().theme_changed.connect(self._fill)
        ThinScrollBar(self, self.verticalScrollBar())

    def _fill(self) -> None:
        if not self._role:
            self.setStyleSheet("background: transparent")
            return
        # painted, not left to the palette: one set on the viewport is lost when the sheet polishes it
        self.viewport().setAutoFillBackground(False)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._role:
            return
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), current_theme().color(self._role))
        if shows_focus(self):
            paint_focus_ring(painter, QRectF(self.viewport().rect()), 0, inside=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        note_focus_reason(self, event.reason())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
