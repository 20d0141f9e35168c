"""A database of every released schema opens in this program, and everything in it can be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.models import metadata
from db.upgrade import HEAD, revision_name
from editor.domain.activity import Outbox
from editor.domain.articles import Whereabouts
from editor.domain.inbox import Queue
from editor.services import activity, drafting, moderation, rulebook
from editor.store import upkeep
from editor.store.open import open_desk
from tests.helpers.desk_store import KEY, HandClock

FROZEN = sorted(Path(__file__).parent.glob("[0-9][0-9][0-9][0-9].db"))


def test_there_is_one_of_the_present_schema() -> None:
    assert [file.stem for file in FROZEN][-1] == revision_name(HEAD)


@pytest.mark.parametrize("file", FROZEN, ids=lambda file: file.stem)
def test_a_released_database_opens_and_is_whole(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "desk.db"
    shutil.copyfile(file, copy)
    desk = open_desk(copy, KEY, HandClock())
    assert upkeep.problems(desk) == ()
    assert desk.identity.member.name == "Isla Morran"
    with desk.read() as view:
        for table in metadata.sorted_tables:
            assert view.value(f"SELECT count(*) FROM {table.name}"), f"{table.name} is empty: it proves nothing"
    assert [line.count for line in moderation.queue_counts(desk)] == [0, 1, 0, 2, 3]
    cards = moderation.first_page(desk, queue=Queue.EVERYTHING).cards
    contexts = [moderation.context(desk, comment_id=card.id) for card in cards]
    assert sorted(len(found.log) for found in contexts) == [0, 1, 1]
    assert all(found.reader.barred for found in contexts)
    told = {line.report.rulebook_version for found in contexts for line in found.reports}
    assert told == ({None} if file.stem == "0001" else {1}), "the first schema had no place for it"
    assert len(moderation.find(desk, words="ferry late").cards) == 3
    stories = drafting.stories(desk)
    assert {row.whereabouts for row in stories} >= {Whereabouts.CONFLICT, Whereabouts.WAITING, Whereabouts.PUBLISHED}
    for row in stories:
        assert drafting.open_story(desk, article_id=row.id).head_version
        assert drafting.versions(desk, article_id=row.id)
    rules = rulebook.editing(desk)
    assert rules.waiting is not None
    assert rules.waiting.clause(1).public_text == "Changed."
    assert rules.draft.clause(2).public_text == "A draft."
    outgoing: Outbox = activity.outgoing(desk)
    assert (outgoing.waiting, outgoing.parked) == (4, 1)
    assert len(activity.timeline(desk)) >= 10
    with desk.write() as unit:
        assert upkeep.rebuild_projection(unit) == set()
    desk.close()
