"""The back-test: counts as somebody would by hand, the same on any number of processes, stopped at once."""

from __future__ import annotations

import json
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import Action, AllOf, Check, Entry, Links, Not, Repetition, Score, Whose, Words
from editor.triage import comment_lines
from editor.triage.backtest import Trial, run
from editor.triage.comment_lines import BadLine, comments_in, parse, stretches
from editor.triage.hygiene import hygiene
from editor.triage.repetition import Posted, RecentTexts, shingles, signatures
from editor.triage.tally import Tally
from editor.triage.worker_pool import Cancelled

LIAR = Check("liar", "Liar", Words((Entry("liar"), Entry("cheat"), Entry("absent"))), Action.HOLD)
DAY = "2026-01-05T10:00:00Z"
LINKS = Check("links", "Links", Links(most=0), Action.FLAG)
SHADOW = Check("shadow", "Shadow", Words((Entry("fool"),)))


def line(number: int, text: str, decision: Any = None, **more: Any) -> str:
    data = {
        "id": f"c{number}",
        "author": "a",
        "created": f"2026-{1 + number % 2:02d}-05T10:00:00Z",
        "text": text,
        **more,
    }
    return json.dumps(data if decision is None else {**data, "decision": decision}) + "\n"


def written(path: Path, *lines: str) -> Path:
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def past(tmp_path: Path) -> Path:
    return written(
        tmp_path / "past.jsonl",
        line(1, "You liar", {"verdict": "remove", "clause": 2}, section="news"),
        line(2, "A liar, a cheat", "approve", section="sport"),
        line(3, "Kind words", "approve", section="news"),
        line(4, "Nasty words", "remove", section="news"),
        line(5, "liar fool www.a.example", None, section="news"),
        line(6, "a fool", "remove", section="sport"),
    )


def test_everything_is_counted(past: Path) -> None:
    tally = run(Trial((LIAR, LINKS, SHADOW), past), processes=1)
    assert (tally.lines, tally.all.comments, tally.all.hit, tally.all.stopped) == (6, 6, 4, 3)
    assert (tally.all.decided, tally.all.removed, tally.all.agreed) == (5, 3, 2)
    assert (tally.all.wrongly_stopped, tally.all.missed, tally.all.agreement) == (1, 2, 0.4)
    liar = tally.checks[0]
    assert (liar.hits, liar.removed, liar.approved, liar.precision) == (3, 1, 1, 0.5)
    assert tally.checks[1].precision is None
    assert {name: group.comments for name, group in tally.sections.items()} == {"news": 4, "sport": 2}
    assert {name: group.stopped for name, group in tally.months.items()} == {"2026-01": 1, "2026-02": 2}
    assert (tally.check_sections[0, "news"], tally.check_months[0, "2026-02"]) == (2, 2)
    assert {key: count.hits for key, count in tally.entries.items()} == {(0, 0, 0): 3, (0, 0, 1): 1, (2, 2, 0): 2}
    assert tally.together == {(0, 1): 1, (0, 2): 1, (1, 2): 1}
    sample = tally.examples[0, "approved"][0]
    assert (sample.line, sample.id, sample.places[0]) == (2, "c2", (2, 6, "liar"))


def test_shadow_can_be_counted_as_if_it_held(past: Path) -> None:
    tally = run(Trial((LIAR, SHADOW), past, count_shadow=True), processes=1)
    assert (tally.all.stopped, tally.all.missed) == (4, 1)


def test_beside_another_rulebook(past: Path) -> None:
    only_cheat = Check("liar", "Liar", Words((Entry("cheat"), Entry("nasty"))), Action.HOLD)
    tally = run(Trial((only_cheat,), past, against=(LIAR,)), processes=1)
    assert {name: (count.hits, count.removed, count.approved) for name, count in tally.newly.items()} == {
        "let through": (2, 1, 0), "stopped": (1, 1, 0),
    }  # fmt: skip
    assert [sample.id for sample in tally.newly_examples["stopped"]] == ["c4"]


def test_since_leaves_older_ones_out(past: Path) -> None:
    tally = run(Trial((LIAR,), past, since=datetime(2026, 2, 1, tzinfo=UTC)), processes=1)
    assert tally.all.comments == 3


def summary(tally: Tally) -> Any:
    return (
        tally.lines, tally.all, tally.sections, tally.months, tally.checks, tally.entries, tally.together,
        tally.examples, tally.bad, tally.bad_lines, tally.check_months, tally.newly, tally.newly_examples,
    )  # fmt: skip


def test_processes_and_parts_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["You liar", "Kind words", "cheat www.a.example", "i.d.i.o.t", "The same long text of more than six words"]
    decided = ["remove", "approve", "approve"]
    lines = [line(n, texts[n % 5], decided[n % 3], section=f"s{n % 4}", created=DAY) for n in range(900)]
    lines[700] = "{broken\n"
    past = written(tmp_path / "past.jsonl", *lines)
    again = Check("again", "Again", Repetition(times=3))
    trial = Trial((LIAR, LINKS, again), past, skip_bad=True, against=(SHADOW,))
    one = run(trial, processes=1)
    monkeypatch.setattr("editor.triage.backtest._SMALL", 0)
    monkeypatch.setattr(comment_lines.stretches, "__defaults__", (12_000,))
    assert len(list(stretches(past))) > 5
    shown: list[tuple[int, int]] = []
    two = run(trial, processes=2, progress=lambda done, total: shown.append((done, total)))
    assert summary(one) == summary(two)
    assert one.bad == [(701, "it is not JSON (Expecting property name enclosed in double quotes).")]
    assert one.checks[2].hits == 180 - 3
    assert shown == sorted(shown) and shown[-1] == (past.stat().st_size, past.stat().st_size)


def test_a_bad_line_stops_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line(n, "Kind words") for n in range(2_000)]
    lines[1_500] = '{"text": "cut o\n'
    past = written(tmp_path / "past.jsonl", *lines)
    monkeypatch.setattr(comment_lines.stretches, "__defaults__", (20_000,))
    monkeypatch.setattr("editor.triage.backtest._SMALL", 0)
    with pytest.raises(BadLine) as problem:
        run(Trial((LIAR,), past), processes=2)
    assert problem.value.detail.startswith("past.jsonl, line 1,501: it ends in the middle")


def test_a_rulebook_that_cannot_be_compiled_is_told_at_once(past: Path) -> None:
    from editor.domain.rulebook_checks import Pattern

    with pytest.raises(BadInput, match="looks ahead"):
        run(Trial((Check("p", "P", Pattern("a(?=b)")),), past), processes=2)


def test_it_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past = written(tmp_path / "past.jsonl", *(line(n, "Kind words and many of them " * 20) for n in range(5_000)))
    monkeypatch.setattr(comment_lines.stretches, "__defaults__", (100_000,))
    asked: list[float] = []

    def cancelled() -> bool:
        if not asked and seen:
            asked.append(time.monotonic())
        return bool(asked)

    seen: list[int] = []
    with pytest.raises(Cancelled):
        run(Trial((LIAR,), past), processes=2, progress=lambda done, _: seen.append(done), cancelled=cancelled)
    assert asked and len(seen) < 40


def test_nothing_in_nothing_out(tmp_path: Path) -> None:
    tally = run(Trial((LIAR,), written(tmp_path / "empty.jsonl")), processes=2)
    assert (tally.lines, tally.all.comments, tally.all.agreement) == (0, 0, None)
    with pytest.raises(BadInput, match="cannot be read: no such file"):
        run(Trial((LIAR,), tmp_path / "absent.jsonl"), processes=2)
    with pytest.raises(BadInput, match="is a folder"):
        run(Trial((LIAR,), tmp_path), processes=2)


# --- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[1]", "it is not a JSON object"),
        (b'{"text": 3}', "it has no “text”"),
        (b"{}", "it has no “text”"),
        (b'{"text": "a"', "it ends in the middle"),
        (b'{"text": "a', "it ends in the middle"),
        (b'{"text" "a"}', "it is not JSON"),
        (b'{"text": "\xff"}', "it is not UTF-8"),
        (b'{"text": "a\x00"}', "it holds a NUL"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"text": "a", "n": ' + b"1" * 5_000 + b"}", "not JSON"),
        (b'{"text": "a", "decision": "maybe"}', "no verdict"),
        (b'{"text": "a", "decision": {"verdict": "remove", "clause": "x"}}', "not a whole number"),
        (b'{"text": "a", "created": "yesterday"}', "created must be a time"),
        (b'{"text": "a", "created": "2026-01-01T00:00:00"}', "no time zone"),
        (b'{"text": "a", "facts": {"autor": {}}}', "unknown fact “autor”"),
        (b'{"text": "a", "facts": {"author": {"strike": 1}}}', "Did you mean “strikes”?"),
        (b'{"text": "a", "facts": {"scores": {"score": 2}}}', "not from 0 to 1"),
        (b'{"text": "a", "facts": []}', "must be a mapping"),
    ],
    ids=range(18),
)  # fmt: skip
def test_a_line_that_is_no_comment(raw: bytes, said: str) -> None:
    with pytest.raises(BadLine) as problem:
        parse(7, raw)
    assert said in problem.value.detail and problem.value.detail.startswith("Line 7: ")


def test_a_line_with_everything() -> None:
    comment = parse(
        1,
        json.dumps({
            "id": 5, "text": "\ud800 x", "author": "a", "created": "2026-11-22T09:00:00+01:00", "decision": "remove",
            "facts": {"author": {"strikes": 2}, "reports": [{"at": "2026-11-22T09:00:00Z"}], "scores": {"score": 1},
                      "story": {"section": "news", "legal": True, "watched": ["x"]}},
        }).encode(),
    )  # fmt: skip
    assert (comment.id, comment.section, comment.month, comment.removed) == ("5", "news", "2026-11", True)
    assert comment.facts.author is not None and comment.facts.author.strikes == 2
    assert comment.facts.at == datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_files_as_people_have_them(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "one"}\r\n\n  \n{"text": "two"}\r\n{"text": "three"}\r{"text": "four"}')
    bad: list[BadLine] = []
    assert [(c.number, c.text) for c in comments_in(path, skip_bad=False, bad=bad)] == [
        (1, "one"),
        (4, "two"),
        (5, "three"),
        (6, "four"),
    ]
    path.write_bytes('{"text": "one"}\n'.encode("utf-16"))
    with pytest.raises(BadInput, match="UTF-16"):
        list(comments_in(path, skip_bad=True, bad=bad))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("length", [4 << 20, 5 << 20, 9 << 20, 40 << 20])
def test_a_line_without_end_is_passed_over_with_its_number(tmp_path: Path, end: bytes, length: int) -> None:
    path = tmp_path / "c.jsonl"
    few = b'{"text": "a"}' + end
    path.write_bytes(few * 3 + b'{"text": "' + b"x" * length + b'"}' + end + few * 2)
    bad: list[BadLine] = []
    tracemalloc.start()
    try:
        assert [c.number for c in comments_in(path, skip_bad=True, bad=bad)] == [1, 2, 3, 5, 6]
        assert tracemalloc.get_traced_memory()[1] < 30 << 20  # however long it is
    finally:
        tracemalloc.stop()
    assert [(line.number, line.problem) for line in bad] == [(4, "it is longer than 4 MB.")]
    with pytest.raises(BadLine, match=r"c\.jsonl, line 4: it is longer than 4 MB"):
        list(comments_in(path, skip_bad=False, bad=[]))
    tally = run(Trial((LIAR,), path, skip_bad=True), processes=0)
    assert (tally.all.comments, tally.bad) == (5, [(4, "it is longer than 4 MB.")])
    with pytest.raises(BadLine, match=r"line 4: it is longer"):
        run(Trial((LIAR,), path), processes=0)


# --- repetition -----------------------------------------------------------------------------------------------------

WORDS = [*"abcdefghijklmnopqrstu", "harbour", "minutes", "kept"]


def counts(asked: Repetition, *said: tuple[str, str, float]) -> list[int]:
    recent = RecentTexts([asked])
    posted, sets = [], []
    for author, text, hours in said:
        words, runs = shingles(text)
        posted.append(Posted(author, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours), words))
        sets.append(runs)
    return [found.get(asked, 0) for found in recent.observe(posted, signatures(sets))]


def test_repetition_by_one_and_by_many() -> None:
    text = " ".join(WORDS)
    near = " ".join([*WORDS[:-1], "well"])
    other = " ".join(reversed(WORDS))
    said = (("a", text, 0.0), ("a", near.upper(), 1.0), ("b", text, 2.0), ("a", other, 3.0), ("a", text, 30.0))
    assert counts(Repetition(), *said) == [0, 1, 0, 0, 0]
    assert counts(Repetition(whose=Whose.ANYONE, hours=48), *said) == [0, 1, 2, 0, 3]
    assert counts(Repetition(similarity=1.0, hours=48), *said) == [0, 0, 0, 0, 1]
    assert counts(Repetition(), ("a", "I agree", 0.0), ("a", "I agree", 1.0)) == [0, 0]
    assert counts(Repetition(fewest_words=2), ("a", "I agree", 0.0), ("a", "i  agree!", 1.0)) == [0, 1]


def test_a_signature_estimates_the_share_in_common() -> None:
    base = list(range(0, 400_000, 1_000))
    made = signatures([base, base[:300] + [n + 1 for n in base[300:]], [n + 7 for n in base], []])
    alike = [(made[0] == row).mean() for row in made]
    assert alike[0] == 1 and abs(alike[1] - 0.6) < 0.2 and alike[2] < 0.1


def test_a_flood_is_remembered_in_little() -> None:
    recent = RecentTexts([Repetition(whose=Whose.ANYONE, hours=1)])
    words, runs = shingles(" ".join(WORDS))
    began = datetime(2026, 1, 1, tzinfo=UTC)
    posted = [Posted("a", began + timedelta(seconds=n), words) for n in range(600)]
    found = recent.observe(posted, signatures([runs] * 600))
    assert max(next(iter(count.values()), 0) for count in found) == 256
    recent.observe([Posted("a", began + timedelta(days=9), words)], signatures([runs]))
    assert len(recent) == 1


# --- hygiene --------------------------------------------------------------------------------------------------------


def test_hygiene_of_what_was_tried(past: Path) -> None:
    never = Check("never", "Never", AllOf((Words((Entry("liar"),)), Not(Words((Entry("liar"),))))))
    checks = (LIAR, LINKS, SHADOW, never)
    clean = hygiene(checks, run(Trial(checks, past), processes=1))
    assert clean.silent_checks == ("never",)
    assert [(r.entry, r.hits, r.removed, r.approved, r.precision) for r in clean.entries] == [
        ("liar", 3, 1, 1, 0.5), ("fool", 2, 1, 0, 1.0), ("cheat", 1, 0, 1, 0.0),
    ]  # fmt: skip
    assert {(r.check, r.entry) for r in clean.silent_entries} == {("liar", "absent"), ("never", "liar")}
    assert [c.what for c in clean.contradictions] == ["It can never apply: it asks for something and for its opposite."]


def test_hygiene_of_the_lists_themselves() -> None:
    checks = (
        Check("one", "One", Words((Entry("liar"), Entry("liars"), Entry("*shout*"), Entry("moby",
        exceptions=("moby dick",)))), Action.FLAG),
        Check("two", "Two", Words((Entry("Liar"), Entry("shouting match"), Entry("moby dick"))), Action.HOLD),
        Check("low", "Low", AllOf((Score(high=0.2), Score(low=0.5)))),
        Check("in", "In", Links(allowed=("a.example",))),
        Check("out", "Out", Links(barred=("a.example",))),
    )  # fmt: skip
    clean = hygiene(checks)
    found = {(o.check, o.entry, o.other_check, o.other_entry) for o in clean.overlaps}
    assert ("one", "liar", "one", "liars") in found
    assert (("one", "liar", "two", "Liar") in found) is not (("two", "Liar", "one", "liar") in found)  # told once
    assert not any(overlap.entry == "shouting match" for overlap in clean.overlaps)
    said = " ".join(contradiction.what for contradiction in clean.contradictions)
    for part in ("its ranges of score do not meet", "a.example is allowed by the one",
    "“moby dick” is an exception here",
                 "leads to flag in the one and to hold in the other"):  # fmt: skip
        assert part in said


def test_a_check_that_moderators_overrule_is_told(tmp_path: Path) -> None:
    past = written(tmp_path / "p.jsonl", *(line(n, "liar", "approve" if n % 4 else "remove") for n in range(40)))
    clean = hygiene((LIAR,), run(Trial((LIAR,), past), processes=1))
    assert clean.contradictions[0].what == "It stops comments, and moderators let 75% of them stand."
