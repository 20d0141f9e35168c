"""Checks on facts that are given: the author, the reports, the story, scores, and what was said before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from editor.domain.rulebook_checks import Author, Leaf, Repetition, Reports, Score, Story
from editor.triage.facts import Facts
from editor.triage.normalise import normalise
from editor.triage.word_lists import in_word


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check applies; ``spots`` are places in the normalised text, where there are any."""

    why: str
    spots: tuple[tuple[int, int], ...] = ()


def applies(leaf: Leaf, facts: Facts, plain: str) -> Reason | None:
    """The reason why ``leaf`` is so, None when it is not or nobody knows. ``plain`` is the normalised text."""
    look = _LOOKS.get(type(leaf))
    return look(leaf, facts, plain) if look else None


def something_known(kind: type[Leaf], facts: Facts) -> bool:
    """Whether there is any fact for checks of that kind: most comments have few."""
    known_facts = getattr(facts, _FACTS[kind])
    return known_facts is not None and known_facts != {}


def known(leaf: Leaf, facts: Facts) -> bool:
    """Whether the facts say enough to tell that ``leaf`` is not so."""
    match leaf:
        case Author():
            return facts.author is not None and not _unknown_of_author(leaf, facts)
        case Reports():
            return facts.reports is not None
        case Story():
            return facts.story is not None and not _unknown_of_story(leaf, facts)
        case Score():
            return leaf.part in facts.scores
        case Repetition():
            return leaf in facts.repeats
        case _:
            return True


def _author(leaf: Author, facts: Facts, plain: str) -> Reason | None:
    author = facts.author
    if author is None or _unknown_of_author(leaf, facts):
        return None
    reasons: list[str] = []
    limits: list[tuple[int | None, bool, str]] = [
        (leaf.first_comments, (author.comments_before or 0) < (leaf.first_comments or 0), "comment {} of the author"),
        (leaf.removals, (author.removals or 0) >= (leaf.removals or 0), "{} removals"),
        (leaf.strikes, (author.strikes or 0) >= (leaf.strikes or 0), "{} strikes"),
    ]
    values = ((author.comments_before or 0) + 1, author.removals, author.strikes)
    for (limit, holds, words), value in zip(limits, values, strict=True):
        if limit is not None:
            if not holds:
                return None
            reasons.append(words.format(value))
    if leaf.younger_than_days is not None and author.since is not None and facts.at is not None:
        age = facts.at - author.since
        if age >= timedelta(days=leaf.younger_than_days):
            return None
        reasons.append(f"account {age.days} days old")
    if leaf.subscription:
        if author.subscription not in leaf.subscription:
            return None
        reasons.append(f"subscription {author.subscription}")
    return Reason(", ".join(reasons))


def _unknown_of_author(leaf: Author, facts: Facts) -> bool:
    author = facts.author
    return author is None or any(
        (
            leaf.first_comments is not None and author.comments_before is None,
            leaf.removals is not None and author.removals is None,
            leaf.strikes is not None and author.strikes is None,
            leaf.younger_than_days is not None and (author.since is None or facts.at is None),
            bool(leaf.subscription) and author.subscription is None,
        )
    )


def _reports(leaf: Reports, facts: Facts, plain: str) -> Reason | None:
    if facts.reports is None:
        return None
    weight = sum(report.weight for report in facts.reports)
    if leaf.weight is not None and facts.reports and weight >= leaf.weight:
        return Reason(f"reports of weight {weight:g}")
    if leaf.burst is not None and (most := _burst([r.at for r in facts.reports], leaf.minutes)) >= leaf.burst:
        return Reason(f"{most} reports in {leaf.minutes} minutes")
    return None


def _burst(times: list[datetime], minutes: int) -> int:
    """The most reports within so many minutes."""
    ordered, most, first = sorted(times), 0, 0
    for last, time in enumerate(ordered):
        while time - ordered[first] > timedelta(minutes=minutes):
            first += 1
        most = max(most, last + 1 - first)
    return most


def _story(leaf: Story, facts: Facts, plain: str) -> Reason | None:
    story = facts.story
    if story is None or _unknown_of_story(leaf, facts):
        return None
    reasons: list[str] = []
    if leaf.legal is not None:
        if story.legal != leaf.legal:
            return None
        reasons.append("legal proceedings" if leaf.legal else "no legal proceedings")
    if leaf.sections:
        if (story.section or "").casefold() not in {section.casefold() for section in leaf.sections}:
            return None
        reasons.append(f"section {story.section}")
    if story.published is not None and facts.at is not None:
        hours = (facts.at - story.published) / timedelta(hours=1)
        if leaf.younger_than_hours is not None and hours >= leaf.younger_than_hours:
            return None
        if leaf.older_than_hours is not None and hours <= leaf.older_than_hours:
            return None
        if leaf.younger_than_hours is not None or leaf.older_than_hours is not None:
            reasons.append(f"story {hours:.0f} hours old")
    spots: tuple[tuple[int, int], ...] = ()
    if leaf.watched:
        spots = tuple(spot for term in story.watched for spot in _whole_words(term, plain))
        if not spots:
            return None
        reasons.append("a watched name or term")
    return Reason(", ".join(reasons), spots)


def _unknown_of_story(leaf: Story, facts: Facts) -> bool:
    story = facts.story
    aged = leaf.younger_than_hours is not None or leaf.older_than_hours is not None
    return story is None or any(
        (
            leaf.legal is not None and story.legal is None,
            bool(leaf.sections) and story.section is None,
            aged and (story.published is None or facts.at is None),
        )
    )


def _whole_words(term: str, plain: str) -> list[tuple[int, int]]:
    wanted = normalise(term).text.strip()
    spots: list[tuple[int, int]] = []
    start = plain.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if (not start or not in_word(plain[start - 1])) and (end == len(plain) or not in_word(plain[end])):
            spots.append((start, end))
        start = plain.find(wanted, start + 1)
    return spots


def _score(leaf: Score, facts: Facts, plain: str) -> Reason | None:
    value = facts.scores.get(leaf.part)
    return Reason(f"{leaf.part} {value:.2f}") if value is not None and leaf.low <= value <= leaf.high else None


def _repetition(leaf: Repetition, facts: Facts, plain: str) -> Reason | None:
    times = facts.repeats.get(leaf, 0)
    return Reason(f"said {times} times before") if times >= leaf.times else None


_FACTS: dict[type, str] = {
    Author: "author",
    Reports: "reports",
    Story: "story",
    Score: "scores",
    Repetition: "repeats",
}
KINDS = tuple(_FACTS)
_LOOKS: dict[type, Callable[[Any, Facts, str], Reason | None]] = {
    Author: _author,
    Reports: _reports,
    Story: _story,
    Score: _score,
    Repetition: _repetition,
}
