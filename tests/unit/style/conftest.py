"""Style books made of rules written in the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editor.style.book import StyleBook, load_book
from editor.style.document import Document
from editor.style.findings import CheckResult

DICTIONARIES = Path(__file__).resolve().parents[3] / "resources" / "third_party" / "dictionaries"
MakeBook = Callable[..., StyleBook]
Marks = Callable[..., list[str]]


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """A book from rule texts by name (``Style.Rule``), lines of settings, and vocabulary lines."""

    def make(rules: dict[str, str], ini: str = "", accept: str = "", reject: str = "", top: str = "") -> StyleBook:
        styles = tmp_path / "styles"
        names: dict[str, None] = {}
        for name, text in rules.items():
            style, _, rule = name.partition(".")
            names[style] = None
            (styles / style).mkdir(parents=True, exist_ok=True)
            (styles / style / f"{rule}.yml").write_text(text, "utf-8")
        vocabulary = styles / "config" / "vocabularies" / "House"
        vocabulary.mkdir(parents=True, exist_ok=True)
        (vocabulary / "accept.txt").write_text(accept, "utf-8")
        (vocabulary / "reject.txt").write_text(reject, "utf-8")
        config = tmp_path / ".vale.ini"
        settings = ini or f"[*]\nBasedOnStyles = {', '.join(names)}\n"
        config.write_text(f"StylesPath = styles\nVocab = House\n{top}\n{settings}", "utf-8")
        return load_book(config, dictionaries=[DICTIONARIES])

    return make


@pytest.fixture
def check(make_book: MakeBook) -> Callable[..., CheckResult]:
    """One rule on one text."""

    def run(rule: str, text: str, *, field: str = "body", path: str = "story.md", **book: str) -> CheckResult:
        made = make_book({"Test.Rule": rule}, **book)
        return Document(made, text, field=field, path=path).check()

    return run


@pytest.fixture
def marks(check: Callable[..., CheckResult]) -> Marks:
    """The words of the source one rule marks in a text."""

    def run(rule: str, text: str, **how: str) -> list[str]:
        result = check(rule, text, **how)
        return [text[one.start : one.end] for one in (*result.findings, *result.routes)]

    return run
