"""A real, encrypted desk filled as the sync loop fills it: with the demo's content, or with many comments."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, SiteComment
from editor.domain.feed import SiteObject
from editor.domain.ids import new_id
from editor.domain.people import Member, Role, SiteReader
from editor.domain.rulebook import Clause, Rulebook
from editor.domain.times import to_ms
from editor.ports import SystemClock
from editor.store.desk import Desk, Identity
from editor.store.open import open_desk


def new_desk(path: Path, role: Role = Role.MODERATOR) -> Desk:
    """An empty desk with its own key, at which I. Marwick works."""
    desk = open_desk(path, bytes(range(32)), SystemClock())
    member = Member(new_id(), "I. Marwick", role)
    desk.set_identity(Identity(member, new_id(), "The Skerrow Tideline", "https://tideline.example"))
    return desk


def starter_rulebook() -> Rulebook:
    """The shipped rules as version 1."""
    data = tomllib.loads(files("resources").joinpath("rulebook", "starter.toml").read_text(encoding="utf-8"))
    clauses = tuple(
        Clause(
            number=c["number"],
            label=c["label"],
            title=c["title"],
            public_text=c["public_text"],
            message=c["message"].strip(),
            appeal_days=c["appeal_days"],
        )
        for c in data["clauses"]
    )
    return Rulebook(
        1,
        clauses,
        data["intro"],
        data["why_subscribers"],
        data["appeal_address"],
        published_at=datetime.now(UTC) - timedelta(days=30),
        published_by="Ines Marrable",
    )


def seed_things(now: datetime) -> list[SiteObject]:
    """The demo's stories, readers, comments and reports, with times before ``now``."""
    root = files("resources").joinpath("seed")
    people = tomllib.loads(root.joinpath("readers.toml").read_text("utf-8"))["readers"]
    readers = {person["handle"]: _reader(person, now) for person in people}
    comments = [json.loads(line) for line in root.joinpath("comments.jsonl").read_text("utf-8").splitlines() if line]
    reports = [json.loads(line) for line in root.joinpath("reports.jsonl").read_text("utf-8").splitlines() if line]
    ids = {c["key"]: new_id(to_ms(_ago(now, c))) for c in comments}
    articles = {
        path.name.removesuffix(".md"): _article(path.read_text("utf-8"), now)
        for path in root.joinpath("articles").iterdir()
        if path.name.endswith(".md")
    }
    things: list[SiteObject] = [starter_rulebook(), *articles.values(), *readers.values()]
    for one in sorted(comments, key=lambda c: -c["minutes_ago"]):
        author = readers[one["author"]]
        things.append(
            SiteComment(
                ids[one["key"]],
                articles[one["article"]].id,
                ids.get(one["parent"] or ""),
                author.id,
                author.name,
                one["text"],
                _ago(now, one),
                None,
                CommentState(one["state"]),
                None,
                None,
                1,
            )
        )
    things += [
        Report(
            new_id(),
            ids[r["comment"]],
            readers[r["reporter"]].id,
            readers[r["reporter"]].name,
            r["clause"],
            r["note"],
            _ago(now, r),
            None,
            None,
            1,
        )
        for r in reports
    ]
    return things


def many_things(number: int, now: datetime, *, reported: bool = True) -> list[SiteObject]:
    """One story, fifty readers and ``number`` comments a second apart, each with a report when ``reported``."""
    readers = [_reader({"name": f"Reader {i}", "months": i}, now) for i in range(50)]
    article = SiteArticle(
        new_id(),
        ArticleFields("Ferry timetable cut by a third", "", "Ines Marrable", "Harbour", "ferry-timetable", "Words."),
        ArticleState.PUBLISHED,
        new_id(),
        now,
        now,
        "Ines Marrable",
        1,
    )
    things: list[SiteObject] = [starter_rulebook(), article, *readers]
    for index in range(number):
        author, other = readers[index % 50], readers[(index + 7) % 50]
        made = now - timedelta(seconds=number - index)
        comment = SiteComment(
            new_id(to_ms(made)),
            article.id,
            None,
            author.id,
            author.name,
            f"Comment {index}. " + "The harbour dues went up twice last year. " * (1 + index % 4),
            made,
            None,
            CommentState.PUBLISHED,
            None,
            None,
            1,
        )
        things.append(comment)
        if reported:
            things.append(Report(new_id(), comment.id, other.id, other.name, 1 + index % 9, "", made, None, None, 1))
    return things


def comments_of(things: Sequence[SiteObject]) -> list[SiteComment]:
    """The comments among things, in their order."""
    return [thing for thing in things if isinstance(thing, SiteComment)]


def _ago(now: datetime, one: dict[str, int]) -> datetime:
    return now - timedelta(minutes=one["minutes_ago"])


def _reader(data: dict[str, object], now: datetime) -> SiteReader:
    months = data.get("months")
    since = now - timedelta(days=30.4 * int(str(months))) if months else None
    joined = since or now - timedelta(days=90)
    return SiteReader(new_id(), str(data["name"]), months is not None, since, joined, 1)


def _article(text: str, now: datetime) -> SiteArticle:
    _, head, body = text.split("+++", 2)
    data = tomllib.loads(head)
    fields = ArticleFields(
        data["headline"],
        data.get("standfirst", ""),
        data.get("byline", ""),
        data.get("section", ""),
        data["slug"],
        body.strip(),
    )
    when = now - timedelta(hours=data.get("hours_ago", 24))
    return SiteArticle(
        new_id(), fields, ArticleState(data.get("state", "published")), new_id(), when, when, data.get("byline", ""), 1
    )
