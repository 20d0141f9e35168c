"""The house style as a service: the starter book, files and texts, what is ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.domain.errors import BadInput
from editor.services import house_style
from editor.style.book import StyleBook


@pytest.fixture(scope="module")
def book() -> StyleBook:
    """The starter style book."""
    return house_style.open_book()


def test_the_starter_book_has_what_the_paper_was_promised(book: StyleBook) -> None:
    assert len(book.rules) >= 150
    assert sum(bool(rule.routes) for rule in book.rules.values()) >= 6
    ours = [rule for name, rule in book.rules.items() if name.startswith("Backbench.")]
    assert all(rule.family and rule.reason for rule in ours)


def test_a_document_is_checked_as_it_is_edited(book: StyleBook) -> None:
    document = house_style.open_document(book, "He stood amongst friends.")
    assert [f.rule for f in document.check().findings] == ["Backbench.SpellingWhilst"]
    document.edit(9, 16, "among")
    assert document.check().findings == ()


def test_a_file_is_checked_by_its_name_below_the_settings(tmp_path: Path) -> None:
    (tmp_path / "styles" / "A").mkdir(parents=True)
    (tmp_path / "styles" / "A" / "X.yml").write_text("extends: existence\nmessage: m\ntokens: [x]", "utf-8")
    (tmp_path / ".vale.ini").write_text("StylesPath = styles\n[news/*.md]\nBasedOnStyles = A\n", "utf-8")
    mine = house_style.open_book(tmp_path / ".vale.ini")
    for folder in ("news", "notes"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("x", "utf-8")
    assert not house_style.check_file(mine, tmp_path / "news" / "a.md").is_clean
    assert house_style.check_file(mine, tmp_path / "notes" / "a.md").is_clean


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        house_style.open_book(tmp_path / "nowhere.ini")
    with pytest.raises(BadInput, match="is not there"):
        house_style.open_book(styles=tmp_path / "nowhere")
