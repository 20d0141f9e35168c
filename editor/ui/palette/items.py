"""Rows of the palette and where they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from editor.ui.commands import Command


@dataclass(frozen=True)
class PaletteItem:
    """One row: icon, words with hits, small detail, keys at the right, and what Enter does."""

    words: str
    run: Callable[[], object]
    icon: str = "chevron-right"
    icon_role: str = "text2"
    detail: str = ""
    keys: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = field(default=())
    enabled: bool = True


class PaletteProvider(Protocol):
    """Finds things that are not commands (readers, stories, comments). `group` is its heading.

    `search` is called on the UI thread after each pause in typing, and returns at once: run the store through
    `plumbing.tasks.read` and call `deliver` with at most eight items when they are there; late answers to an older
    query are dropped. `links` is True for a provider that opens pasted links: it alone is asked when the query is one.
    """

    group: str
    links: bool

    def search(self, query: str, deliver: Callable[[Sequence[PaletteItem]], None]) -> None:
        """Look the query up."""


def item_for(command: Command, spans: tuple[tuple[int, int], ...]) -> PaletteItem:
    """The palette row of a command."""
    return PaletteItem(
        command.words,
        command.run,
        command.icon or "chevron-right",
        command.icon_role,
        command.detail,
        command.keys,
        spans,
        command.is_enabled,
    )


def is_link(query: str) -> bool:
    """Whether the query is a pasted web address."""
    return query.strip().startswith(("http://", "https://")) and " " not in query.strip()
