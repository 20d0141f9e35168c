"""A part of rendered text as the site sets it: laid out, measured, painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
    QTextOption,
)

from editor.qt.theme import current_theme

GAP = 10  # between paragraphs
_QUOTE_INSET = 15
_BULLET = QTextFormat.Property.UserProperty.value + 1  # of a block that a bullet is painted for
_BULLET_LEFT = 12  # from the words to its middle
_BULLETS = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare)
_LETTER = 7  # pixels of an average letter


class Sheet:
    """A part (safe HTML) laid out at a width. `top` is where its owner puts it; `height` includes the gap below it.

    With `later` it is only laid out when its owner asks; until then its height is a guess.
    """

    __slots__ = ("_made", "_quote", "height", "html", "top", "width")

    def __init__(self, html: str, width: int, *, later: bool = False) -> None:
        self.html = html
        self.top = 0.0
        self.width = -1  # the one it is laid out for
        self._quote = html.startswith("<blockquote")
        self._made: QTextDocument | None = None
        self.height = 0.0
        if later:
            self.height = _guessed_height(html, width)
        else:
            self.lay_out(width)

    @property
    def _document(self) -> QTextDocument:
        if self._made is None:
            self._made = _document(self.html, self._quote)
        return self._made

    def lay_out(self, width: int) -> None:
        """Lay out for another width in logical pixels."""
        if width != self.width:
            self.width = width
            self._document.setTextWidth(width - (_QUOTE_INSET if self._quote else 0))
            self.height = self._document.size().height() + GAP

    def text(self) -> str:
        """The words, for a screen reader."""
        return self._document.toPlainText()

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the top left corner at x, y."""
        theme = current_theme()
        context = QAbstractTextDocumentLayout.PaintContext()
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Text, theme.color("text2" if self._quote else "text"))
        context.palette = palette
        painter.save()
        if self._quote:
            painter.fillRect(QRectF(x, y, 1, self.height - GAP), theme.color("control"))
            x += _QUOTE_INSET
        painter.translate(QPointF(x, y))
        self._document.documentLayout().draw(painter, context)
        self._paint_bullets(painter, theme.color("text2"))
        painter.restore()

    def _paint_bullets(self, painter: QPainter, colour: QColor) -> None:
        """Qt's own are as large as letters and stand below the middle of these lines."""
        if "<ul" not in self.html:
            return
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        raised = QFontMetricsF(theme.font("read")).xHeight() / 2
        block = self._document.begin()
        while block.isValid():
            if block.blockFormat().hasProperty(_BULLET) and block.layout().lineCount():
                line, place = block.layout().lineAt(0), block.layout().position()
                x = place.x() + line.x() - theme.px(_BULLET_LEFT)
                y = place.y() + line.y() + line.ascent() - raised
                painter.drawEllipse(QPointF(x, y), theme.px(4) / 2, theme.px(4) / 2)
            block = block.next()


def _guessed_height(html: str, width: int) -> float:
    """About as high as so many characters are, most of them words."""
    theme = current_theme()
    lines = len(html) * theme.px(_LETTER) // max(width, 1) + 1
    return float(lines * theme.line("read") + GAP)


def _document(html: str, quote: bool) -> QTextDocument:
    theme = current_theme()
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(theme.font("read", italic=quote))
    document.setIndentWidth(theme.px(22))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    accent, mono = theme.color("accent").name(), "'JetBrains Mono','Cascadia Mono','Noto Sans Mono'"
    document.setDefaultStyleSheet(
        f"a {{ color: {accent}; text-decoration: none; }} code, pre {{ font-family: {mono}; font-size: 13px; }}"
    )
    document.setHtml(html)
    block = document.begin()
    while block.isValid():
        _form(block, first=block.blockNumber() == 0)
        block = block.next()
    _take_bullets(document)
    return document


def _take_bullets(document: QTextDocument) -> None:
    """Note which blocks have a bullet and take Qt's own away; they keep their indent."""
    block = document.begin()
    lists = []
    while block.isValid():
        if block.textList() is not None and block.textList().format().style() in _BULLETS:
            lists.append(block.textList())
            form = QTextBlockFormat()
            form.setProperty(_BULLET, True)
            QTextCursor(block).mergeBlockFormat(form)
        block = block.next()
    for items in lists:
        plain = items.format()
        plain.setStyle(QTextListFormat.Style.ListStyleUndefined)
        items.setFormat(plain)


def _form(block: QTextBlock, *, first: bool) -> None:
    """The site's pitch and gaps; Qt's own margins and sizes of headings are taken away."""
    theme = current_theme()
    form = QTextBlockFormat(block.blockFormat())
    style = "h2" if block.blockFormat().headingLevel() else "read"
    form.setLineHeight(theme.line("read"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    form.setTopMargin(0 if first or block.textList() is not None else GAP)
    form.setBottomMargin(0)
    if block.textList() is None:
        form.setLeftMargin(0)
        form.setRightMargin(0)
    cursor = QTextCursor(block)
    cursor.setBlockFormat(form)
    if style == "h2":
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        characters = QTextCharFormat()
        only_given = QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
        characters.setFont(theme.font("h2"), only_given)
        characters.setFontWeight(QFont.Weight.DemiBold)
        characters.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
        cursor.mergeCharFormat(characters)
