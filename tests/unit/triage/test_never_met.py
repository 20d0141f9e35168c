"""What a pattern can never meet in normalised text is told, and nothing else; the engine is the judge of it."""

from __future__ import annotations

import pytest

from editor.domain.rulebook_checks import Check, Entry, Pattern, Reading, Words
from editor.triage.engine import Engine
from editor.triage.facts import Facts
from editor.triage.never_met import never_met_note
from editor.triage.word_lists import plain_form

# pattern, whether case is ignored, what is named, and a text that has the pattern in it as written
LOST = [
    ("café", True, "“é”", "a café here"),
    ("CAFÉ", True, "“É”", "a café here"),
    ("caf[éè]", True, "“é” and “è”", "a café here"),
    (r"caf\x{e9}", True, "“é”", "a café here"),
    (r"caf\xe9s?", True, "“é”", "cafés"),
    (r"\Qcafé\E", True, "“é”", "a café here"),
    ("(?P<name>é)", True, "“é”", "a café here"),
    ("cafe\u0301", True, "U+0301", "a cafe\u0301 here"),
    ("straße", True, "“ß”", "die straße"),
    ("Idiot", False, "“I”", "Idiot!"),
    ("[A-Z]{3}", False, "“A-Z”", "so LOUD"),
    (r"\p{Lu}{3}", False, r"“\p{Lu}”", "so LOUD"),
    ("[[:upper:]]{3}", False, "“[:upper:]”", "so LOUD"),
    ("Москва", False, "“М”", "Москва слезам не верит"),
    ("don’t", True, "“’”", "I don’t"),
    ("“no”", True, "““” and “””", "he said “no”"),
    ("a–b", True, "“–”", "a–b"),
    ("no…", True, "“…”", "oh no…"),
    ("a\u200bb", True, "U+200B", "a\u200bb"),
    ("a\u00a0b", True, "U+00A0", "a\u00a0b"),
    ("one  two", True, "Two spaces in a row", "one  two"),
    (r"one\ntwo", True, "A line break", "one\ntwo"),
]
MET = [
    ("caf[eé]", True, "a café here"),
    ("café?", True, "a café here"),
    ("caf[^é]", True, "a café here"),
    (r"caf\pL", True, "a café here"),
    ("Idiot", True, "Idiot!"),
    ("(?i)Idiot", False, "Idiot!"),
    (r"\p{Lu}{3}", True, "so LOUD"),
    ("[A-Za-z]{3}", False, "so LOUD"),
    ("Москва", True, "Москва слезам не верит"),
    ("o{3}", True, "I am sooo tired, iiidiot"),  # undone, and looked at as written too
    ("sooo", True, "I am sooo tired"),
    ("1d10t", True, "you 1d10t"),
    (r"one +two", True, "one two"),
    (r"one\stwo", True, "one\ntwo"),
    (r"one[\n ]two", True, "one\ntwo"),
    ("日本", True, "日本語"),
    ("🇬🇧", True, "go 🇬🇧"),
    ("don't", True, "I don’t"),
]


def found(pattern: Pattern, text: str) -> bool:
    return bool(Engine([Check("p", "A pattern", pattern)]).judge(text, Facts()).causes)


@pytest.mark.parametrize(("pattern", "ignore_case", "named", "text"), LOST)
def test_what_can_never_be_met_is_named(pattern: str, ignore_case: bool, named: str, text: str) -> None:
    note = never_met_note(Pattern(pattern, ignore_case))
    assert note.startswith(f"{named} can never be met in normalised text. ")
    assert note.endswith(", or set its reading to “written”.")
    written = Pattern(pattern, ignore_case, Reading.WRITTEN)
    assert not never_met_note(written)
    assert not found(Pattern(pattern, ignore_case), text) and found(written, text)


@pytest.mark.parametrize(("pattern", "ignore_case", "text"), MET)
def test_what_can_be_met_is_not(pattern: str, ignore_case: bool, text: str) -> None:
    assert not never_met_note(Pattern(pattern, ignore_case))
    assert found(Pattern(pattern, ignore_case), text)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("café", "Write “e”,"),
        ("no…", r"Write “\.\.\.”,"),
        ("a\u200bb", "Leave it out,"),
        ("one\ttwo", "Write one space,"),
        ("straße’s", "Instead write “ss”, write “'”,"),
    ],
)
def test_it_says_what_to_write_instead(pattern: str, told: str) -> None:
    assert f". {told} or set its reading" in never_met_note(Pattern(pattern))


def test_words_of_lists_are_normalised_so_they_need_no_note() -> None:
    assert plain_form("Café") == "cafe" and plain_form("don’t") == "don't"
    engine = Engine([Check("w", "A list", Words((Entry("Café"), Entry("STRASSE"))))])
    assert engine.judge("the café", Facts()).causes and engine.judge("die Straße", Facts()).causes
