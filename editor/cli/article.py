"""backbench article: list, show, import, publish, history."""

from __future__ import annotations

import argparse
from pathlib import Path

from editor.cli.output import add_json, add_limit, print_json, print_lines
from editor.domain.articles import ArticleState
from editor.services import drafting, publishing


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench article import harbour.docx"
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")

    listing = subs.add_parser("list", help="stories by their last save, newest first")
    listing.add_argument("--state", choices=[s.value for s in ArticleState])
    add_limit(listing, 200)
    add_json(listing)
    listing.set_defaults(run=_list)

    show = subs.add_parser("show", help="one story")
    show.add_argument("id")
    add_json(show)
    show.set_defaults(run=_show)

    importing = subs.add_parser("import", help="make a story from a .docx, .md, .html or .txt file")
    importing.add_argument("file", type=Path)
    add_json(importing)
    importing.set_defaults(run=_import)

    publish = subs.add_parser("publish", help="queue a story for the readers; “backbench sync --once” sends it")
    publish.add_argument("id")
    publish.set_defaults(run=_publish)

    history = subs.add_parser("history", help="saved versions, newest first")
    history.add_argument("id")
    add_json(history)
    history.set_defaults(run=_history)


def _list(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        state = ArticleState(arguments.state) if arguments.state else None
        rows = drafting.stories(desk, state=state, limit=arguments.limit)
    if arguments.json:
        print_json(rows)
    else:
        print_lines((r.id, r.state, r.whereabouts, f"{r.words} words", r.headline) for r in rows)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        article = drafting.open_story(desk, article_id=arguments.id)
    if arguments.json:
        print_json(article)
    else:
        f = article.fields
        print(f"# {f.headline}\n\n{f.standfirst}\n\n{f.byline} · {f.section} · {f.slug} · {article.state}\n\n{f.body}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        article, notes = drafting.import_story(desk, path=arguments.file).result
    if arguments.json:
        print_json({"id": article.id, "headline": article.fields.headline, "notes": notes})
    else:
        print_lines([(article.id, article.fields.headline), *(("note", note) for note in notes)])
    return 0


def _publish(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        article = publishing.publish(desk, article_id=arguments.id).result
    print(f"Waiting for the site: {article.fields.headline}")
    return 0


def _history(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.domain.times import to_iso

    with opened(arguments.profile) as desk:
        versions = drafting.versions(desk, article_id=arguments.id)
    if arguments.json:
        print_json(versions)
    else:
        print_lines(
            (v.id, to_iso(v.saved_at), v.saved_by, v.origin, f"{len(v.fields.body)} characters") for v in versions
        )
    return 0
