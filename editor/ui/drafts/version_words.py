"""How versions of a story are named, and what differs between one and the words that stand now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from editor.domain.articles import ArticleFields, ArticleVersion
from editor.ui.drafts.whereabouts import FIELD_WORDS
from editor.ui.widgets.differences import changed_passages
from editor.ui.widgets.reading_text import Mark
from editor.ui.widgets.side_row import SideItem
from editor.ui.widgets.when import day_and_clock

if TYPE_CHECKING:
    from editor.services.drafting import KeptVersions

_ORIGINS = {
    "typed": "Typed on this desk",
    "restored": "Restored on this desk",
    "site": "Came from the site",
    "merged": "Put together from two people’s words",
    "settled": "Chosen where two people’s words clashed",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: the version's words with what would come back and what would go marked."""

    name: str
    text: str
    marks: tuple[Mark, ...]
    is_body: bool


def changes_of(now: ArticleFields, then: ArticleFields) -> tuple[FieldChange, ...]:
    """What restoring ``then`` would change, field by field in the order of the form."""
    found = []
    for field, words in FIELD_WORDS.items():
        before, after = getattr(now, field), getattr(then, field)
        if before != after:
            text, marks = changed_passages(before, after)
            found.append(FieldChange(words.capitalize(), text, tuple(marks), field == "body"))
    return tuple(found)


def version_items(kept: KeptVersions) -> list[SideItem]:
    """The rows: when and by whom, and where the words are; to the second where two fall into one minute."""
    whens = Counter(_when(version.saved_at) for version in kept.earlier)
    items = []
    for version in kept.earlier:
        when = _when(version.saved_at)
        when = _when(version.saved_at, exact=True) if whens[when] > 1 else when
        where, icon = "on this desk", "hard-drive"
        if version.id == kept.on_site:
            where, icon = ("readers see it", "globe") if kept.public else ("on the site", "upload")
        items.append(SideItem(version.id, f"{when}  {version.saved_by}", icon, where))
    return items


def version_name(version: ArticleVersion) -> str:
    """ "22 November, 15:10. Isla Morran"."""
    return f"{day_and_clock(version.saved_at)}. {version.saved_by}"


def origin_words(version: ArticleVersion) -> str:
    """How it came: "Typed on this desk." """
    return _ORIGINS.get(version.origin, version.origin[:1].upper() + version.origin[1:]) + "."


def _when(moment: datetime, *, exact: bool = False) -> str:
    local = moment.astimezone()
    time = f"{local:%H:%M:%S}" if exact else f"{local:%H:%M}"
    return time if local.date() == datetime.now(UTC).astimezone().date() else f"{local.day} {local:%b}, {time}"
