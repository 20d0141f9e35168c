"""SIGKILL of a desk that writes and syncs: nothing acknowledged is lost, and the site has each thing once."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.engine import new_key
from editor.domain.articles import ArticleState, SiteArticle
from editor.domain.errors import ManyDeletions, NotFound
from editor.domain.feed import Kind
from editor.domain.people import Role
from editor.ports import SystemClock
from editor.services import drafting
from editor.sites.bundled import BundledSite, sign_in
from editor.store import decisions
from editor.store.desk import Desk
from editor.store.open import open_desk
from editor.sync.cycle import Cycle
from tests.contracts import making
from tests.contracts.bundled_driver import BundledDriver
from tests.helpers.desk_and_site import SiteRecords, check_each_once, check_equal
from tests.helpers.site_process import PASSWORD


def run_and_kill(command: list[str], seconds: float) -> list[dict[str, str]]:
    """What the child had acknowledged when it was killed; a line cut off by the kill was not."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        out, err = child.communicate()
    assert child.returncode == -9, err.decode()
    lines = (first + out).decode().split("\n")[:-1]
    return [json.loads(line) for line in lines if line]


def kill_often(tmp_path: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)
    site = BundledDriver(tmp_path)
    try:
        making.done(site.staff(Role.MODERATOR), making.publish_rulebook(1))
        story = making.published(site.staff(Role.EDITOR))
        for n in range(8):
            site.post(site.reader(), story.id, f"Comment {n}")
        token, device, _ = sign_in(site.process.url, Role.ADMINISTRATOR.value, PASSWORD, "to be killed")
        path, key = tmp_path / "desk" / "desk.db", new_key()
        command = [
            sys.executable,
            "-m",
            "tests.faults.sync_child",
            str(path),
            key.hex(),
            site.process.url,
            token,
            device,
        ]
        records = SiteRecords(Path(site.process.database))
        at_first, earlier = records.article_revisions(), records.done()
        acknowledged: list[dict[str, str]] = []
        for _ in range(times):
            acknowledged += run_and_kill(command, chance.uniform(0.05, 0.9))
        while len(acknowledged) <= times:  # a busy machine: killed before the second thing was said
            acknowledged += run_and_kill(command, 2.0)
        desk = open_desk(path, key, SystemClock())
        api = BundledSite(site.process.url, token)
        try:
            check(desk, api, acknowledged)
            check_each_once(desk, records, at_first, earlier)
            check_equal(desk, api)
        finally:
            api.close()
            desk.close()
    finally:
        site.close()


def check(desk: Desk, site: BundledSite, acknowledged: list[dict[str, str]]) -> None:
    """What was acknowledged on screen stands on this desk, and on the site once everything is sent."""
    try:
        for line in acknowledged:  # before anything is synced
            if "story" in line:
                assert drafting.open_story(desk, article_id=line["story"]).fields.body == line["body"]
            else:
                with desk.read() as view:
                    assert decisions.get(view, line["decision"]).comment_id == line["comment"]
    except NotFound as lost:
        raise AssertionError("acknowledged on screen, and lost") from lost
    settle(Cycle(desk, site))
    for line in acknowledged:
        if "story" in line:
            stored = site.get(Kind.ARTICLE, line["story"])
            assert isinstance(stored, SiteArticle)
            assert (stored.state, stored.fields.body) == (ArticleState.PUBLISHED, line["body"])
        else:
            assert site.get(Kind.DECISION, line["decision"]) is not None


def settle(cycle: Cycle) -> None:
    for _ in range(20):
        time.sleep(0.3)  # decisions wait a little before they may leave
        try:
            outcome = cycle.run()
        except ManyDeletions as many:
            cycle.allowed |= many.items
            continue
        if not outcome.sent and not outcome.pulled:
            return


def test_a_few_kills(tmp_path: Path) -> None:
    kill_often(tmp_path, times=3, seed=4)


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_fifty_kills(tmp_path: Path) -> None:
    kill_often(tmp_path, times=50, seed=int(time.time()))
