"""The normaliser: what is undone, what must survive, and that every place points at what the reader wrote."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from editor.triage.disguises import gaps, without_gaps
from editor.triage.normalise import Normalised, normalise, readings
from tests.helpers.many_cases import few, many

DISGUISED = {
    "fullwidth": ("ｉｄｉｏｔ", "idiot"),
    "mathematical letters": ("𝓲𝓭𝓲𝓸𝓽", "idiot"),
    "circled letters": ("ⓘⓓⓘⓞⓣ", "idiot"),
    "squared letters": ("🅸🅳🅸🅾🆃", "idiot"),
    "small capitals": ("ɪᴅɪᴏᴛ", "idiot"),
    "ligature": ("ﬁlth", "filth"),
    "Cyrillic letters": ("іdіоt", "idiot"),
    "Cyrillic letters only": ("ѕсоре", "scope"),
    "Greek capitals": ("ΝΑΖΙ", "nazi"),
    "Greek letters": ("ιdιοτ", "idiot"),
    "diacritics": ("ïdíöt", "idiot"),
    "marks piled up": ("i\u0335\u0300d\u0311\u0342i\u0301o\u033at\u0352", "idiot"),
    "strokes": ("ħøłe", "hole"),
    "sharp s": ("Straße", "strasse"),
    "Turkish i": ("İDİOT", "idiot"),
    "dotless i": ("ıdıot", "idiot"),
    "zero-width": ("i\u200bd\u200di\u2060o\ufefft", "idiot"),
    "soft hyphens": ("id\u00adi\u00adot", "idiot"),
    "tags": ("id\U000e0041iot", "idiot"),
    "controls": ("id\x00i\x08ot", "idiot"),
    "direction marks": ("\u202eidiot\u202c", "idiot"),
    "leet": ("1d10t", "idiot"),
    "leet in capitals": ("SH1T", "shit"),
    "signs": ("sh!t", "shit"),
    "l and not i": ("a$$ho!e", "asshole"),
    "signs at the end": ("a$$", "ass"),
    "sign in front": ("$hit", "shit"),
    "at in front": ("@sshole", "asshole"),
    "spaces": ("i d i o t", "idiot"),
    "two spaces": ("i  d  i  o  t", "idiot"),
    "dots": ("i.d.i.o.t", "idiot"),
    "hyphens": ("i-d-i-o-t", "idiot"),
    "underscores": ("t_i_t", "tit"),
    "asterisks between": ("i*d*i*o*t", "idiot"),
    "spaces and leet": ("i d 1 0 t", "idiot"),
    "flag letters": ("🇮 🇩 🇮 🇴 🇹", "idiot"),
    "asterisk": ("sh*t", "shit"),
    "asterisks": ("w****r", "wanker"),
    "number sign": ("f#ck", "fuck"),
    "hyphen for a vowel": ("f-ck", "fuck"),
    "repeats": ("iiidiooooot", "idiot"),
    "repeats of a double letter": ("assss", "ass"),
    "everything": ("\u200bＦ　\u200bU\u0301　C　Ｋ", "fuck"),
}
SURVIVORS = (
    "u.s. and u.s.a. and b.b.c.", "j. r. r. tolkien and p. d. james", "e.g. this, i.e. that", "1st 2nd 3rd 4th 21st",
    "10am 5pm 7.30pm", "£5k $100 us$5 €20m", "the a55 at conwy, the m1 and the b4s", "a b c and 1 2 3", "a b c d e f",
    "x x x x", "h2o co2 mp3 s4c w3c b4u 4x4 3d", "covid19 in the 1980s, over50s and mid40s", "5star 3bedroom 10years",
    "1,000,000 of them", "www.tideline.example and https://sh1t.example/1d10t?a55hole=y", "me@sh1thead.example",
    "@sh1thead said so", "henry viii, world war iii, xiii", "aaa batteries, zzz, mmm", "wow!great", "yes!!! no???",
    "well-known, twenty-one, co-operate", "*this* and **that**", "c# and c++", "such as* the best", "a@b",
    "24/7 and 9/11 and 50/50",
    "привет, он там с ними", "ναι, και θα το δω", "한국어 댓글입니다", "हिन्दी में टिप्पणी", "ความคิดเห็นภาษาไทย",
    "תגובה בעברית", "تعليق باللغة العربية", "日本語のコメントが好きです", "中文评论", "🇬🇧🇫🇷 👍 😀", "3 x 4 = 12",
    "i a m", "q&a with the m.p.", "07700 900123", "4chan",
)  # fmt: skip


@pytest.mark.parametrize("name", DISGUISED)
def test_a_disguise_is_undone_and_pointed_at(name: str) -> None:
    written, meant = DISGUISED[name]
    text = f"Well, {written} indeed"
    found = normalise(text)
    assert found.text == f"well, {meant} indeed"
    start = found.text.index(meant)
    place = found.span_of(start, start + len(meant))
    assert text[slice(*place)].strip("\u200b\u202e\u202c") == written.strip("\u200b\u202e\u202c")


@pytest.mark.parametrize("text", SURVIVORS)
def test_what_is_no_disguise_survives(text: str) -> None:
    assert normalise(text).text == text
    assert normalise(text.upper()).text == text


def test_white_space_is_one_space() -> None:
    found = normalise("one\r\n\r\ntwo \t three\u00a0four\u2028five")
    assert found.text == "one two three four five"
    assert found.span_of(3, 4) == (3, 7)


def test_a_letter_and_its_marks_are_one_place() -> None:
    found = normalise("e\u0301\u0301tat")
    assert (found.text, found.span_of(0, 1), found.span_of(1, 2)) == ("etat", (0, 3), (3, 4))


def test_half_a_pair_is_no_letter() -> None:
    found = normalise("a\ud800b\udfff")
    assert (found.text, found.span_of(2, 3)) == ("a\ufffdb\ufffd", (2, 3))


def test_composed_and_decomposed_scripts_are_one() -> None:
    for composed, apart in (("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"), ("が", "か\u3099"), ("ой", "ои\u0306")):
        assert normalise(composed).text == normalise(apart).text


def test_readings_keep_what_was_written() -> None:
    assert [r.text for r in readings("Plain words, twice  over")] == ["plain words, twice over"]
    assert [r.text for r in readings("sh1t")] == ["shit", "sh1t"]
    assert [r.text for r in readings("$trillion")] == ["strillion", "$trillion"]
    assert {r.text for r in readings("niiggger")} == {"niiger", "niiggger", "niigger"}


def test_every_letter_of_the_scripts_with_look_alikes_is_read_once_and_for_all() -> None:
    for code in (*range(0x80, 0x590), *range(0x1C80, 0x2100), *range(0xA640, 0xA6A0), *range(0x1D400, 0x1D800)):
        text = f"x{chr(code)}y"
        found = normalise(text)
        assert normalise(found.text).text == found.text, hex(code)
        assert found.span_of(0, len(found.text)) == (0, 3)


TRICKY = st.sampled_from(
    [*"idiotfuckas5h1t$@!|€*#_-. \n\t\r\x00aeé", "\u0301", "\u200b", "\u0430", "\u03bf", "ß", "ﬁ", "İ", "\ufdd0",
     "www.", "@", "://", "\u0338", "\u3099", "\u1100", "\u1161", "\u11a8", "\ud800", "\udc00", "🇬", "\u05b0", "\u05bd",
     "ǆ", "\u0345", "ⅷ", "½", "…", "\u1e9e", "\u0f73", "Ω", "ʼn", ".com", "55", "\u00a0", "\u0085", "🅰"]
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.lists(TRICKY, max_size=30).map("".join),
    st.text(st.characters(), max_size=30),
    st.lists(st.one_of(TRICKY, st.characters()), max_size=30).map("".join),
)


def assert_sound(text: str, found: Normalised) -> None:
    """Places are within the text, never empty, and in the order in which they were written."""
    before = (0, 0)
    for place in range(len(found.text)):
        start, end = found.span_of(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert start >= before[0] and end >= before[1]
        before = start, end
    whole = found.span_of(0, len(found.text))
    assert 0 <= whole[0] <= whole[1] <= len(text)


def check_twice(text: str) -> None:
    found = normalise(text)
    again = normalise(found.text)
    assert again.text == found.text
    assert [again.span_of(i, i + 1) for i in range(len(again.text))] == [(i, i + 1) for i in range(len(again.text))]
    found.text.encode("utf-8")  # nothing in it that RE2 cannot take


@few(200)
@given(ANY_TEXT)
@example("\u05bd\u05b0a\u0345")
@example("\ufdd0\u0301")
def test_normalising_twice_changes_nothing(text: str) -> None:
    check_twice(text)


@many
@given(ANY_TEXT)
def test_normalising_twice_changes_nothing_in_many_cases(text: str) -> None:
    check_twice(text)


def check_places(text: str) -> None:
    for reading in readings(text):
        assert_sound(text, reading)


@few(150)
@given(ANY_TEXT)
def test_every_place_is_one_the_reader_wrote(text: str) -> None:
    check_places(text)


@many
@given(ANY_TEXT)
def test_every_place_is_one_the_reader_wrote_in_many_cases(text: str) -> None:
    check_places(text)


BEFORE = st.text(st.characters(categories=["Lo", "So", "Zs", "Po"]), max_size=12)
AFTER = st.text(st.characters(categories=["Lo", "So", "Zs", "Nd"]), max_size=12)


def check_pointed_at(before: str, name: str, after: str) -> None:
    written, meant = DISGUISED[name]
    text = f"{before} — {written} — {after}"
    places = [
        reading.span_of(at, at + len(meant))
        for reading in readings(text)
        if (at := reading.text.find(f"- {meant} -") + 2) > 1
    ]
    began = len(before) + 3
    assert any(began <= start < end <= began + len(written) for start, end in places)


@few(100)
@given(BEFORE, st.sampled_from(sorted(DISGUISED)), AFTER)
def test_a_disguised_word_is_pointed_at_among_any_others(before: str, name: str, after: str) -> None:
    check_pointed_at(before, name, after)


@many
@given(BEFORE, st.sampled_from(sorted(DISGUISED)), AFTER)
def test_a_disguised_word_is_pointed_at_in_many_cases(before: str, name: str, after: str) -> None:
    check_pointed_at(before, name, after)


LETTERS = st.text(
    st.characters(max_codepoint=0x36F, categories=["Ll", "Lu", "Lo", "Lt", "Mn"], exclude_characters="\u0345"),
    max_size=40,
)


def check_read_from(text: str) -> None:
    for reading in readings(text):
        for place, letter in enumerate(reading.text):
            start, end = reading.span_of(place, place + 1)
            assert letter in "".join(normalise(written).text for written in text[start:end])


@few(100)
@given(LETTERS)
def test_a_letter_points_at_what_it_was_read_from(text: str) -> None:
    check_read_from(text)


@many
@given(LETTERS)
def test_a_letter_points_at_what_it_was_read_from_in_many_cases(text: str) -> None:
    check_read_from(text)


PARAGRAPHS = st.lists(st.sampled_from(["a", "you", ".", " ", "\n", "\r\n", "\t", "\x1c", "1"]), max_size=20).map(
    "".join
)


@few(150)
@given(PARAGRAPHS)
def test_gaps_are_the_same_in_bytes(text: str) -> None:
    plain = "".join(" " if sign in "\t\n\r\f\v\x1c\x1d\x1e\x1f" else sign for sign in text)
    assert without_gaps(text.encode("ascii")).decode("ascii") == re.sub(" +", " ", plain)
    edits = [(m.start(), m.end(), " ") for m in re.finditer(r"[\t\n\r\f\v\x1c-\x1f ]+", text) if m[0] != " "]
    assert list(gaps(text)) == edits


@pytest.mark.parametrize(
    "text",
    [
        "a" * 40_000, "a " * 20_000, "1" * 40_000, "a1" * 20_000, "*" * 40_000, "a*" * 20_000, " " * 40_000,
        "e" + "\u0301" * 40_000, "\u05bd\u05b0" * 20_000, "a." * 20_000, "a@" * 20_000, "\n" * 40_000,
        "\u200b" * 40_000, "https://" * 6_000, "@a" * 20_000, "i.d.i.o.t " * 20_000, "a-" * 20_000, "і" * 40_000,
        "aaa" * 12_000 + "b", "a\u200b" * 20_000, ".a" * 20_000 + "@", "ﬁ" * 20_000, "sh!t " * 40_000,
    ],
    ids=lambda text: ascii(text[:8]),
)  # fmt: skip
def test_long_hostile_texts_take_linear_time(text: str) -> None:
    began = time.process_time()
    found = normalise(text[: len(text) // 4])
    quarter = time.process_time() - began
    began = time.process_time()
    found = normalise(text)
    whole = time.process_time() - began
    assert whole < 8 * quarter + 1  # linear is four times the quarter, quadratic sixteen
    assert found.span_of(0, len(found.text))[1] <= len(text)
