"""Paint functions shared by delegates and thin widgets: text, keycaps, chips, focus rings. Each returns its width."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from editor.qt.icons import paint_icon
from editor.qt.theme import current_theme

KEY_GAP = 3
_KEY_PADDING = 5
_CHIP_PADDING = 6
_CHIP_GAP = 5


def split_keys(shortcut: str) -> tuple[str, ...]:
    """The keycaps of a shortcut in Qt's portable form: "Ctrl+K" gives Ctrl, K; "G, N" gives G, N; Return is Enter."""
    caps: list[str] = []
    for chord in shortcut.split(", "):
        parts = chord.split("+") if len(chord) > 1 else [chord]
        if chord.endswith("++"):
            parts = [*chord[:-2].split("+"), "+"]
        caps.extend(_CAP_NAMES.get(part, part) for part in parts if part)
    return tuple(caps)


_CAP_NAMES = {
    "Return": "Enter",
    "Escape": "Esc",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Del": "Delete",
    "PgUp": "Page Up",
    "PgDown": "Page Down",
    "Meta": "Super",
}


def text_width(style: str, text: str) -> float:
    """Advance width of a text in a type style, logical pixels."""
    return current_theme().shaped.width(style, text)


def paint_text(
    painter: QPainter,
    style: str,
    role: str | QColor,
    rect: QRectF,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    elide: bool = True,
) -> float:
    """Paint one line of text, centred upright in rect, elided to its width; returns the width painted."""
    theme = current_theme()
    shaped = theme.shaped
    width = shaped.width(style, text)
    if elide and width > rect.width() + 0.5:
        text = shaped.elided(style, text, rect.width())
        width = shaped.width(style, text)
    x = rect.left()
    if align & Qt.AlignmentFlag.AlignRight:
        x = rect.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        x = rect.left() + (rect.width() - width) / 2
    painter.setPen(theme.color(role) if isinstance(role, str) else role)
    draw_line(painter, style, round(x), baseline(style, rect), text)
    return width


def draw_line(painter: QPainter, style: str, x: float, base: float, text: str) -> None:
    """Draw one line of text in the painter's pen, its baseline at ``base``."""
    theme = current_theme()
    painter.setFont(theme.shared_font(style))
    painter.drawStaticText(QPointF(x, base - theme.metrics(style).ascent()), theme.shaped.glyphs(style, text))


def baseline(style: str, rect: QRectF) -> float:
    """Y of the baseline of one line centred in rect, on a whole pixel so that neighbours agree."""
    metrics = current_theme().metrics(style)
    return float(math.floor(rect.top() + (rect.height() + metrics.ascent() - metrics.descent()) / 2 + 0.5))


def keycap_width(key: str) -> int:
    """Width of one keycap."""
    theme = current_theme()
    return max(theme.size("keycap"), math.ceil(text_width("keycap", key)) + 2 * _KEY_PADDING)


def keys_width(keys: Sequence[str]) -> int:
    """Width of keycaps standing side by side; 0 for none."""
    return sum(keycap_width(key) for key in keys) + KEY_GAP * max(len(keys) - 1, 0)


def paint_keys(
    painter: QPainter, x: float, middle: float, keys: Sequence[str], *, filled: bool = False, off: bool = False
) -> int:
    """Paint keycaps from x, centred on `middle`; on a filled button (`filled`) outline only. Returns their width."""
    left = x
    for key in keys:
        left += _paint_keycap(painter, left, middle, key, filled, off) + KEY_GAP
    return keys_width(keys)


def _paint_keycap(painter: QPainter, x: float, middle: float, key: str, filled: bool, off: bool) -> int:
    theme = current_theme()
    height, width = theme.size("keycap"), keycap_width(key)
    radius = theme.radius("keycap")
    cap = QRectF(x + 0.5, math.floor(middle - height / 2) + 0.5, width - 1, height - 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if filled:
        edge = theme.color("on_accent", 0.7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        edge = theme.color("control", 0.4 if off else 0.75)
        painter.setPen(QPen(theme.color("control", 0.25), 1))
        painter.drawRoundedRect(cap.translated(0, 1), radius, radius)
        painter.setBrush(theme.color("surface"))
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(cap, radius, radius)
    painter.restore()
    role = "on_accent" if filled else "text3" if off else "text2"
    paint_text(painter, "keycap", role, cap, key, Qt.AlignmentFlag.AlignHCenter, elide=False)
    return width


STATE_ICONS = {
    "held": "circle-pause",
    "removed": "circle-x",
    "approved": "circle-check",
    "escalated": "arrow-up-right",
    "conflict": "git-merge",
    "offline": "cloud-off",
    "neutral": "flag",
}
"""The icon that stands for a state when the caller names none."""


def chip_width(text: str, icon: str | None) -> int:
    """Width of a chip."""
    theme = current_theme()
    icon_part = theme.px(13) + _CHIP_GAP if icon else 0
    return 2 * _CHIP_PADDING + icon_part + math.ceil(text_width("small_med", text))


def paint_chip(
    painter: QPainter,
    x: float,
    middle: float,
    text: str,
    state: str = "neutral",
    icon: str | None = None,
    most: float | None = None,
    plain: bool = False,
) -> int:
    """Paint a cause or state chip from x, centred on `middle`, at most `most` wide; `plain` leaves out the tint.

    `state` is "neutral", "held", "removed", "approved", "escalated", "conflict" or "offline". Returns the width.
    """
    theme = current_theme()
    height = theme.size("chip")
    width = chip_width(text, icon) if most is None else min(chip_width(text, icon), int(most))
    box = QRectF(x, math.floor(middle - height / 2), width, height)
    words = "text2" if state == "neutral" else state
    if not plain:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken" if state == "neutral" else f"{state}_bg"))
        painter.drawRoundedRect(box, theme.radius("chip"), theme.radius("chip"))
        painter.restore()
    left = x + _CHIP_PADDING
    if icon:
        size = theme.px(13)
        paint_icon(painter, icon, words, left, box.top() + (height - size) // 2, size)
        left += size + _CHIP_GAP
    painter.setPen(theme.color(words))
    room = box.right() - _CHIP_PADDING - left
    fits = text_width("small_med", text) <= room + 1
    draw_line(
        painter,
        "small_med",
        left,
        baseline("small", box),
        text if fits else theme.shaped.elided("small_med", text, room),
    )
    return width


def paint_focus_ring(painter: QPainter, rect: QRectF, radius: float, inside: bool) -> None:
    """The 2 px focus ring: inside the rect (fields, slots, rows), or inside a rect that leaves room for the gap."""
    theme = current_theme()
    width = theme.line_width("focus")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("focus"), width))
    grow = 0 if inside else theme.line_width("focus_gap")
    ring = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(ring, radius + grow, radius + grow)
    painter.restore()


def paint_row_ground(
    painter: QPainter,
    rect: QRectF,
    *,
    current: bool,
    keyboard: bool,
    hover: bool,
    marked: bool,
    ground: str = "surface",
) -> None:
    """Background of a list row: select tint and 3 px bar, idle tint and grey bar, hover, or the ground."""
    theme = current_theme()
    if current:
        role = "select" if keyboard or marked else "select_idle"
    elif marked:
        role = "select"
    else:
        role = "hover" if hover else ground
    painter.fillRect(rect, theme.color(role))
    if current:
        bar = QRectF(rect.left(), rect.top(), theme.line_width("selection_bar"), rect.height())
        painter.fillRect(bar, theme.color("accent" if keyboard else "control"))
