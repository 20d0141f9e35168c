"""The reader behind a request: cookie, origin, form token, how often they may try."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request, Response

from editor.website import sessions
from editor.website.api import TheSite
from editor.website.origins import is_own
from editor.website.refusals import Refusal
from editor.website.sessions import COOKIE, Session
from editor.website.settings import Rate
from editor.website.site import Site
from editor.wire.errors import Code


def cookie_of(request: Request) -> str:
    """The session cookie, empty when there is none."""
    site: Site = request.app.state.site
    return request.cookies.get(cookie_name(site), "")


def cookie_name(site: Site) -> str:
    """What the session cookie is called; over TLS so that no other host of the domain can set it (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if site.settings.secure else COOKIE


def _session(request: Request, site: TheSite) -> Session | None:
    token = cookie_of(request)
    if not token:
        return None
    with site.database.read() as connection:
        return sessions.find(connection, token)


TheSession = Annotated[Session | None, Depends(_session)]


def require_own_pages(request: Request, site: Site) -> None:
    """Raises Refusal NOT_SIGNED_IN when a form or script of another site sent this."""
    origin = request.headers.get("origin")
    if origin is not None:
        trusted = is_own(origin, site.settings.url, request.headers.get("host", ""))
    else:
        trusted = request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    if not trusted:
        raise Refusal(Code.NOT_SIGNED_IN, "This form was sent from another site. Send it from here.")


def require_form(request: Request, site: Site, session: Session | None, token: str) -> Session:
    """The session that sent a form of its own. Raises Refusal NOT_SIGNED_IN."""
    require_own_pages(request, site)
    if session is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    session.require_form_token(token)
    return session


def count(site: Site, session: Session, what: str, rate: Rate) -> None:
    """Count one try of this reader. Raises Refusal TOO_MANY_TRIES."""
    site.limiter.count(rate, what, session.reader_id)


def set_cookie(response: Response, site: Site, token: str) -> None:
    """Hand the browser its session; scripts cannot read it, other sites' forms do not send it."""
    response.set_cookie(
        cookie_name(site),
        token,
        max_age=int(site.settings.session_life.total_seconds()),
        path="/",
        secure=site.settings.secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, site: Site) -> None:
    """Take the session away from the browser."""
    response.delete_cookie(cookie_name(site), path="/", secure=site.settings.secure, httponly=True, samesite="lax")
