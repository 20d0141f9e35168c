"""Settings, vocabularies and the folder of a book: what holds for which file, and every mistake told by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.domain.errors import BadInput
from editor.style.book import load_book
from editor.style.config import glob, read_config
from editor.style.document import Document
from editor.style.findings import Level
from editor.style.ini import read_ini
from tests.unit.style.conftest import DICTIONARIES, MakeBook

RULE = "extends: existence\nmessage: m\nlevel: warning\ntokens: [x]"


def test_lines_of_a_settings_file() -> None:
    text = '; note\n# note\nA = 1 # note\n\n[*.md]\nB = a, b\\,c \\\n  ,d\nC = `x # y`\nD = """q"""\nE ='
    settings = read_ini(text, ".vale.ini")
    assert [(s.section, s.key, s.value, s.line) for s in settings] == [
        ("", "A", "1", 3),
        ("*.md", "B", "a, b\\,c ,d", 6),
        ("*.md", "C", "x # y", 8),
        ("*.md", "D", "q", 9),
        ("*.md", "E", "", 10),
    ]
    assert settings[1].items() == ["a", "b,c", "d"]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.md", "a.md", True),
        ("*.md", "a.txt", False),
        ("*.{md,txt}", "a.txt", True),
        ("docs/*.md", "docs/a.md", True),
        ("docs/*.md", "docs/b/a.md", False),
        ("docs/**.md", "docs/b/a.md", True),
        ("a?[0-9].md", "ab1.md", True),
        ("a[!0-9].md", "a1.md", False),
        ("*", "b/a", False),
    ],
)
def test_file_patterns(pattern: str, path: str, matches: bool) -> None:
    assert bool(glob(pattern).fullmatch(path)) == matches


def test_which_rules_hold_for_which_file(make_book: MakeBook) -> None:
    ini = (
        "[*.md]\nBasedOnStyles = A\nA.Two = NO\nB.One = YES\n\n"
        "[news/*.md]\nBasedOnStyles = A, B\nA.One = error\nA.Two = suggestion\n"
        "[*]\nBasedOnStyles = B\n"
    )
    book = make_book({"A.One": RULE, "A.Two": RULE, "B.One": RULE, "B.Two": RULE}, ini=ini)

    def held(path: str) -> dict[str, Level]:
        return {rule.name: level for rule, level in book.in_force(path).rules}

    assert held("a.txt") == {"B.One": Level.WARNING, "B.Two": Level.WARNING}
    assert held("a.md") == {"A.One": Level.WARNING, "B.One": Level.WARNING}
    assert held("news/a.md") == {
        "A.One": Level.ERROR,
        "A.Two": Level.SUGGESTION,
        "B.One": Level.WARNING,
        "B.Two": Level.WARNING,
    }
    assert book.checker("a.md") is book.checker("b.md")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("StylePath = x", "line 1: there is no setting “StylePath” (did you mean “StylesPath”?)"),
        ("StylesPath = nowhere", "line 1: the folder nowhere is not there"),
        ("MinAlertLevel = loud", "line 1: “loud” is no level; there are suggestion, warning and error"),
        ("BasedOnStyles = A", "it belongs below a section like [*.md]"),
        ("A.One = NO", "it belongs below a section"),
        ("[*]\nBasedOnStyle = A", "line 2: there is no setting “BasedOnStyle” (did you mean “BasedOnStyles”?)"),
        ("[*]\nA.One = loud", "line 2: “loud” is no level"),
        ("[*\n", "line 1: a section must end with “]”"),
        ("no equals", "line 1: “no equals” is neither a section nor “key = value”"),
        ("WordTemplate = x", "WordTemplate needs “%s”"),
    ],
)
def test_mistakes_in_settings(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as problem:
        read_config(text, ".vale.ini", tmp_path)
    assert says in problem.value.detail


def test_settings_of_vale_without_a_meaning_here_are_read(tmp_path: Path) -> None:
    text = "Packages = Google\nIgnoredClasses = a\n[asciidoctor]\nx = y\n[*.md]\nTransform = a.xsl\nLang = en\n"
    assert read_config(text, ".vale.ini", tmp_path).sections[0].pattern == "*.md"


@pytest.mark.parametrize(
    ("ini", "says"),
    [
        ("[*]\nBasedOnStyles = Tset", "there is no style “Tset”"),
        ("[*]\nBasedOnStyles = Test\nTest.Rul = NO", "line 6: there is no rule “Test.Rul” (did you mean “Test.Rule”?)"),
    ],
)
def test_unknown_styles_and_rules(make_book: MakeBook, ini: str, says: str) -> None:
    with pytest.raises(BadInput) as problem:
        make_book({"Test.Rule": RULE}, ini=ini).in_force("a.md")
    assert says in problem.value.detail


def test_the_built_in_style(make_book: MakeBook) -> None:
    ini = "[*]\nBasedOnStyles = Vale\nVale.Repetition = NO\n"
    book = make_book({"A.One": RULE}, ini=ini, accept="JavaScript\nSkerrow\n[Pp]y\\w+", reject="obviously\n")
    text = "Obviously, obviously the the harbuor of skerrow, Javascript and JavaScript."
    found = [(f.rule, f.text) for f in Document(book, text).check().findings]
    assert found == [
        ("Vale.Avoid", "obviously"),
        ("Vale.Spelling", "harbuor"),
        ("Vale.Terms", "skerrow"),
        ("Vale.Terms", "Javascript"),
    ]


def test_the_built_in_style_without_a_vocabulary_may_be_switched_off(make_book: MakeBook) -> None:
    book = make_book({"A.One": RULE}, ini="[*]\nBasedOnStyles = A\nVale.Terms = NO\n")
    assert [rule.name for rule, _ in book.in_force("a.md").rules] == ["A.One"]


def test_a_word_template(make_book: MakeBook) -> None:
    book = make_book({"A.One": RULE}, top=r"WordTemplate = (?<![\w-])(?:%s)(?![\w-])")
    assert len(Document(book, "x -x x- x").check().findings) == 2


def test_rules_in_folders_below_a_style(make_book: MakeBook, tmp_path: Path) -> None:
    make_book({"A.One": RULE})
    (tmp_path / "styles" / "A" / "sub").mkdir()
    (tmp_path / "styles" / "A" / "sub" / "Two.yml").write_text(RULE, "utf-8")
    assert list(load_book(tmp_path / ".vale.ini").rules) == ["A.One", "A.sub.Two"]
    assert [r.name for r, _ in load_book(None, styles=tmp_path / "styles").in_force("a.md").rules] == [
        "A.One",
        "A.sub.Two",
    ]


def test_a_vocabulary_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / ".vale.ini").write_text("Vocab = Nowhere\n[*]\nBasedOnStyles = Vale\n", "utf-8")
    with pytest.raises(BadInput, match="there is no vocabulary “Nowhere”"):
        load_book(tmp_path / ".vale.ini")


def test_a_name_no_file_can_have(tmp_path: Path) -> None:
    (tmp_path / ".vale.ini").write_text(f"Vocab = {'x' * 5_000}\n[*]\nBasedOnStyles = Vale\n", "utf-8")
    with pytest.raises(BadInput, match=r"cannot be read|there is no vocabulary"):
        load_book(tmp_path / ".vale.ini")


def test_the_older_place_of_vocabularies(tmp_path: Path) -> None:
    (tmp_path / "Vocab" / "Old").mkdir(parents=True)
    (tmp_path / "Vocab" / "Old" / "accept.txt").write_text("\ufeffSkerrow\n", "utf-8")
    (tmp_path / ".vale.ini").write_text("\ufeffStylesPath = .\nVocab = Old\n[*]\nBasedOnStyles = Vale\n", "utf-8")
    assert load_book(tmp_path / ".vale.ini", dictionaries=[DICTIONARIES]).vocabulary.accept == ("Skerrow",)
