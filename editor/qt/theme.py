"""The theme: roles to colours, type styles to fonts, sizes and times, all from resources/themes/tokens.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from editor.qt.resource_files import resource
from editor.qt.shaped_text import ShapedText
from editor.qt.stylesheet import sheet_for

Mode = Literal["system", "light", "dark"]

SCALE_LEAST, SCALE_MOST = 0.8, 2.0


def read_tokens() -> dict[str, Any]:
    """The token table as it stands in the shipped file."""
    return tomllib.loads(resource("themes", "tokens.toml").read_text(encoding="utf-8"))


class Theme(QObject):
    """Answers every question about looks. One per application, as Qt's own palette and style are.

    `theme_changed` is emitted after the mode, the system's scheme, the text scale or the wish for less motion changed.
    """

    theme_changed = Signal()

    def __init__(self, tokens: Mapping[str, Any] | None = None, mode: Mode = "system", scale: float = 1.0) -> None:
        super().__init__()
        self._tokens = tokens if tokens is not None else read_tokens()
        self._mode: Mode = mode
        self._scale = min(max(scale, SCALE_LEAST), SCALE_MOST)
        self._reduced_motion = False
        self._app: QApplication | None = None
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, float, int], QFont] = {}
        self._shared_fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetricsF] = {}
        self._tints: dict[tuple[str, float], QColor] = {}
        self.shaped = ShapedText(self.shared_font, self.metrics)
        self._fill_colours()

    def install(self, app: QApplication) -> None:
        """Make this the application's theme: palette, sheet and default font (the style: see make_application)."""
        self._app = app
        _installed.append(self)
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._fill_colours()
        self._apply()

    @property
    def mode(self) -> Mode:
        """What the person asked for; "system" follows the desktop."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use now."""
        if self._mode == "system":
            app = QApplication.instance()
            return isinstance(app, QApplication) and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._mode == "dark"

    @property
    def scale(self) -> float:
        """The reader's text scale, 0.8 to 2.0."""
        return self._scale

    @property
    def reduced_motion(self) -> bool:
        """Whether the person or the system asks for no motion."""
        if self._reduced_motion or self._app is None:
            return True
        from PySide6.QtWidgets import QStyle  # 4 ms to load, and nothing moves before the first frame

        return not self._app.style().styleHint(QStyle.StyleHint.SH_Widget_Animate)

    def set_mode(self, mode: Mode) -> None:
        """Choose light, dark or the system's colours."""
        if mode != self._mode:
            self._mode = mode
            self._rebuild()

    def set_scale(self, scale: float) -> None:
        """Set the text scale; values outside 0.8 to 2.0 are clamped."""
        scale = min(max(scale, SCALE_LEAST), SCALE_MOST)
        if scale != self._scale:
            self._scale = scale
            self._rebuild()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Ask for no motion at all."""
        self._reduced_motion = reduced

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """Colour of a role, shared: do not change it. KeyError for a role the tokens do not have. Alpha 0.0 to 1.0."""
        if alpha >= 1.0:
            return self._colours[role]
        tint = self._tints.get((role, alpha))
        if tint is None:
            tint = self._tints[role, alpha] = QColor(self._colours[role])
            tint.setAlphaF(alpha)
        return tint

    def blend(self, role: str, other: str, part: float) -> QColor:
        """The colour that lies `part` (0.0 to 1.0) of the way from role to other."""
        one, two = self._colours[role], self._colours[other]
        mix = [round(a + (b - a) * part) for a, b in zip(one.getRgb()[:3], two.getRgb()[:3], strict=True)]  # type: ignore[index]
        return QColor(*mix)

    def font(self, style: str, scale: float = 1.0, weight: int | None = None, italic: bool = False) -> QFont:
        """Font of a type style ("read", "ui_semi" …) at the reader's scale times `scale`; KeyError when unknown."""
        key = (style, scale, (weight or 0) * 2 + italic)
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = self._make_font(self._tokens["type"][style], scale, weight, italic)
        return QFont(font)

    def line(self, style: str) -> int:
        """Line pitch of a type style in logical pixels at the reader's scale."""
        return self.px(float(self._tokens["type"][style]["line"]))

    def metrics(self, style: str) -> QFontMetricsF:
        """Metrics of a type style, cached; "small_med" is the 500 of the chips."""
        metrics = self._metrics.get(style)
        if metrics is None:
            metrics = self._metrics[style] = QFontMetricsF(self._style_font(style))
        return metrics

    def shared_font(self, style: str) -> QFont:
        """The font of a type style or of "small_med", for painting: do not change it."""
        font = self._shared_fonts.get(style)
        if font is None:
            font = self._shared_fonts[style] = self._style_font(style)
        return font

    def px(self, length: float) -> int:
        """A length given at 100 %, at the reader's scale (heights that hold text, icons beside it)."""
        return round(length * self._scale)

    def size(self, name: str) -> int:
        """A height or width from [size] at the reader's scale."""
        return self.px(self._tokens["size"][name])

    def space(self, name: str) -> int:
        """A distance from [space]; distances do not grow with the text."""
        return int(self._tokens["space"][name])

    def radius(self, name: str) -> int:
        """A corner radius from [radius]."""
        return int(self._tokens["radius"][name])

    def line_width(self, name: str) -> int:
        """A stroke width from [line]."""
        return int(self._tokens["line"][name])

    def pane(self, name: str) -> tuple[int, int]:
        """Width of a pane at 1440 and at 1280 (0: folded)."""
        wide, narrow = self._tokens["pane"][name]
        return int(wide), int(narrow)

    def shadow(self) -> tuple[float, float, float]:
        """Shadow of raised surfaces: y, blur, alpha."""
        values = self._tokens["shadow"]["dark" if self.is_dark else "light"]
        return float(values["y"]), float(values["blur"]), float(values["alpha"])

    def duration(self, name: str) -> int:
        """Milliseconds of a motion ("fast", "base", "slow"); 0 when less motion is asked for."""
        return 0 if self.reduced_motion else int(self._tokens["motion"][name])

    def roles(self) -> tuple[str, ...]:
        """Every colour role."""
        return tuple(self._colours)

    def _style_font(self, style: str) -> QFont:
        return self.font("small", weight=500) if style == "small_med" else self.font(style)

    def _make_font(self, token: Mapping[str, Any], scale: float, weight: int | None, italic: bool) -> QFont:
        font = QFont()
        font.setFamilies(list(self._tokens["font"]["family"][token["family"]]))
        font.setPixelSize(max(round(token["size"] * self._scale * scale), 1))
        font.setWeight(QFont.Weight(weight or token["weight"]))
        font.setItalic(italic)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
        for feature in token.get("features", ()):
            font.setFeature(QFont.Tag(feature), 1)
        if "spacing" in token:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, token["spacing"])
        return font

    def _fill_colours(self) -> None:
        table = self._tokens["color"]["dark" if self.is_dark else "light"]
        self._colours = {role: QColor(value) for role, value in table.items()}
        self._tints.clear()

    def _rebuild(self) -> None:
        self._fonts.clear()
        self._shared_fonts.clear()
        self._metrics.clear()
        self.shaped.clear()
        self._fill_colours()
        self._apply()
        self.theme_changed.emit()

    def _apply(self) -> None:
        if self._app is None:
            return
        self._app.setPalette(self._palette())
        self._app.setFont(self.font("ui"))
        self._app.setStyleSheet(sheet_for(self))

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for target, name in (
            (role.Window, "canvas"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.Text, "text"),
            (role.AlternateBase, "hover"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.Highlight, "select"),
            (role.HighlightedText, "text"),
            (role.PlaceholderText, "text3"),
            (role.Accent, "accent"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.BrightText, "text"),
            (role.Light, "surface"),
            (role.Midlight, "hairline"),
            (role.Mid, "hairline"),
            (role.Dark, "control"),
            (role.Shadow, "shadow"),
        ):
            palette.setColor(target, self._colours[name])
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self._colours["text3"])
        return palette

    def _on_system_scheme_changed(self) -> None:
        if self._mode == "system":
            self._rebuild()


_installed: list[Theme] = []


def current_theme() -> Theme:
    """The installed theme. Widgets ask it while painting; RuntimeError when none was installed yet."""
    if not _installed:
        raise RuntimeError("no theme is installed: call Theme().install(app) first")
    return _installed[-1]
