"""What a desk and its site must agree on once everything has arrived: each operation once, in order, equal copies."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from editor.domain.articles import SiteArticle
from editor.domain.feed import Kind
from editor.domain.operations import Decide, Operation, OperationState, PublishRulebook, PutArticle
from editor.ports import SiteApi
from editor.store import articles, outbox_rows
from editor.store.desk import Desk, read_digests
from editor.store.inbound import revisions
from editor.store.upkeep import problems

FINISHED = (OperationState.DONE, OperationState.WITHDRAWN)


class SiteRecords:
    """What stands in the site's own database, read without the site's code."""

    def __init__(self, database: Path) -> None:
        self._database = database

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """All rows of a query; the site may run or not."""
        with closing(sqlite3.connect(self._database, timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    def done(self) -> list[str]:
        """Ids of the operations that took effect, in the order in which they did."""
        return [str(id_) for (id_,) in self.rows("SELECT id FROM idempotency ORDER BY rowid")]

    def article_revisions(self) -> dict[str, int]:
        """The revision of every story."""
        return {str(id_): int(str(rev)) for id_, rev in self.rows("SELECT id, rev FROM article")}

    def decisions(self) -> list[str]:
        """Ids of all decisions."""
        return [str(id_) for (id_,) in self.rows("SELECT id FROM decision")]

    def rulebooks(self) -> list[int]:
        """Version numbers of all rulebooks, in order."""
        return [int(str(version)) for (version,) in self.rows("SELECT version FROM rulebook ORDER BY version")]


def every_operation(desk: Desk) -> list[Operation]:
    """The whole outbox, finished operations included, in the order in which they were asked for."""
    with desk.read() as view:
        return [outbox_rows.from_row(row) for row in view.rows(f"SELECT {outbox_rows.COLUMNS} FROM outbox ORDER BY n")]


def check_each_once(desk: Desk, site: SiteRecords, at_first: dict[str, int], earlier: Collection[str] = ()) -> None:
    """Every operation that is done stands on the site once, in its order, and none that was withdrawn.

    ``at_first`` are the revisions of the stories, ``earlier`` the operations done, before the desk sent anything;
    nobody else may write to the site.
    """
    asked = every_operation(desk)
    assert {o.state for o in asked} <= set(FINISHED), [
        (o.label, o.state, o.problem) for o in asked if o.state not in FINISHED
    ]
    done = [o for o in asked if o.state is OperationState.DONE]
    arrived = [id_ for id_ in site.done() if id_ not in earlier]
    assert sorted(arrived) == sorted(o.id for o in done), "the site has done other things than the desk has asked for"
    place = {id_: index for index, id_ in enumerate(arrived)}
    subjects: dict[str, list[str]] = defaultdict(list)
    for operation in done:
        subjects[operation.subject].append(operation.id)
    for subject, ids in subjects.items():
        assert ids == sorted(ids, key=place.__getitem__), f"{subject}: done in another order than asked for"
    # A key remembered twice would be refused by the database; what counts is that each took effect once.
    puts = Counter(o.body.article_id for o in done if isinstance(o.body, PutArticle))
    assert {
        id_: rev - at_first.get(id_, 0) for id_, rev in site.article_revisions().items() if rev != at_first.get(id_, 0)
    } == dict(puts)
    assert sorted(site.decisions()) == sorted(o.id for o in done if isinstance(o.body, Decide))
    published = sum(isinstance(o.body, PublishRulebook) for o in done)
    assert site.rulebooks() == list(range(1, published + 2))


def check_equal(desk: Desk, api: SiteApi) -> None:
    """The desk's copies equal the site's, to the last revision and to the last word of every story; all is sound."""
    assert problems(desk) == ()
    theirs = api.digests()
    with desk.read() as view:
        ours = read_digests(view)
        for kind in Kind:
            if kind in theirs:
                assert ours[kind] == theirs[kind], kind
                assert dict(revisions(view, kind, "", -1)) == dict(_all_revisions(api, kind)), kind
        for id_, _ in revisions(view, Kind.ARTICLE, "", -1):
            there = api.get(Kind.ARTICLE, id_)
            assert isinstance(there, SiteArticle)
            assert articles.site_copy(view, id_) == there


def _all_revisions(api: SiteApi, kind: Kind) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while page := api.revisions(kind, found[-1][0] if found else "", limit=500):
        found += page
    return found
