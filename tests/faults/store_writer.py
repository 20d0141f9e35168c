"""Works at a desk until it is killed: types, decides and takes over a feed, and says on stdout what is safe.

A line is printed only after the write it names has returned: whoever reads it may rely on it.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path

from editor.domain.decisions import Verdict
from editor.domain.feed import Change, Cursor, Kind
from editor.ports import SystemClock
from editor.services import drafting, moderation
from editor.store import inbound, outbox
from editor.store.desk import Desk
from editor.store.open import open_desk
from tests.helpers import moderating
from tests.helpers.desk_store import KEY, comment, report

_speaking = threading.Lock()


def say(*words: object) -> None:
    """One whole line at once."""
    with _speaking:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()


def take_over(desk: Desk) -> None:
    """Pages of a feed without end, from the cursor on; comment ``n`` has sequence ``n``, every tenth has a report."""
    with desk.read() as view:
        cursor = inbound.cursor(view)
    seq = cursor.seq if cursor else 0
    while True:
        page = [
            Change(n, Kind.COMMENT, f"c{n}", 1, deleted=False, thing=comment(f"c{n}"))
            for n in range(seq + 1, seq + 201)
        ]
        page += [
            Change(n, Kind.REPORT, f"p{n}", 1, deleted=False, thing=report(f"p{n}", f"c{n}", rulebook_version=n))
            for n in range(seq + 10, seq + 201, 10)
        ]
        inbound.apply_changes(desk, page, Cursor("e1", seq + 200))
        seq += 200
        say("cursor", seq)


def work(desk: Desk, first: int) -> None:
    """Type and decide by turns."""
    story = drafting.new_story(desk).result
    say("story", story.id)
    number = first
    while True:
        number += 1
        fields = replace(story.fields, body=f"Words {number} " * 40)
        story = drafting.save(desk, article_id=story.id, fields=fields, parent=story.head_version).result
        say("version", story.id, story.head_version, number)
        page = moderation.first_page(desk, queue=moderation.Queue.NEW, limit=1)
        for card in page.cards:
            done = moderation.decide(
                desk, comment_id=card.id, verdict=Verdict.REMOVE, seen=moderating.seen(desk, card.id), clause=1
            )
            say("decision", done.result.id, card.id)
            if number % 3 == 0:
                with desk.write() as unit:
                    outbox.mark_sending(unit, [done.result.id])
                say("sending", done.result.id)


def main() -> None:
    """Open the desk, then do both until the end."""
    desk = open_desk(Path(sys.argv[1]), KEY, SystemClock())
    say("open")
    threading.Thread(target=take_over, args=(desk,), daemon=True).start()
    work(desk, int(sys.argv[2]) * 100_000)


if __name__ == "__main__":
    main()
