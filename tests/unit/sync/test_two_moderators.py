"""Two moderators at one comment: each decides on what their own screen shows, whatever has arrived behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from editor.domain.comments import CommentState, SiteComment
from editor.domain.decisions import Decision, Seen, Verdict
from editor.domain.errors import BadInput, NotFound
from editor.domain.people import Role
from editor.services import moderation, rulebook
from editor.sites.memory import MemorySite
from editor.sync.cycle import Cycle
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite
from tests.unit.sync.conftest import MakeDesk

Two = tuple[DeskOnSite, DeskOnSite, SiteComment]


def sync(on: DeskOnSite) -> None:
    on.clock.ahead += timedelta(seconds=6)  # past the seconds in which a decision could be taken back
    Cycle(on.desk, on.api).run()


def remove(on: DeskOnSite, comment: SiteComment, seen: Seen | None = None) -> Decision:
    seen = seen or moderating.seen(on.desk, comment.id)
    return moderation.decide(on.desk, comment_id=comment.id, verdict=Verdict.REMOVE, seen=seen, clause=1).result


def state(site: MemorySite, comment: SiteComment) -> CommentState:
    found = site.state.find(SiteComment, comment.id)
    assert found is not None
    return found.state


@pytest.fixture
def two(site: MemorySite, make_desk: MakeDesk) -> Two:
    """Mara and Tom, who have both seen one comment."""
    api = site.api(site.sign_in("Edith", Role.EDITOR))
    comment = site.readers.post(site.readers.add("Oona").id, making.published(api).id, "Words to read")
    mara, tom = make_desk("Mara"), make_desk("Tom")
    sync(mara)
    sync(tom)
    return mara, tom, comment


def test_an_approval_on_a_card_that_showed_no_removal_does_not_undo_one(site: MemorySite, two: Two) -> None:
    mara, tom, comment = two
    on_screen = moderating.seen(mara.desk, comment.id)
    remove(tom, comment)
    sync(tom)
    sync(mara)  # the removal is here the moment before Mara presses A
    made = moderation.decide(mara.desk, comment_id=comment.id, verdict=Verdict.APPROVE, seen=on_screen).result
    assert made.seen_decision_id is None
    assert moderation.context(mara.desk, comment_id=comment.id).card.state is CommentState.REMOVED
    sync(mara)
    assert state(site, comment) is CommentState.REMOVED


def test_an_approval_in_sight_of_the_removal_replaces_it(site: MemorySite, two: Two) -> None:
    mara, tom, comment = two
    remove(tom, comment)
    sync(tom)
    sync(mara)
    seen = moderating.seen(mara.desk, comment.id)
    moderation.decide(mara.desk, comment_id=comment.id, verdict=Verdict.APPROVE, seen=seen)
    sync(mara)
    assert state(site, comment) is CommentState.PUBLISHED


def test_an_undo_takes_back_only_the_decision_it_names(site: MemorySite, two: Two) -> None:
    mara, tom, comment = two
    seen = moderating.seen(mara.desk, comment.id)
    mine = moderation.decide(mara.desk, comment_id=comment.id, verdict=Verdict.APPROVE, seen=seen).result
    sync(mara)
    sync(tom)
    remove(tom, comment)
    sync(tom)
    sync(mara)  # Tom's removal is in force, and Mara's screen still shows her approval
    with pytest.raises(BadInput, match="Tom’s decision"):
        moderation.undo(mara.desk, comment_id=comment.id, decision_id=mine.id)
    assert state(site, comment) is CommentState.REMOVED
    moderating.undo(mara.desk, comment.id)  # looked at again
    sync(mara)
    assert state(site, comment) is CommentState.PUBLISHED


def test_rules_changed_meanwhile_leave_a_decision_with_those_its_author_saw(site: MemorySite, two: Two) -> None:
    mara, _, comment = two
    on_screen = moderating.seen(mara.desk, comment.id)
    editor = site.api(site.sign_in("Edith", Role.EDITOR))
    making.done(editor, making.publish_rulebook(2, "Something else."))
    sync(mara)
    assert rulebook.in_force(mara.desk).version == 2
    made = remove(mara, comment, on_screen)
    assert (made.rulebook_version, made.reasons is not None and made.reasons.rulebook_version) == (1, 1)
    ban = moderation.ban(mara.desk, comment_id=comment.id, clause=1, rulebook_version=1).result
    assert ban.rulebook_version == 1
    with pytest.raises(NotFound, match="Version 7"):
        remove(mara, comment, replace(on_screen, rulebook_version=7))
