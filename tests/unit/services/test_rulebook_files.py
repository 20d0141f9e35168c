"""Rulebook files: read strictly, written whole, signed; word lists of other systems and Markdown, there and back."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.domain.rulebook import Clause, Example, Rulebook, Severity
from editor.domain.rulebook_checks import Action, Check, Entry, Score, Words
from editor.domain.rulebook_whole import WholeRulebook
from editor.services.rulebook_files import as_json, read_whole, sign_with, starter, starter_words, write_whole
from editor.services.rulebook_markdown import from_markdown, to_markdown
from editor.services.text_files import read_text, write_text
from editor.services.word_list_formats import checks_from, list_of, with_checks
from editor.triage import signing

BOOK = replace(starter(), checks=(Check("a", "A", Words((Entry("idiot"),)), Action.HOLD, clause=2),))


def file(folder: Path, content: str | bytes, name: str = "rules.json") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


# --- rulebooks ------------------------------------------------------------------------------------------------------


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    for book in (BOOK, starter()):
        write_whole(path, book)
        assert read_whole(path) == book
    assert read_whole(Path("starter")) == starter()
    assert [item.name for item in tmp_path.iterdir()] == ["rules.json"]


def test_the_words_alone_are_a_rulebook_too(tmp_path: Path) -> None:
    words = json.loads(as_json(BOOK))["words"]
    assert read_whole(file(tmp_path, json.dumps(words))).words == BOOK.words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe{\x00", "is in UTF-16"),
        (b'{"a": "\xff"}', "is not UTF-8: line 1"),
        (b"{\n\x00}", "holds a NUL in line 2"),
        (b"", "is not JSON"),
        (b"[]", "A rulebook is a mapping"),
        (b'{"words": {}', "is not JSON: "),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"n": ' + b"1" * 5_000 + b"}", "too long"),
        (b'{"format": "backbench rulebook 9", "words": {}}', "this program reads “backbench rulebook 1”"),
        (b'{"word": {}}', "unknown key “word”. Did you mean “words”?"),
        (b'{"words": {"version": 1}}', "words.clauses is missing"),
        (b" " * (21 << 20), "is larger than 20 MB"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_file_that_is_no_rulebook(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        read_whole(file(tmp_path, content))
    assert said in problem.value.detail and problem.value.detail.startswith("rules.json")


def changed(**values: Any) -> str:
    data = json.loads(as_json(BOOK))
    data["checks"][0].update(values)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"when": {"kind": "pattern", "pattern": "a(?=b)"}}, "rules.json: Check “a”: The pattern looks ahead"),
        ({"when": {"kind": "words", "entries": ["\u200b"]}}, "Check “a”: The entry '\\u200b' has no letter"),
        ({"when": {"kind": "words", "entries": [{"text": "x", "exception": []}]}}, "Did you mean “exceptions”?"),
        ({"clause": 99}, "there is no rule 99"),
        ({"action": "refuse"}, "needs the sentence"),
        ({"actoin": "hold"}, "checks[0] has an unknown key “actoin”. Did you mean “action”?"),
    ],
)
def test_a_rulebook_with_a_mistake(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as problem:
        read_whole(file(tmp_path, changed(**values)))
    assert said in problem.value.detail


def test_files_of_other_computers(tmp_path: Path) -> None:
    text = as_json(BOOK)
    assert read_whole(file(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())) == BOOK
    assert read_text(file(tmp_path, "a\r\nb\rc\n")) == "a\nb\nc\n"
    with pytest.raises(BadInput, match="cannot be read: no such file"):
        read_whole(tmp_path / "absent.json")
    with pytest.raises(BadInput, match="is a folder"):
        read_whole(tmp_path)
    with pytest.raises(BadInput, match="is not TOML"):
        read_whole(file(tmp_path, "a = = b", "rules.toml"))


def test_nothing_is_written_by_half(tmp_path: Path) -> None:
    path = file(tmp_path, "before")
    with pytest.raises(BadInput, match="half a character"):
        write_text(path, "\ud800")
    with pytest.raises(BadInput, match="cannot be written"):
        write_text(tmp_path / "absent" / "x", "text")
    assert path.read_text() == "before" and [item.name for item in tmp_path.iterdir()] == ["rules.json"]
    path.chmod(0o640)
    write_text(path, "after")
    assert path.read_text() == "after" and stat.S_IMODE(path.stat().st_mode) == 0o640


# --- signatures -----------------------------------------------------------------------------------------------------


def test_a_signature_holds_for_these_words_only(tmp_path: Path) -> None:
    key = tmp_path / "paper.pem"
    signature = sign_with(BOOK, key, new=True)
    public = (tmp_path / "paper.pub").read_text().strip()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    path = tmp_path / "signed.json"
    write_whole(path, BOOK, signature)
    assert read_whole(path, key=public) == BOOK
    assert sign_with(BOOK, key) == signature  # Ed25519 signs the same words alike
    with pytest.raises(BadInput, match="never written over"):
        sign_with(BOOK, key, new=True)

    later = replace(BOOK, words=replace(BOOK.words, version=7))
    for book, said in (
        (replace(BOOK, checks=()), "the rulebook was changed"),
        (later, "the rulebook was changed"),
    ):
        write_whole(path, book, signature)
        with pytest.raises(BadInput, match=said):
            read_whole(path, key=public)
    write_whole(path, BOOK)
    with pytest.raises(BadInput, match="is not signed"):
        read_whole(path, key=public)
    write_whole(path, BOOK, signing.sign(BOOK, signing.new_key()))
    with pytest.raises(BadInput, match="signed with another key"):
        read_whole(path, key=public)
    for broken, said in (("!!", "is not Base64"), ("AAAA", "has 3 bytes instead of 64")):
        write_whole(path, BOOK, replace(signature, value=broken))
        with pytest.raises(BadInput, match=said):
            read_whole(path, key=public)


# Test vector 1 of RFC 8032, section 7.1, as the PKCS #8 of RFC 8410.
RFC_8032 = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
"""


def test_keys_are_those_of_the_standard() -> None:
    assert signing.public_key(RFC_8032) == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    with pytest.raises(BadInput, match="cannot be read"):
        signing.public_key("no key")


# --- word lists -----------------------------------------------------------------------------------------------------


def test_coral_there_and_back() -> None:
    text = json.dumps({"settings": {"wordList": {"banned": ["idiot", "Idiot", " twit "], "suspect": ["fool"]}}})
    made = checks_from("coral", text, list_name=None, live=True).checks
    assert [(c.id, c.action, [e.text for e in c.when.entries]) for c in made if isinstance(c.when, Words)] == [
        ("coral-banned", Action.REFUSE, ["idiot", "twit"]), ("coral-suspect", Action.HOLD, ["fool"]),
    ]  # fmt: skip
    book = with_checks(starter_words(), made)
    again = list_of("coral", book, list_name=None, shadow=False)
    assert json.loads(again.text) == {"wordList": {"banned": ["idiot", "twit"], "suspect": ["fool"]}}
    assert {c.action for c in checks_from("coral", text, list_name=None, live=False).checks} == {Action.SHADOW}


def test_wordpress_there_and_back() -> None:
    text = "casino\n\n192.168.0.1\nbob@spam.example\n10.0.\n2001:db8::1\npoker\r\n"
    made = checks_from("wordpress", text, list_name="moderation", live=True)
    assert len(made.notes) == 4 and all("is an address" in note for note in made.notes)
    book = with_checks(starter_words(), made.checks)
    assert list_of("wordpress", book, list_name="moderation", shadow=False).text == "casino\npoker\n"
    from editor.services.rule_trials import judge

    assert judge(book, "onlinecasinos").causes  # WordPress finds its keys inside words
    with pytest.raises(BadInput, match="no list of words for Wordpress"):
        list_of("wordpress", book, list_name="disallowed", shadow=False)
    both = json.dumps({"moderation_keys": "a1\nb2", "disallowed_keys": "c3"})
    assert len(checks_from("wordpress", both, list_name=None, live=True).checks) == 2


def test_discourse_there_and_back() -> None:
    text = 'word,replacement,case_sensitive\n"he said, she said",,\nfree*,,false\nin*side\n'
    made = checks_from("discourse", text, list_name="block", live=True)
    assert made.notes == ("“in*side” has a star inside, which a list cannot have: left out. A pattern can say it.",)
    book = with_checks(starter_words(), made.checks)
    written = list_of("discourse", book, list_name="block", shadow=False)
    assert written.text == '"he said, she said"\nfree*\n'
    again = checks_from("discourse", written.text, list_name="block", live=True)
    assert again.checks == made.checks


def test_what_another_system_cannot_be_told_is_said() -> None:
    checks = (
        Check("a", "A", Words((Entry("dick", exceptions=("moby dick",)), Entry("tw*", inflect=False))), Action.FLAG),
        Check("b", "B", Score(low=0.5), Action.HOLD),
        Check("c", "C", Words((Entry("shadowed"),))),
    )
    made = list_of("coral", WholeRulebook(BOOK.words, checks), list_name=None, shadow=False)
    assert json.loads(made.text)["wordList"] == {"banned": [], "suspect": ["dick", "tw"]}
    assert len(made.notes) == 4
    with pytest.raises(BadInput, match="--shadow takes them too"):
        list_of("coral", WholeRulebook(BOOK.words, checks[2:]), list_name=None, shadow=False)
    assert "shadowed" in list_of("coral", WholeRulebook(BOOK.words, checks[2:]), list_name=None, shadow=True).text


@pytest.mark.parametrize(
    ("system", "text", "name", "said"),
    [
        ("coral", "idiot", None, "Say with --list which list this is: banned or suspect"),
        ("coral", "idiot", "block", "Coral has no list “block”; it has banned or suspect"),
        ("coral", "{", None, "begins like JSON and is none"),
        ("coral", '{"words": []}', None, "none of the lists of Coral"),
        ("coral", '{"wordList": {"banned": [1]}}', None, "“banned” is no list of words"),
        ("discourse", "\n\n", "block", "No words were found"),
        ("discourse", '"open', "block", "The file is no CSV"),
        ("wordpress", "\u200b", "moderation", "No words were found"),
    ],
)
def test_a_list_that_is_none(system: str, text: str, name: str | None, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        checks_from(system, text, list_name=name, live=False)
    assert said in problem.value.detail


# --- Markdown -------------------------------------------------------------------------------------------------------


def stripped(book: Rulebook) -> Rulebook:
    """The words without the line ends around them, which Markdown does not keep."""
    clauses = tuple(
        replace(
            c, public_text=c.public_text.strip("\n"), guidance=c.guidance.strip("\n"), message=c.message.strip("\n")
        )
        for c in book.clauses
    )
    texts = {n: getattr(book, n).strip("\n") for n in ("intro", "why_subscribers", "ladder", "appeal_address")}
    return replace(book, clauses=clauses, version=0, **texts)


def test_the_starter_rulebook_as_markdown() -> None:
    assert from_markdown(to_markdown(starter().words)) == stripped(starter().words)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=20)
TEXT = st.lists(st.one_of(LINE, st.sampled_from(["# Rules", "## 1. x", "### Guidance", "\\# a", "- label: x", ""])),
                max_size=4).map(lambda lines: "\n".join(["Text.", *lines, "End."]))  # fmt: skip
ONE_LINE = LINE.map(lambda line: " ".join(line.split())).filter(bool)


@settings(max_examples=80, deadline=None)
@given(
    st.builds(
        Clause,
        number=st.integers(0, 999),
        label=ONE_LINE,
        title=ONE_LINE,
        public_text=TEXT,
        guidance=st.one_of(st.just(""), TEXT),
        examples=st.lists(st.builds(Example, allowed=st.booleans(), text=ONE_LINE), max_size=2).map(tuple),
        severity=st.sampled_from(Severity),
        strikes=st.integers(0, 9),
        message=st.one_of(st.just(""), TEXT),
        appeal_days=st.integers(1, 99),
    ),
    TEXT,
)
def test_any_words_come_back_from_markdown(clause: Clause, intro: str) -> None:
    book = Rulebook(0, (clause, replace(clause, number=clause.number + 1)), intro, "Why", "a@paper.example", "Ladder")
    assert from_markdown(to_markdown(book)) == book


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello", "Line 1: a rulebook in Markdown begins with"),
        ("# Rules\n\n## 1. A\n\n- severity: grim\n", "Line 5: the severity is"),
        ("## 1. A\n- strikes: many\n", "Line 2: “many” is no whole number"),
        ("## 1. A\n\n### Guidanse\n", "Line 3: the heading “### Guidanse” is none"),
        ("## 1. A\n\n### Examples\n\n- maybe: x\n", "begins neither with"),
    ],
)
def test_markdown_that_is_no_rulebook(text: str, said: str) -> None:
    with pytest.raises(BadInput) as problem:
        from_markdown(text)
    assert said in problem.value.detail
