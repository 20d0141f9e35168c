"""The inbox's commands, for the palette, the footer and the sheet of keys; the screen reads the keys itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from editor.ui.commands import Command
from editor.ui.inbox.keys import ENTER, GO_LETTERS, Act, Intent, Mode
from editor.ui.inbox.wording import QUEUE_ICONS, QUEUE_NAMES, rule_name

if TYPE_CHECKING:
    from editor.ui.inbox.screen import InboxScreen

MOVING, COMMENT, QUEUES, READING = "Moving", "This comment", "Go to a queue", "Reading"


def inbox_commands(screen: InboxScreen) -> list[Command]:
    """Everything a person can do in the inbox now."""
    return [*_moving(screen), *_deciding(screen), *_rules(screen), *_reading(screen), *_queues(screen)]


def _moving(screen: InboxScreen) -> list[Command]:
    return [
        Command(
            "inbox.next",
            "Next comment",
            partial(screen.step, 1),
            "J",
            MOVING,
            bound=False,
            footer="move",
            in_palette=False,
        ),
        Command(
            "inbox.before",
            "Comment before",
            partial(screen.step, -1),
            "K",
            MOVING,
            bound=False,
            footer="move",
            in_palette=False,
        ),
        Command(
            "inbox.search",
            "Search all comments",
            screen.begin_search,
            "/",
            MOVING,
            "search",
            bound=False,
            footer="search",
        ),
        Command(
            "inbox.order", "Sort the queue another way", screen.turn_order, "T", MOVING, "arrow-down-up", bound=False
        ),
    ]


def _deciding(screen: InboxScreen) -> list[Command]:
    has_card = lambda: screen.work.card is not None  # noqa: E731
    can_send = lambda: bool(screen.work.pending()[0])  # noqa: E731
    return [
        Command(
            "inbox.approve",
            "Approve",
            lambda: screen.carry_out(Intent(Act.APPROVE)),
            "A",
            COMMENT,
            "circle-check",
            "approved",
            enabled=has_card,
            bound=False,
        ),
        Command(
            "inbox.remove",
            "Remove under a rule",
            lambda: screen.open_mode(Mode.REMOVE),
            "R",
            COMMENT,
            "circle-x",
            "removed",
            keys_shown=("R", "1–9"),
            enabled=has_card,
            bound=False,
        ),
        Command(
            "inbox.ban",
            "Ban the reader: a rule, then Enter",
            lambda: screen.open_mode(Mode.BAN),
            "B",
            COMMENT,
            "ban",
            "removed",
            keys_shown=("B", "1–9", "Enter"),
            enabled=has_card,
            bound=False,
        ),
        Command(
            "inbox.quote",
            "Quote the selected words as evidence",
            screen.quote,
            "Q",
            COMMENT,
            "quote",
            enabled=has_card,
            bound=False,
        ),
        Command(
            "inbox.repeat",
            "Repeat the last verdict",
            lambda: screen.carry_out(Intent(Act.REPEAT)),
            ".",
            COMMENT,
            "refresh-cw",
            bound=False,
            footer="repeat",
        ),
        Command(
            "inbox.undo",
            "Undo the decision",
            lambda: screen.carry_out(Intent(Act.UNDO)),
            "U",
            COMMENT,
            "undo-2",
            bound=False,
            footer="undo",
        ),
        Command(
            "inbox.send",
            "Send the decision that waits now",
            lambda: screen.press(ENTER),
            "Return",
            COMMENT,
            "send",
            enabled=can_send,
            bound=False,
        ),
    ]


def _rules(screen: InboxScreen) -> list[Command]:
    has_card = lambda: screen.work.card is not None  # noqa: E731
    return [
        Command(
            f"inbox.remove.{number}",
            f"Remove under {rule_name(number, label)}",
            partial(screen.carry_out, Intent(Act.REMOVE, clause=number)),
            f"R, {number}",
            COMMENT,
            "circle-x",
            "removed",
            enabled=has_card,
            bound=False,
        )
        for number, label in screen.work.rule_labels().items()
        if 1 <= number <= 9
    ]


def _reading(screen: InboxScreen) -> list[Command]:
    return [
        Command(
            "inbox.thread",
            "Show the whole thread, or its branch only",
            screen.detail.toggle_thread,
            "O",
            READING,
            "message-square-text",
            bound=False,
        ),
        Command("inbox.record", "The reader’s record", screen.show_record, "H", READING, "user", bound=False),
    ]


def _queues(screen: InboxScreen) -> list[Command]:
    commands = [
        Command(
            f"inbox.go.{queue.value}",
            f"Go to {QUEUE_NAMES[queue]}",
            partial(screen.go_to, queue),
            f"G, {letter.upper()}",
            QUEUES,
            QUEUE_ICONS[queue],
            bound=False,
        )
        for letter, queue in GO_LETTERS.items()
    ]
    shown = Command(
        "inbox.new",
        "Show what is new in this queue",
        screen.show_new,
        "G, N",
        QUEUES,
        "arrow-up",
        enabled=lambda: screen.work.arrivals.number > 0,
        bound=False,
    )
    return [*commands, shown]
