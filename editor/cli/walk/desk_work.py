"""What the walk does at the desk, by key, and how it sees that it is done."""

from __future__ import annotations

from importlib.resources import as_file, files

from editor.bootstrap.driving import DrivenDesk
from editor.domain.articles import Article, ArticleState, Whereabouts
from editor.domain.comments import CommentState
from editor.domain.errors import NotFound
from editor.domain.inbox import Queue
from editor.services import drafting, moderation, rulebook

PROFILE = "tideline"
_MOST_STEPS = 60


class DeskWork:
    """The desk at work; every method ends when what it did is on this desk's disk."""

    def __init__(self, driven: DrivenDesk) -> None:
        self.driven = driven

    @classmethod
    def open(cls, passphrase: str | None) -> DeskWork:
        """Open the demo's desk."""
        return cls(DrivenDesk.of(PROFILE, passphrase=passphrase))

    def counts(self) -> tuple[int, int]:
        """Reported comments, and stories of any state."""
        queues = {q.queue: q.count for q in moderation.queue_counts(self.driven.desk)}
        return queues[Queue.REPORTED], sum(drafting.story_counts(self.driven.desk).values())

    def article_id(self, slug: str) -> str:
        """The id of the story at this address."""
        return next(row.id for row in drafting.stories(self.driven.desk) if row.slug == slug)

    def import_sample(self, *, section: str, more: str) -> Article:
        """Import the sample Word file through the file dialog, fill in the section, type at the end of the text."""
        self.driven.show("drafts")
        before = {row.id for row in drafting.stories(self.driven.desk)}
        with as_file(files("resources") / "seed" / "import" / "harbour-lights.docx") as path:
            self.driven.press("Ctrl+O")
            self.driven.breathe(0.3)
            self.driven.type(str(path))
            self.driven.press("Return")
            self.driven.wait("the imported story", lambda: bool(self._new(before)))
        return self._fill_in(self._new(before)[0], section=section, more=more)

    def write_story(self, headline: str, *, section: str, body: str) -> Article:
        """Type a new story."""
        self.driven.show("drafts")
        before = {row.id for row in drafting.stories(self.driven.desk)}
        self.driven.press("Ctrl+N")
        self.driven.wait("the new story", lambda: bool(self._new(before)))
        self.driven.settle()
        self.driven.press("F2")
        self.driven.type(headline)
        self.driven.press("Tab")
        self.driven.type("What the desk wrote while the site was away.")
        self.driven.press("Tab")
        self.driven.type("By Ines Marrable")
        return self._fill_in(self._new(before)[0], section=section, more=body)

    def publish(self, article_id: str) -> None:
        """Publish the story in front; it is in the outbox, or already out, when this returns."""
        self.driven.press("Ctrl+Shift+P")
        gone = (Whereabouts.WAITING, Whereabouts.PUBLISHED)
        self.driven.wait(
            "the story to be on its way",
            lambda: drafting.open_story(self.driven.desk, article_id=article_id).whereabouts in gone,
        )

    def wait_reported(self, comment_id: str) -> None:
        """Wait until a comment is among the reported ones."""
        self.driven.wait("the report to arrive", lambda: self._queue_of(comment_id) is Queue.REPORTED, 60.0)

    def find_in_reported(self, comment_id: str) -> None:
        """Go to the Reported queue by key, show what is new, and step to the comment."""
        self.driven.show("inbox")
        self.driven.press("G", "R")
        self.driven.settle()
        self.driven.press("G", "N")
        self.driven.settle()
        self.driven.press("Home")
        for _ in range(_MOST_STEPS):
            self.driven.settle()
            card = self.driven.screen.work.card
            if card is not None and card.id == comment_id:
                return
            self.driven.press("J")
        raise NotFound("The comment in the Reported queue")

    def remove(self, comment_id: str, rule: int) -> None:
        """R and a digit."""
        self.driven.press("R", str(rule))
        self.driven.wait("the decision", lambda: self._state_of(comment_id) is CommentState.REMOVED)

    def undo(self, comment_id: str) -> None:
        """U: the last decision."""
        self.driven.show("inbox")
        self.driven.press("U")
        self.driven.wait("the undo", lambda: self._state_of(comment_id) is CommentState.PUBLISHED)

    def ban(self, comment_id: str, rule: int) -> None:
        """B, a digit, Enter."""
        self.driven.press("B", str(rule), "Return")
        self.driven.wait("the ban", lambda: moderation.context(self.driven.desk, comment_id=comment_id).reader.barred)

    def edit_rule(self, number: int, more: str) -> None:
        """Type at the end of what readers see of a rule."""
        self.driven.show("rules")
        for _ in range(number - 1):
            self.driven.press("Alt+Down")
        self.driven.settle()
        self.driven.press("F2", "Ctrl+End")
        self.driven.type(more)
        wanted = more.strip()
        self.driven.wait(
            "the draft of the rule",
            lambda: wanted in rulebook.editing(self.driven.desk).draft.clause(number).public_text,
        )
        self.driven.settle()

    def publish_rules(self, note: str) -> None:
        """Publish the draft with a note."""
        before = rulebook.editing(self.driven.desk).in_force.version
        self.driven.press("Ctrl+M")
        self.driven.type(note)
        self.driven.press("Ctrl+Return")

        def on_its_way() -> bool:
            now = rulebook.editing(self.driven.desk)
            return now.waiting is not None or now.in_force.version > before

        self.driven.wait("the rules to be on their way", on_its_way)

    def _fill_in(self, article_id: str, *, section: str, more: str) -> Article:
        self.driven.settle()
        self.driven.press("F2", "Tab", "Tab", "Tab")
        self.driven.type(section)
        self.driven.press("F3", "Ctrl+End")
        self.driven.type(more)
        wanted = more.strip().splitlines()[-1]

        def saved() -> bool:
            story = drafting.open_story(self.driven.desk, article_id=article_id)
            return wanted in story.fields.body and story.fields.section == section

        self.driven.wait("the typed words to be on disk", saved)
        self.driven.settle()
        return drafting.open_story(self.driven.desk, article_id=article_id)

    def _new(self, before: set[str]) -> list[str]:
        rows = drafting.stories(self.driven.desk, state=ArticleState.DRAFT)
        return [row.id for row in rows if row.id not in before]

    def _state_of(self, comment_id: str) -> CommentState | None:
        try:
            return moderation.context(self.driven.desk, comment_id=comment_id).card.state
        except NotFound:
            return None

    def _queue_of(self, comment_id: str) -> Queue | None:
        try:
            return moderation.context(self.driven.desk, comment_id=comment_id).card.queue
        except NotFound:
            return None
