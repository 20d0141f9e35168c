"""The starter rulebook's checks: all in shadow, sound, for every rule, and right about the rulebook's own examples."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from editor.domain.rulebook_checks import Action, Score, Words, leaves
from editor.domain.rulebook_whole import canonical_whole
from editor.services.rulebook_files import starter, validate
from editor.triage.engine import Engine
from editor.triage.facts import AuthorFacts, Facts, StoryFacts
from editor.triage.hygiene import hygiene

BOOK = starter()
ENGINE = Engine(BOOK.checks)


def applied(text: str, facts: Facts | None = None) -> list[str]:
    return [cause.check for cause in ENGINE.judge(text, facts or Facts()).causes]


def test_it_can_be_published_and_every_check_only_counts() -> None:
    validate(BOOK)
    canonical_whole(BOOK)
    assert {check.action for check in BOOK.checks} == {Action.SHADOW}
    assert {check.clause for check in BOOK.checks} >= set(range(1, 10))
    assert sum(len(leaf.entries) for c in BOOK.checks for leaf in leaves(c.when) if isinstance(leaf, Words)) > 300
    assert any(isinstance(check.when, Score) for check in BOOK.checks)
    assert [step.strikes for step in BOOK.ladder.steps] == [1, 2, 3, 4]


def test_it_contradicts_nothing() -> None:
    assert hygiene(BOOK.checks).contradictions == ()


EXAMPLES = [(clause.number, example) for clause in BOOK.words.clauses for example in clause.examples]
# These need somebody who knows the story or the reader; no list can see them.
FOR_PEOPLE = ("Never mind the ferry", "As chair of the harbour board")


@pytest.mark.parametrize(("number", "example"), EXAMPLES, ids=[f"{n}-{e.text[:20]}" for n, e in EXAMPLES])
def test_its_own_examples(number: int, example: object) -> None:
    text, allowed = example.text, example.allowed  # type: ignore[attr-defined]  # parametrize says object
    facts = Facts(story=StoryFacts(legal=number == 8))
    if allowed:
        assert applied(text, facts) == []
    elif not text.startswith(FOR_PEOPLE):
        assert number in {cause.clause for cause in ENGINE.judge(text, facts).causes}


HARMLESS = (
    "I was born in Scunthorpe and went to school in Penistone.", "The Maine coon won best cat again.",
    "My nan made the best faggots and peas.", "The parasite that killed the oysters came in on hulls.",
    "Moby Dick is on at the Plaza.", "As a gay man I was glad of the pub.", "Muslims and Christians shared the hall.",
    "The A55 was shut at Conwy, £1,000,000 of damage.", "Ring the surgery: it opens at 08.30.",
    "Mr Cockburn spoke next.",
    "We robed the choir in white.", "Spicy noodles from the chippy.", "An old fishmonger told me that.",
    "The crooked spire still stands.", "He pricked his finger on the hedge.", "I have retardant on my curtains.",
    "The law is an ass, said Bumble.", "Queer history was well covered in the exhibition.",
    "Disabled parking is too far away.",
    "Essex is not Sussex.", "Rates went up 12.5% from 1 April 2026; see minute 4.2.", "That was a disgraceful vote.",
    "Immigration has been good for this town.", "White working-class boys do badly at school.",
    "The Jewish cemetery is open.",
)  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_sentences_are_let_be(text: str) -> None:
    assert applied(text) == []


CONTEMPT = {
    "You are an absolute m0r0n": "insults", "i d i o t s, the lot of you": "insults", "What a w@nker": "swearing",
    "f**k off": "swearing", "They should all be sh0t": "threats", "I hope you get cancer": "threats",
    "Those people are vermin": "groups-run-down", "He took a bribe": "accusations",
    "Ring 07700 900123": "phone-numbers",
    "write to ada@orrick.example": "e-mail-addresses", "She lives at number 4": "where-somebody-lives",
    "It is SW1A 1AA": "postcodes", "bit.ly/3xyz": "hidden-links", "I earn £300 a day": "advertising",
    "THIS IS WHAT THE COUNCIL WANTS": "shouting", "my раssword": "dressed-up-words", "nooooooooooo": "drumming",
}  # fmt: skip


@pytest.mark.parametrize("text", CONTEMPT)
def test_contempt_is_seen(text: str) -> None:
    assert CONTEMPT[text] in applied(text)


def test_facts_are_used() -> None:
    newcomer = Facts(author=AuthorFacts(comments_before=0))
    assert applied("See www.paper.example.", newcomer) == ["newcomer-with-link"]
    assert applied("See the paper.", newcomer) == []
    assert "high-score" in applied("Fine.", Facts(scores={"score": 0.95}))


def test_the_seeded_paper_is_mostly_let_be() -> None:
    lines = (files("resources") / "seed" / "comments.jsonl").read_text("utf-8").splitlines()
    hits = [text for text in (json.loads(line)["text"] for line in lines) if applied(text)]
    assert 0 < len(hits) < len(lines) * 0.1
