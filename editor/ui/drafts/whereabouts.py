"""Where a story's newest words are, in words, with an icon and a state's colour."""

from __future__ import annotations

from dataclasses import dataclass

from editor.domain.articles import ArticleState, Whereabouts

FIELD_WORDS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "byline": "byline",
    "section": "section",
    "slug": "address",
    "body": "text",
}
"""What a field is called in a sentence."""


@dataclass(frozen=True)
class Mark:
    """Words, icon and the role they are shown in; `state` is the chip's."""

    words: str
    icon: str
    role: str
    state: str = "neutral"


_MARKS = {
    Whereabouts.DESK: Mark("On this desk", "hard-drive", "text3"),
    Whereabouts.WAITING: Mark("Not sent yet", "cloud-off", "offline", "offline"),
    Whereabouts.SITE: Mark("On the site, unpublished", "cloud", "text3"),
    Whereabouts.PUBLISHED: Mark("Published", "globe", "approved", "approved"),
    Whereabouts.CONFLICT: Mark("Two versions", "git-merge", "conflict", "conflict"),
}


def mark_of(state: ArticleState, whereabouts: Whereabouts) -> Mark:
    """How to show where the newest words are."""
    if state is ArticleState.PUBLISHED and whereabouts in (Whereabouts.DESK, Whereabouts.SITE):
        return Mark("Changed since published", "pencil", "held", "held")
    return _MARKS[whereabouts]


def listed(names: tuple[str, ...]) -> str:
    """Fields in a sentence: "headline, section and text"."""
    words = [FIELD_WORDS[name] for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def shown_name(headline: str) -> str:
    """What a story is called where room is short: the headline, or that it has none."""
    return headline.strip() or "Untitled story"
