"""Which row of the palette is current while answers arrive."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.ui.palette.items import PaletteItem
from editor.ui.palette.results import PaletteResults


def _items(*words: str) -> list[PaletteItem]:
    return [PaletteItem(word, lambda: None) for word in words]


def test_the_first_row_stays_current_until_the_person_moves(plumbing: Plumbing, qtbot: QtBot) -> None:
    results = PaletteResults()
    qtbot.addWidget(results)
    comments = ("Comments", _items("a comment", "another"))
    stories = ("Stories", _items("a story"))
    results.set_groups([comments])
    results.set_groups([stories, comments], keep=True)  # the stories came later and stand above
    assert results.current_item is not None
    assert results.current_item.words == "a story"
    results.step(2)
    results.set_groups([("Links", _items("a link")), stories, comments], keep=True)
    assert results.current_item.words == "another"
    results.set_groups([comments])
    assert results.current_item.words == "a comment"
