"""The checks: every kind with what it must and must not see, all causes with their places, combinations."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import (
    Action,
    AllOf,
    AnyOf,
    Author,
    Check,
    Condition,
    Entry,
    Form,
    Links,
    Not,
    Pattern,
    Reading,
    Repetition,
    Reports,
    Score,
    Story,
    Words,
)
from editor.triage.causes import Judgement
from editor.triage.engine import Engine
from editor.triage.facts import AuthorFacts, Facts, ReportFacts, StoryFacts
from editor.triage.word_lists import inflections
from tests.helpers.many_cases import few, many

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def words(*entries: str | Entry) -> Words:
    return Words(tuple(Entry(entry) if isinstance(entry, str) else entry for entry in entries))


def seen(condition: Condition, text: str, facts: Facts | None = None) -> list[str] | None:
    """The places a check saw, as the reader wrote them, or the reasons of facts; None when it did not apply."""
    judgement = Engine([Check("it", "It", condition)]).judge(text, facts or Facts())
    if not judgement.causes:
        return None
    return [text[place.start : place.end] or place.why for place in judgement.causes[0].places]


# --- words and phrases ----------------------------------------------------------------------------------------------

LIST = words(
    "idiot", "liar", "village fool", Entry("ass", inflect=False), "tw*", "*baggage", "bully", "rob", "con man",
    Entry("dick", exceptions=("moby dick", "dick turpin")), "café", "don't care", "дурак", "笨蛋", "वेश्या", "🐀",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("You idiot.", ["idiot"]),
        ("Idiots! IDIOT’S idioting", ["Idiots", "IDIOT", "idioting"]),
        ("1d10t and i.d.i.o.t and іdіоt", ["1d10t", "i.d.i.o.t", "іdіоt"]),
        ("id\u200biot", ["id\u200biot"]),
        ("idiooooots", ["idiooooots"]),
        ("liars, all", ["liars"]),
        ("village\r\n fools", ["village\r\n fools"]),
        ("an ass.", ["ass"]),
        ("assss", ["assss"]),
        ("twits twaddle", ["twits", "twaddle"]),
        ("windbaggage", ["windbaggage"]),
        ("bullies bullied bullying", ["bullies", "bullied", "bullying"]),
        ("robbed, robbing, robs", ["robbed", "robbing", "robs"]),
        ("con mans", ["con mans"]),
        ("a dick, not Moby Dick", ["dick"]),
        ("CAFÉS", ["CAFÉS"]),
        ("I DON’T CARE", ["DON’T CARE"]),
        ("он дурак", ["дурак"]),
        ("你是笨蛋吗", ["笨蛋"]),
        ("वेश्या है", ["वेश्या"]),
        ("a🐀b", ["🐀"]),
        ("(liar)_liar_", ["liar", "liar"]),
    ],
)  # fmt: skip
def test_words_are_found_where_they_stand(text: str, places: list[str]) -> None:
    assert seen(LIST, text) == places


@pytest.mark.parametrize(
    "text",
    [
        "class, pass, assess, Scunthorpe", "familiar", "idiotic behaviour", "villages and fools",
        "robed in white, robin",
        "Moby Dicks and Dick Turpin", "cafeteria", "дураков", "वेश्याओं", "bag gage", "asses", "the a55 road", "",
        "\ud800", "outwit",
    ],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    assert seen(LIST, text) is None


def test_a_listed_word_is_found_behind_asterisks() -> None:
    listed = words("numpty", "sheepdip", Entry("wally", inflect=False))
    assert seen(listed, "You n*mpty, n#mpt##s, sh**pd*p.") == ["n*mpty", "n#mpt##s", "sh**pd*p"]
    assert [p.why for p in Engine([Check("a", "A", listed)]).judge("N*MPT**S").causes[0].places] == ["numpties"]
    for text in ("n*****", "*numb*", "n*mptyish", "w*ll", "a * b ** c", "wall* and **walls**", "n*mpt"):
        assert seen(listed, text) is None
    assert seen(listed, "*numpty* **wally**") == ["numpty", "wally"]


def test_an_exception_covers_its_own_words_only() -> None:
    listed = words(Entry("cock", exceptions=("cock a snook",)))
    assert seen(listed, "They cock a snook at us") is None
    assert seen(listed, "You cock, they cock a snook") == ["cock"]


def test_one_word_in_many_lists_is_a_cause_for_each() -> None:
    engine = Engine(
        [
            Check("one", "One", words("liar")),
            Check("two", "Two", words("liar", "cheat")),
            Check("three", "T", words("x")),
        ]
    )
    assert [cause.check for cause in engine.judge("Liar!").causes] == ["one", "two"]


@pytest.mark.parametrize(
    ("word", "made", "not_made"),
    [
        ("idiot", {"idiots", "idioted"}, {"idiotic"}),
        ("rob", {"robs", "robbed", "robber", "robbing"}, {"robed", "robing"}),
        ("bully", {"bullies", "bullied", "bullying"}, {"bullys"}),
        ("abuse", {"abuses", "abused", "abuser", "abusing"}, {"abuseing"}),
        ("witch", {"witches"}, {"witchs"}),
        ("boy", {"boys"}, {"boies"}),
        ("travel", {"travelled", "traveled"}, set()),
        ("of", {"of"}, {"ofs"}),
    ],
)
def test_endings(word: str, made: set[str], not_made: set[str]) -> None:
    forms = set(inflections(word))
    assert made | {word} <= forms and not forms & not_made


# --- patterns -------------------------------------------------------------------------------------------------------


def test_patterns_see_the_normalised_or_the_written_text() -> None:
    assert seen(Pattern(r"\bidiot\b"), "You 1d10t") == ["1d10t"]
    assert seen(Pattern(r"\bidiot\b", reading=Reading.WRITTEN), "You 1d10t, idiot") == ["idiot"]
    assert seen(Pattern(r"IDIOT", ignore_case=False, reading=Reading.WRITTEN), "idiot") is None
    assert seen(Pattern(r"é\w+", reading=Reading.WRITTEN), "\ud800 caféine 🐀 éclair") == ["éine", "éclair"]
    assert seen(Pattern(r"\d{5}"), "\ud83d 12345 \udc00") == ["12345"]
    assert seen(Pattern(r"x|\by"), "an y") == ["y"]


REFUSED = {
    r"a(?=b)": "looks ahead or behind", r"a(?!b)": "looks ahead or behind", r"(?<=a)b": "looks ahead or behind",
    r"(?<!a)b": "looks ahead or behind", r"(a)\1": "refers back", r"(?P<x>a)(?P=x)": "refers back",
    r"(a)\k<x>": "refers back",
    r"(?>a+)b": "atomic", r"a++b": "possessive", r"(?(1)a|b)": "a condition", r"a\Z": r"write \z",
    r"[a": "cannot be read",
    r"a*": "empty text", r"(": "cannot be read", r"a{2000}": "too large", r"((a{100}){100}){100}": "too large",
}  # fmt: skip


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_is_refused_with_the_reason(pattern: str) -> None:
    with pytest.raises(BadInput) as problem:
        Engine([Check("it", "It", Pattern(pattern))])
    assert REFUSED[pattern] in problem.value.detail and problem.value.detail.startswith("The pattern ")


# Patterns that make a backtracking engine hang on the text beside them. Each is refused, or takes linear time.
CATASTROPHES = (
    (r"(a+)+$", "a"), (r"(a*)*b", "a"), (r"(a|a)*b", "a"), (r"(a|aa)+$", "a"), (r"(.*a){20}", "a"),
    (r"(a+){10}y", "a"),
    (r"(x+x+)+y", "x"), (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a"), (r"([a-zA-Z]+)*$!", "a"), (r"(\w+\s?)+$!", "a "),
    (r"(a?){30}a{30}b", "a"), (r"^(\d+)*x$", "1"), (r"(\s*\w+\s*)+;", "a "), (r"(ab|a|b)*c", "ab"), (r"(.+)+!x", "z"),
    (r"^(.*?,){25}P", "1,"), (r"(\d*)*\.", "1"), (r"(a|b|ab)*bc$", "ab"), (r"([^,]*,)*x$", "y,"), (r"(\(.*\))*z", "("),
    (r"<(\w+)[^>]*>(.*?)</x>", "<a>"), (r"(\w*)*@", "w"), (r"^([a-z0-9]+[._-]?)+@x", "a."), (r"((a+)b?)*c", "a"),
    (r"(?:a+)+(?:b+)+c", "ab"), (r"(?:.*)*x", "q"), (r"((.*)(.*)(.*))*x", "q"), (r"(a{1,30}){1,30}b", "a"),
    (r"(.|\n)*end", "\n"), (r"(?:[a-z]+[0-9]?)*!", "a"), (r"(?i)(é|e|E)*x", "é"), (r"(\p{L}+\p{M}*)*!", "ä"),
    (r"(https?://)?([\da-z.-]+)+\.zz", "a."), (r"(.*)(.*)(.*)(.*)(.*)=x", "="), (r"(a.*){12}z", "a"),
    (r"(\b\w+\b\W*)+%", "a "),
    (r"^(?:(?:a|b)|(?:b|a))*c", "ab"), (r"(?:x*)*(?:x*)*y", "x"), (r"(a*?)*?b", "a"), (r"(a+?)+?b", "a"),
    (r"[\s\S]*[\s\S]*q", "w"),
    (r"(?:\D+\d*)*!", "a"), (r"(no+)+!", "no"), (r"(ha|hah|aha)*!", "ha"), (r"(((a)*)*)*b", "a"),
    (r"(?=(a+))a*b\1", "a"),
    (r"(a+)\1+b", "a"), (r"(?<=(a|aa)+)b", "a"), (r"(?>a*)*b", "a"), (r"^(?!(a+)+$).*$", "a"), (r"(?:a|(?:a))+$!", "a"),
    (r"(.*){1,1000}x", "a"),
)  # fmt: skip


@pytest.mark.parametrize("case", CATASTROPHES, ids=[pattern for pattern, _ in CATASTROPHES])
def test_a_catastrophic_pattern_is_refused_or_linear(case: tuple[str, str]) -> None:
    pattern, text = case
    try:
        engine = Engine(
            [Check("it", "It", Pattern(pattern)), Check("too", "Too", Pattern(pattern, reading=Reading.WRITTEN))]
        )
    except BadInput as problem:
        assert problem.detail.startswith("The pattern ")
        return
    times = []
    for length in (10_000, 40_000):
        attack = f"{(text * length)[:length]}~"
        began = time.process_time()
        engine.judge(attack)
        times.append(time.process_time() - began)
    assert times[1] < 8 * times[0] + 0.6, times  # linear is 4; a backtracking engine would not come back at all


def test_there_are_fifty_catastrophes() -> None:
    assert len({pattern for pattern, _ in CATASTROPHES}) >= 50


# --- links, form ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "text", "places"),
    [
        (Links(most=1), "see http://a.example/x, and www.b.example.", ["http://a.example/x", "www.b.example"]),
        (Links(most=2), "see http://a.example/x, and www.b.example.", None),
        (Links(most=0), "so.It began. e.g. this, i.e. that; 3.50 and me@a.example", None),
        (Links(most=0), "at tideline.co.uk/rules?", ["tideline.co.uk/rules"]),
        (Links(barred=("spam.example",)), "HTTPS://x.SPAM.example:80/a", ["HTTPS://x.SPAM.example:80/a"]),
        (Links(barred=("spam.example",)), "http://notspam.example", None),
        (Links(barred=("spam.example",)), "http://good.example@spam.example/", ["http://good.example@spam.example/"]),
        (Links(allowed=("a.example",)), "http://a.example http://b.a.example http://c.example", ["http://c.example"]),
        (Links(shorteners=True), "look: bit.ly/2abc", ["bit.ly/2abc"]),
        (Links(shorteners=True), "habit.lying", None),
        (Form(capitals=0.7), "THIS IS ALL SHOUTED at you NOW", ["THIS IS ALL SHOUTED", "NOW"]),
        (Form(capitals=0.7), "NATO AND THE EU", None),
        (Form(capitals=0.7), "The BBC, the EU and NATO met in the UK this week", None),
        (Form(capitals=0.7), "ЭТО ОЧЕНЬ ГРОМКИЙ КОММЕНТАРИЙ", ["ЭТО ОЧЕНЬ ГРОМКИЙ КОММЕНТАРИЙ"]),
        (Form(repeated=4), "Noooo!!!! and 1000000, ....., ----", ["oooo", "!!!!"]),
        (Form(repeated=5), "no!!!!", None),
        (Form(shortest=5), " ok ", [" ok "]),
        (Form(longest=5), "123456789", ["6789"]),
        (Form(longest=5), "12345", None),
        (Form(longest=90, capitals=0.7), "THIS IS ALL SHOUTED AGAIN", ["THIS IS ALL SHOUTED AGAIN"]),
        (Form(shortest=3), "ok", ["ok"]),
        (Form(shortest=3), "okay", None),
        (Form(hidden=True), "id\u200biot\u202e", ["\u200b", "\u202e"]),
        (Form(hidden=True), "a\x08b", ["\x08"]),
        (Form(hidden=True), "👨‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 क्‍ष می‌خواهم", None),
        (Form(mixed_scripts=True), "раypal and Привет", ["раypal"]),
        (Form(mixed_scripts=True), "µm and Ωm, Привет Anna", None),
    ],
)  # fmt: skip
def test_links_and_form(condition: Condition, text: str, places: list[str] | None) -> None:
    assert seen(condition, text) == places


# --- facts ----------------------------------------------------------------------------------------------------------

AUTHOR = AuthorFacts(comments_before=2, removals=1, strikes=0, since=NOW - timedelta(days=3), subscription="trial")
REPORTS = tuple(ReportFacts(NOW + timedelta(minutes=n), 0.5) for n in (0, 1, 2, 30))
STORY = StoryFacts(section="News", legal=True, watched=("Ada Orrick", "the slip"), published=NOW - timedelta(hours=5))
KNOWN = Facts(at=NOW, author=AUTHOR, reports=REPORTS, story=STORY, scores={"score": 0.8, "insult": 0.2})


@pytest.mark.parametrize(
    ("condition", "text", "reasons"),
    [
        (Author(first_comments=3), "", ["comment 3 of the author"]),
        (Author(first_comments=2), "", None),
        (Author(removals=1, strikes=1), "", None),
        (Author(removals=1, younger_than_days=4), "", ["1 removals, account 3 days old"]),
        (Author(younger_than_days=3), "", None),
        (Author(subscription=("trial", "lapsed")), "", ["subscription trial"]),
        (Author(subscription=("full",)), "", None),
        (Reports(weight=2), "", ["reports of weight 2"]),
        (Reports(weight=2.1), "", None),
        (Reports(burst=3, minutes=10), "", ["3 reports in 10 minutes"]),
        (Reports(burst=4, minutes=10), "", None),
        (Story(legal=True), "", ["legal proceedings"]),
        (Story(legal=False), "", None),
        (Story(sections=("news", "sport")), "", ["section News"]),
        (Story(sections=("sport",)), "", None),
        (Story(younger_than_hours=6), "", ["story 5 hours old"]),
        (Story(older_than_hours=5), "", None),
        (Story(watched=True), "Ask ÁDA  ORRICK.", ["ÁDA  ORRICK"]),
        (Story(watched=True), "Ada Orrickson", None),
        (Score(low=0.8), "", ["score 0.80"]),
        (Score(low=0.81), "", None),
        (Score(part="insult", high=0.2), "", ["insult 0.20"]),
        (Score(part="spam"), "", None),
    ],
)  # fmt: skip
def test_facts(condition: Condition, text: str, reasons: list[str] | None) -> None:
    assert seen(condition, text, KNOWN) == reasons


def test_repetition_is_told_as_a_fact() -> None:
    asked = Repetition(times=2)
    assert seen(asked, "x", Facts(repeats={asked: 2})) == ["said 2 times before"]
    assert seen(asked, "x", Facts(repeats={asked: 1})) is None


UNKNOWN: tuple[Condition, ...] = (
    Author(first_comments=3), Reports(weight=1), Story(legal=True), Score(), Repetition(), Author(younger_than_days=3)
)  # fmt: skip


@pytest.mark.parametrize("condition", UNKNOWN, ids=lambda condition: type(condition).__name__)
def test_what_is_not_known_never_counts(condition: Condition) -> None:
    assert seen(condition, "liar") is None
    assert seen(Not(condition), "liar") is None
    assert seen(AllOf((words("liar"), Not(condition))), "liar") is None
    assert seen(AnyOf((words("liar"), Not(condition))), "liar") == ["liar"]


def test_a_fact_that_is_known_in_part_is_not_known() -> None:
    assert seen(Not(Author(strikes=1)), "", Facts(author=AuthorFacts(removals=3))) is None
    assert seen(Not(Author(strikes=1)), "", Facts(author=AuthorFacts(strikes=0))) == []


# --- combinations and causes ----------------------------------------------------------------------------------------


def test_combinations() -> None:
    both = AllOf((words("liar"), words("thief")))
    assert seen(both, "a liar") is None
    assert seen(both, "a liar and a thief") == ["liar", "thief"]
    either = AnyOf((words("liar"), AllOf((words("thief"), Not(words("alleged"))))))
    assert seen(either, "a thief") == ["thief"]
    assert seen(either, "an alleged thief") is None
    assert seen(Not(words("liar")), "kind words") == []
    assert seen(Not(Not(words("liar"))), "liar") == []
    assert seen(AllOf((Form(longest=3), Not(Links(most=0)))), "long") == ["g"]


def test_every_cause_is_kept_in_order_with_its_version_and_places() -> None:
    checks = [
        Check("insults", "Insults", words("idiot", "moron"), Action.FLAG, clause=2),
        Check("shadow", "Shadow", words("you")),
        Check("links", "Links", Links(most=0), Action.REFUSE, say="No links, please."),
        Check("none", "None", words("absent"), Action.REFUSE, say="x"),
        Check("held", "Held", Form(repeated=4), Action.HOLD),
    ]
    text = "You 1d10t, you moron!!!! www.a.example"
    judgement = Engine(checks).judge(text)
    assert [(cause.check, [text[p.start : p.end] for p in cause.places]) for cause in judgement.causes] == [
        ("insults", ["1d10t", "moron"]), ("shadow", ["You", "you"]), ("links", ["www.a.example"]), ("held", ["!!!!"]),
    ]  # fmt: skip
    assert judgement.action is Action.REFUSE
    first = judgement.causes[0]
    assert (first.clause, first.action, len(first.version), first.places[0].why) == (2, Action.FLAG, 12, "idiot")
    assert [place.entry for place in first.places] == [0, 1]
    assert Engine(checks).judge("Kind words").causes == () and Judgement().action is None


PIECES = [*"idotliar m.!*1@/:w", "é", "\u200b", "і", "\n", "\ud800", "http://", "www.", ".com", "you ", "🐀"]


PIECED = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def check_beside_single_checks(text: str) -> None:
    checks = [
        Check("a", "A", LIST), Check("b", "B", Pattern(r"[il]{2}")), Check("c", "C", Links(most=0)),
        Check("d", "D", Form(repeated=3, hidden=True, mixed_scripts=True, capitals=0.5)),
        Check("e", "E", Pattern(r"\W{2}", reading=Reading.WRITTEN)),
        Check("f", "F", AllOf((AnyOf((LIST, Form(longest=20))), Not(Pattern("you"))))),
        Check("g", "G", Not(Links(most=0))),
    ]  # fmt: skip
    together = Engine(checks).judge(text)
    for cause in together.causes:
        for place in cause.places:
            assert 0 <= place.start < place.end <= len(text)
    alone = [cause for check in checks for cause in Engine([check]).judge(text).causes]
    told = [
        [(cause.check, [(p.start, p.end, p.why, p.entry) for p in cause.places]) for cause in causes]
        for causes in (together.causes, alone)
    ]
    assert told[0] == told[1]


@few(80)
@given(PIECED)
def test_places_are_in_the_text_and_the_engine_agrees_with_single_checks(text: str) -> None:
    check_beside_single_checks(text)


@many
@given(PIECED)
def test_the_engine_agrees_with_single_checks_in_many_cases(text: str) -> None:
    check_beside_single_checks(text)


QUICK = Engine([
    Check("a", "A", LIST), Check("b", "B", Pattern(r"[il]{2}")), Check("c", "C", Links(most=0)),
    Check("d", "D", Form(repeated=3, hidden=True, mixed_scripts=True)), Check("e", "E", Form(capitals=0.5)),
    Check("f", "F", Form(longest=60)), Check("g", "G", Pattern(r"o\s*[t-u]", reading=Reading.WRITTEN)),
    Check("h", "H", Author(first_comments=3)),
])  # fmt: skip
WORDY = st.lists(
    st.sampled_from([*PIECES, "fool", "\n\n", "  ", ". ", "THE WHOLE TOWN SAYS ", "i d i o t"]), max_size=20
)


def check_the_quick_look(text: str, facts: Facts) -> None:
    """What the engine passes over at once is what it finds nothing in when it looks closely."""
    quick = QUICK.judge(text, facts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_nothing_else", lambda *_: False)
        patch.setattr("editor.triage.engine.without_gaps", lambda text: text)
        assert QUICK.judge(text, facts) == quick


@few(150)
@given(WORDY.map("".join), st.sampled_from([Facts(), KNOWN, Facts(at=NOW)]))
def test_a_quick_look_misses_nothing(text: str, facts: Facts) -> None:
    check_the_quick_look(text, facts)


@many
@given(WORDY.map("".join), st.sampled_from([Facts(), KNOWN, Facts(at=NOW)]))
def test_a_quick_look_misses_nothing_in_many_cases(text: str, facts: Facts) -> None:
    check_the_quick_look(text, facts)


@pytest.mark.parametrize(
    "text",
    ["A" * 40_000, "aB" * 20_000, "http://" * 8_000, "a." * 20_000, "www." * 12_000, "!" * 40_000, "aа" * 20_000,
     "\u200b" * 20_000, "A " * 20_000, "@" * 40_000, "idiot " * 8_000, "x@x." * 12_000, "\u200ca" * 20_000],
    ids=lambda text: ascii(text[:6]),
)  # fmt: skip
def test_long_hostile_texts_take_linear_time(text: str) -> None:
    engine = Engine([Check("a", "A", LIST), Check("l", "L", Links(most=0, shorteners=True)),
                     Check("f", "F", Form(capitals=0.5, repeated=3, hidden=True, mixed_scripts=True))])  # fmt: skip
    began = time.process_time()
    engine.judge(text[: len(text) // 4])
    quarter = time.process_time() - began
    began = time.process_time()
    engine.judge(text)
    assert time.process_time() - began < 8 * quarter + 1
