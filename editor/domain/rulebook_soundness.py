"""What a whole rulebook must be before it is published; patterns are looked at where they are compiled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from editor.domain import rulebook
from editor.domain.errors import BadInput
from editor.domain.rulebook_checks import (
    Action,
    AllOf,
    AnyOf,
    Author,
    Check,
    Condition,
    Form,
    Links,
    Not,
    Pattern,
    Repetition,
    Reports,
    Score,
    Story,
    Words,
    leaves,
)
from editor.domain.rulebook_whole import Consequence, WholeRulebook

MAX_CHECKS = 1_000
MAX_TEXTS = 200
MAX_ENTRIES = 20_000  # of one list
MAX_ENTRY = 200  # code points
MAX_PATTERN = 2_000
MAX_SENTENCE = 500

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


def check_whole(book: WholeRulebook) -> None:
    """Raises BadInput with a sentence and the field when the rulebook cannot be published as it is."""
    rulebook.check(book.words)
    if len(book.checks) > MAX_CHECKS:
        raise BadInput(f"A rulebook can have at most {MAX_CHECKS:,} checks.", field="checks")
    for check_id, times in Counter(check.id for check in book.checks).items():
        if times > 1:
            raise BadInput(f"Two checks have the id “{check_id}”.", field="checks")
    numbers = {clause.number for clause in book.words.clauses}
    for check in book.checks:
        check_one(check)
        if check.clause is not None and check.clause not in numbers:
            raise BadInput(f"Check “{check.id}”: there is no rule {check.clause}.", field=f"{check.id}.clause")
    _check_ladder(book)
    for template in book.templates:
        if unknown := rulebook.unknown_fields(template.text):
            raise BadInput(f"Template “{template.name}”: nothing fills {{{unknown[0]}}}.", field=template.name)
    if len({template.name for template in book.templates}) < len(book.templates):
        raise BadInput("Two templates have the same name.", field="templates")
    texts = [*(template.text for template in book.templates), *(opening.notice for opening in book.openings)]
    if len(texts) > MAX_TEXTS or any(len(text) > rulebook.MAX_RULE_TEXT for text in texts):
        raise BadInput(
            f"A rulebook has at most {MAX_TEXTS} templates and reasons, of {rulebook.MAX_RULE_TEXT:,} characters each."
        )


def check_one(check: Check) -> None:
    """Raises BadInput when a check is not sound by itself."""
    if not _ID.fullmatch(check.id):
        raise BadInput(f"“{check.id[:40]}” is no id for a check: use small letters, digits and hyphens.", field="id")
    where = f"Check “{check.id}”"
    if not check.title.strip():
        raise BadInput(f"{where} needs a title.", field=f"{check.id}.title")
    if check.action in (Action.NUDGE, Action.REFUSE) and not check.say.strip():
        raise BadInput(f"{where} needs the sentence that the writer reads.", field=f"{check.id}.say")
    if max(len(check.title), len(check.say)) > MAX_SENTENCE:
        raise BadInput(f"{where} has a text of more than {MAX_SENTENCE} characters.", field=check.id)
    for problem in _problems(check.when):
        raise BadInput(f"{where} {problem}.", field=f"{check.id}.when")


def _check_ladder(book: WholeRulebook) -> None:
    strikes = [step.strikes for step in book.ladder.steps]
    if strikes != sorted(set(strikes)) or any(number < 1 for number in strikes):
        raise BadInput("The steps of the ladder must have more strikes each than the one before.", field="ladder")
    for step in book.ladder.steps:
        if step.days < 0 or (step.consequence is Consequence.BAN and step.days):
            raise BadInput("A ban has no end, and no step a number of days below 0.", field="ladder")
    if not 1 <= book.ladder.strike_days <= 3_660:
        raise BadInput("A strike lasts from 1 to 3,660 days.", field="ladder.strike_days")


def _problems(condition: Condition) -> Iterator[str]:
    """What is wrong with a condition, as the end of a sentence that begins with the check."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            if not conditions:
                yield "has a combination of nothing"
            for inner in conditions:
                yield from _problems(inner)
        case Not(inner):
            yield from _problems(inner)
        case Words():
            yield from _words_problems(condition)
        case Pattern():
            if not 0 < len(condition.pattern) <= MAX_PATTERN:
                yield f"needs a pattern of 1 to {MAX_PATTERN:,} characters"
        case Links():
            yield from _links_problems(condition)
        case _:
            yield from _number_problems(condition)


def _words_problems(words: Words) -> Iterator[str]:
    if not 0 < len(words.entries) <= MAX_ENTRIES:
        yield f"needs a list of 1 to {MAX_ENTRIES:,} words"
    for entry in words.entries:
        for text in (entry.text, *entry.exceptions):
            if not text.strip(" *\t\r\n"):
                yield "has an empty entry in its list"
            elif len(text) > MAX_ENTRY:
                yield f"has an entry of more than {MAX_ENTRY} characters"
            elif "*" in text.strip("*"):
                yield f"has a star inside “{text[:40]}”; a star can stand at the beginning or the end"


def _links_problems(links: Links) -> Iterator[str]:
    if links.most is None and not (links.barred or links.allowed or links.shorteners):
        yield "says nothing about links"
    if links.most is not None and links.most < 0:
        yield "allows fewer than no links"
    for domain in (*links.barred, *links.allowed):
        if not _DOMAIN.fullmatch(domain):
            yield f"names “{domain[:60]}”, which is no domain"
    if both := set(links.barred) & set(links.allowed):
        yield f"both allows and bars {min(both)}"


# What a number can be, ends included.
_RANGES: dict[type, dict[str, tuple[float, float]]] = {
    Repetition: {"times": (1, 100), "similarity": (0.5, 1), "hours": (1, 24 * 366), "fewest_words": (1, 1_000)},
    Form: {"capitals": (0.05, 1), "repeated": (3, 1_000), "shortest": (1, 100_000), "longest": (1, 100_000)},
    Author: {
        "first_comments": (1, 10_000),
        "removals": (1, 1_000),
        "strikes": (1, 100),
        "younger_than_days": (1, 3_660),
    },
    Reports: {"weight": (0.01, 10_000), "burst": (1, 10_000), "minutes": (1, 60 * 24 * 7)},
    Story: {"younger_than_hours": (1, 24 * 3_660), "older_than_hours": (1, 24 * 3_660)},
    Score: {"low": (0, 1), "high": (0, 1)},
}


def _number_problems(condition: Condition) -> Iterator[str]:
    for name, (low, high) in _RANGES[type(condition)].items():
        value = getattr(condition, name)
        if value is not None and not low <= value <= high:
            yield f"has {name.replace('_', ' ')} {value:g}, which must be from {low:g} to {high:g}"
    if isinstance(condition, Form | Author | Reports | Story) and condition == type(condition)():
        yield "sets no limit"
    if isinstance(condition, Score) and condition.low > condition.high:
        yield "has a range of the score that begins above its end"


def parts_of_score(book: WholeRulebook) -> frozenset[str]:
    """The names of the scores that some check asks for."""
    return frozenset(leaf.part for check in book.checks for leaf in leaves(check.when) if isinstance(leaf, Score))
