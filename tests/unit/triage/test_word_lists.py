"""Word lists: what they find is what somebody finds who looks at every place for every form of every entry."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Entry, Words
from editor.triage.normalise import normalise
from editor.triage.word_lists import WordIndex, in_word, inflections, plain_form
from tests.helpers.many_cases import few, many

LONGEST_STAR = 40
PIECES = (
    *(
        "a",
        "b",
        "ab",
        "rob",
        "robb",
        "s",
        "ed",
        "ing",
        "bully",
        " ",
        " ",
        "-",
        "'",
        "_",
        "é",
        "e\u0301",
        "š",
        "1",
        "笨",
    ),
    *("笨", "ก", "д", "\u05b0", "€", ".", "*", "ß", "$", "\n", "🐀", "x" * 39, "x" * 40, "\ud800", "\u3099"),
)
MADE = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
ENTRIES = st.builds(Entry, MADE, st.booleans(), st.lists(MADE, max_size=2).map(tuple))
LISTS = st.lists(st.lists(ENTRIES, max_size=4).map(lambda entries: Words(tuple(entries))), max_size=3)


def usable(words: Words) -> bool:
    try:
        for entry in words.entries:
            for text in (entry.text, *entry.exceptions):
                plain_form(text.strip().strip("*"))
    except BadInput:
        return False
    return True


def unspaced(sign: str) -> bool:
    return not in_word(sign) or "\u0e00" <= sign <= "\u0eff" or "\u3040" <= sign <= "\u9fff"


def places(written: str, inflect: bool, text: str) -> set[tuple[int, int]]:
    """Where a word or phrase stands in a text, by looking at every place."""
    word = written.strip()
    left, right = word.startswith("*"), word.endswith("*")
    form = plain_form(word.strip("*"))
    found = set()
    for made in inflections(form) if inflect and not right else (form,):
        for start in range(len(text)):
            end = start + len(made)
            if not text.startswith(made, start):
                continue
            begins = left or unspaced(made[0]) or not start or not in_word(text[start - 1])
            ends = right or unspaced(made[-1]) or end == len(text) or not in_word(text[end])
            if begins and ends:
                first, last = start, end
                while left and first and in_word(text[first - 1]) and start - first < LONGEST_STAR:
                    first -= 1
                while right and last < len(text) and in_word(text[last]) and last - end < LONGEST_STAR:
                    last += 1
                found.add((first, last))
    return found


def plainly(lists: list[Words], text: str) -> set[tuple[int, int, int, int]]:
    found = set()
    for leaf, words in enumerate(lists):
        for number, entry in enumerate(words.entries):
            excepted = [place for other in entry.exceptions for place in places(other, entry.inflect, text)]
            for start, end in places(entry.text, entry.inflect, text):
                if not any(a <= start and end <= b for a, b in excepted):
                    found.add((leaf, number, start, end))
    return found


def check(lists: list[Words], words: str) -> None:
    """The index finds the same as the plain way, once each, with its first look by RE2 and without."""
    lists = [one for one in lists if usable(one)]
    index = WordIndex(list(enumerate(lists)))
    listed = [entry.text.strip("*") for one in lists for entry in one.entries]
    for text in (words, " ".join(listed), f"{words}{''.join(listed)}", f"{words} {'s '.join(listed)}ing"):
        plain = normalise(text).text
        hits = [tuple(hit) for hit in index.find(plain)]
        assert set(hits) == plainly(lists, plain)
        assert hits == [tuple(hit) for hit in index.locate(plain)]


@few(100)
@given(LISTS, MADE)
@example([Words((Entry("*rob*"), Entry("rob", exceptions=("rob roy",))))], "rob roy robbing " + "x" * 41 + "rob")
@example([Words((Entry("a-b"), Entry("a b"), Entry("a'b", inflect=False)))], "a-b a b a'b a_b")
def test_the_index_finds_what_is_there(lists: list[Words], words: str) -> None:
    check(lists, words)


@many
@given(LISTS, MADE)
def test_the_index_finds_what_is_there_in_many_cases(lists: list[Words], words: str) -> None:
    check(lists, words)


def test_a_list_too_long_for_a_sign_is_looked_for_without() -> None:
    listed = Words(tuple(Entry(f"{n} village fools", inflect=False) for n in range(6_000)))
    index = WordIndex([(0, listed)])
    assert not index.sign
    assert [(hit.entry, hit.start) for hit in index.find("so 4321 village fools!")] == [(4_321, 3)]


def test_nothing_listed_finds_nothing() -> None:
    assert list(WordIndex([]).find("anything")) == []
