"""House style: 10,000 words with the whole starter book, one edit, spelling, memory; proselint on the same text."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from editor.services import house_style
from tests.benchmarks.report import Report, Row
from tests.benchmarks.start_child import memory

if TYPE_CHECKING:
    from editor.style.book import StyleBook

WORDS = 10_000
FULL_LIMIT, EDIT_LIMIT = 150.0, 5.0  # milliseconds
MEMORY_LIMIT = 120.0  # megabytes for book, dictionary and one checked story, above the interpreter
MANY = 5  # findings beside one rule or one check of the peer


def story(book: StyleBook) -> str:
    """Ten thousand words of newspaper prose: what no rule may mark, one sentence in twenty of what some rule must.

    Paragraphs of two to five sentences, a cross-heading now and then, some emphasis and links.
    """
    chance = random.Random(7)
    right = [e.text for r in book.rules.values() for e in r.must_not_fire if _is_prose(e.text) and e.field == "body"]
    wrong = [e.text for r in book.rules.values() for e in r.must_fire if _is_prose(e.text) and e.field == "body"]
    paragraphs: list[str] = []
    count = 0
    while count < WORDS:
        sentences = [chance.choice(wrong if chance.random() < 0.05 else right) for _ in range(chance.randint(2, 5))]
        paragraph = " ".join(sentences)
        if chance.random() < 0.1:
            paragraph += " [The report](https://paper.example/report) is *not* yet out."
        paragraphs.append(f"## The slip at Kirk Brae\n\n{paragraph}" if chance.random() < 0.05 else paragraph)
        count += len(paragraph.split())
    return "\n\n".join(paragraphs) + "\n"


def run(report: Report, *, quick: bool) -> None:
    """Medians beside limits; the peer's time and findings in the same run.

    All of it runs in one thread and waits for nothing, so a core's time is what a person waits on a machine at rest.
    """
    began = time.process_time()
    book = house_style.open_book()
    loaded = (time.process_time() - began) * 1e3
    text = story(book)
    rounds = 5 if quick else 15
    size = f"{len(text.split()):,} words, {len(text):,} code points"
    report.note(f"{len(book.rules)} rules, {size}; the book opens in {loaded:,.0f} ms; times are of one core")
    house_style.open_document(book, text).check()  # patterns and dictionary are open from here on, as at the desk
    full = _milliseconds(lambda: house_style.open_document(book, text).check(), rounds)
    report.add(Row("check of 10,000 words, nothing known of them", full, "ms", "limit", FULL_LIMIT, 1.0))
    report.add(Row("check after one edit", _edits(book, text, rounds), "ms", "limit", EDIT_LIMIT, 1.0))
    _peer(report, book, text, full, rounds)
    _spelling(report, text, rounds)
    _memory(report)


def _is_prose(text: str) -> bool:
    return "\n" not in text and len(text) > 30


def _milliseconds(job: Callable[[], object], rounds: int) -> float:
    found = []
    for _ in range(rounds):
        began = time.process_time()
        job()
        found.append((time.process_time() - began) * 1e3)
    return median(found)


def _edits(book: StyleBook, text: str, rounds: int) -> float:
    """One letter typed, somewhere, and the whole result asked for."""
    document = house_style.open_document(book, text)
    document.check()
    chance, found = random.Random(11), []
    for _ in range(rounds * 6):
        place = chance.randrange(len(document.text))
        began = time.process_time()
        document.edit(place, place, "e")
        document.check()
        found.append((time.process_time() - began) * 1e3)
    return median(found)


def _peer(report: Report, book: StyleBook, text: str, full: float, rounds: int) -> None:
    """proselint, all its checks: time, and findings a rule; which rules speak most, ours and theirs."""
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(__register__)
    theirs = LintFile("story.md", text).lint()
    peer = _milliseconds(lambda: LintFile("story.md", text).lint(), max(3, rounds // 3))
    checks = len(CheckRegistry().checks)
    result = house_style.open_document(book, text).check()
    report.add(Row(f"the same, beside proselint's {checks} checks", full, "ms", "proselint", peer, 1.0))
    ours = Counter(finding.rule for finding in result.findings)
    others = Counter(finding.check_result.check_path for finding in theirs)
    for name, counts, rules in (("ours", ours, len(book.rules)), ("proselint", others, checks)):
        most = ", ".join(f"{rule} {count}" for rule, count in counts.most_common(MANY))
        total = sum(counts.values())
        report.note(f"{name}: {total:,} findings, {total / rules:.2f} a rule, {len(counts)} rules spoke; most: {most}")
    report.note(f"routes: {len(result.routes)}; right already: {len(result.right)}")


def _spelling(report: Report, text: str, rounds: int) -> None:
    """Words a second as the rule looks them up, each new word once, beside one look-up a word."""
    from editor.style.segmenting import words
    from editor.style.spelling import Speller, open_dictionary

    folder = house_style.starter_folder().parent / "third_party" / "dictionaries" / "en-gb"
    dictionary = open_dictionary(folder / "index.aff", folder / "index.dic")
    found = words(text)
    ours = _milliseconds(lambda: Speller([dictionary]).unknown(found), rounds)
    bare = _milliseconds(lambda: [dictionary.spell(word) for word in found], rounds)
    per_second = len(found) / ours * 1e3
    report.add(
        Row("spelling, words a second", per_second, "words/s", "one look-up a word", len(found) / bare * 1e3, 1.0, True)
    )


def _memory(report: Report) -> None:
    """A process of its own: what it holds when a story of 10,000 words has been checked, less what it began with."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_style"], capture_output=True, text=True, check=True
    )
    report.add(Row("memory of book, dictionary and story", float(done.stdout), "MB", "limit", MEMORY_LIMIT, 1.0))


def _child() -> None:
    before = memory()["rss"]
    book = house_style.open_book()
    document = house_style.open_document(book, story(book))
    document.check()
    print(memory()["rss"] - before)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    _child()
