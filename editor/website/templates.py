"""Turns what was read into pages: Jinja with everything escaped, times and text set for readers."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from editor.domain.comments import MAX_COMMENT, MAX_NOTE
from editor.domain.rulebook import Piece, word_difference
from editor.domain.times import to_iso
from editor.prose.render import render_article, render_comment
from editor.website.assets import address
from editor.website.comments import ANSWERS
from editor.website.secrets import new_token
from editor.website.site import Site

_LINK = re.compile(r"\[([^\[\]]*)\]\(/rules\)")
_LAST_LINK = re.compile(r"(?:(?<=[.!?…”’])\s+|\n\s*|\A)\[[^\[\]]*\]\(/rules\)\.?\s*\Z")

_ANY_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKS = re.compile(r"\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|`+|^ {0,3}(?:#{1,6}|>) *", re.MULTILINE)

DIFFERENCES = 1_024  # texts whose differences are remembered: more than the largest two versions have

try:
    _ZONE: ZoneInfo | None = ZoneInfo("Europe/London")
except ZoneInfoNotFoundError:
    _ZONE = None


@cache
def environment() -> Environment:
    """The templates of resources/website."""
    env = Environment(
        loader=FileSystemLoader(str(files("resources") / "website" / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        day=_day,
        moment=_moment,
        iso=to_iso,
        article=_article,
        comment=_comment,
        section_slug=section_slug,
        without_link_here=_without_link_here,
    )
    env.globals.update(
        asset=address,
        nonce=new_token,
        difference=_difference,
        max_comment=MAX_COMMENT,
        max_note=MAX_NOTE,
        answers=ANSWERS,
    )
    return env


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    """The page made by template ``name``."""
    site: Site = request.app.state.site
    path: str = request.scope["path"]
    # Where to go after signing in: only a page that was asked for can be asked for again.
    back = path if request.method == "GET" and path != "/login" else "/"
    html = environment().get_template(name).render(site=site.settings, back=back, **values)
    # A lone surrogate (a reader's or a desk's) has no UTF-8 and must not break the page.
    return Response(html.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")


def section_slug(section: str) -> str:
    """A section's name in an address."""
    return "-".join("".join(c if c.isalnum() else " " for c in section.lower()).split())


def _local(time: datetime) -> datetime:
    try:
        return time if _ZONE is None else time.astimezone(_ZONE)
    except OverflowError:  # the first and last hours of the calendar
        return time


def _day(time: datetime) -> str:
    local = _local(time)
    return f"{local.day} {local:%B %Y}"


def _moment(time: datetime) -> str:
    local = _local(time)
    return f"{local.day} {local:%B %Y}, {local:%H:%M}"


def _without_link_here(text: str) -> str:
    """The rules' own introduction without its link to them: a closing one goes, within a sentence its words stay."""
    return _LINK.sub(r"\1", _LAST_LINK.sub("", text))


def _article(text: str) -> Markup:
    return Markup(render_article(text))  # sanitised by prose


def _comment(text: str) -> Markup:
    return Markup(render_comment(text))  # escaped by prose


def _without_marks(text: str) -> str:
    """Markdown as its words: links without their addresses, nothing that makes bold, headings or quotations."""
    return _MARKS.sub("", _ANY_LINK.sub(r"\1", text))


@lru_cache(maxsize=DIFFERENCES)
def _difference(before: str, after: str) -> Markup:
    """What words went and came, as del and ins. Remembered: versions never change, and everybody may ask for them."""
    parts = []
    for piece, text in word_difference(_without_marks(before), _without_marks(after)):
        tag = {Piece.INSERTED: "ins", Piece.DELETED: "del"}.get(piece)
        parts.append(Markup(f"<{tag}>%s</{tag}>") % text if tag else Markup.escape(text))
    return Markup("").join(parts)
