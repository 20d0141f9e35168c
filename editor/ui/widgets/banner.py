"""A banner for what blocks or changes the meaning of a screen: icon, one semibold sentence, one plain, one action."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.painting import STATE_ICONS
from editor.ui.widgets.reading_text import Mark, lay_out
from editor.ui.widgets.themed import ThemedWidget

STRICTEST_FIRST = ("removed", "escalated", "held", "conflict", "offline")
"""States of banners in the order in which they stand when there are several."""


class Banner(ThemedWidget):
    """One banner, full pane width. `state` is one of STRICTEST_FIRST; `acted` follows its action."""

    acted = Signal()

    def __init__(
        self,
        state: str,
        sentence: str,
        more: str = "",
        action: str = "",
        shortcut_shown: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = state
        self._sentence, self._more = sentence, more
        self._icon = icon or STATE_ICONS[state]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{sentence} {more}".strip())
        self._button: Button | None = None
        if action:
            self._button = Button(action, shortcut_shown, "plain", height="button_in_bar")
            self._button.leave_keyboard_alone()
            row = QHBoxLayout(self)
            row.setContentsMargins(0, 0, 8, 0)
            row.addStretch(1)
            row.addWidget(self._button)
            self._button.clicked.connect(self.acted)

    def say(self, sentence: str, more: str = "") -> None:
        """Say something else in place, leaving the button to whoever is just pressing it."""
        if (sentence, more) == (self._sentence, self._more):
            return
        self._sentence, self._more = sentence, more
        self.setAccessibleName(f"{sentence} {more}".strip())
        self.updateGeometry()
        self.update()

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard stands on its button."""
        return self._button is not None and self._button.hasFocus()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        more_lines = max(self._laid(self.width()).lineCount() - 1, 0)
        return QSize(240, theme.size("banner") + more_lines * theme.line("ui"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _laid(self, width: int) -> QTextLayout:
        """The sentence, semibold, and what follows it, in as many lines as they need: no sentence is cut."""
        theme = current_theme()
        right = self._button.sizeHint().width() + 16 if self._button is not None else 16
        room = width - self._words_left() - right
        words = f"{self._sentence}  {self._more}".rstrip()
        return lay_out(words, "ui", max(room, theme.px(120)), (Mark(0, len(self._sentence), "strong"),))

    @staticmethod
    def _words_left() -> int:
        return 16 + current_theme().size("icon") + 8

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(f"{self.state}_bg"))
        size = theme.size("icon")
        paint_icon(painter, self._icon, self.state, 16, (self.height() - size) // 2, size)
        layout = self._laid(self.width())
        painter.setPen(theme.color("text2"))
        height = layout.lineCount() * theme.line("ui")
        layout.draw(painter, QPointF(self._words_left(), round((self.height() - height) / 2)))


class BannerStack(QWidget):
    """At most two banners, strictest first; pushes down what stands below, and stays until told.

    `keyboard_lost` says that a banner was taken while the keyboard stood on its button.
    """

    keyboard_lost = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def put(self, name: str, banner: Banner) -> None:
        """Show a banner under a name, instead of the one that has it now."""
        self.take(name)
        banner.setParent(self)  # shown without one it would be a window of its own and take the keyboard
        self._banners[name] = banner
        self._arrange()

    def renew(self, name: str, sentence: str, more: str = "") -> bool:
        """Let the banner of that name say this; False when there is none.

        What reports the same trouble again and again must not put a new banner each time: a button that goes between
        the press and the release of the mouse loses the click, and one that has the keyboard loses that.
        """
        banner = self._banners.get(name)
        if banner is not None:
            banner.say(sentence, more)
        return banner is not None

    def take(self, name: str) -> None:
        """Take a banner away; nothing happens when there is none of that name."""
        banner = self._banners.pop(name, None)
        if banner is not None:
            had_keyboard = banner.has_keyboard
            self._column.removeWidget(banner)
            drop(banner)
            self._arrange()
            if had_keyboard:
                self.keyboard_lost.emit()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the banners in view, from the top."""
        ordered = sorted(self._banners, key=lambda name: STRICTEST_FIRST.index(self._banners[name].state))
        return tuple(ordered[:2])

    def _arrange(self) -> None:
        shown = self.names
        for name, banner in self._banners.items():
            banner.setVisible(name in shown)
        for index, name in enumerate(shown):
            self._column.insertWidget(index, self._banners[name])
