"""What the palette finds among comments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from editor.domain.inbox import SearchHits
from editor.services import moderation
from editor.store.desk import Desk
from editor.ui.finding import CommentFinder
from editor.ui.palette.items import PaletteItem
from tests.unit.ui.inbox.conftest import Inbox


def test_a_search_in_the_palette_that_newer_words_have_overtaken_is_stopped(
    seeded: Inbox, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    real, begun, ended = moderation.find, Event(), Event()

    def find(desk: Desk, *, words: str, stop: Callable[[], bool], **options: Any) -> SearchHits:
        if words != "everlasting":
            return real(desk, words=words, stop=stop, **options)
        begun.set()
        try:
            with desk.read(stop) as view:
                view.value(endless)
            raise AssertionError("that query has no end")
        finally:
            ended.set()

    monkeypatch.setattr(moderation, "find", find)
    finder = CommentFinder(seeded.plumbing, seeded.desk, lambda _name: seeded.screen)
    found: list[Sequence[PaletteItem]] = []
    finder.search("everlasting", found.append)
    qtbot.waitUntil(begun.is_set)
    finder.search("harbour", found.append)
    qtbot.waitUntil(lambda: ended.is_set() and len(found) == 1)
    assert len(found[0]) > 1
