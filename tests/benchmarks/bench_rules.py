"""Rules: normaliser, lists and patterns in comments a second on one core, and the back-test of a million comments."""

from __future__ import annotations

import json
import random
import re
import resource
import string
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from editor.domain.rulebook_checks import Action, AllOf, Author, Check, Entry, Form, Links, Not, Pattern, Words
from editor.triage.backtest import Trial, judging
from editor.triage.backtest import run as backtest
from editor.triage.comment_lines import stretches
from editor.triage.engine import Engine
from editor.triage.normalise import normalise
from editor.triage.patterns import PatternSet
from editor.triage.word_lists import WordIndex
from editor.triage.worker_pool import Cancelled
from tests.benchmarks.report import Report, Row
from tests.helpers.invented_comments import INSULTS, invented

T = TypeVar("T")
ROUNDS = 3
TERMS, PATTERNS, CHECKS = 2_000, 100, 200
_DISGUISES = ("1d10t", "i d i o t", "sh!t", "f**k", "idiooooot", "ѕhit", "w@nker")  # one comment in fifty has one


def run(report: Report, *, quick: bool) -> None:
    """Each figure beside its goal, and beside Python's own ``re`` doing the same."""
    texts = _texts(4_000)
    report.note(f"comments of {sum(map(len, texts)) // len(texts)} code points on average; one core")
    _one_core(report, texts)
    with tempfile.TemporaryDirectory() as folder:
        _backtest(report, texts, Path(folder) / "past.jsonl", 100_000 if quick else 1_000_000)


def _texts(count: int) -> list[str]:
    """Invented comments as long as those on news sites: two in five of two paragraphs, some not in ASCII.

    One in fifty has a disguised word.
    """
    single = [comment.text for comment in invented(2 * count, seed=21)]
    made = [f"{a} {b}" for a, b in zip(single[::2], single[1::2], strict=True)]
    for place in range(count):
        if place % 5 in (1, 3):
            made[place] = made[place].replace(". ", ".\n\n", 1)
    for place in range(0, count, 50):
        made[place] += f" You {_DISGUISES[place // 50 % len(_DISGUISES)]}."
    for place in range(7, count, 30):
        made[place] = f"“{made[place]}” – a café’s view"
    return made


def _words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 10))) for _ in range(count)]


def _patterns(count: int) -> list[str]:
    words = _words(3 * count, 5)
    return [rf"\b{a}\w*\s+(?:{b}|{c})\b" for a, b, c in zip(words[::3], words[1::3], words[2::3], strict=True)]


def _rate(texts: Sequence[T], work: Callable[[T], object]) -> float:
    """Comments a second, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (time.process_time() - began))
    return best


def _one_core(report: Report, texts: list[str]) -> None:
    plain = [normalise(text).text for text in texts]
    encoded = [text.encode("utf-8") for text in plain]
    _add(report, "normaliser", _rate(texts, normalise), 30_000)
    few, patterns = plain[:300], _patterns(PATTERNS)
    for present in (1, len(INSULTS)):  # a term in every sixteenth comment, and one or more in every second
        terms = [*_words(TERMS - present, 3), *INSULTS[-present:]]
        index = WordIndex([(0, Words(tuple(Entry(term) for term in terms)))])
        share = sum(map(bool, map(index.find, plain))) / len(plain)
        rate = _rate(plain, index.find)
        _add(report, f"lists, {TERMS:,} terms and endings, in {share:.0%} of comments", rate, 200_000)
        joined = re.compile(rf"\b(?:{'|'.join(terms)})\b")
        report.add(Row("lists", rate, "comments/s", "one alternation in re", _rate(few, joined.search), 1.0, True))
    found = PatternSet([(pattern, True) for pattern in patterns])
    rate = _rate(encoded, found.find)
    _add(report, f"patterns, {PATTERNS}", rate, 200_000)
    singly = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    slow = _rate(few, lambda text: [one.search(text) for one in singly])
    report.add(Row("patterns", rate, "comments/s", "one by one in re", slow, 1.0, True))
    began = time.perf_counter()
    engine = Engine(_checks())
    report.add(Row(f"engine of {CHECKS} checks, compiled", time.perf_counter() - began, "s", "limit", 2.0, 1.0))
    _add(report, f"engine of {CHECKS} checks, all causes", _rate(texts, engine.judge), 20_000)


def _add(report: Report, name: str, rate: float, goal: float) -> None:
    report.add(Row(name, rate, "comments/s", "goal", goal, 1.0, True))


def _checks() -> tuple[Check, ...]:
    """Two hundred: lists, patterns, form, links, authors and combinations."""
    words, patterns = _words(120 * 15, 9), _patterns(50)
    made = [Check("insults", "Insults", Words((Entry("idiot"), Entry("shit"), Entry("wanker"))), Action.HOLD)]
    made += [
        Check(f"list-{i}", "List", Words(tuple(Entry(word) for word in words[15 * i : 15 * i + 15])), Action.FLAG)
        for i in range(119)
    ]
    made += [Check(f"pattern-{i}", "Pattern", Pattern(pattern)) for i, pattern in enumerate(patterns)]
    made += [
        Check("shouting", "Shouting", Form(capitals=0.7)), Check("drumming", "Drumming", Form(repeated=6)),
        Check("hidden", "Hidden", Form(hidden=True, mixed_scripts=True)), Check("long", "Long", Form(longest=4_000)),
        Check("links", "Links", Links(most=2)), Check("shorteners", "Shorteners", Links(shorteners=True)),
    ]  # fmt: skip
    made += [
        Check(f"both-{i}", "Both", AllOf((Words((Entry(words[i]), Entry(words[-i]))), Not(Links(most=i)))))
        for i in range(14)
    ]
    made += [Check(f"author-{i}", "Author", AllOf((Author(first_comments=i + 1), Links(most=i)))) for i in range(10)]
    assert len(made) == CHECKS
    return tuple(made)


def _backtest(report: Report, texts: list[str], path: Path, count: int) -> None:
    _write(path, texts, count)
    limit = 15.0 * count / 1_000_000
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    before, began = spent.ru_utime + spent.ru_stime, time.perf_counter()
    tally = backtest(Trial(_checks(), path), processes=2)
    seconds = time.perf_counter() - began
    assert tally.all.comments == count and tally.all.hit
    name = f"back-test, {CHECKS} checks, {count:,} comments, 2 processes"
    report.add(Row(name, seconds, "s", "limit", limit, 1.0))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = spent.ru_utime + spent.ru_stime - before
    report.add(Row(f"{name}, processor time", busy, "s", "two cores for as long", 2 * limit, 1.0))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    report.add(Row("back-test, memory of the larger process", peak, "MB", "limit", 400.0, 1.0))
    report.add(Row("back-test, one core undisturbed", _best_part(path), "comments/s", "goal", 33_333.0, 1.0, True))
    waits = [_cancelled_after(path, pause) for pause in (0.5, 1.0, 1.5)]
    report.add(Row("back-test, cancelled", max(waits) * 1_000, "ms", "limit", 100.0, 1.0))


def _write(path: Path, texts: list[str], count: int) -> None:
    """Comments that differ from each other, with decisions."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(
                json.dumps({
                    "id": f"c{number}", "author": f"a{number % 7_919}",
                    "section": ("news", "sport", "letters")[number % 3],
                    "created": f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}T10:00:00Z",
                    "text": f"{texts[number % len(texts)]} {number}",
                    "decision": "remove" if number % 50 == 0 else "approve",
                }, ensure_ascii=False)
                + "\n"
            )  # fmt: skip


def _best_part(path: Path) -> float:
    """Comments a second of one process, the best of many short parts: what others do on the machine counts least."""
    small = path.with_name("small.jsonl")
    with path.open("rb") as file:
        small.write_bytes(b"".join(file.readline() for _ in range(100)))
    work = judging(Trial(_checks(), small))
    job = next(iter(stretches(small))), {}
    best = 1.0
    for _ in range(200):
        began = time.perf_counter()
        work(job)
        best = min(best, time.perf_counter() - began)
    return 100 / best


def _cancelled_after(path: Path, pause: float) -> float:
    """Seconds from the wish to stop to the end of everything."""
    wish = threading.Event()
    asked: list[float] = []

    def ask() -> None:
        asked.append(time.perf_counter())
        wish.set()

    threading.Timer(pause, ask).start()
    try:
        backtest(Trial(_checks(), path), processes=2, cancelled=wish.is_set)
    except Cancelled:
        return time.perf_counter() - asked[0]
    raise AssertionError("the back-test ended before it could be cancelled")
