"""What every answer carries and what every request must keep to: security headers, sizes, the protocol's mark."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from editor.website.origins import is_local, name_of
from editor.website.refusals import Refusal
from editor.wire.endpoints import API, PROTOCOL, PROTOCOL_HEADER
from editor.wire.errors import Code
from editor.wire.limits import BODY_SECONDS, FORM_MAX, REQUEST_MAX

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Browsers leave the Origin header out of forms under "no-referrer", and the site asks for it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_DRAIN_MAX = 64 * 1024 * 1024  # bytes read and dropped so that a browser hears why, and not just a broken connection


class Edge:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, url: str, body_seconds: float = BODY_SECONDS) -> None:
        """``url`` is the site's public address; a request has ``body_seconds`` to arrive."""
        self._app = app
        self._seconds = body_seconds
        # A page elsewhere may give its own name the address 127.0.0.1 (DNS rebinding). Behind a proxy, names are the
        # proxy's business.
        self._local_names_only = is_local(name_of(url.partition("//")[2]))
        self._headers = dict(_HEADERS)
        if url.startswith("https://"):
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_api = scope["path"].startswith(f"{API}/")
        marked = self._marking(send, is_api=is_api)
        if "\x00" in scope["path"] or b"%00" in scope.get("query_string", b""):
            await _refusal(Code.NOT_FOUND, is_api=is_api)(scope, receive, marked)
            return
        headers = Headers(scope=scope)
        if self._local_names_only and not is_local(name_of(headers.get("host", ""))):
            await _refusal(Code.WRONG_HOST, is_api=is_api)(scope, receive, marked)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await _whole_body(headers, receive, REQUEST_MAX if is_api else FORM_MAX)
        except _Gone:
            return
        except TimeoutError:
            await _refusal(Code.TOO_SLOW, is_api=is_api)(scope, receive, marked)
            return
        if body is None:
            await _refusal(Code.TOO_LARGE, is_api=is_api)(scope, receive, marked)
            return
        if scope["method"] == "HEAD":
            scope, marked = {**scope, "method": "GET"}, _without_body(marked)
        await self._app(scope, _replay(body, receive), marked)

    def _marking(self, send: Send, *, is_api: bool) -> Send:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store" if is_api else "private, no-cache")
                if is_api:
                    headers[PROTOCOL_HEADER] = PROTOCOL
            await send(message)

        return marked


class _Gone(Exception):
    """Whoever asked hung up before the request was complete."""


async def _whole_body(headers: Headers, receive: Receive, most: int) -> bytes | None:
    """The body, None when it is larger than ``most`` bytes.

    Raises _Gone when the rest never came: half a form must not be taken for a whole one.
    """
    declared = headers.get("content-length", "0")
    too_large = declared.isdigit() and int(declared) > most
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        part: bytes = message.get("body", b"")
        size += len(part)
        too_large = too_large or size > most
        if too_large:
            parts.clear()
        else:
            parts.append(part)
        if not message.get("more_body", False) or size > _DRAIN_MAX:
            return None if too_large else b"".join(parts)


def _without_body(send: Send) -> Send:
    """The answer to HEAD: that to GET, headers and all, without its body (RFC 9110 §9.3.2)."""

    async def headers_only(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return headers_only


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _refusal(code: Code, *, is_api: bool) -> Response:
    refusal = Refusal(code)
    if is_api:
        return Response(refusal.problem().model_dump_json(), refusal.status, media_type="application/json")
    advice = "Go back with your browser: what you wrote is still there. Shorten it and send it again."
    page = f"<!doctype html><html lang=en><title>{refusal.sentence}</title><h1>{refusal.sentence}</h1>"
    return HTMLResponse(page + (f"<p>{advice}</p>" if code is Code.TOO_LARGE else ""), refusal.status)
