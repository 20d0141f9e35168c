"""backbench comments: the inbox without a window: list, show, search, decide."""

from __future__ import annotations

import argparse

from editor.cli.output import add_action, add_json, add_limit, add_profile, print_json, print_lines
from editor.domain.decisions import Decision, Verdict
from editor.domain.inbox import CommentCard, Order, Queue, seen_on
from editor.domain.times import to_iso
from editor.services import moderation, rulebook


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench comments decide ID --remove 2 --quote 'the words'"
    add_profile(parser)
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")

    listing = add_action(subs, "list", "the comments of a queue", "comments list --queue held --order oldest")
    listing.add_argument("--queue", choices=[q.value for q in Queue], default=Queue.REPORTED.value)
    listing.add_argument("--order", choices=[o.value for o in Order], default=Order.NEWEST.value)
    add_limit(listing, 100)
    add_json(listing)
    listing.set_defaults(run=_list)

    show = add_action(subs, "show", "one comment with its thread, reports, reader and log", "comments show ID")
    show.add_argument("id")
    add_json(show)
    show.set_defaults(run=_show)

    search = add_action(
        subs, "search", "comments that hold all the words, newest first", "comments search 'harbour dues' --limit 20"
    )
    search.add_argument("words")
    add_limit(search, 50)
    add_json(search)
    search.set_defaults(run=_search)

    decide = add_action(
        subs, "decide", "approve, remove, or take back", "comments decide ID --remove 2 --quote 'the words'"
    )
    decide.add_argument("id")
    what = decide.add_mutually_exclusive_group(required=True)
    what.add_argument("--approve", action="store_true")
    what.add_argument("--remove", type=int, metavar="RULE")
    what.add_argument("--undo", action="store_true", help="take back the decision in force")
    decide.add_argument("--quote", default="", help="the words that break the rule; must stand in the comment")
    decide.add_argument("--note", default="", help="private")
    add_json(decide)
    decide.set_defaults(run=_decide)


def _line(card: CommentCard) -> tuple[str, ...]:
    return (card.id, to_iso(card.created), card.state, f"{card.open_reports} reports", card.author_name, card.text)


def _list(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        page = moderation.first_page(
            desk, queue=Queue(arguments.queue), order=Order(arguments.order), limit=arguments.limit
        )
    if arguments.json:
        print_json({"total": page.total, "comments": page.cards})
    else:
        print_lines(_line(card) for card in page.cards)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        context = moderation.context(desk, comment_id=arguments.id)
    if arguments.json:
        print_json(context)
        return 0
    card = context.card
    print(f"{card.author_name} ({card.standing}) on “{context.headline}”, {to_iso(card.created)}, {card.state}")
    print(f"\n{card.text}\n")
    for line in context.reports:
        said = f"{line.report.reporter_name}: {line.report.note}"
        then = f" (version {line.rule_then.version}; changed since)" if line.rule_then else ""
        print(f"reported under {line.report.clause} {line.clause_label}{then} by {said}")
    for decision in context.log:
        print(f"{to_iso(decision.decided_at)} {decision.verdict} {decision.clause or ''} by {decision.actor_name}")
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        hits = moderation.find(desk, words=arguments.words, limit=arguments.limit)
    if arguments.json:
        print_json(hits)
    else:
        print_lines(_line(card) for card in hits.cards)
    return 0


def _decide(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        card = moderation.context(desk, comment_id=arguments.id).card
        if arguments.undo:
            made = moderation.undo(desk, comment_id=card.id, decision_id=card.decision_id).result
        else:
            made = moderation.decide(
                desk,
                comment_id=arguments.id,
                verdict=Verdict.APPROVE if arguments.approve else Verdict.REMOVE,
                seen=seen_on(card, rulebook.in_force(desk).version),
                clause=arguments.remove,
                quote=arguments.quote,
                note=arguments.note,
            ).result
    if arguments.json:
        print_json({"decision": made})
    else:
        print(_said(card, made))
    return 0 if made else 1


def _said(card: CommentCard, made: Decision | None) -> str:
    """What was done to the comment of ``card``, as it was before."""
    if made is None:
        return "Nobody has decided on this comment."
    if made.verdict is Verdict.REVERT:
        return f"Taken back: {card.decided_by}’s decision on {card.author_name}’s comment."
    done = "Approved" if made.verdict is Verdict.APPROVE else f"Removed under rule {made.clause}"
    return f"{done}: {card.author_name}"
