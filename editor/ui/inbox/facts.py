"""Short facts one below the other, each with an icon, a title and wrapped lines; painted as one widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme
from editor.ui.widgets.by_width import ByWidth
from editor.ui.widgets.painting import paint_text, text_width
from editor.ui.widgets.reading_text import lay_out
from editor.ui.widgets.themed import ThemedWidget

_BETWEEN = 8


@dataclass(frozen=True)
class FactLine:
    """One paragraph below a fact's title."""

    text: str
    role: str = "text2"
    style: str = "meta"


@dataclass(frozen=True)
class Fact:
    """What the program knows: without an icon its words stand at the left edge."""

    title: str = ""
    lines: tuple[FactLine, ...] = ()
    icon: str = ""
    icon_role: str = "text2"
    right: str = ""
    right_role: str = "text3"

    @property
    def words(self) -> str:
        """All of it for a screen reader."""
        return ". ".join(part for part in (self.title, self.right, *(line.text for line in self.lines)) if part)


class Facts(ThemedWidget):
    """Facts below each other; its height follows its width."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()
        self._layouts = ByWidth(self._lay_out)
        self.setAccessibleName(name)
        # Preferred, not Fixed: a layout takes a fixed height from the width it had when it first asked
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        self.setAccessibleDescription(". ".join(fact.words for fact in facts))
        self._forget()

    def _forget(self) -> None:
        self._layouts.clear()
        self.updateGeometry()
        self.update()

    def _on_theme_changed(self) -> None:
        self._forget()

    def _indent(self, fact: Fact) -> int:
        return current_theme().px(15) + 9 if fact.icon else 0

    def _lay_out(self, width: int) -> list[list[QTextLayout]]:
        return [
            [lay_out(line.text, line.style, width - self._indent(fact)) for line in fact.lines] for fact in self._facts
        ]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = current_theme()
        height = 0
        for fact, layouts in zip(self._facts, self._layouts(width), strict=True):
            height += theme.line("ui") if fact.title else 0
            height += sum(
                layout.lineCount() * theme.line(line.style) for line, layout in zip(fact.lines, layouts, strict=True)
            )
        return height + sum(_gap(fact) for fact in self._facts[1:])

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(self.width() or 200))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        y = 0.0
        for index, (fact, layouts) in enumerate(zip(self._facts, self._layouts(self.width()), strict=True)):
            y += _gap(fact) if index else 0
            x = self._indent(fact)
            pitch = theme.line("ui")
            if fact.icon:
                paint_icon(painter, fact.icon, fact.icon_role, 0, round(y + (pitch - theme.px(15)) / 2), theme.px(15))
            if fact.title:
                self._paint_title(painter, QRectF(x, y, self.width() - x, pitch), fact)
                y += pitch
            for line, layout in zip(fact.lines, layouts, strict=True):
                painter.setPen(theme.color(line.role))
                layout.draw(painter, QPointF(x, y))
                y += layout.lineCount() * theme.line(line.style)

    def _paint_title(self, painter: QPainter, rect: QRectF, fact: Fact) -> None:
        right = text_width("meta", fact.right) + 8 if fact.right else 0
        paint_text(painter, "ui_med", "text", rect.adjusted(0, 0, -right, 0), fact.title)
        paint_text(painter, "meta", fact.right_role, rect, fact.right, Qt.AlignmentFlag.AlignRight)


def _gap(fact: Fact) -> int:
    """Room above a fact: plain lines stand closer together than facts with a title."""
    return _BETWEEN if fact.title else _BETWEEN // 4
