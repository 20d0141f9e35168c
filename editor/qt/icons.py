"""Lucide icons from the shipped SVG files as pixmaps, cached per name, colour, size and device ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from editor.qt.resource_files import resource
from editor.qt.theme import current_theme

_FOLDER = ("third_party", "icons", "lucide")

_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _source(name: str) -> str:
    return resource(*_FOLDER, f"{name}.svg").read_text(encoding="utf-8")


def icon_pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon in the role's colour, `size` logical pixels wide; FileNotFoundError when it is not shipped."""
    return _coloured(name, current_theme().color(role), size, ratio)


def paint_icon(painter: QPainter, name: str, role: str, x: float, y: float, size: int) -> None:
    """Paint the icon with its top left corner at x, y, at the painter's device ratio."""
    pixmap = icon_pixmap(name, role, size, painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(x, y), pixmap)


def icon(name: str, role: str = "text2", size: int = 16, ratio: float = 1.0) -> QIcon:
    """The icon for Qt parts that want a QIcon (menus, window)."""
    return QIcon(icon_pixmap(name, role, size, ratio))


def _coloured(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    key = (name, colour.rgba(), size, ratio)
    pixmap = _pixmaps.get(key)
    if pixmap is None:
        pixmap = _pixmaps[key] = _render(_source(name), colour, size, ratio)
    return pixmap


def _render(source: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed until the first icon is painted

    stroke = "1.75" if size >= 16 else "2"
    drawn = source.replace("currentColor", colour.name()).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawn.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
