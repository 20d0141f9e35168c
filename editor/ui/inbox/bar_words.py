"""What the verdict bar says: of the comment in view, of an act that can be taken back, of the mode that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.ui.inbox.keys import KeyReader, Mode
from editor.ui.inbox.slots import ban_slots, decided_slots, open_slots
from editor.ui.inbox.verdicts import LastBan, LastDecision
from editor.ui.inbox.wording import afterwards_words, is_decided, quoting_words, rule_name

if TYPE_CHECKING:
    from editor.ui.inbox.verdict_bar import Slot, VerdictBar
    from editor.ui.inbox.work import InboxWork


def show_answers(bar: VerdictBar, work: InboxWork, keys: KeyReader) -> bool:
    """Fill the bands above the verbs; whether something waits that Enter would send now."""
    card, context = work.card, work.context
    operation, left = work.pending()
    decided = card is not None and is_decided(card)
    clause = card.decided_clause if card is not None and decided else keys.clause
    bar.after.show_words(
        afterwards_words(context, clause) if context else "", quoting_words(context) if context else ""
    )
    bar.slots_band.show_slots(_slots(work, bool(operation), left), can_send=bool(operation))
    bar.set_enabled_verbs(decide=card is not None, undo=decided or work.verdicts.last is not None)
    return bool(operation)


def _slots(work: InboxWork, waiting: bool, left: int) -> list[Slot]:
    card, context, last = work.card, work.context, work.verdicts.last
    if card is not None and is_decided(card):
        mine = last if isinstance(last, LastDecision) and last.after.id == card.id else None
        return decided_slots(card, context, left, mine)
    if waiting and isinstance(last, LastDecision):
        return decided_slots(last.after, None, left, last)
    if waiting and isinstance(last, LastBan):
        return ban_slots(last, left)
    return open_slots(card, context) if card is not None else []


def show_mode(bar: VerdictBar, work: InboxWork, keys: KeyReader) -> None:
    """The verbs, or what the open mode asks."""
    card = work.card
    author = card.author_name if card is not None else ""
    if keys.mode in (Mode.REMOVE, Mode.BAN) and card is not None:
        bar.show_rules(
            f"Remove {author}’s comment because it breaks which rule?"
            if keys.mode is Mode.REMOVE
            else f"Ban {author} because of which rule?"
        )
    elif keys.mode is Mode.CONFIRM_BAN and keys.clause is not None and card is not None:
        rule = rule_name(keys.clause, work.rule_labels().get(keys.clause, ""))
        bar.show_confirm(
            f"Ban {author} for good under {rule}?",
            "No comments or reports on the subscribing account. This comment is the evidence.",
        )
    else:
        bar.show_verbs()
