"""The fields above the text: headline, standfirst, byline, section, address; quiet, in the serif, part of the page."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from editor.domain.articles import ArticleFields, make_slug
from editor.qt.theme import current_theme
from editor.ui.drafts.dropped import local_files
from editor.ui.widgets.labels import Hairline, Line
from editor.ui.widgets.themed import Pane, fill_with

_LABELS = (("byline", "By"), ("section", "Section"), ("slug", "Address"))


class FieldsForm(Pane):
    """Reads and writes the fields of a story but its body.

    `edited` follows every change a person makes, `files_given(paths)` pasted files.
    """

    edited = Signal()
    files_given = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", (), parent)
        self._loading = False
        self._own_slug = False
        self.headline = _Wrapped("Headline", "title")
        self.standfirst = _Wrapped("Standfirst", "stand")
        self.byline, self.section, self.slug = (_Quiet(label) for _, label in _LABELS)
        self._lay_out()
        for wrapped in (self.headline, self.standfirst):
            wrapped.textChanged.connect(self._on_edited)
            wrapped.files_given.connect(self.files_given)
        for quiet in (self.byline, self.section, self.slug):
            quiet.textChanged.connect(self._on_edited)
            quiet.returnPressed.connect(self.focusNextChild)
        self.headline.entered.connect(self.standfirst.setFocus)
        self.standfirst.entered.connect(self.byline.setFocus)
        self.headline.textChanged.connect(self._follow_headline)
        self.slug.textEdited.connect(self._on_slug_typed)

    def fields(self, body: str) -> ArticleFields:
        """What stands in the form, with the given body."""
        return ArticleFields(
            headline=self.headline.words(),
            standfirst=self.standfirst.words(),
            byline=self.byline.text().strip(),
            section=self.section.text().strip(),
            slug=self.slug.text().strip(),
            body=body,
        )

    def set_fields(self, fields: ArticleFields) -> None:
        """Show other fields without `edited`. A field that stays the same keeps its cursor."""
        self._loading = True
        self.headline.set_words(fields.headline)
        self.standfirst.set_words(fields.standfirst)
        for name, _ in _LABELS:
            quiet: _Quiet = getattr(self, name)
            if quiet.text().strip() != getattr(fields, name):
                quiet.setText(getattr(fields, name))
                quiet.setCursorPosition(0)
        # an address the writer chose, or readers know, no longer follows the headline
        self._own_slug = bool(fields.slug) and fields.slug != make_slug(fields.headline)
        self._loading = False

    def fix_address(self) -> None:
        """Readers know the story under its address: from now on only a person changes it."""
        self._own_slug = True

    def focus_field(self, name: str) -> None:
        """Give the keyboard to a field."""
        getattr(self, name).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(4)
        column.addWidget(self.headline)
        column.addWidget(self.standfirst)
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for row, (name, label) in enumerate(_LABELS):
            grid.addWidget(Line(label, "meta", "text3"), row, 0)
            grid.addWidget(getattr(self, name), row, 1)
        grid.setColumnMinimumWidth(0, 52)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addSpacing(6)
        column.addWidget(Hairline())
        column.addStretch(1)  # what short fields leave free stands below the line
        self._fit_rows()

    def _fit_rows(self) -> None:
        for row in range(len(_LABELS)):
            self._grid.setRowMinimumHeight(row, current_theme().size("row"))

    def _on_theme_changed(self) -> None:
        super()._on_theme_changed()
        self._fit_rows()

    def _follow_headline(self) -> None:
        if not self._loading and not self._own_slug:
            self.slug.setText(make_slug(self.headline.words()))

    def _on_slug_typed(self, text: str) -> None:
        self._own_slug = bool(text.strip())

    def _on_edited(self) -> None:
        if not self._loading:
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # what a field leaves over must not be typed into the text below it

    def sizeHint(self) -> QSize:
        theme = current_theme()
        rows = 2 * theme.line("title") + 2 * theme.line("stand") + 3 * theme.size("row")
        return QSize(240, rows + 16 + 12 + 4 * 4 + 6 + 8)


class _Wrapped(QPlainTextEdit):
    """A line that wraps to two: Enter goes on to the next field, a pasted line break becomes a space."""

    entered = Signal()
    files_given = Signal(tuple)

    def __init__(self, name: str, style: str) -> None:
        super().__init__()
        self._style = style
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursorWidth(2)
        self.document().setDocumentMargin(0)
        self._take_theme()
        self.textChanged.connect(self._fit)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        current_theme().theme_changed.connect(self._take_theme)

    def words(self) -> str:
        """The text as one line."""
        return " ".join(self.toPlainText().split())

    def set_words(self, text: str) -> None:
        """Show another text; the same text leaves the cursor alone."""
        if text != self.words():
            self.setPlainText(text)

    def _take_theme(self) -> None:
        self.setFont(current_theme().font(self._style))
        role = "text" if self._style == "title" else "text2"
        for part in (self, self.viewport()):  # a viewport that was given a palette no longer inherits
            fill_with(part, "surface")
            _colour_words(part, role)
        self._fit()

    def _fit(self) -> None:
        """One line or two; a longer text scrolls."""
        lines = min(max(int(self.document().size().height()), 1), 2)
        self.setFixedHeight(lines * current_theme().line(self._style))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not local_files(source) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if files := local_files(source):
            self.files_given.emit(files)
        elif source.hasText():
            self.insertPlainText(" ".join(source.text().split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.entered.emit()
            return
        super().keyPressEvent(event)


class _Quiet(QLineEdit):
    """A one-line field without a box; a hairline shows where it is when it has the keyboard."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self._take_theme()
        current_theme().theme_changed.connect(self._take_theme)

    def _take_theme(self) -> None:
        self.setFont(current_theme().font("ui"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.fillRect(0, self.height() - 2, self.width(), 1, current_theme().color("focus"))


def _colour_words(part: QWidget, role: str) -> None:
    theme = current_theme()
    palette = QPalette(part.palette())
    palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
    palette.setColor(QPalette.ColorRole.Text, theme.color(role))
    palette.setColor(QPalette.ColorRole.PlaceholderText, theme.color("text3"))
    part.setPalette(palette)
