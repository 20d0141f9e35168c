"""Cursors parse; digests do not depend on order and can be kept up to date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.domain.changes import ChangeSet
from editor.domain.feed import EMPTY_DIGEST, Cursor, Kind, digest_changed, digest_of


def test_cursor() -> None:
    assert Cursor.parse(str(Cursor("e:1", 7))) == Cursor("e:1", 7)
    for bad in ("", "7", ":7", "e:", "e:-1", "e:x", "e:٣"):
        with pytest.raises(ValueError, match="cursor"):
            Cursor.parse(bad)


_steps = st.lists(st.tuples(st.sampled_from("abc"), st.one_of(st.none(), st.integers(1, 5))), max_size=30)


@given(_steps)
def test_a_kept_digest_equals_a_counted_one(steps: list[tuple[str, int | None]]) -> None:
    kept, revs = EMPTY_DIGEST, dict[str, int]()
    for id_, after in steps:
        kept = digest_changed(kept, Kind.COMMENT, id_, revs.get(id_), after)
        if after is None:
            revs.pop(id_, None)
        else:
            revs[id_] = after
    assert kept == digest_of(Kind.COMMENT, reversed(list(revs.items())))


def test_kinds_do_not_share_marks() -> None:
    assert digest_of(Kind.COMMENT, [("a", 1)]) != digest_of(Kind.REPORT, [("a", 1)])


def test_change_sets_join() -> None:
    a = ChangeSet(articles=frozenset({"1"}), initiator="x")
    b = ChangeSet(comments=frozenset({"2"}), counters=True, initiator="x")
    both = a | b
    assert (both.articles, both.comments, both.counters, both.initiator) == ({"1"}, {"2"}, True, "x")
    assert (a | ChangeSet(outbox=True)).initiator == ""
    assert not ChangeSet(initiator="x")
