"""What the inbox says: counts, times, verdicts and consequences in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from editor.domain.comments import CommentState, Report, ReportAnswer
from editor.domain.inbox import CommentCard, CommentContext, Delivery, Order, Queue, ReaderRecord, ReporterLine
from editor.domain.sanctions import Sanction, SanctionKind

QUEUE_NAMES = {
    Queue.REPORTED: "Reported",
    Queue.HELD: "Held",
    Queue.NEW: "New",
    Queue.DECIDED: "Decided",
    Queue.EVERYTHING: "Everything",
}
QUEUE_ICONS = {
    Queue.REPORTED: "flag",
    Queue.HELD: "circle-pause",
    Queue.NEW: "inbox",
    Queue.DECIDED: "circle-check",
    Queue.EVERYTHING: "list",
}
ORDER_NAMES = {Order.NEWEST: "newest", Order.OLDEST: "oldest", Order.MOST_REPORTED: "most reported"}
STATE_WORDS = {
    CommentState.PUBLISHED: "Published",
    CommentState.HELD: "Held before publication",
    CommentState.REMOVED: "Removed",
    CommentState.WITHDRAWN: "Withdrawn by its author",
}
TO_DO = (Queue.REPORTED, Queue.HELD, Queue.NEW)


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 reply", "1,204 replies"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def clock_time(moment: datetime) -> str:
    """The wall clock of this desk: 13:58."""
    return f"{moment.astimezone():%H:%M}"


def short_time(moment: datetime, now: datetime | None = None) -> str:
    """13:58 today, 20 Nov this year, 20 Nov 2025 before."""
    local = moment.astimezone()
    today = (now or datetime.now(UTC)).astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    day = f"{local.day} {local:%b}"
    return day if local.year == today.year else f"{day} {local.year}"


def long_day(moment: datetime) -> str:
    """9 September 2026, on this desk's calendar."""
    local = moment.astimezone()
    return f"{local.day} {local:%B %Y}"


def count_words(queue: Queue, count: int) -> str:
    """What stands after the title: "38 to do", "1,204 decided"."""
    if queue in TO_DO:
        return f"{count:,} to do"
    return f"{count:,}" if queue is Queue.DECIDED else f"{count:,} comments"


def slug_words(slug: str) -> str:
    """A slug as people say it: "Lifeboat slip"."""
    words = slug.replace("-", " ")
    return words[:1].upper() + words[1:]


def rule_name(number: int, label: str) -> str:
    """ "2 Abuse of a person"."""
    return f"{number} {label}".strip()


def is_decided(card: CommentCard) -> bool:
    """Whether a decision is in force on the card: it is shown folded, with its verdict."""
    return card.decision_id is not None and card.queue is Queue.DECIDED


def reports_words(card: CommentCard) -> str:
    """The chip of a reported card: "4 reports · Abuse"; empty without open reports."""
    if not card.open_reports:
        return ""
    words = counted(card.open_reports, "report")
    return f"{words} · {card.top_clause_label}" if card.top_clause_label else words


def verdict_look(card: CommentCard) -> tuple[str, str, str]:
    """Role, icon and words of what a decided card shows: ("removed", "circle-x", "Removed · 7 Advertising")."""
    if card.state is CommentState.REMOVED:
        rule = f" · {rule_name(card.decided_clause, card.decided_clause_label)}" if card.decided_clause else ""
        return "removed", "circle-x", f"Removed{rule}"
    if card.state is CommentState.WITHDRAWN:
        return "text3", "circle-slash", "Withdrawn by its author"
    return "approved", "circle-check", "Approved"


def state_look(card: CommentCard) -> tuple[str, str, str]:
    """Role, icon and words of what readers see of a card nobody has decided."""
    if card.state is CommentState.PUBLISHED:
        return "text", "eye", "Published"
    if card.state is CommentState.HELD:
        return "held", "circle-pause", "Held"
    return verdict_look(card)


def card_words(card: CommentCard) -> str:
    """Every word of a card, for a screen reader."""
    parts = [card.author_name, card.standing, slug_words(card.article_slug), short_time(card.created), card.text]
    if is_decided(card):
        parts.append(verdict_look(card)[2])
        if card.decided_by:
            parts.append(f"by {card.decided_by}")
        parts.append(delivery_words(card.delivery))
    else:
        parts.append(reports_words(card))
        if card.state is CommentState.HELD:
            parts.append("Held before publication")
        if card.edited:
            parts.append("Edited")
    return ". ".join(part for part in parts if part)


def delivery_words(delivery: Delivery, seconds_left: int = 0) -> str:
    """How far a decision has come: "Leaves in 4 s", "Waiting for the site", "The site has it"."""
    if delivery is Delivery.WAITING:
        return f"Leaves in {seconds_left} s" if seconds_left > 0 else "Waiting for the site"
    return {Delivery.SENT: "The site has it", Delivery.PARKED: "The site refused it"}.get(delivery, "")


def afterwards_words(context: CommentContext, clause: int | None) -> str:
    """What readers will see below a comment that is removed; ``clause`` None while no rule is chosen."""
    if context.card.state is CommentState.WITHDRAWN:
        return "The reader withdrew this comment; a decision changes nothing for readers"
    if not context.replies:
        return "No replies: nothing else changes for readers"
    verb = "stays" if context.replies == 1 else "stay"
    under = f"“removed under rule {clause}”" if clause is not None else "the words “removed under rule …”"
    return f"{counted(context.replies, 'reply', 'replies')} {verb} under {under}"


def quoting_words(context: CommentContext) -> str:
    """ "1 reply quotes these words"; empty when none does."""
    number = len(context.quoting)
    if not number:
        return ""
    return f"{counted(number, 'reply', 'replies')} {'quotes' if number == 1 else 'quote'} these words"


def answer_of(card: CommentCard, report: Report) -> ReportAnswer | None:
    """How a report stands at this desk: as the site answered it, or as a decision that waits here will."""
    if report.answer is not None or card.open_reports or card.decision_id is None:
        return report.answer
    return ReportAnswer.UPHELD if card.state is CommentState.REMOVED else ReportAnswer.NOT_UPHELD


def answered_words(count: int, answer: ReportAnswer | None) -> str:
    """What became of the reports a decision answered."""
    if not count or answer is None:
        return "None were open"
    return f"{count:,} upheld" if answer is ReportAnswer.UPHELD else f"{count:,} not upheld"


def reporter_record(line: ReporterLine) -> str:
    """ "right 9 of 12", "none answered yet"."""
    return f"right {line.upheld} of {line.answered}" if line.answered else "none answered yet"


def since_words(lines: Sequence[ReporterLine]) -> list[str]:
    """ "Under version 2; changed since", where readers see other words now than those that reporters read."""
    counts = Counter((line.rule_then.version, line.rule_then.now is None) for line in lines if line.rule_then)
    words = []
    for (version, gone), number in sorted(counts.items()):
        under = f"Under version {version}" if number == len(lines) else f"{number} under version {version}"
        words.append(f"{under}; {'no longer a rule' if gone else 'changed since'}")
    return words


def reader_facts(reader: ReaderRecord) -> list[str]:
    """Lines below the chart of a reader's record."""
    lines = []
    if reader.reports_made:
        made = f"Reports made: {reader.reports_made:,}"
        lines.append(
            f"{made}, right in {reader.reports_upheld} of {reader.reports_answered} answered"
            if reader.reports_answered
            else f"{made}, none answered yet"
        )
    else:
        lines.append("Has made no reports")
    if not reader.sanctions:
        lines.append("Never banned or suspended")
    return lines


def sanction_words(sanction: Sanction) -> str:
    """ "Banned for good, rule 2, 9 September 2026. I. Marwick"."""
    kind = "Banned" if sanction.kind is SanctionKind.BAN else "Suspended"
    until = "for good" if sanction.ends is None else f"until {long_day(sanction.ends)}"
    words = f"{kind} {until}, rule {sanction.clause}, {long_day(sanction.begins)}"
    if sanction.ended_at is not None:
        words += f"; lifted {long_day(sanction.ended_at)}"
    return f"{words}. {sanction.actor_name}" if sanction.actor_name else words
