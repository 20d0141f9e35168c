"""What readers send with forms. Nothing they wrote is lost when the site cannot take it: it comes back in the box."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy import Connection

from editor.website import comments, reading, rulebooks, sessions, threads
from editor.website.api import TheSite, client_address
from editor.website.comments import Posted
from editor.website.readers import (
    TheSession,
    cookie_of,
    count,
    drop_cookie,
    require_form,
    require_own_pages,
    set_cookie,
)
from editor.website.refusals import Refusal
from editor.website.settings import Rate
from editor.website.site import Site
from editor.website.templates import page
from editor.wire.errors import Code
from editor.wire.limits import FORM_MAX


class _LargeForm(Request):
    """A form whose fields may be as large as the whole: one that is too long comes back to its author, see FORM_MAX."""

    def form(self, *, max_files: int | float = 0, max_fields: int | float = 50, max_part_size: int = FORM_MAX) -> Any:
        """The fields of the form."""
        return super().form(max_files=max_files, max_fields=max_fields, max_part_size=FORM_MAX)


class _FormRoute(APIRoute):
    """A route that reads its form so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler, on another request class."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(_LargeForm(request.scope, request.receive))

        return handle


router = APIRouter(include_in_schema=False, route_class=_FormRoute)

Text = Annotated[str, Form()]
_HOPELESS = (Code.BARRED, Code.SUBSCRIBERS_ONLY, Code.NOT_SIGNED_IN, Code.COMMENTS_CLOSED, Code.NOT_FOUND)


# --- signing in ------------------------------------------------------------------------------------------------------


@router.get("/login")
def log_in_page(request: Request, site: TheSite, session: TheSession, next: str = "/") -> Response:  # noqa: A002
    """The form to sign in with."""
    return _log_in_page(request, site, session, onward=next)


def _log_in_page(
    request: Request, site: Site, session: TheSession, *, onward: str, email: str = "", refusal: Refusal | None = None
) -> Response:
    with site.database.read() as connection:
        answer = page(
            request,
            "login.html",
            200 if refusal is None else refusal.status,
            viewer=sessions.viewer(connection, session),
            sections=reading.sections(connection),
            onward=_own_path(onward),
            email=email,
            problem="" if refusal is None else refusal.sentence,
        )
    if refusal is not None:
        answer.headers.update({name: value for name, value in refusal.headers.items() if name == "Retry-After"})
    return answer


@router.post("/login")
def log_in(
    request: Request, site: TheSite, session: TheSession, email: Text = "", password: Text = "", onward: Text = "/"
) -> Response:
    """Sign in. A new session begins in any case, so that nobody can prepare one for somebody else."""
    try:
        require_own_pages(request, site)
        token = site.log_in.reader(email, password, client_address(request))
    except Refusal as refusal:
        return _log_in_page(request, site, session, onward=onward, email=email, refusal=refusal)
    if cookie_of(request):
        site.log_in.end(cookie_of(request))
    answer = RedirectResponse(_own_path(onward), 303)
    set_cookie(answer, site, token)
    return answer


@router.post("/logout")
def log_out(request: Request, site: TheSite, session: TheSession, csrf: Text = "") -> Response:
    """Sign out."""
    # Also for a request without the cookie, which is how one from elsewhere comes: its answer would drop the cookie.
    require_own_pages(request, site)
    if session is not None:
        require_form(request, site, session, csrf)
        site.log_in.end(cookie_of(request))
    answer = RedirectResponse("/", 303)
    drop_cookie(answer, site)
    return answer


def _own_path(path: str) -> str:
    """``path`` when it is one on this site, else the front page: a log-in must not lead elsewhere."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours and path.isascii() else "/"


# --- comments --------------------------------------------------------------------------------------------------------


@router.post("/stories/{slug}/comments")
def post(
    request: Request, site: TheSite, session: TheSession, slug: str, text: Text = "", csrf: Text = "", nonce: Text = ""
) -> Response:
    """A new comment on a story."""

    def write(connection: Connection, reader_id: str) -> Posted:
        story = reading.story(connection, slug)
        if story is None:
            raise Refusal(Code.NOT_FOUND, "This story is no longer on the site.")
        return comments.post(connection, reader_id, article_id=story.id, parent_id=None, text=text, nonce=nonce)

    def again(refusal: Refusal) -> Response:
        return _write_page(request, site, session, "comment", slug=slug, text=text, nonce=nonce, refusal=refusal)

    return _send(request, site, session, csrf, ("comment", site.settings.rates.comment), write, again)


@router.get("/comments/{id_}/reply")
def reply_page(request: Request, site: TheSite, session: TheSession, id_: str) -> Response:
    """The form for a reply, with the comment it answers."""
    return _write_page(request, site, session, "reply", comment_id=id_)


@router.post("/comments/{id_}/reply")
def reply(
    request: Request, site: TheSite, session: TheSession, id_: str, text: Text = "", csrf: Text = "", nonce: Text = ""
) -> Response:
    """A reply to a comment."""

    def write(connection: Connection, reader_id: str) -> Posted:
        found = threads.one(connection, id_, sessions.viewer(connection, session), site.settings.edit_window)
        article_id = "" if found is None else found[1]
        return comments.post(connection, reader_id, article_id=article_id, parent_id=id_, text=text, nonce=nonce)

    def again(refusal: Refusal) -> Response:
        return _write_page(request, site, session, "reply", comment_id=id_, text=text, nonce=nonce, refusal=refusal)

    return _send(request, site, session, csrf, ("comment", site.settings.rates.comment), write, again)


@router.get("/comments/{id_}/edit")
def edit_page(request: Request, site: TheSite, session: TheSession, id_: str) -> Response:
    """The form for other words."""
    with site.database.read() as connection:
        row = comments.own(connection, None if session is None else session.reader_id, id_)
    return _write_page(request, site, session, "edit", comment_id=id_, text=row.text)


@router.post("/comments/{id_}/edit")
def edit(request: Request, site: TheSite, session: TheSession, id_: str, text: Text = "", csrf: Text = "") -> Response:
    """Other words for one's own comment."""

    def write(connection: Connection, reader_id: str) -> Posted:
        return comments.edit(connection, reader_id, id_, text, site.settings.edit_window)

    def again(refusal: Refusal) -> Response:
        return _write_page(request, site, session, "edit", comment_id=id_, text=text, refusal=refusal)

    return _send(request, site, session, csrf, ("comment", site.settings.rates.comment), write, again)


@router.post("/comments/{id_}/withdraw")
def withdraw(request: Request, site: TheSite, session: TheSession, id_: str, csrf: Text = "") -> Response:
    """Take one's own comment off the page."""

    def write(connection: Connection, reader_id: str) -> Posted:
        return comments.withdraw(connection, reader_id, id_)

    return _send(request, site, session, csrf, ("comment", site.settings.rates.comment), write, None)


@router.post("/comments/{id_}/like")
def like(request: Request, site: TheSite, session: TheSession, id_: str, csrf: Text = "", on: Text = "1") -> Response:
    """Like a comment, or no longer."""

    def write(connection: Connection, reader_id: str) -> Posted:
        return comments.like(connection, reader_id, id_, on=on == "1")

    return _send(request, site, session, csrf, ("like", site.settings.rates.like), write, None)


@router.get("/comments/{id_}/report")
def report_page(request: Request, site: TheSite, session: TheSession, id_: str) -> Response:
    """The form for a report, with the rules to choose from."""
    return _write_page(request, site, session, "report", comment_id=id_)


@router.post("/comments/{id_}/report")
def report(
    request: Request,
    site: TheSite,
    session: TheSession,
    id_: str,
    clause: Text = "",
    note: Text = "",
    csrf: Text = "",
) -> Response:
    """Report a comment under a rule."""
    number = int(clause) if clause.isascii() and clause.isdigit() and len(clause) < 6 else None

    def write(connection: Connection, reader_id: str) -> Posted:
        return comments.report_comment(connection, reader_id, id_, clause=number, note=note)

    def again(refusal: Refusal) -> Response:
        return _write_page(request, site, session, "report", comment_id=id_, text=note, clause=number, refusal=refusal)

    return _send(request, site, session, csrf, ("report", site.settings.rates.report), write, again)


# --- the way they all go ---------------------------------------------------------------------------------------------


def _send(
    request: Request,
    site: Site,
    session: TheSession,
    token: str,
    rate: tuple[str, Rate],
    write: Callable[[Connection, str], Posted],
    again: Callable[[Refusal], Response] | None,
) -> Response:
    """Check who sent it and how often, write, and lead to the comment; or hand back what was written, and why."""
    try:
        mine = require_form(request, site, session, token)
        count(site, mine, *rate)
        with site.database.write() as connection:
            posted = write(connection, mine.reader_id)
    except Refusal as refusal:
        if again is None:
            raise
        return again(refusal)
    return RedirectResponse(f"/comments/{posted.id}", 303)


def _write_page(
    request: Request,
    site: Site,
    session: TheSession,
    what: str,
    *,
    slug: str = "",
    comment_id: str = "",
    refusal: Refusal | None = None,
    text: str = "",
    clause: int | None = None,
    nonce: str = "",
) -> Response:
    """The page with one form on it. Raises Refusal NOT_FOUND when what it is about is gone and nothing was written."""
    with site.database.read() as connection:
        who = sessions.viewer(connection, session)
        found = threads.one(connection, comment_id, who, site.settings.edit_window) if comment_id else None
        story = reading.story_by_id(connection, found[1]) if found is not None else reading.story(connection, slug)
        visible = found is None or found[0].own or found[0].state == "published"
        if refusal is None and (story is None or not visible or (comment_id and found is None)):
            raise Refusal(Code.NOT_FOUND, "This comment is no longer on the page.")
        there = story is not None and (what == "comment" or (found is not None and visible))
        answer = page(
            request,
            "write.html",
            200 if refusal is None else refusal.status,
            viewer=who,
            sections=reading.sections(connection),
            what=what,
            story=story,
            about=found[0] if found is not None and visible else None,
            book=rulebooks.in_force(connection),
            problem="" if refusal is None else refusal.sentence,
            field="" if refusal is None else refusal.field,
            may_try=who.may_write and there and (refusal is None or refusal.code not in _HOPELESS),
            text=text,
            clause=clause,
            kept_nonce=nonce,
        )
    if refusal is not None and refusal.retry_after:
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer
