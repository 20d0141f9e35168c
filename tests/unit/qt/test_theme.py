"""Tokens become colours, fonts and sizes; themes and scale follow the person."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from editor.qt import settings as declared
from editor.qt.icons import icon_pixmap
from editor.qt.plumbing import Plumbing
from editor.qt.settings import Settings
from editor.qt.settings import declared as all_settings
from editor.qt.theme import current_theme


def test_roles_follow_the_mode_and_fill_the_palette(plumbing: Plumbing, qapp: QApplication) -> None:
    light = plumbing.theme.color("canvas").name()
    changed: list[int] = []
    plumbing.theme.theme_changed.connect(lambda: changed.append(1))
    plumbing.theme.set_mode("dark")
    assert (light, plumbing.theme.color("canvas").name()) == ("#f4f4f1", "#151719")
    assert qapp.palette().window().color().name() == "#151719"
    assert changed == [1]


def test_both_modes_have_the_same_roles_and_words_stay_readable(plumbing: Plumbing) -> None:
    theme = plumbing.theme
    for mode in ("light", "dark"):
        theme.set_mode(mode)  # type: ignore[arg-type]
        for words in ("text", "text2", "text3", "accent", "held", "removed", "approved", "escalated", "conflict"):
            for ground in ("canvas", "surface", "select", "select_idle", "hover"):
                ratio = _contrast(theme.color(words).getRgbF(), theme.color(ground).getRgbF())
                assert ratio >= 4.5, (mode, words, ground)


def test_the_shipped_faces_are_used_with_their_weights(plumbing: Plumbing) -> None:
    assert QFontInfo(plumbing.theme.font("read")).family() == "Source Serif 4"
    semi = plumbing.theme.font("ui_semi")
    assert (QFontInfo(semi).family(), semi.weight()) == ("Inter", 600)
    assert len(plumbing.theme.font("label").featureTags()) == 1


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.8), (1.5, 1.5), (9.0, 2.0)])
def test_scale_is_clamped_and_grows_fonts_and_heights(plumbing: Plumbing, asked: float, given: float) -> None:
    plumbing.theme.set_scale(asked)
    assert plumbing.theme.scale == given
    assert plumbing.theme.font("ui").pixelSize() == round(13 * given)
    assert plumbing.theme.size("row") == round(28 * given)


def test_less_motion_means_none(plumbing: Plumbing) -> None:
    assert plumbing.theme.duration("base") == 0
    plumbing.theme.set_reduced_motion(False)
    assert plumbing.theme.duration("base") == 140


def test_icons_take_the_role_and_the_device_ratio(plumbing: Plumbing) -> None:
    image = icon_pixmap("flag", "removed", 16, 2.0).toImage()
    assert image.width() == 32
    strongest = max((image.pixelColor(x, y) for x in range(32) for y in range(32)), key=lambda colour: colour.alpha())
    assert abs(strongest.red() - current_theme().color("removed").red()) < 4
    with pytest.raises(FileNotFoundError):
        icon_pixmap("not-shipped", "text", 16)


def test_settings_come_back_in_their_type_and_bad_values_fall_back(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    one = Settings(path)
    one.set(declared.TEXT_SCALE, 150)
    one.set(declared.REDUCED_MOTION, True)
    one.set(declared.GEOMETRY, b"\x00\x01\xff")
    one.set_pane_widths("inbox", [200, 392, 848])
    one.sync()
    two = Settings(path)
    assert two.get(declared.TEXT_SCALE) == 150
    assert two.get(declared.REDUCED_MOTION) is True
    assert two.get(declared.GEOMETRY) == b"\x00\x01\xff"
    assert two.pane_widths("inbox") == [200, 392, 848]
    path.write_text("[look]\ntext_scale=large\n", encoding="utf-8")
    assert Settings(path).get(declared.TEXT_SCALE) == 100
    assert all(setting.help.endswith(".") for setting in all_settings())


def _contrast(one: tuple[float, ...], two: tuple[float, ...]) -> float:
    bright, dim = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
