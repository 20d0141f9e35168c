"""Where the panes of the inbox stand: side by side, folded when the window is narrow, as wide as a person left them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from editor.qt.settings import Settings
from editor.qt.theme import current_theme
from editor.ui.widgets.folding import NARROW, WIDE, Fold, FoldOrder
from editor.ui.widgets.splitter import PaneSplitter


class InboxPanes(QObject):
    """Lays the panes out on their screen: queues, list, and at the right the comment with its context above the bar."""

    queues_folded = Signal(bool)
    context_folded = Signal(bool)

    def __init__(
        self,
        screen: QWidget,
        settings: Settings,
        *,
        queues: QWidget,
        cards: QWidget,
        detail: QWidget,
        context: QWidget,
        bar: QWidget,
    ) -> None:
        super().__init__(screen)
        self._screen, self._context = screen, context
        self._narrow = False  # the queues are folded away
        self._squeezed = False  # whether the list is narrower than it would like, because the window is
        self._scale = current_theme().scale
        self.split = PaneSplitter(Qt.Orientation.Horizontal, settings, "inbox")
        self.inner = PaneSplitter(Qt.Orientation.Horizontal, settings, "inbox-comment")
        self._arrange(queues, cards, detail, bar)
        self._fold = FoldOrder(
            screen,
            (Fold(WIDE, queues, self._on_queues_folded), Fold(NARROW, context, self.context_folded.emit)),
        )
        current_theme().theme_changed.connect(self._on_theme_changed)
        screen.installEventFilter(self)

    @property
    def queues_are_folded(self) -> bool:
        """Whether the queues' pane is away."""
        return self._narrow

    @property
    def context_is_folded(self) -> bool:
        """Whether the context is a drawer, as the window is narrow."""
        return self._fold.is_folded(self._context)

    def _arrange(self, queues: QWidget, cards: QWidget, detail: QWidget, bar: QWidget) -> None:
        self.inner.addWidget(detail)
        self.inner.addWidget(self._context)
        self.inner.setStretchFactor(0, 1)
        self.inner.setStretchFactor(1, 0)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.inner, 1)
        column.addWidget(bar)
        for index, pane in enumerate((queues, cards, right)):
            self.split.addWidget(pane)
            self.split.setStretchFactor(index, 1 if pane is right else 0)
        row = QHBoxLayout(self._screen)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)

    def _restore(self) -> None:
        """The widths a person gave the panes, for each of the two arrangements, or those of the design."""
        theme, at = current_theme(), 1 if self._narrow else 0
        queues, cards, context = (theme.pane(name)[at] for name in ("queues", "comment_list", "context"))
        across = self._screen.window().width()
        folded = "-folded" if self._narrow else ""
        most = round(across * 2 / 5 / theme.scale)
        self._squeezed = cards > most
        self.split.restore([queues, min(cards, most), 0], screen=f"inbox{folded}", room=across)
        self.inner.restore([0, context], screen=f"inbox-comment{folded}", room=self.split.sizes()[-1])

    def _on_queues_folded(self, folded: bool) -> None:
        self._narrow = folded
        self.queues_folded.emit(folded)
        self._restore()

    def _on_theme_changed(self) -> None:
        if self._scale != current_theme().scale:  # the widths of panes go with the text
            self._scale = current_theme().scale
            self._restore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._squeezed:
            self._restore()
        return False
