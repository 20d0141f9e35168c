"""The merge: two versions of 5,000 words with 15 edits a side, beside a limit and beside merge3 on words."""

from __future__ import annotations

import random
import time
import tracemalloc
from statistics import median

from merge3 import Merge3

from editor.domain.merge import merge
from editor.domain.merging.matching import tokens
from tests.benchmarks.report import Report, Row
from tests.helpers.merge_cases import merge_cases

WORDS, EDITS = 5_000, 15
LIMIT_MS = 20.0
LONG_WORDS, LONG_LIMIT_MS = 50_000, 1_000.0
MEMORY_LIMIT_MB = 16.0


def run(report: Report, *, quick: bool) -> None:
    """Median milliseconds of a core, ours and the peer's in turn; then a long document, and memory."""
    base, mine, theirs = texts(WORDS, EDITS)
    report.note(f"{len(base.split()):,} words, {EDITS} edits a side")
    ours: list[float] = []
    peers: list[float] = []
    for _ in range(7 if quick else 21):
        began = time.process_time()
        merged = merge(base, mine, theirs)
        ours.append((time.process_time() - began) * 1000)
        began = time.process_time()
        list(Merge3(tokens(base), tokens(mine), tokens(theirs)).merge_groups())
        peers.append((time.process_time() - began) * 1000)
    report.note(f"{len(merged.hunks)} hunks, {len(merged.conflicts)} conflicts, {len(merged.pieces)} pieces")
    report.add(Row("merge, 5,000 words", median(ours), "ms", "limit", LIMIT_MS, 1.0))
    report.add(Row("merge, 5,000 words", median(ours), "ms", "merge3 on words", median(peers), 1.0))
    _long(report)
    _memory(report, base, mine, theirs)


def _long(report: Report) -> None:
    base, mine, theirs = texts(LONG_WORDS, 10 * EDITS)
    times = []
    for _ in range(3):
        began = time.process_time()
        merge(base, mine, theirs)
        times.append((time.process_time() - began) * 1000)
    report.add(Row("merge, 50,000 words, 150 edits a side", median(times), "ms", "limit", LONG_LIMIT_MS, 1.0))


def _memory(report: Report, base: str, mine: str, theirs: str) -> None:
    tracemalloc.start()
    merged = merge(base, mine, theirs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert merged.text
    report.add(Row("memory of a merge, 5,000 words, peak", peak / 1e6, "MB", "limit", MEMORY_LIMIT_MB, 1.0))


def texts(words: int, edits: int) -> tuple[str, str, str]:
    """A story of sentences put together from the words of the newsroom cases, and two people's versions of it."""
    chance = random.Random(3)
    known = [word for case in merge_cases() for word in case.base.split() if word.isalpha() and word.islower()]
    paragraphs: list[list[str]] = []
    count = 0
    while count < words:
        paragraphs.append([_sentence(chance, known) for _ in range(chance.randint(1, 4))])
        count += sum(len(sentence.split()) for sentence in paragraphs[-1])
    sides = [_edited(chance, known, paragraphs, edits) for _ in range(2)]
    base, mine, theirs = ("\n\n".join(" ".join(p) for p in one) + "\n" for one in (paragraphs, *sides))
    return base, mine, theirs


def _sentence(chance: random.Random, known: list[str]) -> str:
    words = [chance.choice(known) for _ in range(chance.randint(8, 28))]
    return f"{words[0].capitalize()} {' '.join(words[1:])}."


def _edited(chance: random.Random, known: list[str], paragraphs: list[list[str]], edits: int) -> list[list[str]]:
    """Two edits of three reword a sentence; the others add one, delete one or move a paragraph."""
    story = [list(paragraph) for paragraph in paragraphs]
    for number in range(edits):
        paragraph = chance.choice(story)
        at = chance.randrange(len(paragraph))
        if number % 3:
            parts = paragraph[at].split(" ")
            parts[chance.randrange(1, len(parts))] = chance.choice(known)
            paragraph[at] = " ".join(parts)
        elif number % 9 == 0:
            paragraph.insert(at, _sentence(chance, known))
        elif number % 9 == 3:
            paragraph[at : at + 1] = [] if len(paragraph) > 1 else [_sentence(chance, known)]
        else:
            story.remove(paragraph)
            story.insert(chance.randrange(len(story) + 1), paragraph)
    return story
