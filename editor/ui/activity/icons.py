"""Icons for what happened and for what waits."""

from __future__ import annotations

from editor.domain.activity import Happening
from editor.domain.operations import Decide, LiftSanction, Operation, PlaceSanction, PublishRulebook, PutArticle

_BY_BODY = {
    PutArticle: "file-text",
    Decide: "gavel",
    PlaceSanction: "ban",
    LiftSanction: "lock-open",
    PublishRulebook: "scale",
}

_BY_WHAT = {
    "saved": ("save", "text2"),
    "queued": ("clock", "text2"),
    "sent": ("send", "text2"),
    "stored": ("circle-check", "approved"),
    "parked": ("triangle-alert", "held"),
    "pulled": ("download", "text2"),
    "merged": ("git-merge", "text2"),
    "conflict": ("git-merge", "conflict"),
    "settled": ("check", "approved"),
    "resync": ("refresh-cw", "held"),
}


def operation_icon(operation: Operation) -> str:
    """Which icon stands for an operation."""
    return _BY_BODY[type(operation.body)]


def happening_icon(happening: Happening) -> tuple[str, str]:
    """Icon and role for a line of the time line."""
    return _BY_WHAT.get(happening.what, ("circle-dot", "text2"))
