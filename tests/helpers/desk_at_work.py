"""A desk's real window, worked by key without end; prints a JSON line for each thing once the screen says it is done.

``python -m tests.helpers.desk_at_work SEED [--debug]`` works the only profile below BACKBENCH_HOME until it is killed,
or closes its window once standard input ends. With ``--debug`` every logger of the process writes to standard error.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import cast

from PySide6.QtWidgets import QApplication

from editor import profiles
from editor.bootstrap.storage import passphrase_given
from editor.bootstrap.window import make_window
from editor.domain.articles import Whereabouts
from editor.domain.inbox import Queue
from editor.qt.driver import Driver, TooLong
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.drafts.story_editor import StoryEditor
from editor.ui.drafts.story_group import PUBLISH_KEY as STORY_KEY
from editor.ui.inbox.screen import InboxScreen
from editor.ui.inbox.wording import is_decided
from editor.ui.rules.publish_bar import PUBLISH_KEY as RULES_KEY
from editor.ui.rules.screen import RulesScreen

WORDS = ("harbour", "ferry", "tide", "slip", "dues", "quay", "wreck", "gull", "lamp", "rope", "chart", "buoy", "mast")
PATIENCE = 15.0  # seconds for one acknowledgement


class DeskAtWork:
    """Types, decides, publishes and writes rules as the seed says."""

    def __init__(self, seed: str) -> None:
        self._chance = random.Random(seed)
        self._number = 0
        self._desk = make_window(profiles.get(None), passphrase=passphrase_given())
        self._driver = Driver(self._desk.window, self._desk.plumbing)
        opened: list[bool] = []
        self._desk.ready.connect(lambda: opened.append(True))
        self._desk.plumbing.crash.crashed.connect(lambda sentence, log: self.say("bug", sentence=sentence, log=log))
        self._desk.plumbing.messages.posted.connect(lambda message: self.say("message", words=message.sentence))
        self._desk.window.resize(1440, 900)
        self._desk.show()
        self._wait("the database to open", lambda: bool(opened))
        self.say("ready")

    def work(self) -> None:
        """Go on until standard input ends, then close the window as a person does."""
        acts: list[Callable[[], None]] = [
            self.write,
            self.write,
            self.decide,
            self.decide,
            self.decide,
            self.publish,
            self.write_rule,
            self.publish_rules,
        ]
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        while not ended.is_set():
            self._chance.choice(acts)()
            self._look_at_the_light()
        self._desk.window.close()
        self._desk.close()

    def say(self, what: str, **more: object) -> None:
        """One line for the test."""
        print(json.dumps({"what": what, **more}), flush=True)

    def write(self) -> None:
        """Type into a story, and tell what its foot says is saved."""
        editor = self._story()
        for _ in range(self._chance.randint(1, 3)):
            editor.focus_field("body")
            self._driver.press(self._chance.choice(["Ctrl+Home", "Ctrl+End"]))
            self._driver.type(f" {self._words()} ")
            if self._chance.random() < 0.7:
                self._wait("the foot to say saved", lambda: _says_saved(editor))
                self._tell_saved(editor)

    def publish(self) -> None:
        """Type, then press the key that publishes, before or after the words are saved."""
        editor = self._story()
        editor.focus_field("body")
        self._driver.press("Ctrl+End")
        self._driver.type(f" {self._words()} ")
        fields = asdict(editor.fields)
        self._driver.press(STORY_KEY)
        whereabouts = (Whereabouts.WAITING, Whereabouts.PUBLISHED)
        self._wait(
            "the story to say that it is on its way",
            lambda: editor.story.article.whereabouts in whereabouts and not editor.story.unsaved,
        )
        self.say("published", article=editor.story.article.id, fields=fields)
        self._tell_saved(editor)

    def decide(self) -> None:
        """Approve, remove, take back: several cards in turn."""
        inbox = cast(InboxScreen, self._desk.window.show_screen("inbox"))
        self._wait(
            "the inbox",
            lambda: inbox.work.rulebook is not None and inbox.work.source.loaded and self._desk.plumbing.tasks.is_idle,
        )
        queue, key = self._chance.choice([(Queue.REPORTED, "R"), (Queue.NEW, "W")])
        if inbox.work.source.queue is not queue:
            self._driver.press("G")
            self._driver.press(key)
        self._wait("the queue", lambda: inbox.work.source.loaded and inbox.work.source.queue is queue)
        for _ in range(self._chance.randint(1, 5)):
            self._decide_one(inbox)

    def write_rule(self) -> None:
        """Change what readers see of a rule."""
        rules = self._rules()
        for _ in range(self._chance.randint(0, 3)):
            self._driver.press("Alt+Down")
        self._wait("the rule", lambda: rules.form.clause is not None)
        rules.form.public_text.setFocus()
        self._driver.press("Ctrl+End")
        self._driver.type(f" {self._words()}.")
        self._wait("the rule to be saved", lambda: not rules.draft.unsaved)
        clause = rules.form.clause
        assert clause is not None
        self.say("rule", clause=clause.number, text=clause.public_text)

    def publish_rules(self) -> None:
        """Publish the draft of the rules when nothing waits."""
        rules = self._rules()
        if rules.can_publish:
            self.say("asked for rules")
            self._driver.press(RULES_KEY)

    def _decide_one(self, inbox: InboxScreen) -> None:
        card = inbox.work.card
        if card is None or is_decided(card):
            self._driver.press("J")
            return
        keys = self._chance.choice([("A",), ("A",), ("R", str(self._chance.randint(1, 6)))])
        for key in keys:
            self._driver.press(key)
        self._wait("the card to be decided", lambda: _decided(inbox, card.id))
        last = inbox.work.verdicts.last
        decision = getattr(last, "decision", None)
        if decision is None or decision.comment_id != card.id:
            return
        self.say("decided", comment=card.id, decision=decision.id, verdict=decision.verdict.value)
        chance = self._chance.random()
        if chance < 0.2:
            self.say("asked to take back", decision=decision.id)
            self._driver.press("U")
            self._wait("the decision to be taken back", lambda: not inbox.work.verdicts.busy)
            self.say("taken back", comment=card.id, decision=decision.id)
        elif chance < 0.5:
            self._driver.press("Return")  # leaves at once instead of after its seconds

    def _story(self) -> StoryEditor:
        drafts = cast(DraftsScreen, self._desk.window.show_screen("drafts"))
        self._wait("the list of stories", lambda: self._desk.plumbing.tasks.is_idle)
        if drafts.area.front is None or self._chance.random() < 0.4:
            self._wait("stories to come from the site", lambda: len(self._published()) >= 3)
            drafts.open_story(self._chance.choice(self._published()))
            self._wait("a story to open", lambda: self._desk.plumbing.tasks.is_idle and drafts.area.front is not None)
        editor = drafts.area.front
        assert editor is not None
        if editor.story.article.conflict is not None:
            self.say("bug", sentence="a conflict, though nobody else writes")
        return editor

    def _published(self) -> list[str]:
        """Three stories that readers see: few, so that the same ones are worked on again and again."""
        with self._desk.desk.read() as view:
            return [row[0] for row in view.rows("SELECT id FROM article WHERE state = 'published' ORDER BY id LIMIT 3")]

    def _rules(self) -> RulesScreen:
        rules = cast(RulesScreen, self._desk.window.show_screen("rules"))
        self._wait("the rulebook", lambda: self._desk.plumbing.tasks.is_idle and rules.form.clause is not None)
        return rules

    def _tell_saved(self, editor: StoryEditor) -> None:
        if _says_saved(editor):
            self.say("saved", article=editor.story.article.id, fields=asdict(editor.fields))

    def _look_at_the_light(self) -> None:
        outbox = self._desk.outbox
        light = self._desk.window.footer.light.status
        if outbox is not None and light.form == "in_step":
            self.say("all sent")

    def _words(self) -> str:
        self._number += 1
        return f"{' '.join(self._chance.choices(WORDS, k=self._chance.randint(1, 3)))} {self._number}"

    def _wait(self, what: str, until: Callable[[], bool]) -> None:
        try:
            self._driver.wait(what, until, PATIENCE)
        except TooLong as problem:
            self.say("bug", sentence=str(problem), state=self._state())
            raise

    def _state(self) -> dict[str, str]:
        """Where the window stands, for whoever reads a failure."""
        inbox = cast(InboxScreen, self._desk.window.show_screen("inbox"))
        source = inbox.work.source
        return {
            "keyboard": repr(QApplication.focusWidget()),
            "tasks": "idle" if self._desk.plumbing.tasks.is_idle else "at work",
            "queue": f"{source.queue}, {source.count()} rows, {'loaded' if source.loaded else 'not loaded'}",
            "keys": f"{inbox.keys.mode}, {'busy' if inbox.work.verdicts.busy else 'free'}",
            "light": self._desk.window.footer.light.status.words,
        }


def _says_saved(editor: StoryEditor) -> bool:
    return editor.foot.saving.startswith("Saved on this desk") and not editor.story.unsaved


def _decided(inbox: InboxScreen, comment_id: str) -> bool:
    card = inbox.work.source.card(comment_id)
    return card is not None and is_decided(card) and not inbox.work.verdicts.busy


if __name__ == "__main__":
    if "--debug" in sys.argv[2:]:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    DeskAtWork(sys.argv[1]).work()
