"""Comments that nobody wrote, with a moderator's decisions: for tests and benchmarks of the triage score."""

from __future__ import annotations

import random
from dataclasses import dataclass

TOPICS = (
    "ferry",
    "library",
    "harbour wall",
    "bus lane",
    "swimming pool",
    "market hall",
    "bypass",
    "festival",
    "school run",
    "allotments",
)
PEOPLE = (
    "the councillor",
    "the editor",
    "the author of this piece",
    "the mayor",
    "you",
    "the minister",
    "our MP",
    "the developer",
)
INSULTS = ("idiot", "clown", "numpty", "moron", "liar", "buffoon", "halfwit", "crook", "pillock", "dunce")
POLITE = (
    "I think {person} has a point about the {topic}.",
    "The {topic} was closed again on Tuesday, and nobody was told.",
    "Could somebody explain how the {topic} will be paid for?",
    "Thank you for the article about the {topic}; it was clear and fair.",
    "I disagree with {person}, but the figures about the {topic} are right.",
    "We use the {topic} every week and would miss it.",
    "My experience with the {topic} has been quite different.",
    "Has {person} ever tried the {topic} in winter?",
    "There should be a proper consultation about the {topic} before the autumn.",
    "The old {topic} served us well for thirty years.",
)
ABUSIVE = (
    "What {an_insult}, writing this about the {topic}.",
    "You are {an_insult} and you know nothing about the {topic}!",
    "Only {an_insult} would close the {topic}. Shut up, {insult}.",
    "Go away, you {insult}! The {topic} is none of your business.",
    "{person} is a lying {insult}, everybody at the {topic} knows it.",
    "YOU {insult_loud}! LEAVE THE {topic_loud} ALONE!",
)
FILLERS = (
    "",
    "",
    " I have said so before.",
    " That is all.",
    " Just my view.",
    " See the letters page of last week.",
    " Ask anyone.",
)


@dataclass(frozen=True)
class Invented:
    """One comment and what was decided."""

    text: str
    removed: bool
    author: str


def invented(count: int, *, seed: int = 1, share_removed: float = 0.3, noise: float = 0.04) -> list[Invented]:
    """``count`` comments; ``noise`` is the share of decisions that went the other way."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        abusive = chance.random() < share_removed
        text = _sentence(chance, ABUSIVE if abusive else POLITE)
        if chance.random() < 0.5:
            text += " " + _sentence(chance, POLITE)
        made.append(
            Invented(
                text + chance.choice(FILLERS), abusive ^ (chance.random() < noise), f"reader {chance.randrange(400)}"
            )
        )
    return made


def _sentence(chance: random.Random, frames: tuple[str, ...]) -> str:
    insult, topic = chance.choice(INSULTS), chance.choice(TOPICS)
    text = chance.choice(frames).format(
        person=chance.choice(PEOPLE),
        topic=topic,
        insult=insult,
        an_insult=("an " if insult[0] in "aeiou" else "a ") + insult,
        insult_loud=insult.upper(),
        topic_loud=topic.upper(),
    )
    return text[0].upper() + text[1:]
