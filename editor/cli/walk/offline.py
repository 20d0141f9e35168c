"""The seventh step: everything again with the site stopped, the desk killed in the middle, and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from editor.bootstrap.driving import bugs_seen
from editor.cli.walk.desk_work import DeskWork
from editor.cli.walk.report import Step
from editor.domain.comments import CommentState
from editor.services import drafting, moderation, rulebook

if TYPE_CHECKING:
    from editor.cli.walk.steps import Walk

HEADLINE = "Written while the line was down"
BODY = "The line to the site was down when this was written."
LAST = "These are the last words before the desk was killed."
RULE = "Say it once."
_PASSPHRASE = "WALK_PASSPHRASE"


def work_offline(walk: Walk, step: Step) -> None:
    """Stop the site; let a desk of its own process do the job; kill it; open again; start the site; look."""
    others = [card for card in _reported(walk.desk) if card not in (walk.reply_id, walk.comment_id)]
    removed, banned = others[0], _by_another(walk, others)
    walk.paper.stop()
    walk.desk.driven.close()
    done = _in_a_process_that_is_killed(walk, removed, banned)
    step.expect("the desk wrote, published, decided, banned and changed a rule without the site", True)
    walk.desk = DeskWork.open(walk.passphrase)
    desk = walk.desk.driven
    desk.wait("the desk to see that the site is away", lambda: "offline" in desk.light.lower())
    body = drafting.open_story(desk.desk, article_id=done["article"]).fields.body
    step.expect("after the kill, every word that was shown as saved is here", BODY in body and LAST in body)
    box = desk.outgoing()
    step.expect(f"the outbox counts {box.waiting} things and the light says so", f"{box.waiting} waiting" in desk.light)
    step.expect(
        "the decision stands on this desk",
        moderation.context(desk.desk, comment_id=removed).card.state is CommentState.REMOVED,
    )
    desk.show("activity")
    walk.desk_pictures(step, "activity-offline")
    desk.show("inbox")
    walk.desk_pictures(step, "inbox-offline")
    walk.paper.start()
    desk.retry_now()
    desk.wait_sent(90.0)
    desk.wait("the light to say that all is sent", lambda: "All sent" in desk.light)  # it counts a moment later
    step.expect("the light says that all is sent", True)
    _look_at_the_site(walk, step, removed, banned, done["slug"])
    desk.show("activity")
    walk.desk_pictures(step, "activity-in-step")


def _look_at_the_site(walk: Walk, step: Step, removed: str, banned: str, slug: str) -> None:
    text = walk.visitor.read(f"/stories/{slug}")
    step.expect("the story written offline is on the site", HEADLINE in text and BODY in text)
    text = walk.visitor.read("/rules")
    step.expect("the rules page shows version 3", "ersion 3" in text and RULE in text)
    seen = walk.visitor.read(f"/comments/{removed}")
    step.expect("the comment removed offline is gone", "Removed under rule 1" in seen)
    reader = moderation.context(walk.desk.driven.desk, comment_id=banned).reader
    confirmed = [s for s in reader.sanctions if s.rev > 0]
    step.expect("the ban made offline is in force on the site, once", len(confirmed) == 1 and reader.barred)
    book = rulebook.editing(walk.desk.driven.desk)
    step.expect("the desk and the site have the same rules in force", book.in_force.version == 3 and not book.changes)
    log = moderation.context(walk.desk.driven.desk, comment_id=removed).log
    step.expect("the decision arrived once", len(log) == 1 and log[0].rev > 0)


def _reported(desk: DeskWork) -> list[str]:
    from editor.domain.inbox import Queue

    return [card.id for card in moderation.first_page(desk.driven.desk, queue=Queue.REPORTED).cards]


def _by_another(walk: Walk, ids: list[str]) -> str:
    """A reported comment by somebody else than the author of the first, and not barred yet."""
    found = [moderation.context(walk.desk.driven.desk, comment_id=i) for i in ids]
    first = found[0].reader.id
    return next(c.card.id for c in found[1:] if c.reader.id != first and not c.reader.barred)


def _in_a_process_that_is_killed(walk: Walk, removed: str, banned: str) -> dict[str, str]:
    """What the process said it had done; it was killed while it was still typing."""
    env = os.environ | ({_PASSPHRASE: walk.passphrase} if walk.passphrase else {})
    command = [sys.executable, "-m", "editor.cli.walk.offline", removed, banned]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith("{"):
                child.kill()
                done: dict[str, str] = json.loads(line)
                return done
    raise AssertionError(f"the desk ended by itself with {child.returncode}")


def main() -> None:
    """In the process that is killed: do the job offline, say so, and type on until the end."""
    removed, banned = sys.argv[1:3]
    desk = DeskWork.open(os.environ.get(_PASSPHRASE))
    article = desk.write_story(HEADLINE, section="Harbour", body=BODY)
    desk.publish(article.id)
    desk.find_in_reported(removed)
    desk.remove(removed, 1)
    desk.find_in_reported(banned)
    desk.ban(banned, 2)
    desk.edit_rule(1, f" {RULE}")
    desk.publish_rules("Shorter.")
    desk.driven.show("drafts")
    desk.driven.press("F3", "Ctrl+End")
    desk.driven.type(f" {LAST}")
    desk.driven.wait(
        "the last words to be on disk",
        lambda: LAST in drafting.open_story(desk.driven.desk, article_id=article.id).fields.body,
    )
    if bugs := bugs_seen():
        raise SystemExit("; ".join(bugs))
    print(json.dumps({"article": article.id, "slug": article.fields.slug}), flush=True)
    while True:
        desk.driven.type(" and on")


if __name__ == "__main__":
    main()
