"""The desk killed while a person types, decides and publishes: nothing acknowledged is lost, the site has all once."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from editor.bootstrap.network import add_profile, site_of
from editor.bootstrap.storage import OpenDesk, open_profile
from editor.domain.articles import ArticleFields
from editor.domain.operations import OperationState, PublishRulebook, PutArticle
from editor.domain.people import Role
from editor.domain.thinning import says_all_of
from editor.services import moderation
from editor.store import outbox
from editor.store.thinning import AGE_MS
from editor.sync.cycle import Cycle
from tests.helpers.desk_and_site import SiteRecords, check_each_once, check_equal, every_operation
from tests.helpers.desk_process import DeskProcess, Life
from tests.helpers.site_process import PASSWORD, SiteProcess

PASSPHRASE = "a passphrase for tests"
COMMENTS = 1_500  # enough to decide on, beside the seeded ones
LIGHT_LAG = 10.0  # seconds: the light counts a little after the act, longer on a busy machine
FEW_KILLS_SEED = 10  # the short test lives the same four lives each time; the long one others every time


class Bench:
    """A site in a process of its own, a desk's profile, and lives of the desk that end by SIGKILL."""

    def __init__(self, folder: Path, chance: random.Random, most_lines: int) -> None:
        self.chance = chance
        self.most_lines = most_lines  # how many acknowledgements a life is given before it ends
        self.site = SiteProcess(folder, seed=True, comments=COMMENTS)
        self.site.add_staff("ada", "Ada Fenwick", Role.ADMINISTRATOR.value)
        self.site.start()
        self.records = SiteRecords(Path(self.site.database))
        self.at_first = self.records.article_revisions()
        self.profile, _ = add_profile(
            "paper", self.site.url, username="ada", password=PASSWORD, device="killed", passphrase=PASSPHRASE
        )
        self.acknowledged: list[dict[str, Any]] = []
        self.filled = False  # whether the desk has what one can work on; the first life fetches it

    def live_and_die(self, number: int) -> Life:
        """One life: the site up, down, or killed on the way; the desk killed at a random moment."""
        ways = ["up", "up", "down", "dies", "dies and returns", "returns"]
        site_is = self.chance.choice(ways if self.filled else ["up"])
        self._site(running=site_is in ("up", "dies", "dies and returns"))
        early = self.chance.random() < 0.12  # killed while the window is still opening
        lines = 0 if early else self.chance.randint(2, self.most_lines)
        moment = self.chance.uniform(0.1, 2.5) if early else self.chance.uniform(0.0, 0.5)
        print(f"life {number}: the site {site_is}, killed {moment:.2f} s after line {lines}")
        life = Life()
        with DeskProcess(f"{number}-{self.chance.random()}", life) as desk:
            desk.wait_for_lines(lines // 2)
            if site_is.startswith("dies"):
                self.site.kill()
            back = threading.Thread(target=self.site.start if site_is.endswith("returns") else lambda: None)
            back.start()
            try:
                desk.wait_for_lines(lines)
                time.sleep(moment)
                assert desk.process.poll() is None, f"the desk ended by itself: {life.said[-8:]} {life.errors}"
                desk.process.kill()
            finally:
                back.join()
        assert not life.of("bug"), f"{life.of('bug')} {life.errors}"
        return life

    def reopen(self) -> OpenDesk:
        """The database after the kill, opened as the program opens it."""
        return open_profile(self.profile, passphrase=PASSPHRASE)

    def check_nothing_lost(self, found: OpenDesk, life: Life) -> None:
        """Everything this life and those before it said is there."""
        self.acknowledged += life.said
        with found.desk.read() as view:
            self.filled = bool(view.rows("SELECT 1 FROM rulebook") and view.rows("SELECT 1 FROM comment LIMIT 1"))
        _check_words(found, self.acknowledged)
        _check_decisions(found, self.acknowledged)
        _check_publishing(found, self.acknowledged)
        _check_rules(found, life.said)
        _check_light(found, life.said)

    def finish(self, found: OpenDesk) -> None:
        """Let everything arrive, and compare the site with the desk."""
        self._site(running=True)
        api = site_of(found)
        try:
            until = time.monotonic() + 60
            while waiting := _send_at_once(found):
                assert time.monotonic() < until, f"{waiting} operations never left"
                assert Cycle(found.desk, api).run().corrected == (), "the kill left a copy that differs"
            assert Cycle(found.desk, api).run().corrected == ()
            check_each_once(found.desk, self.records, self.at_first)
            check_equal(found.desk, api)
        finally:
            api.close()

    def close(self) -> None:
        """End the site."""
        self.site.kill()

    def _site(self, *, running: bool) -> None:
        if running and not self.site.running:
            self.site.start()
        elif not running:
            self.site.kill()


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Printed, so that a failure can be run again with BACKBENCH_KILL_SEED."""
    long = request.node.get_closest_marker("faults") is not None
    drawn = random.SystemRandom().randrange(1_000_000) if long else FEW_KILLS_SEED
    value = int(os.environ.get("BACKBENCH_KILL_SEED") or drawn)
    print(f"BACKBENCH_KILL_SEED={value}")
    return value


@pytest.fixture
def bench(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> Iterator[Bench]:
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BACKBENCH_PASSPHRASE", PASSPHRASE)
    long = request.node.get_closest_marker("faults") is not None
    made = Bench(tmp_path, random.Random(seed), most_lines=30 if long else 14)
    yield made
    made.close()


@pytest.mark.timeout(600)
def test_four_kills(bench: Bench) -> None:
    _kill(bench, 4)


@pytest.mark.faults
@pytest.mark.timeout(1_700)
def test_fifty_kills(bench: Bench) -> None:
    _kill(bench, 50)


def _kill(bench: Bench, times: int) -> None:
    for number in range(1, times + 1):
        life = bench.live_and_die(number)
        found = bench.reopen()
        try:
            bench.check_nothing_lost(found, life)
            if number == times or bench.chance.random() < 0.4:  # else the next life goes on with a full outbox
                bench.finish(found)
        finally:
            found.desk.close()
    kinds = {line["what"] for line in bench.acknowledged}
    assert {"saved", "decided"} <= kinds, f"too little was done to show anything: {kinds}"
    counts = {kind: sum(line["what"] == kind for line in bench.acknowledged) for kind in sorted(kinds)}
    print(f"acknowledged before {times} kills: {counts}; operations on the site: {len(bench.records.done())}")


def _check_words(found: OpenDesk, said: list[dict[str, Any]]) -> None:
    """Every text whose foot said "saved" is a version of its story, or was thinned out for one that says all of it."""
    with found.desk.read() as view:
        names = "headline, standfirst, byline, section, slug, body"
        kept = set(view.rows(f"SELECT article_id, {names} FROM article_version"))
    for line in said:
        if line["what"] not in ("saved", "published") or (line["article"], *line["fields"].values()) in kept:
            continue
        old = time.monotonic() - line["at"] > AGE_MS / 1000
        fields = ArticleFields(**line["fields"])
        followers = [ArticleFields(*texts) for article, *texts in kept if article == line["article"]]
        assert old and any(says_all_of(fields, other) for other in followers), f"lost: {fields.body[-80:]!r}"


def _check_decisions(found: OpenDesk, said: list[dict[str, Any]]) -> None:
    """Every decision shown on a card is in the log; only those that were to be taken back are withdrawn."""
    with found.desk.read() as view:
        log = {
            id_: (verdict, bool(gone), comment)
            for id_, verdict, gone, comment in view.rows("SELECT id, verdict, withdrawn, comment_id FROM decision")
        }
        undone = {row[0] for row in view.rows("SELECT json_extract(content, '$.reverts') FROM decision")}
    doubtful = {line["decision"] for line in said if line["what"] == "asked to take back"}
    for line in said:
        if line["what"] == "decided":
            assert line["decision"] in log, f"lost: the decision on {line['comment']}"
            verdict, gone, comment = log[line["decision"]]
            assert (verdict, comment) == (line["verdict"], line["comment"])
            assert not gone or line["decision"] in doubtful
        elif line["what"] == "taken back":
            assert line["decision"] in undone, f"lost: the undo on {line['comment']}"


def _check_publishing(found: OpenDesk, said: list[dict[str, Any]]) -> None:
    """Every publishing that the story acknowledged is an operation with those words."""
    asked = [o for o in every_operation(found.desk) if isinstance(o.body, PutArticle)]
    bodies = {(o.body.article_id, *asdict(o.body.fields).values()) for o in asked if isinstance(o.body, PutArticle)}
    for line in said:
        if line["what"] == "published":
            assert (line["article"], *line["fields"].values()) in bodies, f"lost: {line['fields']['body'][-80:]!r}"
    assert not [o.problem for o in asked if o.state is OperationState.PARKED]


def _check_rules(found: OpenDesk, said: list[dict[str, Any]]) -> None:
    """The last text of each rule that this life said was saved stands in the draft, or in what was published."""
    from editor.store import rulebooks

    with found.desk.read() as view:
        if not view.rows("SELECT 1 FROM rulebook LIMIT 1"):
            return
        books = [rulebooks.in_force(view), rulebooks.draft(view), rulebooks.waiting(view)]
    books += [o.body.rulebook for o in every_operation(found.desk) if isinstance(o.body, PublishRulebook)]
    texts = {(c.number, c.public_text) for book in books if book is not None for c in book.clauses}
    whole = {number: [t for n, t in texts if n == number] for number, _ in texts}
    for number, text in {line["clause"]: line["text"] for line in said if line["what"] == "rule"}.items():
        # typing may have gone on after the acknowledgement: the words stand at the end, more may follow
        assert any(kept.startswith(text) for kept in whole[number]), f"lost: rule {number} {text[-60:]!r}"


def _check_light(found: OpenDesk, said: list[dict[str, Any]]) -> None:
    """When the light said "all sent", what had been decided well before then was on the site."""
    states = {o.id: o.state for o in every_operation(found.desk)}
    lights = [line["at"] for line in said if line["what"] == "all sent"]
    if lights:
        for line in said:
            if line["what"] == "decided" and line["at"] < lights[-1] - LIGHT_LAG:
                assert states[line["decision"]] in (OperationState.DONE, OperationState.WITHDRAWN)


def _send_at_once(found: OpenDesk) -> int:
    """How much still waits; nothing waits for its seconds any more."""
    with found.desk.read() as view:
        box = outbox.summary(view)
    for operation in box.operations:
        moderation.send_now(found.desk, operation_id=operation.id)
    return box.waiting + box.unknown
