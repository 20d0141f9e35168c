"""One HTTP exchange with a site: addresses we trust, bounded answers, cancelling, and what each failure means."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from weakref import WeakSet

import httpx

from editor.domain.errors import (
    BadInput,
    NotOurSite,
    ResyncRequired,
    SiteBusy,
    SiteError,
    SiteRefused,
    SiteUnreachable,
    TokenRefused,
)
from editor.ports import Cancelled
from editor.wire.endpoints import PROTOCOL, PROTOCOL_HEADER
from editor.wire.errors import MEANINGS, Code
from editor.wire.limits import ANSWER_MAX

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0  # without a byte
WHOLE_SECONDS = 180.0  # for one answer, however steadily it drips
RETRY_DEFAULT = 30.0  # when a busy site names no time
RETRY_MAX = 3_600.0


class AnswerTooLarge(NotOurSite):
    """An answer passed ANSWER_MAX bytes; fewer objects may fit."""


def checked_address(url: str) -> str:
    """The site's address without a trailing slash. Plain HTTP is for loopback only. Raises BadInput."""
    try:
        parts = httpx.URL(url.strip())
    except (httpx.InvalidURL, TypeError):
        raise BadInput("This is not an address of a site.", field="url") from None
    if parts.scheme not in ("http", "https") or not parts.host or parts.query or parts.fragment:
        raise BadInput("The address must look like https://news.example.", field="url")
    if parts.userinfo:
        raise BadInput("Leave the name and password out of the address; the desk asks for them.", field="url")
    if parts.scheme == "http" and not is_loopback(parts.host):
        raise BadInput(
            f"{parts.host} must be reached by https: plain http would send this desk's token in the clear.", field="url"
        )
    return str(parts).rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this computer, by number or as ``localhost``."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class _Token(httpx.Auth):
    # A class of its own, so that the token is never a local variable of a frame that a traceback shows.
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def __repr__(self) -> str:
        return "_Token()"

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = self._header
        yield request


class Exchange:
    """Requests to one site, with or without a device's token. Threads may share it."""

    def __init__(self, url: str, token: str | None = None) -> None:
        """Raises BadInput for an address that must not be used."""
        self._url = checked_address(url)
        self._name = httpx.URL(self._url).netloc.decode("ascii")
        host = httpx.URL(self._url).host
        self._client = httpx.Client(
            auth=_Token(token) if token is not None else None,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                PROTOCOL_HEADER: PROTOCOL,
                "User-Agent": "Backbench",
            },
            verify=_trust() if self._url.startswith("https") else False,
            follow_redirects=False,
            trust_env=not is_loopback(host),  # an office proxy has nothing to do with this computer
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        )
        self._streams: WeakSet[Any] = WeakSet()
        self._lock = threading.Lock()
        self._cancelled = False

    def __repr__(self) -> str:
        return f"Exchange({self._url!r})"

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str | int | float] | None = None,
        body: bytes | None = None,
        held: float = 0.0,
    ) -> bytes:
        """The body of a 2xx answer of our protocol; ``held`` is how many seconds the site may keep us waiting.

        Raises SiteUnreachable, NotOurSite, TokenRefused, SiteBusy, ResyncRequired, SiteRefused, Cancelled.
        """
        if held:
            self._pass_cancel()
        problem: SiteError
        try:
            return self._exchange(method, path, query, body, held)
        except SiteError:
            raise
        except httpx.ConnectError as failure:
            # A certificate that does not fit is somebody else's answer, a captive portal's perhaps.
            wrong = isinstance(_root(failure), ssl.SSLCertVerificationError)
            problem = NotOurSite(self._name) if wrong else SiteUnreachable(self._name)
        except (httpx.TransportError, httpx.DecodingError, OSError):
            problem = SiteUnreachable(self._name)
        self._pass_cancel()
        raise problem  # outside of the except clause: the cause holds the request, and the request holds the token

    def cancel(self) -> None:
        """End what is on its way, and the next long poll if none is held just now."""
        with self._lock:
            self._cancelled = True
            streams = list(self._streams)
        for stream in streams:
            _shut(stream)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def not_ours(self) -> NotOurSite:
        """The error for an answer that does not fit the protocol."""
        return NotOurSite(self._name)

    def _pass_cancel(self) -> None:
        with self._lock:
            cancelled, self._cancelled = self._cancelled, False
        if cancelled:
            raise Cancelled

    def _exchange(
        self, method: str, path: str, query: dict[str, str | int | float] | None, body: bytes | None, held: float
    ) -> bytes:
        request = self._client.build_request(
            method,
            self._url + path,
            params=query,
            content=body,
            headers={"Content-Type": "application/json"} if body is not None else None,
            timeout=httpx.Timeout(READ_SECONDS + held, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            extensions={"trace": self._trace},
        )
        until = time.monotonic() + WHOLE_SECONDS + held
        answer = self._client.send(request, stream=True)
        try:
            return self._judge(answer, self._read(answer, until))
        finally:
            answer.close()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        # The only public place where a connection shows its socket before the answer begins.
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._streams.add(info["return_value"])

    def _read(self, answer: httpx.Response, until: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > ANSWER_MAX:
                raise AnswerTooLarge(self._name)
            if time.monotonic() > until:
                raise SiteUnreachable(self._name)
            parts.append(part)
        return b"".join(parts)

    def _judge(self, answer: httpx.Response, body: bytes) -> bytes:
        status = answer.status_code
        if status == 429 or (status == 503 and "Retry-After" in answer.headers):
            raise SiteBusy(self._name, retry_after=retry_seconds(answer.headers.get("Retry-After")))
        if status >= 500:
            raise SiteUnreachable(self._name)
        if answer.headers.get(PROTOCOL_HEADER) != PROTOCOL or 300 <= status < 400 or status == 407:
            raise NotOurSite(self._name)
        if status < 300:
            return body
        code, sentence, field = _refusal(body)
        if status == 401 and code != Code.WRONG_PASSWORD:
            raise TokenRefused(self._name)
        if status == 410:
            raise ResyncRequired(self._name)
        raise SiteRefused(code, sentence, field=field)


def retry_seconds(value: str | None) -> float:
    """Seconds from a Retry-After header, a number or a date (RFC 9110 §10.2.3), between 1 and RETRY_MAX."""
    if value is None:
        return RETRY_DEFAULT
    try:
        seconds = float(int(value))
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return RETRY_DEFAULT
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 1.0), RETRY_MAX)


def _refusal(body: bytes) -> tuple[int, str, str]:
    try:
        problem = json.loads(body)
        code, sentence = int(problem["code"]), str(problem["sentence"])
        return code, sentence, str(problem.get("field", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Code.NOT_UNDERSTOOD, MEANINGS[Code.NOT_UNDERSTOOD].sentence, ""


def _trust() -> ssl.SSLContext:
    # The system's own certificates, for an office with its own authority, and Mozilla's for systems that keep none.
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _root(failure: BaseException) -> BaseException:
    while failure.__cause__ is not None or failure.__context__ is not None:
        failure = failure.__cause__ or failure.__context__ or failure
    return failure


def _shut(stream: Any) -> None:
    connection = stream.get_extra_info("socket")
    if connection is None:
        return
    with suppress(OSError):  # closed already
        # Not SSLSocket.shutdown, which drops the TLS object that another thread is reading from.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
