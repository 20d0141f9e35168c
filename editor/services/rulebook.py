"""What a rule writer does: edit a draft of the rulebook, see what changes, publish it as the next version."""

from __future__ import annotations

from dataclasses import dataclass, replace

from editor.domain import rulebook as rules
from editor.domain.changes import ChangeSet, Done
from editor.domain.errors import BadInput, NotAllowed
from editor.domain.ids import new_id
from editor.domain.operations import Operation, PublishRulebook
from editor.domain.people import may
from editor.domain.rulebook import Clause, ClauseChange, Rulebook
from editor.store import decisions, outbox, rulebooks
from editor.store.desk import Desk, View


@dataclass(frozen=True, slots=True)
class Editing:
    """The rulebook screen: what is in force, what the draft says, what differs, and what rests on each clause."""

    in_force: Rulebook
    draft: Rulebook  # when nothing was changed, the words that wait, or else those in force
    changes: tuple[ClauseChange, ...]
    decisions: dict[int, int]  # clause number -> removals ever made under it
    waiting: Rulebook | None  # published here, not yet on the site
    has_draft: bool  # whether something was changed that is neither in force nor waiting


def editing(desk: Desk) -> Editing:
    """Everything the rules screen shows."""
    with desk.read() as view:
        now, draft = rulebooks.in_force(view), _draft(view)
        return Editing(
            in_force=now,
            draft=draft,
            changes=rules.changes_between(now, draft),
            decisions=decisions.count_by_clause(view),
            waiting=rulebooks.waiting(view),
            has_draft=rulebooks.draft(view) is not None,
        )


def in_force(desk: Desk) -> Rulebook:
    """The rules that hold. Raises NotFound before any have come from the site."""
    with desk.read() as view:
        return rulebooks.in_force(view)


def save_clause(desk: Desk, *, clause: Clause) -> Done[Editing]:
    """Keep a changed clause in the draft; durable when this returns. An incomplete clause is kept too."""
    _allowed(desk)
    with desk.write() as unit:
        rulebooks.save_draft(unit, rules.with_clause(_draft(unit), clause), desk.clock.now())
    return Done(editing(desk), ChangeSet(rulebook=True))  # counts every removal: nobody's write waits for that


def discard_draft(desk: Desk) -> Done[Editing]:
    """Go back to the words in force."""
    _allowed(desk)
    with desk.write() as unit:
        rulebooks.drop_draft(unit)
    return Done(editing(desk), ChangeSet(rulebook=True))


def publish(desk: Desk, *, note: str = "") -> Done[Rulebook]:
    """Queue the draft as the next version. Raises NotAllowed, BadInput (unchanged, unsound, one already waits)."""
    _allowed(desk)
    with desk.write() as unit:
        now = desk.clock.now()
        in_force = rulebooks.in_force(unit)
        draft = rulebooks.draft(unit)
        if rulebooks.waiting(unit) is not None:
            raise BadInput("A version of the rules is still waiting for the site. Publish again once it has arrived.")
        if draft is None or not _differs(in_force, draft):
            raise BadInput("Nothing differs from the rules in force.")
        rules.check(draft)
        book = replace(
            draft,
            version=in_force.version + 1,
            published_at=now,
            published_by=desk.identity.member.name,
            change_note=note.strip(),
        )
        rulebooks.queue(unit, book)
        changes = outbox.replace_waiting(  # one that a colleague overtook is parked: this one takes its place
            unit,
            Operation(
                id=new_id(),
                subject="rulebook",
                body=PublishRulebook(book),
                base_rev=in_force.version,
                made_at=now,
                not_before=now,
                label=f"Publish rulebook {book.version}",
            ),
        )
        return Done(book, changes | ChangeSet(rulebook=True))


def history(desk: Desk) -> tuple[Rulebook, ...]:
    """Every version this desk knows, newest first."""
    with desk.read() as view:
        return rulebooks.versions(view)


def _draft(view: View) -> Rulebook:
    """The draft; without one, the words that wait for the site, and without those the words in force."""
    draft, waiting, now = rulebooks.draft(view), rulebooks.waiting(view), rulebooks.in_force(view)
    if draft is None and waiting is not None:
        return replace(waiting, version=now.version)  # a draft carries the number of the version it was made from
    return draft or now


def _differs(a: Rulebook, b: Rulebook) -> bool:
    return rules.content_hash(a) != rules.content_hash(b)


def _allowed(desk: Desk) -> None:
    if not may(desk.identity.member.role, "rules"):
        raise NotAllowed("Changing the rules needs the role editor or moderator.")
