"""Runs the examples inside rules: each text checked by its rule alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from editor.style.book import StyleBook
from editor.style.checker import Checker
from editor.style.document import Document
from editor.style.findings import CheckResult, Finding, Route, take
from editor.style.rules import Example, Rule


@dataclass(frozen=True, slots=True)
class Failure:
    """One example that did not hold, in a sentence; ``example`` is its text, empty when there are none at all."""

    rule: str
    example: str
    sentence: str


def failures_of(book: StyleBook, rule: Rule) -> list[Failure]:
    """Every example of a rule that does not hold. A rule without examples of both kinds fails too."""
    failures = []
    for name, examples in (("must_fire", rule.must_fire), ("must_not_fire", rule.must_not_fire)):
        if not examples:
            failures.append(Failure(rule.name, "", f"It has no “{name}” example."))
    for example in rule.must_fire:
        sentence = _fires(book, rule, example)
        if sentence:
            failures.append(Failure(rule.name, example.text, sentence))
    for example in rule.must_not_fire:
        result = _checked(book, rule, example)
        if found := _marks(result, example.text):
            failures.append(Failure(rule.name, example.text, f"It must not fire, but marked {_listed(found)}."))
    return failures


def _fires(book: StyleBook, rule: Rule, example: Example) -> str:
    """What is wrong with an example that must fire; empty when all is well."""
    result = _checked(book, rule, example)
    found = _marks(result, example.text)
    if not found:
        return "It must fire, but did not."
    if example.marks is not None and found != list(example.marks):
        return f"It must mark {_listed(list(example.marks))}, but marked {_listed(found)}."
    everything: list[Finding | Route] = [*result.findings, *result.routes]
    if example.quoted is not None and any(one.quoted != example.quoted for one in everything):
        return f"What it marks must {'' if example.quoted else 'not '}be known as quoted speech."
    if example.fix is not None:
        fixed = take(
            [f.suggestions[0] for f in result.findings if f.suggestions and f.suggestions[0].start >= 0], example.text
        )
        if fixed != example.fix:
            return f"Its first suggestions must make “{example.fix}”, but made “{fixed}”."
    return ""


def _checked(book: StyleBook, rule: Rule, example: Example) -> CheckResult:
    """The example checked by this rule alone, whatever the settings say of it."""
    alone = Checker(replace(book.in_force("example.md"), rules=((rule, rule.level),)))
    return Document(book, example.text, checker=alone, field=example.field).check()


def _marks(result: CheckResult, text: str) -> list[str]:
    """The words marked, as they stand in the source, in its order; a finding of the whole story marks nothing in it."""
    everything = [(f.start, f.end) for f in result.findings] + [(r.start, r.end) for r in result.routes]
    return [text[start:end] for start, end in sorted(everything)]


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words) if words else "nothing"
