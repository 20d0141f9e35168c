"""backbench comments: the inbox without a window: list, show, search, decide."""

from __future__ import annotations

import argparse

from editor.cli.output import add_json, add_limit, print_json, print_lines
from editor.domain.decisions import Verdict
from editor.domain.inbox import CommentCard, Order, Queue, seen_on
from editor.domain.times import to_iso
from editor.services import moderation, rulebook


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench comments decide ID --remove 2 --quote 'the words'"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")

    listing = subs.add_parser("list", help="the comments of a queue")
    listing.add_argument("--queue", choices=[q.value for q in Queue], default=Queue.REPORTED.value)
    listing.add_argument("--order", choices=[o.value for o in Order], default=Order.NEWEST.value)
    add_limit(listing, 100)
    add_json(listing)
    listing.set_defaults(run=_list)

    show = subs.add_parser("show", help="one comment with its thread, reports, reader and log")
    show.add_argument("id")
    add_json(show)
    show.set_defaults(run=_show)

    search = subs.add_parser("search", help="comments that hold all the words, newest first")
    search.add_argument("words")
    add_limit(search, 50)
    add_json(search)
    search.set_defaults(run=_search)

    decide = subs.add_parser("decide", help="approve, remove, or take back")
    decide.add_argument("id")
    what = decide.add_mutually_exclusive_group(required=True)
    what.add_argument("--approve", action="store_true")
    what.add_argument("--remove", type=int, metavar="RULE")
    what.add_argument("--undo", action="store_true", help="take back the decision in force")
    decide.add_argument("--quote", default="", help="the words that break the rule; must stand in the comment")
    decide.add_argument("--note", default="", help="private")
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
        print(f"reported under {line.report.clause} {line.clause_label} by {said}")
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
            undone = moderation.undo(desk, comment_id=card.id, decision_id=card.decision_id).result
            taken = f"Taken back: {card.decided_by}’s decision on {card.author_name}’s comment."
            print(taken if undone else "Nobody has decided on this comment.")
            return 0 if undone else 1
        moderation.decide(
            desk,
            comment_id=arguments.id,
            verdict=Verdict.APPROVE if arguments.approve else Verdict.REMOVE,
            seen=seen_on(card, rulebook.in_force(desk).version),
            clause=arguments.remove,
            quote=arguments.quote,
            note=arguments.note,
        )
    print(f"{'Approved' if arguments.approve else f'Removed under rule {arguments.remove}'}: {card.author_name}")
    return 0
