"""Makes the frozen database of the present schema: run once when a schema is released, never again for the same number.

python -m tests.migrations.make_frozen tests/migrations/0002.db
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from editor.domain.comments import CommentState, ReportAnswer
from editor.domain.decisions import Verdict
from editor.domain.operations import Applied, RefusedOperation
from editor.services import drafting, moderation, publishing, rulebook
from editor.store import outbox
from tests.helpers import moderating
from tests.helpers.desk_store import START, Feed, HandClock, article, comment, make_desk, reader, report
from tests.helpers.desk_store import rulebook as rules


def fill(path: Path) -> None:
    """Something in every table."""
    clock = HandClock()
    desk = make_desk(path, clock)
    feed = Feed(desk)
    feed.send(rules(), reader(), reader("r2", "Callum Aske"), article(), article("a2", slug="second"))
    feed.send(comment("c1"), comment("c2", parent_id="c1"), comment("c3", state=CommentState.HELD), report())
    moderation.decide(
        desk, comment_id="c1", verdict=Verdict.REMOVE, seen=moderating.seen(desk, "c1"), clause=1, note="private"
    )
    sent = moderation.decide(desk, comment_id="c2", verdict=Verdict.APPROVE, seen=moderating.seen(desk, "c2")).result
    with desk.write() as unit:
        outbox.mark_sending(unit, [sent.id])
        things = (comment("c2", 2, parent_id="c1", decision_id=sent.id), replace(sent, rev=1))
        outbox.acknowledge(unit, Applied(sent.id, things, 20))
    feed.send(report("p2", "c2", 2, answer=ReportAnswer.NOT_UPHELD, answered_at=START + timedelta(hours=1)))
    moderation.ban(desk, comment_id="c3", clause=2, rulebook_version=1)
    story = drafting.new_story(desk, fields=article().fields).result
    publishing.publish(desk, article_id=story.id)
    now = drafting.open_story(desk, article_id="a2")
    drafting.save(desk, article_id="a2", fields=replace(now.fields, body="My words."), parent=now.head_version)
    feed.send(article("a2", 2, slug="second", body="Their words."))
    refused = publishing.send_draft(desk, article_id=drafting.new_story(desk).result.id).result
    with desk.write() as unit:
        (parked,) = [o for o in outbox.summary(unit).operations if o.subject == f"article:{refused.id}"]
        outbox.mark_sending(unit, [parked.id])
        outbox.refuse(unit, RefusedOperation(parked.id, 1, "Refused."))
    rulebook.save_clause(desk, clause=replace(rules().clauses[0], public_text="Changed."))
    rulebook.publish(desk, note="clearer")
    rulebook.save_clause(desk, clause=replace(rules().clauses[1], public_text="A draft."))
    desk.checkpoint()
    desk.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
