"""What the site says is gone, by name, and the button with which a person lets it go here too."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.domain.activity import Gone
from editor.ui.widgets.banner import Banner
from editor.ui.widgets.dropping import drop_all
from editor.ui.widgets.labels import Line, SectionLabel
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane

LET_GO_KEY = "Shift+G"
_SENTENCE = "The site says that these are gone."
_MORE = "Nothing was deleted here. What waits is sent; nothing new is fetched until you have looked at the list."


class GonePane(Pane):
    """Hidden while nothing is held back. `let_go_asked` follows its button."""

    let_go_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", ("bottom",), parent)
        self._shown = Gone(0, ())
        banner = Banner("held", _SENTENCE, _MORE, "Let go of them", LET_GO_KEY)
        banner.acted.connect(self.let_go_asked)
        self._inside = Pane("surface")
        self._names = QVBoxLayout(self._inside)
        self._names.setContentsMargins(20, 6, 16, 8)
        self._names.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addWidget(ScrollPane(self._inside, "surface"), 1)
        self.hide()

    @property
    def count(self) -> int:
        """How many things are held back."""
        return self._shown.count

    @property
    def words(self) -> tuple[str, ...]:
        """The lines of the list."""
        more = self._shown.count - len(self._shown.names)
        return (*self._shown.names, *((f"and {more:,} more",) if more else ()))

    def show_gone(self, gone: Gone) -> None:
        """Show the list; the same again changes nothing."""
        if gone == self._shown:
            return
        self._shown = gone
        drop_all(self._names)
        self._names.addWidget(SectionLabel("Gone on the site", f"{gone.count:,}"))
        for name in self.words:
            self._names.addWidget(Line(name, "ui", "text2", grows=True))
        self._names.addStretch(1)
        self.setVisible(gone.count > 0)
