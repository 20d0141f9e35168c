"""The readers' own API: the same writes as the forms, behind the same gate, for scripts of the site."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import AfterValidator, Field

from editor.domain.comments import MAX_COMMENT
from editor.domain.feed import Kind
from editor.website import comments, rows, sessions
from editor.website.api import TheSite
from editor.website.comments import Posted
from editor.website.readers import TheSession, count, require_form
from editor.website.refusals import Refusal
from editor.website.site import Site
from editor.wire.endpoints import API
from editor.wire.errors import Code
from editor.wire.payloads import Payload, Problem, ThingPayload, thing_payload

READER = f"{API}/reader"
router = APIRouter(tags=["reader"], responses={"default": {"model": Problem, "description": "A numbered refusal"}})
Token = Annotated[str, Header(alias="X-CSRF-Token", max_length=200)]


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a character that no text has")
    return text


Words = Annotated[str, AfterValidator(_without_nul)]  # PostgreSQL stores no NUL, and no id or form holds one


class NewComment(Payload):
    """A comment, or a reply to ``parent_id``. The same sent again with its ``nonce`` adds nothing."""

    article_id: Words = Field(max_length=36)
    parent_id: Words | None = Field(default=None, max_length=36)
    text: Words
    nonce: Words = Field(default="", max_length=comments.MAX_NONCE)


class NewWords(Payload):
    """Other words for one's own comment."""

    text: Words


class NewLike(Payload):
    """A like, or none any more."""

    on: bool = True


class NewReport(Payload):
    """A report under a rule of the rulebook in force."""

    clause: int
    note: Words = ""


class Me(Payload):
    """The signed-in reader. ``csrf`` goes into the header X-CSRF-Token of every write."""

    name: str
    subscribed: bool
    barred: bool
    csrf: str
    longest: int = MAX_COMMENT


def _done(site: Site, posted: Posted) -> Response:
    with site.database.read() as connection:
        thing = rows.load_one(connection, Kind.COMMENT, posted.id)
    if thing is None:
        raise Refusal(Code.NOT_FOUND)
    payload = thing_payload(thing)
    return Response(payload.model_dump_json(), 200 if posted.repeated else 201, media_type="application/json")


@router.get(f"{READER}/me", response_model=Me)
def me(site: TheSite, session: TheSession) -> Response:
    """Who is signed in."""
    if session is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    with site.database.read() as connection:
        bar = sessions.viewer(connection, session).bar
    body = Me(name=session.name, subscribed=session.subscribed, barred=bar is not None, csrf=session.csrf)
    return Response(body.model_dump_json(), media_type="application/json")


@router.post(f"{READER}/comments", response_model=ThingPayload, status_code=201)
def post(request: Request, site: TheSite, session: TheSession, asked: NewComment, token: Token = "") -> Response:
    """A new comment or reply."""
    mine = require_form(request, site, session, token)
    count(site, mine, "comment", site.settings.rates.comment)
    with site.database.write() as connection:
        posted = comments.post(
            connection,
            mine.reader_id,
            article_id=asked.article_id,
            parent_id=asked.parent_id,
            text=asked.text,
            nonce=asked.nonce,
        )
    return _done(site, posted)


@router.put(f"{READER}/comments/{{id_}}", response_model=ThingPayload, status_code=201)
def edit(
    request: Request, site: TheSite, session: TheSession, id_: str, asked: NewWords, token: Token = ""
) -> Response:
    """Other words for one's own comment."""
    mine = require_form(request, site, session, token)
    count(site, mine, "comment", site.settings.rates.comment)
    with site.database.write() as connection:
        posted = comments.edit(connection, mine.reader_id, id_, asked.text, site.settings.edit_window)
    return _done(site, posted)


@router.delete(f"{READER}/comments/{{id_}}", response_model=ThingPayload, status_code=201)
def withdraw(request: Request, site: TheSite, session: TheSession, id_: str, token: Token = "") -> Response:
    """Take one's own comment off the page."""
    mine = require_form(request, site, session, token)
    count(site, mine, "comment", site.settings.rates.comment)
    with site.database.write() as connection:
        posted = comments.withdraw(connection, mine.reader_id, id_)
    return _done(site, posted)


@router.post(f"{READER}/comments/{{id_}}/like", response_model=ThingPayload, status_code=201)
def like(request: Request, site: TheSite, session: TheSession, id_: str, asked: NewLike, token: Token = "") -> Response:
    """Like a comment, or no longer."""
    mine = require_form(request, site, session, token)
    count(site, mine, "like", site.settings.rates.like)
    with site.database.write() as connection:
        posted = comments.like(connection, mine.reader_id, id_, on=asked.on)
    return _done(site, posted)


@router.post(f"{READER}/comments/{{id_}}/reports", response_model=ThingPayload, status_code=201)
def report(
    request: Request, site: TheSite, session: TheSession, id_: str, asked: NewReport, token: Token = ""
) -> Response:
    """Report a comment under a rule."""
    mine = require_form(request, site, session, token)
    count(site, mine, "report", site.settings.rates.report)
    with site.database.write() as connection:
        posted = comments.report_comment(connection, mine.reader_id, id_, clause=asked.clause, note=asked.note)
    return _done(site, posted)
