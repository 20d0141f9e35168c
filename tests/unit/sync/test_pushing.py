"""What a site that fails on one operation, or a clock that is wrong, does to everything else that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from editor.domain.articles import ArticleFields, SiteArticle
from editor.domain.comments import CommentState, SiteComment
from editor.domain.decisions import Verdict
from editor.domain.errors import ManyDeletions, SiteError, SiteUnreachable
from editor.domain.operations import Operation, OperationResult
from editor.domain.people import Role
from editor.services import activity, drafting, moderation, publishing
from editor.sites.memory import MemorySite
from editor.sync.cycle import Cycle
from tests.contracts import making
from tests.helpers import moderating
from tests.helpers.desks import DeskOnSite
from tests.unit.sync.conftest import MakeDesk

WORDS = ArticleFields("Ferry cut", "By a third", "Mara Lind", "Harbour", "ferry-cut", "The last boat leaves at four.")


def sync(on: DeskOnSite) -> SiteError | None:
    try:
        Cycle(on.desk, on.api).run()
    except SiteError as failure:
        return failure
    return None


def publish(on: DeskOnSite, slug: str) -> str:
    id_ = drafting.new_story(on.desk, fields=replace(WORDS, slug=slug)).result.id
    publishing.publish(on.desk, article_id=id_)
    return id_


def fails_on(on: DeskOnSite, monkeypatch: pytest.MonkeyPatch, article_id: str, *, lookup: bool = True) -> list[int]:
    """The site breaks whenever it is given this story; the sizes of what it was sent."""
    sizes: list[int] = []
    real = on.api.apply

    def apply(operations: Sequence[Operation]) -> Sequence[OperationResult]:
        sizes.append(len(operations))
        if any(operation.subject == f"article:{article_id}" for operation in operations):
            raise SiteUnreachable("500")
        return real(operations)

    def down(ids: Sequence[str]) -> dict[str, OperationResult]:
        raise SiteUnreachable("500")

    monkeypatch.setattr(on.api, "apply", apply)
    if not lookup:
        monkeypatch.setattr(on.api, "lookup", down)
    return sizes


def test_one_story_the_site_fails_on_holds_up_no_other(
    site: MemorySite, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = make_desk()
    sync(on)
    bad = publish(on, "bad")
    good = [publish(on, f"good-{n}") for n in range(3)]
    sizes = fails_on(on, monkeypatch, bad)
    for _ in range(2):
        assert isinstance(sync(on), SiteUnreachable)  # nobody knows yet which it is
    failure = sync(on)
    assert isinstance(failure, SiteError) and not isinstance(failure, SiteUnreachable)
    assert "Everything else goes on" in str(failure)
    assert all(site.state.find(SiteArticle, id_) for id_ in good)
    sizes.clear()
    late = [publish(on, f"late-{n}") for n in range(3)]
    sync(on)
    assert sizes == [3, 1]  # what has not failed goes first and together
    assert all(site.state.find(SiteArticle, id_) for id_ in late)
    box = activity.outgoing(on.desk)
    assert (box.waiting, box.unknown, box.parked) == (1, 0, 0)
    monkeypatch.undo()
    assert sync(on) is None
    assert site.state.find(SiteArticle, bad)


def test_an_answer_lost_each_time_is_no_failure_of_the_operation(
    site: MemorySite, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = make_desk()
    sync(on)
    bad = publish(on, "bad")
    with monkeypatch.context() as broken:
        fails_on(on, broken, bad)
        assert sync(on) and sync(on)
    real = on.api.apply

    def arrives(operations: Sequence[Operation]) -> Sequence[OperationResult]:
        real(operations)
        raise SiteUnreachable("time-out")

    monkeypatch.setattr(on.api, "apply", arrives)
    assert sync(on) is None
    assert activity.outgoing(on.desk).unknown == activity.outgoing(on.desk).waiting == 0


def test_a_site_that_answers_nothing_more_is_not_tried_with_everything(
    site: MemorySite, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = make_desk()
    sync(on)
    bad = publish(on, "bad")
    publish(on, "good")
    with monkeypatch.context() as broken:
        fails_on(on, broken, bad)
        assert sync(on) and sync(on)
        with on.desk.write() as unit:
            unit.run("UPDATE outbox SET state = 'waiting'")  # as the lookup of the next cycle leaves them
        sizes = fails_on(on, broken, bad, lookup=False)
        assert isinstance(sync(on), SiteUnreachable)
        assert sizes == [1]


def test_a_clock_that_is_ahead_parks_nothing_as_too_old(site: MemorySite, make_desk: MakeDesk) -> None:
    on = make_desk()
    sync(on)
    id_ = publish(on, "ferry-cut")
    on.clock.ahead = timedelta(hours=30)
    outcome = Cycle(on.desk, on.api).run()
    assert (outcome.parked, outcome.held_for_clock, activity.outgoing(on.desk).waiting) == (0, 1, 1)
    on.clock.ahead = timedelta()
    assert sync(on) is None
    assert site.state.find(SiteArticle, id_)


def test_what_waits_leaves_although_many_deletions_wait_for_a_persons_word(
    site: MemorySite, make_desk: MakeDesk
) -> None:
    api = site.api(site.sign_in("Edith", Role.ADMINISTRATOR))
    comment = site.readers.post(site.readers.add("Tom").id, making.published(api).id, "Words")
    on = make_desk()
    sync(on)
    backup = site.backup()
    for _ in range(8):
        making.published(api)
    sync(on)
    site.restore(backup)
    seen = moderating.seen(on.desk, comment.id)
    moderation.decide(on.desk, comment_id=comment.id, verdict=Verdict.REMOVE, seen=seen, clause=1)
    on.clock.ahead = timedelta(seconds=6)
    with pytest.raises(ManyDeletions):
        Cycle(on.desk, on.api).run()
    found = site.state.find(SiteComment, comment.id)
    assert found is not None and found.state is CommentState.REMOVED
