"""The colours keep the contrast that the header of tokens.toml promises, and its comments state it rightly."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest

TEXT = resources.files("resources").joinpath("themes", "tokens.toml").read_text("utf-8")
COLOURS: dict[str, dict[str, str]] = tomllib.loads(TEXT)["color"]
GROUNDS = ["canvas", "surface", "sunken", "raised", "select", "select_idle", "hover"]
STATES = ["held", "removed", "approved", "escalated", "conflict", "offline"]
WORDS = ["text", "text2", "text3", "accent", *STATES]
# the header's floors
WORD_FLOOR = 4.5
EDGE_FLOOR = 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, from `#RRGGBB`."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def test_both_themes_name_the_same_roles() -> None:
    assert COLOURS["light"].keys() == COLOURS["dark"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    roles = COLOURS[theme]
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [(state, f"{state}_bg") for state in STATES]
    pairs += [(word, f"{state}_bg") for word in ("text", "text2") for state in STATES]
    pairs += [(word, ground) for word in ("text", "text2") for ground in ("ins_bg", "del_bg", "mark")]
    pairs += [("on_accent", "accent")]
    low = {pair: ratio for pair in pairs if (ratio := contrast(roles[pair[0]], roles[pair[1]])) < WORD_FLOOR}
    assert low == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_focus_can_be_seen_on_every_ground(theme: str) -> None:
    roles = COLOURS[theme]
    pairs = [(edge, ground) for edge in ("control", "focus") for ground in GROUNDS]
    pairs += [("chart_bar", "surface")]
    low = {pair: ratio for pair in pairs if (ratio := contrast(roles[pair[0]], roles[pair[1]])) < EDGE_FLOOR}
    assert low == {}


def stated_ratios() -> list[tuple[str, str, str, str, float]]:
    """(theme, role of the line, foreground, ground, ratio) for each ratio that a comment states."""
    stated = []
    theme = ""
    for line in TEXT.splitlines():
        if heading := re.match(r"\[(?:color\.)?(\w+)", line):
            theme = heading[1]
        if theme not in COLOURS or not (entry := re.match(r'(\w+)\s*= "#\w{6}"\s*# (.+)', line)):
            continue
        role, comment = entry.groups()
        if comment.startswith("words on accent"):
            stated += [(theme, role, role, "accent", float(comment.rsplit(" ", 1)[1]))]
            continue
        on_it = re.search(r"(\w+) on it (\d+\.\d\d)(.*)", comment)
        if on_it:
            pairs = [(on_it[1], on_it[2]), *re.findall(r", (text2?) (\d+\.\d\d)", on_it[3])]
            stated += [(theme, role, word, role, float(ratio)) for word, ratio in pairs]
        else:
            pairs = re.findall(r"\b(surface|canvas|sunken|select) (\d+\.\d\d)", comment)
            stated += [(theme, role, role, ground, float(ratio)) for ground, ratio in pairs]
    return stated


def test_the_comments_state_the_ratios_there_are() -> None:
    stated = stated_ratios()
    assert len(stated) > 120
    wrong = [
        (theme, role, word, ground, ratio, round(contrast(COLOURS[theme][word], COLOURS[theme][ground]), 2))
        for theme, role, word, ground, ratio in stated
        if abs(contrast(COLOURS[theme][word], COLOURS[theme][ground]) - ratio) > 0.006
    ]
    assert wrong == []
