"""Fuzzy matching of what was typed against words: every typed piece must be found, starts of words count most."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Match:
    """How well a text answers a query (higher is better) and which code points were hit, as (start, end) pairs."""

    score: int
    spans: tuple[tuple[int, int], ...]


def match(query: str, text: str) -> Match | None:
    """Match every piece of the query (split at spaces) against the text; None when one is not found.

    A piece is found as the start of a word, then inside a word, then as letters in order. Case and accents do not
    count. An empty query matches everything with score 0.
    """
    pieces = _fold(query).split()
    folded = _fold(text)
    spans: list[tuple[int, int]] = []
    score = 0
    for piece in pieces:
        found = _find(piece, folded, spans)
        if found is None:
            return None
        points, hit = found
        score += points
        spans.extend(hit)
    return Match(score - len(text) // 8, tuple(_joined(spans)))


def _fold(text: str) -> str:
    """Lower case without accents, code point for code point, so that spans fit the original."""
    return "".join((unicodedata.normalize("NFD", character)[0].lower() or character)[0] for character in text)


def _find(piece: str, text: str, taken: list[tuple[int, int]]) -> tuple[int, list[tuple[int, int]]] | None:
    best: tuple[int, int] | None = None
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        if not any(start < end and at < stop for start, stop in taken):
            starts_word = at == 0 or not text[at - 1].isalnum()
            ends_word = end == len(text) or not text[end].isalnum()
            points = 40 + len(piece) + (30 if starts_word else 0) + (10 if starts_word and ends_word else 0)
            points += 10 if at == 0 else 0
            if best is None or points > best[0]:
                best = (points, at)
        at = text.find(piece, at + 1)
    if best is not None:
        return best[0], [(best[1], best[1] + len(piece))]
    return _scattered(piece, text)


def _scattered(piece: str, text: str) -> tuple[int, list[tuple[int, int]]] | None:
    """Letters in order; at least three of them, the first at the start of a word, no gap over a dozen characters."""
    if len(piece) < 3:
        return None
    for start in range(len(text)):
        if text[start] != piece[0] or (start and text[start - 1].isalnum()):
            continue
        hits, at = [start], start
        for letter in piece[1:]:
            at = text.find(letter, at + 1, at + 13)
            if at < 0:
                break
            hits.append(at)
        if len(hits) == len(piece):
            return 10, [(hit, hit + 1) for hit in hits]
    return None


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
