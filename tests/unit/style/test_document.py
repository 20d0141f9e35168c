"""A document under check: switches, ignore records, quotations, routes; an edit gives what a full check gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.style.book import StyleBook, load_book
from editor.style.document import Document
from editor.style.findings import CheckResult, Level
from editor.style.ignoring import IgnoreRecord, ignore, read_records, write_records
from editor.style.time_limit import TooSlow
from tests.unit.style.conftest import DICTIONARIES, MakeBook

Check = Callable[..., CheckResult]
EXAMPLES, LONG = 25, 1_500
X = "extends: existence\nmessage: m\nlevel: error\ntokens: [x]\naction: {name: replace, params: [y]}\n"

RULES = {
    "A.Swap": "extends: substitution\nmessage: m\naction: {name: replace}\n"
    "swap: {amongst: among, 'organi[sz]e': organise}",
    "A.Ly": "extends: existence\nmessage: m\ntokens: ['\\w+ly']",
    "A.Twice": "extends: repetition\nmessage: m\nignorecase: true\nalpha: true\ntokens: ['[^\\s]+']",
    "A.Either": "extends: consistency\nmessage: m\neither: {adviser: advisor}",
    "A.Said": "extends: occurrence\nmessage: m\nscope: summary\nmax: 2\ntoken: said",
    "A.Short": "extends: conditional\nmessage: m\nfirst: '\\b([A-Z]{3})\\b'\nsecond: '\\(([A-Z]{3})\\)'",
    "A.Head": "extends: capitalization\nmessage: m\nscope: heading\nmatch: $sentence",
    "A.Long": "extends: occurrence\nmessage: m\nscope: sentence\nmax: 6\ntoken: '\\w+'",
    "A.Grade": "extends: readability\nmessage: '%s'\ngrade: 4\nmetrics: [Flesch-Kincaid]",
    "A.Raw": "extends: existence\nmessage: m\nscope: raw\nraw: ['\\n{3,}']",
    "A.Far": "extends: existence\nmessage: m\nscope: raw\nraw: ['adviser[^§]*?NNN']",
    "A.Spelling": "extends: spelling\nmessage: m",
    "A.Link": "extends: existence\nmessage: m\nscope: [link, alt, footnote]\ntokens: [here]",
    "A.Legal": "extends: existence\nmessage: m\ntokens: [guilty]\nbackbench: {route: [needs-legal]}",
}
WORDS = [
    "amongst ", "organise ", "organize ", "quickly ", "the the ", "adviser ", "advisor ", "said ", "NNN ", "(NNN) ",
    "guilty ", "harbuor ", "\n", "\n\n", "\n\n\n", "# The Slip ", "> ", "- ", "“", "”", '"', "**", "*", "[here](u) ",
    "^[here] ", "![here](p) ", ". ", "! ", "<!-- vale off -->", "<!-- vale on -->", "<!-- vale A.Ly = NO -->",
    "`code` ",
    "| a | b |\n|---|---|\n", "[here]: http://x\n", "[here] ", "\r\n",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
EDITS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 30), st.lists(st.sampled_from(WORDS), max_size=3).map("".join)),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> StyleBook:
    """A rule of every kind."""
    styles: Path = tmp_path_factory.mktemp("styles")
    (styles / "A").mkdir()
    for name, text in RULES.items():
        (styles / "A" / f"{name[2:]}.yml").write_text(text, "utf-8")
    return load_book(None, styles=styles, dictionaries=[DICTIONARIES])


def an_edit_gives_what_a_full_check_gives(book: StyleBook, text: str, edits: list[tuple[int, int, str]]) -> None:
    document = Document(book, text)
    document.check()
    for start, length, words in edits:
        start = min(start, len(document.text))
        document.edit(start, min(len(document.text), start + length), words)
        assert document.check() == Document(book, document.text).check()


@given(TEXTS, EDITS)
@settings(max_examples=EXAMPLES, deadline=None)
def test_an_edit_gives_what_a_full_check_gives(book: StyleBook, text: str, edits: list[tuple[int, int, str]]) -> None:
    an_edit_gives_what_a_full_check_gives(book, text, edits)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(TEXTS, EDITS)
@settings(max_examples=LONG, deadline=None)
def test_an_edit_gives_what_a_full_check_gives_in_many_cases(
    book: StyleBook, text: str, edits: list[tuple[int, int, str]]
) -> None:
    an_edit_gives_what_a_full_check_gives(book, text, edits)


def findings_lie_in_the_source(book: StyleBook, text: str) -> None:
    result = Document(book, text).check()
    lines = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
    for finding in result.findings:
        assert 0 <= finding.start <= finding.end <= len(text)
        assert sum(len(line) + 1 for line in lines[: finding.line - 1]) + finding.column - 1 == finding.start
        if finding.automatic:
            assert not finding.quoted
    assert [f.start for f in result.findings] == sorted(f.start for f in result.findings)
    assert len(result.fixed(text)) >= 0


@given(TEXTS)
@example("\r\n\n\n")
@settings(max_examples=EXAMPLES, deadline=None)
def test_findings_lie_in_the_source_and_fixes_touch_no_quotation(book: StyleBook, text: str) -> None:
    findings_lie_in_the_source(book, text)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(TEXTS)
@settings(max_examples=LONG, deadline=None)
def test_findings_lie_in_the_source_and_fixes_touch_no_quotation_in_many_cases(book: StyleBook, text: str) -> None:
    findings_lie_in_the_source(book, text)


def test_what_a_rule_for_the_source_needs_may_stand_far_apart(check: Check) -> None:
    rule = "extends: existence\nmessage: m\nscope: raw\nraw: ['adviser[^§]*?NNN']"
    text = "An adviser.\n\nBetween.\n\nThe NNN."
    (finding,) = check(rule, text).findings
    assert (finding.start, finding.line, finding.end) == (3, 1, len(text) - 1)
    assert check(rule, text.replace("NNN", "nnn")).findings == ()


def test_an_edit_outside_the_text_is_refused(book: StyleBook) -> None:
    with pytest.raises(IndexError):
        Document(book, "abc").edit(2, 9, "")


SWITCHES: dict[str, tuple[str, int]] = {
    "off and on": ("x\n\n<!-- vale off -->\n\nx\n\n<!-- vale on -->\n\nx", 2),
    "off to the end": ("x\n\n<!-- vale off -->\n\nx\n\nx", 1),
    "a rule": ("<!-- vale Test.Rule = NO -->\n\nx\n\n<!-- vale Test.Rule = YES -->\n\nx", 1),
    "another rule": ("<!-- vale Test.Other = NO -->\n\nx", 1),
    "a style": ("<!-- vale Test = NO -->\n\nx", 0),
    "some words": ('<!-- vale Test.Rule["x"] = NO -->\n\nx\n\n<!-- vale Test.Rule["x"] = YES -->\n\nx', 1),
    "other words": ('<!-- vale Test.Rule["z"] = NO -->\n\nx', 1),
    "styles": ("<!-- vale styles = Other -->\n\nx\n\n<!-- vale styles = Test, Other -->\n\nx", 1),
    "in a paragraph": ("x <!-- vale off --> x <!-- vale on --> x", 2),
    "in code": ("`<!-- vale off -->` x", 1),
    "no switch": ("<!-- valet off -->\n\n<!-- vale of -->\n\nx", 1),
    "off outlives a rule's own on": ("<!-- vale off -->\n\n<!-- vale Test.Rule = YES -->\n\nx", 0),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_in_text_switches(name: str, check: Check) -> None:
    text, count = SWITCHES[name]
    assert len(check(X, text).findings) == count


def test_no_switch_and_no_record_silences_a_tripwire(make_book: MakeBook) -> None:
    rule = "extends: existence\nmessage: Ask %s.\ntokens: [guilty]\n"
    rule += "backbench: {route: [needs-legal, hold-comments], reason: why}"
    book = make_book({"Test.Rule": rule}, top="MinAlertLevel = error")
    text = "<!-- vale off -->\n\nHe is “guilty”."
    records = [IgnoreRecord("Test.Rule", "guilty", "He is “guilty”.")]
    result = Document(book, text, ignored=records).check()
    assert result.findings == ()
    (route,) = result.routes
    assert (route.routes, route.message, route.reason, route.quoted) == (
        ("needs-legal", "hold-comments"),
        "Ask guilty.",
        "why",
        True,
    )
    assert (route.line, route.column, text[route.start : route.end]) == (3, 8, "guilty")


@pytest.mark.parametrize(
    ("ours", "level"),
    [
        ("", Level.WARNING),
        ("backbench: {in_quotes: suggestion}", Level.SUGGESTION),
        ("backbench: {in_quotes: error}", Level.ERROR),
        ("backbench: {in_quotes: ignore}", None),
    ],
)
def test_severity_inside_quotations(check: Check, ours: str, level: Level | None) -> None:
    result = check(X + ours, "x said “x”.")
    assert [f.level for f in result.findings] == [Level.ERROR, *([level] if level is not None else [])]
    assert [f.automatic for f in result.findings] == [True, *([False] if level is not None else [])]
    assert result.fixed("x said “x”.") == "y said “x”."


def test_speech_over_paragraphs_and_block_quotes_are_others_words(check: Check) -> None:
    text = "“x and\n\n“x again,” x.\n\n> x"
    assert [f.quoted for f in check(X, text).findings] == [True, True, False, True]


def test_a_span_that_reaches_into_a_quotation_is_not_fixed(check: Check) -> None:
    rule = "extends: existence\nmessage: m\nlevel: error\nraw: ['a “b']\naction: {name: remove}"
    (finding,) = check(rule, "a “b c”").findings
    assert (finding.level, finding.quoted, finding.automatic) == (Level.ERROR, False, False)


def test_an_ignore_record_follows_its_sentence_and_returns_when_it_changes(make_book: MakeBook) -> None:
    document = Document(make_book({"Test.Rule": X}), "The x is here. Another x there.")
    first = document.check().findings[0]
    record = ignore(first, who="Ines", why="a name")
    document.set_ignored(read_records(write_records([record]), "records"))
    assert [f.start for f in document.check().findings] == [23]
    document.set_text("A new beginning.\n\nIt moved. The  x is\nhere. It’s “x”.")
    assert [f.sentence for f in document.check().findings] == ["It’s “x”."]
    assert [f.text for f in document.check().ignored] == ["x"]
    document.edit(document.text.index("here."), document.text.index("here.") + 4, "there")
    assert len(document.check().findings) == 2


def test_a_record_holds_for_its_rule_and_words_only(make_book: MakeBook) -> None:
    book = make_book({"Test.Rule": X, "Test.Other": X, "Test.Z": X.replace("[x]", "[z]")})
    records = [IgnoreRecord("Test.Rule", "x", "An x and z.")]
    assert [f.rule for f in Document(book, "An x and z.", ignored=records).check().findings] == ["Test.Other", "Test.Z"]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"rule": 1}', '{"rule": "a", "text": "b", "sentence": "c", "more": "d"}', "[" * 9_999]
)
def test_a_bad_record_is_told_by_its_line(line: str) -> None:
    with pytest.raises(BadInput, match=r"^file, line 2 is no ignore record"):
        read_records('{"rule": "a", "text": "b", "sentence": "c"}\n' + line, "file")


def test_a_rule_that_takes_too_long_is_named(check: Check) -> None:
    with pytest.raises(TooSlow, match=r"The patterns of the rule Test.Rule took longer than 1 s"):
        check("extends: existence\nmessage: m\nraw: ['(a|aa)+$']", "a" * 4_000 + "!")


def test_line_ends_of_every_kind(check: Check) -> None:
    found = [(f.line, f.column, f.start) for f in check(X, "a\r\nx\r\rx\nx \r\n").findings]
    assert found == [(2, 1, 3), (4, 1, 6), (5, 1, 8)]


def test_letters_beyond_the_basic_plane_and_lone_surrogates(check: Check) -> None:
    assert [f.start for f in check(X, "\U0001f600 x \ud800 x").findings] == [2, 6]
    found = check("extends: spelling\nmessage: m", "\ud800bcx \U0001f600 \U00010400a").findings
    assert [f.text for f in found] == ["bcx", "\U00010400a"]


def test_large_and_odd_texts_are_checked_in_time(book: StyleBook) -> None:
    for text in (
        "[" * 5_000,
        "*a " * 5_000,
        "> " * 300 + "x",
        "- " * 300 + "x",
        "`" * 5_000,
        "<" * 5_000,
        "“" * 3_000,
        "a" * 50_000,
        " 'a" * 5_000,
        "<div>\n" + "<a " * 20_000,
        "Mr. A. said. " * 20_000,
    ):
        Document(book, text).check()
