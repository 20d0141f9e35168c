"""The process that a fault test kills: a desk that decides and publishes, and syncs, as fast as it can.

Prints a line for everything that was acknowledged to the person, after the transaction that made it durable.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from editor.domain.articles import ArticleFields
from editor.domain.decisions import Verdict
from editor.domain.errors import BadInput
from editor.domain.inbox import Queue
from editor.ports import SystemClock
from editor.services import drafting, moderation, publishing
from editor.sites.bundled import BundledSite
from editor.store.desk import Desk, Identity
from editor.store.open import open_desk
from editor.sync.loop import SyncLoop
from tests.helpers import moderating


def main() -> None:
    """Arguments: database, key in hex, URL, token, device id. Runs until it is killed."""
    path, key, url, token, device = sys.argv[1:]
    moderation.UNDO_SECONDS = 0.2
    desk = open_desk(Path(path), bytes.fromhex(key), SystemClock())
    site = BundledSite(url, token)
    info = site.info()
    desk.set_identity(Identity(info.member, device, info.name, info.url))
    loop = SyncLoop(desk, site, first_retry=0.1, last_retry=0.5)
    threading.Thread(target=loop.run, daemon=True).start()
    n = 0
    while True:
        n += 1
        _write(desk, n)
        _decide(desk, n)
        loop.nudge()


def _write(desk: Desk, n: int) -> None:
    fields = ArticleFields(f"Head {n}", "Stand", "By", "Harbour", "", f"Body {n}")
    id_ = drafting.new_story(desk, fields=fields).result.id
    fields = ArticleFields(f"Head {n}", "Stand", "By", "Harbour", f"story-{id_}", f"Body {n} and more")
    head = drafting.open_story(desk, article_id=id_).head_version
    drafting.save(desk, article_id=id_, fields=fields, parent=head)
    publishing.publish(desk, article_id=id_)
    print(json.dumps({"story": id_, "body": fields.body}), flush=True)


def _decide(desk: Desk, n: int) -> None:
    cards = moderation.first_page(desk, queue=Queue.EVERYTHING).cards
    if not cards:
        return
    card = cards[n % len(cards)]
    remove = n % 3 > 0
    try:
        done = moderation.decide(
            desk,
            comment_id=card.id,
            verdict=Verdict.REMOVE if remove else Verdict.APPROVE,
            seen=moderating.seen(desk, card.id),
            clause=1 + n % 3 if remove else None,
        )
    except BadInput:
        return
    print(json.dumps({"decision": done.result.id, "comment": card.id}), flush=True)


if __name__ == "__main__":
    main()
