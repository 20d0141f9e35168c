"""What a moderator does: look through queues, decide, undo, ban."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from editor.domain import rulebook as rules
from editor.domain.changes import ChangeSet, Done
from editor.domain.comments import CommentState, text_hash
from editor.domain.decisions import MAX_PRIVATE_NOTE, MAX_QUOTE, Decision, Seen, StatementOfReasons, Verdict
from editor.domain.errors import BadInput, NotAllowed
from editor.domain.ids import new_id
from editor.domain.inbox import CommentCard, CommentContext, KeyList, Order, Page, Queue, QueueCount, SearchHits
from editor.domain.operations import UNDO_SECONDS, Decide, LiftSanction, Operation, PlaceSanction
from editor.domain.people import Member, may
from editor.domain.sanctions import Sanction, SanctionKind, barring
from editor.store import comments, decisions, outbox, readers, rulebooks, search
from editor.store.desk import Desk

DEFAULT_QUOTE = 280  # code points of the comment that stand as evidence when nobody chose words


def queue_counts(desk: Desk) -> tuple[QueueCount, ...]:
    """How many comments each queue holds, in the order of :class:`Queue`."""
    with desk.read() as view:
        return comments.queue_counts(view)


def first_page(desk: Desk, *, queue: Queue, order: Order = Order.NEWEST, limit: int = 100) -> Page:
    """The first cards of a queue and its count."""
    with desk.read() as view:
        return comments.first_page(view, queue, order, limit)


def keys(desk: Desk, *, queue: Queue, order: Order = Order.NEWEST) -> KeyList:
    """All keys of a queue in order, eight bytes each; for a worker thread."""
    with desk.read() as view:
        return comments.keys(view, queue, order)


def cards(desk: Desk, *, wanted: Sequence[int]) -> tuple[CommentCard, ...]:
    """The cards with these keys, in the order asked for; keys that are gone are left out."""
    with desk.read() as view:
        return comments.cards(view, wanted)


def new_since(desk: Desk, *, queue: Queue, newest_key: int) -> int:
    """How many comments with a larger key than ``newest_key`` a queue holds, counted up to 1,000."""
    with desk.read() as view:
        return comments.new_since(view, queue, newest_key, 1_000)


def context(desk: Desk, *, comment_id: str) -> CommentContext:
    """Everything beside a card. Raises NotFound."""
    with desk.read() as view:
        return comments.context(view, comment_id)


def find(
    desk: Desk,
    *,
    words: str,
    limit: int = 50,
    before_key: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> SearchHits:
    """Comments that hold all ``words`` (the last one as a beginning), newest first.

    Given up, with an error, soon after ``stop`` answers True.
    """
    with desk.read(stop) as view:
        return search.comments(view, words, limit, before_key)


def decide(
    desk: Desk,
    *,
    comment_id: str,
    verdict: Verdict,
    seen: Seen,
    clause: int | None = None,
    quote: str = "",
    note: str = "",
) -> Done[Decision]:
    """Approve or remove a comment, answer its open reports, and queue the decision for the site.

    ``seen`` is what was on screen: of a decision that came since, this one knows nothing, and the stricter stands. A
    removal needs ``clause``, and takes ``quote`` from the comment when it is empty. Raises NotAllowed, NotFound
    (comment, rules), BadInput (no such rule, words edited since, quote not in the text).
    """
    member = _moderator(desk)
    with desk.write() as unit:
        now = desk.clock.now()
        standing = comments.standing(unit, comment_id)
        if text_hash(standing.text) != seen.text_hash:
            raise BadInput("The reader edited this comment while you were reading it. Read it again, then decide.")
        if standing.state is CommentState.WITHDRAWN:
            raise BadInput("The reader withdrew this comment.")
        book = rulebooks.version(unit, seen.rulebook_version)
        reasons = _reasons(book, verdict, clause, quote, standing.text, standing.headline, now)
        decision = Decision(
            id=new_id(),
            comment_id=comment_id,
            verdict=verdict,
            actor_id=member.id,
            actor_name=member.name,
            device_id=desk.identity.device_id,
            decided_at=now,
            text_hash=seen.text_hash,
            rulebook_version=book.version,
            seen_decision_id=seen.decision_id,
            clause=clause if verdict is Verdict.REMOVE else None,
            quote=reasons.quote if reasons else "",
            note=note[:MAX_PRIVATE_NOTE],
            reasons=reasons,
        )
        changes = decisions.add(unit, decision)
        changes |= outbox.add(
            unit,
            Operation(
                id=decision.id,
                subject=f"comment:{comment_id}",
                body=Decide(decision),
                base_rev=None,
                made_at=now,
                not_before=now + timedelta(seconds=UNDO_SECONDS),
                label=_label(verdict, clause, standing.author_name),
            ),
        )
        return Done(decision, changes)


def undo(desk: Desk, *, comment_id: str, decision_id: str | None) -> Done[Decision | None]:
    """Take back ``decision_id``, shown as in force on a comment; None when no decision is in force any more.

    While it still waits in the outbox it is withdrawn and never leaves; afterwards an undo is queued behind it. Raises
    NotAllowed, NotFound, BadInput (another decision has taken its place since).
    """
    member = _moderator(desk)
    with desk.write() as unit:
        now = desk.clock.now()
        standing = comments.standing(unit, comment_id)
        if standing.decision_id is None:
            return Done(None, ChangeSet())
        undone = decisions.get(unit, standing.decision_id)
        if undone.verdict is Verdict.REVERT:
            return Done(None, ChangeSet())
        if undone.id != decision_id:
            raise BadInput(f"{undone.actor_name}’s decision is in force here now. Look at it, then take it back.")
        reversal = Decision(
            id=new_id(),
            comment_id=comment_id,
            verdict=Verdict.REVERT,
            actor_id=member.id,
            actor_name=member.name,
            device_id=desk.identity.device_id,
            decided_at=now,
            text_hash=text_hash(standing.text),
            rulebook_version=undone.rulebook_version,
            seen_decision_id=undone.id,
            reverts=undone.id,
        )
        changes = decisions.add(unit, reversal)
        if outbox.withdraw(unit, undone.id):
            return Done(reversal, changes | ChangeSet(outbox=True))
        changes |= outbox.add(
            unit,
            Operation(
                id=reversal.id,
                subject=f"comment:{comment_id}",
                body=Decide(reversal),
                base_rev=None,
                made_at=now,
                not_before=now,
                label=f"Take back the decision on {standing.author_name}’s comment",
            ),
        )
        return Done(reversal, changes)


def ban(desk: Desk, *, comment_id: str, clause: int, rulebook_version: int) -> Done[Sanction]:
    """Ban the author of a comment for good, on the account they subscribe with; the comment is the evidence.

    The rule is that of the version on screen. Raises NotAllowed, NotFound, BadInput (no such rule, already banned).
    """
    member = _moderator(desk)
    with desk.write() as unit:
        now = desk.clock.now()
        standing = comments.standing(unit, comment_id)
        book = rulebooks.version(unit, rulebook_version)
        label = _clause(book, clause).label
        bar = barring(readers.sanctions(unit, standing.reader_id), now)
        if bar is not None and bar.ends is None:  # one who is suspended may still be banned
            raise BadInput(f"{standing.author_name} is already barred.")
        sanction = Sanction(
            id=new_id(),
            reader_id=standing.reader_id,
            kind=SanctionKind.BAN,
            begins=now,
            ends=None,
            clause=clause,
            rulebook_version=book.version,
            evidence=(comment_id,),
            actor_id=member.id,
            actor_name=member.name,
            notice=(
                f"You may no longer take part in the comments, on this account and for good, because of rule {clause}, "
                f"{label}. To appeal, write to {book.appeal_address}."
            ),
        )
        changes = readers.add_sanction(unit, sanction)
        changes |= outbox.add(
            unit,
            Operation(
                id=sanction.id,
                subject=f"reader:{sanction.reader_id}",
                body=PlaceSanction(sanction),
                base_rev=None,
                made_at=now,
                not_before=now + timedelta(seconds=UNDO_SECONDS),
                label=f"Ban {standing.author_name}",
            ),
        )
        return Done(sanction, changes)


def lift_ban(desk: Desk, *, sanction_id: str, reason: str = "taken back") -> Done[Sanction]:
    """End a sanction; one that has not left the outbox is withdrawn. Raises NotAllowed, NotFound."""
    member = _moderator(desk)
    with desk.write() as unit:
        now = desk.clock.now()
        lifted, changes = readers.end_sanction(unit, sanction_id, now, member.name)
        if outbox.withdraw(unit, sanction_id):
            return Done(lifted, changes | ChangeSet(outbox=True))
        changes |= outbox.add(
            unit,
            Operation(
                id=new_id(),
                subject=f"reader:{lifted.reader_id}",
                body=LiftSanction(sanction_id, lifted.reader_id, reason),
                base_rev=None,
                made_at=now,
                not_before=now,
                label="Lift a ban",
            ),
        )
        return Done(lifted, changes)


def send_now(desk: Desk, *, operation_id: str) -> Done[bool]:
    """Let a waiting decision leave at once instead of after its few seconds; False when it has left."""
    with desk.write() as unit:
        released = outbox.release(unit, operation_id, desk.clock.now())
        return Done(released, ChangeSet(outbox=released))


def _moderator(desk: Desk) -> Member:
    member = desk.identity.member
    if not may(member.role, "moderate"):
        raise NotAllowed("Deciding on comments needs the role moderator.")
    return member


def _clause(book: rules.Rulebook, number: int | None) -> rules.Clause:
    try:
        return book.clause(number if number is not None else -1)
    except KeyError as missing:
        raise BadInput("Choose the rule it breaks: R and the rule’s number.", field="clause") from missing


def _reasons(
    book: rules.Rulebook, verdict: Verdict, clause: int | None, quote: str, text: str, story: str, now: datetime
) -> StatementOfReasons | None:
    if verdict is not Verdict.REMOVE:
        return None
    found = _clause(book, clause)
    if quote and quote not in text:
        raise BadInput("The quoted words do not stand in the comment.", field="quote")
    words = (quote or shortened(text, DEFAULT_QUOTE))[:MAX_QUOTE]
    return rules.statement_of_reasons(book, found.number, quote=words, story=story, decided_at=now)


def shortened(text: str, limit: int) -> str:
    """The beginning of ``text``, at most ``limit`` code points, cut after a word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(None, 1)[0] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def _label(verdict: Verdict, clause: int | None, author: str) -> str:
    if verdict is Verdict.REMOVE:
        return f"Remove {author}’s comment under rule {clause}"
    return f"Approve {author}’s comment"
