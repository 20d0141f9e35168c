"""backbench article: list, show, import, publish, history, restore."""

from __future__ import annotations

import argparse
from pathlib import Path

from editor.cli.output import add_action, add_json, add_limit, add_profile, print_json, print_lines
from editor.domain.articles import Article, ArticleFields, ArticleState, ArticleVersion
from editor.services import drafting, publishing


def register(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    parser.epilog = "Example: backbench article import harbour.docx"
    add_profile(parser)
    subs = parser.add_subparsers(dest="action", required=True, metavar="action")

    listing = add_action(subs, "list", "stories by their last save, newest first", "article list --state draft")
    listing.add_argument("--state", choices=[s.value for s in ArticleState])
    add_limit(listing, 200)
    add_json(listing)
    listing.set_defaults(run=_list)

    show = add_action(subs, "show", "one story", "article show ID --version V")
    show.add_argument("id")
    show.add_argument("--version", metavar="V", help="as it was in one of its versions; “history” names them")
    add_json(show)
    show.set_defaults(run=_show)

    importing = add_action(
        subs, "import", "make a story from a .docx, .md, .html or .txt file", "article import harbour.docx"
    )
    importing.add_argument("file", type=Path)
    add_json(importing)
    importing.set_defaults(run=_import)

    publish = add_action(
        subs, "publish", "queue a story for the readers; “backbench sync --once” sends it", "article publish ID"
    )
    publish.add_argument("id")
    add_json(publish)
    publish.set_defaults(run=_publish)

    history = add_action(subs, "history", "saved versions, newest first", "article history ID --all")
    history.add_argument("id")
    add_limit(history, 100)
    history.add_argument("--all", action="store_true", help="every version that is kept, whatever the limit")
    add_json(history)
    history.set_defaults(run=_history)

    restore = add_action(
        subs, "restore", "make an earlier version the newest again; none is lost", "article restore ID VERSION"
    )
    restore.add_argument("id")
    restore.add_argument("version", help="its id; “history” names them")
    add_json(restore)
    restore.set_defaults(run=_restore)


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
        if arguments.version:
            version = drafting.version(desk, article_id=arguments.id, version_id=arguments.version)
            _print_story(version, version.fields, f"{version.origin}, {version.saved_by}", as_json=arguments.json)
        else:
            article = drafting.open_story(desk, article_id=arguments.id)
            _print_story(article, article.fields, article.state, as_json=arguments.json)
    return 0


def _print_story(story: Article | ArticleVersion, f: ArticleFields, mark: str, *, as_json: bool) -> None:
    if as_json:
        print_json(story)
    else:
        print(f"# {f.headline}\n\n{f.standfirst}\n\n{f.byline} · {f.section} · {f.slug} · {mark}\n\n{f.body}")


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
    if arguments.json:
        print_json({"id": article.id, "headline": article.fields.headline, "whereabouts": article.whereabouts})
    else:
        print(f"Waiting for the site: {article.fields.headline}")
    return 0


def _history(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened
    from editor.domain.times import to_iso

    with opened(arguments.profile) as desk:
        versions = drafting.versions(desk, article_id=arguments.id, limit=None if arguments.all else arguments.limit)
    if arguments.json:
        print_json(versions)
    else:
        print_lines(
            (v.id, to_iso(v.saved_at), v.saved_by, v.origin, f"{len(v.fields.body)} characters") for v in versions
        )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from editor.bootstrap.storage import opened

    with opened(arguments.profile) as desk:
        before = drafting.open_story(desk, article_id=arguments.id).head_version
        article = drafting.restore(desk, article_id=arguments.id, version_id=arguments.version).result
    if arguments.json:
        print_json({"id": article.id, "version": article.head_version, "before": before})
    elif article.head_version == before:
        print("The story says these words already.")
    else:
        print(f"Restored as a version of its own. To take it back: backbench article restore {article.id} {before}")
    return 0
