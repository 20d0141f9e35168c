"""Stories and two people's work on them, made from a number: every word is new, so that none can be mistaken."""

from __future__ import annotations

import random
from dataclasses import dataclass

Paragraph = list[tuple[str, str]]  # (kind, words) of its passages; all but sentences fill a paragraph alone


@dataclass(frozen=True)
class Made:
    """Three texts, and whether somebody moved a paragraph."""

    base: str
    mine: str
    theirs: str
    moved: bool


def made(seed: int, *, moves: bool = True) -> Made:
    """The case with that number."""
    maker = StoryMaker(seed)
    story = maker.story()
    end = maker.random.choice(["", "\n"])
    mine = maker.edited(story, maker.random.randint(0, 4), moves=moves)
    theirs = maker.edited(story, maker.random.randint(0, 4), moves=moves)
    return Made(*(as_text(one, end) for one in (story, mine, theirs)), maker.moved)


def as_text(story: list[Paragraph], end: str = "\n") -> str:
    """Paragraphs with blank lines between them."""
    return "\n\n".join(" ".join(words for _, words in paragraph) for paragraph in story) + end


class StoryMaker:
    """Makes words, sentences and paragraphs, and edits them as people do."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.moved = False
        self._count = 0

    def word(self) -> str:
        """A word that was never there."""
        self._count += 1
        return f"w{self._count}"

    def sentence(self) -> str:
        """One to eight words and an end."""
        words = [self.word().capitalize(), *(self.word() for _ in range(self.random.randint(0, 7)))]
        return " ".join(words) + self.random.choice([".", ".", ".", "?", "!", ".”"])

    def paragraph(self) -> Paragraph:
        """Sentences, or now and then a heading, a table or a list item."""
        kind = self.random.random()
        if kind < 0.08:
            return [("heading", f"## {self.word()} {self.word()}")]
        if kind < 0.14:
            return [("table", f"| {self.word()} | {self.word()} |\n|---|---|\n| {self.word()} | {self.word()} |")]
        if kind < 0.2:
            return [("item", f"- {self.sentence()}")]
        return [("sentence", self.sentence()) for _ in range(self.random.randint(1, 5))]

    def story(self, least: int = 0, most: int = 7) -> list[Paragraph]:
        """Paragraphs."""
        return [self.paragraph() for _ in range(self.random.randint(least, most))]

    def reworded(self, words: str) -> str:
        """A sentence with words added, deleted or replaced between its first and its last."""
        parts = words.split(" ")
        for _ in range(self.random.randint(1, 3)):
            at, what = self.random.randrange(len(parts)), self.random.randrange(3)
            if what == 0:
                parts.insert(max(at, 1), self.word())
            elif 0 < at < len(parts) - 1:
                parts[at : at + 1] = [] if what == 1 else [self.word()]
        return " ".join(parts)

    def edited(self, story: list[Paragraph], times: int, *, moves: bool = True) -> list[Paragraph]:
        """The story after some edits; it is left as it was itself."""
        story = [list(paragraph) for paragraph in story]
        steps = [self._reword] * 3 + [self._add_sentence, self._add_paragraph, self._delete, self._split, self._join]
        for _ in range(times):
            step = self.random.choice([*steps, self._move] if moves else steps)
            if story or step == self._add_paragraph:
                step(story)
        return story

    def _reword(self, story: list[Paragraph]) -> None:
        paragraph = self.random.choice(story)
        at = self.random.randrange(len(paragraph))
        paragraph[at] = (paragraph[at][0], self.reworded(paragraph[at][1]))

    def _add_sentence(self, story: list[Paragraph]) -> None:
        paragraph = self.random.choice(story)
        if paragraph[0][0] == "sentence":
            paragraph.insert(self.random.randint(0, len(paragraph)), ("sentence", self.sentence()))

    def _add_paragraph(self, story: list[Paragraph]) -> None:
        story.insert(self.random.randint(0, len(story)), self.paragraph())

    def _delete(self, story: list[Paragraph]) -> None:
        at = self.random.randrange(len(story))
        if len(story[at]) > 1:
            del story[at][self.random.randrange(len(story[at]))]
        else:
            del story[at]

    def _split(self, story: list[Paragraph]) -> None:
        at = self.random.randrange(len(story))
        if len(story[at]) > 1:
            cut = self.random.randint(1, len(story[at]) - 1)
            story[at : at + 1] = [story[at][:cut], story[at][cut:]]

    def _join(self, story: list[Paragraph]) -> None:
        at = self.random.randrange(len(story))
        if at + 1 < len(story) and story[at][0][0] == story[at + 1][0][0] == "sentence":
            story[at : at + 2] = [story[at] + story[at + 1]]

    def _move(self, story: list[Paragraph]) -> None:
        if len(story) > 1:
            self.moved = True
            paragraph = story.pop(self.random.randrange(len(story)))
            story.insert(self.random.randint(0, len(story)), paragraph)
