"""What the middle band of the verdict bar answers, for a comment nobody decided and for one that was decided."""

from __future__ import annotations

from editor.domain.comments import CommentState, ReportAnswer
from editor.domain.decisions import Verdict
from editor.domain.inbox import CommentCard, CommentContext, Delivery
from editor.ui.inbox.verdict_bar import Slot
from editor.ui.inbox.verdicts import LastBan, LastDecision
from editor.ui.inbox.wording import (
    answer_of,
    answered_words,
    counted,
    delivery_words,
    is_decided,
    short_time,
    state_look,
    verdict_look,
)

_DELIVERY_ICONS = {Delivery.WAITING: "hourglass", Delivery.SENT: "check", Delivery.PARKED: "triangle-alert"}


def open_slots(card: CommentCard, context: CommentContext | None) -> list[Slot]:
    """As things stand, before anyone decides."""
    role, icon, words = state_look(card)
    reports = f"{card.open_reports:,} open" if card.open_reports else "None"
    if card.top_clause is not None and card.open_reports:
        reports += f", rule {card.top_clause}"
    return [
        Slot("The comment", words, icon, role),
        Slot("Reports", reports, "flag"),
        _reader_slot(card, context),
        Slot("If it goes, we tell", "The author", "send"),
    ]


def decided_slots(
    card: CommentCard, context: CommentContext | None, seconds_left: int, last: LastDecision | None
) -> list[Slot]:
    """What was decided on a comment, what became of its reports, who is told, how far it has come."""
    role, icon, words = verdict_look(card)
    verdict = Verdict.REMOVE if card.state is CommentState.REMOVED else Verdict.APPROVE
    told = f"The author, rule {card.decided_clause}" if verdict is Verdict.REMOVE else "Nobody: it stays"
    who = f"{card.author_name}’s comment"
    return [
        Slot(who, words, icon, role if role != "text3" else "text2"),
        Slot("Reports", _answered(card, context, last), "flag"),
        Slot("We tell", told, "send"),
        _delivery_slot(card, seconds_left),
    ]


def ban_slots(ban: LastBan, seconds_left: int) -> list[Slot]:
    """What a ban means, and how far it has come."""
    words = f"Leaves in {seconds_left} s" if seconds_left else "On its way to the site"
    return [
        Slot("The reader", f"{ban.card.author_name} · banned", "ban", "removed"),
        Slot("Because of", f"Rule {ban.sanction.clause}, for good", "gavel"),
        Slot("We tell", "The reader", "send"),
        Slot("U takes it back", words, "hourglass"),
    ]


def _answered(card: CommentCard, context: CommentContext | None, last: LastDecision | None) -> str:
    if last is not None:
        answer = ReportAnswer.UPHELD if last.decision.verdict is Verdict.REMOVE else ReportAnswer.NOT_UPHELD
        return answered_words(last.before.open_reports, answer)
    if context is None or context.card.id != card.id:
        return "…"
    found = (answer_of(card, line.report) for line in context.reports)
    answers = [answer for answer in found if answer is not None]
    if not answers:
        return "None were made"
    upheld = sum(answer is ReportAnswer.UPHELD for answer in answers)
    if upheld in (0, len(answers)):
        return answered_words(len(answers), answers[0])
    return f"{upheld} of {counted(len(answers), 'report')} upheld"


def _delivery_slot(card: CommentCard, seconds_left: int) -> Slot:
    icon = _DELIVERY_ICONS.get(card.delivery, "check")
    role = "held" if card.delivery is Delivery.PARKED else "text"
    if card.delivery is Delivery.NONE:
        when = f", {short_time(card.decided_at)}" if card.decided_at else ""
        return Slot("Decided by", f"{card.decided_by or 'The site'}{when}", "user", role)
    question = "U takes it back" if is_decided(card) else "On its way"
    return Slot(question, delivery_words(card.delivery, seconds_left), icon, role)


def _reader_slot(card: CommentCard, context: CommentContext | None) -> Slot:
    if context is None or context.card.id != card.id:
        return Slot("The reader", card.standing or "…", "user")
    reader = context.reader
    if reader.barred:
        return Slot("The reader", "May not comment", "ban", "removed")
    if not reader.subscribed:
        return Slot("The reader", "No subscription now", "user", "held")
    words = counted(reader.removed, "removal") if reader.removed else "None removed"
    return Slot("The reader", words, "user")
