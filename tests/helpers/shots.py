"""Pictures of widgets: grabbed offscreen at device ratios 1, 1.5 and 2, in both themes."""

from __future__ import annotations

from array import array
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from editor.qt.theme import Theme

RATIOS = (1.0, 1.5, 2.0)


def grab(widget: QWidget, ratio: float = 1.0) -> QImage:
    """The widget as it paints itself at this device ratio."""
    QApplication.processEvents()
    image = QImage(widget.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("magenta"))  # whatever nobody paints shows
    painter = QPainter(image)
    flags = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(), QRegion(), flags)
    painter.end()
    return image


def shoot(widget: QWidget, theme: Theme, name: str, folder: Path, ratios: tuple[float, ...] = (1.0,)) -> list[Path]:
    """Save name-light and name-dark PNGs, with @1.5 and @2 in the name for other ratios than 1."""
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        for ratio in ratios:
            path = folder / f"{name}-{mode}{'' if ratio == 1 else f'@{ratio:g}'}.png"
            grab(widget, ratio).save(str(path))
            saved.append(path)
    return saved


def colours(image: QImage) -> set[str]:
    """Every colour in a picture, as #rrggbb."""
    pixels = array("I", bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits()))
    return {f"#{pixel & 0xFFFFFF:06x}" for pixel in set(pixels)}
