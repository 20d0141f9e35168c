"""Every extension point and each of its keys: what it must find, and the near miss it must leave alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from editor.style.findings import CheckResult
from tests.unit.style.conftest import Marks

Check = Callable[..., CheckResult]

CASES = {case["name"]: case for case in yaml.safe_load(Path(__file__).with_name("points.yml").read_text("utf-8"))}


@pytest.mark.parametrize("name", CASES)
def test_what_a_point_marks(name: str, marks: Marks) -> None:
    case = CASES[name]
    assert marks(case["rule"], case["text"]) == case["marks"]


def test_messages_are_filled_in_order_and_by_number(check: Check) -> None:
    rule = "extends: substitution\nmessage: \"'%[2]s' to '%[1]s', 100%%: %s, %s, %s\"\nswap: {amongst: among}"
    assert check(rule, "amongst").findings[0].message == "'amongst' to 'among', 100%: among, amongst, "


def test_several_replacements_are_listed_and_not_quoted_twice(check: Check) -> None:
    rule = "extends: substitution\nmessage: \"Use '%s', not '%s'.\"\naction: {name: replace}\n"
    rule += "swap: {utilise: use|apply|take}"
    found = check(rule, "utilise").findings[0]
    assert found.message == "Use use, apply or take, not 'utilise'."
    assert [s.text for s in found.suggestions] == ["use", "apply", "take"]
    assert not found.automatic


def test_groups_of_a_pattern_go_into_the_replacement(check: Check) -> None:
    rule = (
        "extends: substitution\nmessage: m\naction: {name: replace}\nswap: {'(\\w+)(?P<end>iz)e': '$1${end2}${end}e$9'}"
    )
    assert check(rule, "realize").findings[0].suggestions[0].text == "real${end2}ize$9"


@pytest.mark.parametrize(
    ("ignorecase", "word", "wanted"),
    [
        ("true", "Whilst", "While"),
        ("true", "WHILST", "WHILE"),
        ("true", "whilst", "while"),
        ("false", "whilst", "while"),
    ],
)
def test_a_replacement_takes_the_case_of_what_it_replaces(
    check: Check, ignorecase: str, word: str, wanted: str
) -> None:
    rule = f"extends: substitution\nmessage: m\nignorecase: {ignorecase}\naction: {{name: replace}}\n"
    rule += "swap: {whilst: while}"
    result = check(rule, word)
    assert [s.text for s in result.findings[0].suggestions] == [wanted]
    assert result.fixed(word) == wanted


def test_a_short_form_lends_no_capitals_and_own_capitals_stay(check: Check) -> None:
    rule = "extends: substitution\nmessage: m\nignorecase: true\naction: {name: replace}\n"
    rule += "swap: {ok: all right, javascript: JavaScript}"
    assert (
        check(rule, "OK, JAVASCRIPT Javascript").fixed("OK, JAVASCRIPT Javascript")
        == "all right, JAVASCRIPT Javascript"
    )


ACTIONS: list[tuple[str, str, str]] = [
    ("{name: replace, params: [few]}", "several boats", "few boats"),
    ("{name: remove}", "several boats", "boats"),
    ("{name: convert, params: [simple]}", "severalBoats_at boats", "several boats at boats"),
    ("{name: edit, params: [regex, '(s)e(v)', '$2-$1']}", "several boats", "v-seral boats"),
    ("{name: edit, params: [trim, sl]}", "several boats", "evera boats"),
    ("{name: edit, params: [trim_left, s]}", "several boats", "everal boats"),
    ("{name: edit, params: [trim_right, al]}", "several boats", "sever boats"),
    ("{name: edit, params: [remove, e]}", "several boats", "svral boats"),
    ("{name: edit, params: [truncate, v]}", "several boats", "se boats"),
    ("{name: edit, params: [split, e, '1']}", "several boats", "v boats"),
    ("{name: edit, params: [split, e, '9']}", "several boats", "several boats"),
]


@pytest.mark.parametrize(("action", "text", "fixed"), ACTIONS)
def test_actions(check: Check, action: str, text: str, fixed: str) -> None:
    result = check(f"extends: existence\nmessage: m\nraw: ['several\\w*']\naction: {action}", text)
    assert result.fixed(text) == fixed


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("A very long day.", "A long day."),
        ("Very long.", "Very long."),
        ("It is very.", "It is."),
        ("very", ""),
        ("A *very* long day.", "A *very* long day."),
        ("A *v*ery long day.", "A *v*ery long day."),
    ],
)
def test_a_removal_takes_a_space_with_it_and_breaks_no_markup(check: Check, text: str, fixed: str) -> None:
    result = check("extends: existence\nmessage: m\ntokens: [very]\naction: {name: remove}", text)
    assert result.fixed(text) == fixed


def test_a_fix_changes_only_what_differs_inside_markup(check: Check) -> None:
    rule = "extends: substitution\nmessage: m\naction: {name: replace}\nswap: {organize the: organise the}"
    text = "Organ, organ**ize** the, organize\nthe, o&#114;ganize the."
    assert check(rule, text).fixed(text) == "Organ, organ**ise** the, organise\nthe, o&#114;ganise the."


def test_spellings_are_made_when_asked_for(make_book: Callable[..., object]) -> None:
    from editor.style.document import Document

    rule = "extends: spelling\nmessage: m\naction: {name: suggest, params: [spellings]}"
    document = Document(make_book({"Test.Rule": rule}), "The recieved word, don’tt.")  # type: ignore[arg-type]
    first, second = document.check().findings
    assert first.suggestions == ()
    assert "received" in [s.text for s in document.spellings(first)]
    assert "don’t" in [s.text for s in document.spellings(second)]


def test_limit(marks: Marks) -> None:
    assert marks("extends: existence\nmessage: m\nlimit: 2\ntokens: [a]", "a a a\n\na") == ["a", "a"]


def test_what_is_right_already_is_marked_and_no_finding(check: Check) -> None:
    text = "To organise, to organize."
    result = check("extends: substitution\nmessage: m\nswap: {'organi[sz]e': organise}", text)
    assert [text[m.start : m.end] for m in result.right] == ["organise"]
    assert len(result.findings) == 1


def test_one_word_is_spoken_of_once(make_book: Callable[..., object]) -> None:
    from editor.style.document import Document

    rules = {
        "A.Spelling": "extends: spelling\nmessage: m",
        "A.Swap": "extends: substitution\nmessage: m\nswap: {color: colour, 'adviz?or': 'advizor'}",
    }
    result = Document(make_book(rules), "A color, an advizor, a harbuor.").check()  # type: ignore[arg-type]
    assert [(f.rule, f.text) for f in result.findings] == [("A.Swap", "color"), ("A.Spelling", "harbuor")]


def test_vocabulary_words_are_exceptions_unless_the_rule_says_no(marks: Marks) -> None:
    rule = "extends: existence\nmessage: m\ntokens: ['\\w+board']"
    assert marks(rule, "starboard clipboard", accept="starboard\n# clipboard\n") == ["clipboard"]
    assert marks(rule + "\nvocab: false", "starboard", accept="starboard") == ["starboard"]
    assert marks("extends: spelling\nmessage: m", "In Skerrow, Skerrows.", accept="Skerrow") == ["Skerrows"]
