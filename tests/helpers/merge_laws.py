"""The laws of the merge as checks on any three texts."""

from __future__ import annotations

import re

from editor.domain.merge import Merged, merge
from editor.domain.merging.result import Choice, Hunk, HunkKind, Origin, Source

MIRRORED = {
    HunkKind.MINE: HunkKind.THEIRS,
    HunkKind.THEIRS: HunkKind.MINE,
    HunkKind.DELETED_BY_MINE: HunkKind.DELETED_BY_THEIRS,
    HunkKind.DELETED_BY_THEIRS: HunkKind.DELETED_BY_MINE,
}


def words(text: str) -> set[str]:
    """Its words."""
    return set(re.findall(r"\w+", text))


def check_data(merged: Merged) -> None:
    """Pieces follow each other without a hole and are slices of their sources; hunks point at their words."""
    end = 0
    for piece in merged.pieces:
        assert piece.span.start == end < piece.span.end
        end = piece.span.end
        here = merged.text[piece.span.start : end]
        there = [(source, piece.of(source)) for source in Source]
        assert all(span is None or merged.source(source)[span.start : span.end] == here for source, span in there)
        if piece.origin is Origin.JOINT:
            assert here.isspace()
        elif piece.origin is not Origin.CHOSEN:
            assert any(span is not None for _, span in there)
    assert end == len(merged.text)
    assert [hunk.number for hunk in merged.hunks] == list(range(len(merged.hunks)))
    for hunk in merged.hunks:
        for source, said in ((Source.BASE, hunk.base), (Source.MINE, hunk.mine), (Source.THEIRS, hunk.theirs)):
            spans = [getattr(place, source.value) for place in hunk.places]
            assert "".join(merged.source(source)[span.start : span.end] for span in spans) == said
        assert all(0 <= place.span.start <= place.span.end <= len(merged.text) for place in hunk.places)


def check_identity(base: str, mine: str, theirs: str) -> None:
    """What only one side did is taken to the letter; so is what both did."""
    assert merge(base, mine, base).text == mine
    assert merge(base, base, theirs).text == theirs
    same = merge(base, mine, mine)
    assert same.text == mine and not same.conflicts
    assert not merge(base, mine, base).conflicts


def check_symmetry(merged: Merged) -> None:
    """Swapping the sides swaps them in every hunk and changes nothing else."""
    swapped = merge(merged.base, merged.theirs, merged.mine)
    assert [_mirrored(hunk) for hunk in swapped.hunks] == [_told(hunk) for hunk in merged.hunks]
    mine = {hunk.number: Choice.MINE for hunk in swapped.conflicts}
    theirs = {hunk.number: Choice.THEIRS for hunk in merged.conflicts}
    assert merged.choose(theirs).text == swapped.choose(mine).text


def _told(hunk: Hunk) -> tuple[HunkKind, str, str, str]:
    return hunk.kind, hunk.base, hunk.mine, hunk.theirs


def _mirrored(hunk: Hunk) -> tuple[HunkKind, str, str, str]:
    return MIRRORED.get(hunk.kind, hunk.kind), hunk.base, hunk.theirs, hunk.mine


def check_no_word_from_nowhere(merged: Merged) -> None:
    """Also under every choice."""
    known = words(merged.base) | words(merged.mine) | words(merged.theirs)
    assert words(merged.text) <= known
    for choice in Choice:
        chosen = merged.choose({hunk.number: choice for hunk in merged.hunks})
        check_data(chosen)
        assert words(chosen.text) <= known


def check_no_word_lost(merged: Merged) -> None:
    """A word that is nowhere in the result was deleted by somebody, or stands in a question. Words must be unique."""
    base, mine, theirs = words(merged.base), words(merged.mine), words(merged.theirs)
    asked = {word for hunk in merged.conflicts for said in (hunk.base, hunk.mine, hunk.theirs) for word in words(said)}
    deleted = base - (mine & theirs)
    assert (mine | theirs) - words(merged.text) <= deleted | asked


def check_idempotence(merged: Merged, *, moved: bool) -> None:
    """Merging a result with one of its sides again leaves it, or asks; it never changes in silence.

    Where paragraphs were moved, an added one may come to stand on the other side of a moved one: no word is other.
    """
    if merged.conflicts:
        return
    for again in (merge(merged.base, merged.text, merged.theirs), merge(merged.base, merged.mine, merged.text)):
        if not again.conflicts and again.text != merged.text:
            assert moved and sorted(again.text.split()) == sorted(merged.text.split())
