"""The HTTP client of the bundled site: what it trusts, what wrong answers mean, and that the token stays inside."""

from __future__ import annotations

import gzip
import json
import logging
import re
import socket
import struct
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from editor.domain.articles import ArticleFields
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
from editor.domain.feed import Kind
from editor.domain.ids import new_id
from editor.domain.operations import Applied, Operation, PutArticle, RefusedOperation
from editor.domain.people import Member, Role
from editor.ports import Cancelled
from editor.sites import http as exchange
from editor.sites.bundled import BundledSite, sign_in
from editor.sites.http import checked_address, retry_seconds
from editor.wire.errors import Code
from tests.helpers.raw_server import RawServer, http

TOKEN = "a-token-that-must-never-show"
PASSWORD = "a-password-that-must-never-show"
NOW = "2026-11-22T14:02:00Z"
MEMBER = {"id": new_id(), "name": "Mara", "role": "editor"}
INFO = {
    "name": "The Skerrow Tideline",
    "url": "http://localhost/",
    "epoch": "e1",
    "protocol": "1",
    "member": MEMBER,
    "server_time": NOW,
    "capabilities": ["longpoll"],
}


_reached: list[BundledSite] = []


def reach(url: str) -> BundledSite:
    _reached.append(BundledSite(url, TOKEN))
    return _reached[-1]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while _reached:
        _reached.pop().close()


def always(answer: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, request: connection.sendall(answer)


def ok(data: object) -> bytes:
    return http(200, json.dumps(data).encode())


def apply_all(connection: socket.socket, request: bytes) -> None:
    ids = [o["id"] for o in json.loads(request.partition(b"\r\n\r\n")[2])["operations"]]
    results = [{"id": id_, "outcome": "applied", "seq": 1} for id_ in ids]
    connection.sendall(ok({"results": results, "server_time": NOW}))


def operation(body: str = "words") -> Operation:
    now = datetime.now(UTC)
    put = PutArticle(new_id(), new_id(), ArticleFields(headline="H", body=body), False)
    return Operation(new_id(), f"article:{put.article_id}", put, None, now, now)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example",
        "ftp://127.0.0.1",
        "news.example",
        "https://",
        "https://mara:pw@news.example",
        "https://news.example/?q=1",
        "http://127.0.0.1.news.example",
        "http://[::2]",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_would_show_the_token_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        BundledSite(url, TOKEN)


def test_plain_http_reaches_this_computer_only() -> None:
    assert checked_address("http://localhost:8000/") == "http://localhost:8000"
    assert checked_address("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert checked_address("http://[::1]:8000") == "http://[::1]:8000"
    assert checked_address(" https://news.example/paper/ ") == "https://news.example/paper"


def test_asks_with_the_token_and_reads_the_answer() -> None:
    with RawServer(always(ok(INFO))) as server:
        info = reach(server.url).info()
    assert info.member == Member(MEMBER["id"], "Mara", Role.EDITOR)
    assert info.server_time == datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
    assert info.url == "http://localhost"
    head = server.requests[0].decode()
    assert head.startswith("GET /api/v1/info HTTP/1.1")
    assert re.search(f"(?im)^authorization: Bearer {TOKEN}\r$", head)


def test_unpacks_gzip() -> None:
    with RawServer(always(http(200, gzip.compress(json.dumps(INFO).encode()), "Content-Encoding: gzip"))) as server:
        assert reach(server.url).info().epoch == "e1"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(200, b"<html>Log in</html>", ours=False, kind="text/html"), NotOurSite),
        (http(200, b"<html>Log in</html>", kind="text/html"), NotOurSite),
        (http(200, json.dumps(INFO).encode(), ours=False), NotOurSite),
        (http(200, b"{}"), NotOurSite),
        (http(200, b"\xff\xfe"), NotOurSite),
        (http(302, b"", "Location: http://127.0.0.1:1/"), NotOurSite),
        (http(301, b"", "Location: https://login.example/", ours=False), NotOurSite),
        (http(407, b"", ours=False), NotOurSite),
        (http(401, b"<html>", ours=False), NotOurSite),
        (http(404, b"<html>", ours=False), NotOurSite),
        (http(401, b'{"code": 1001, "sentence": "Sign in first."}'), TokenRefused),
        (http(410, b'{"code": 1203, "sentence": "Anew."}'), ResyncRequired),
        (http(429, b"", "Retry-After: 7", ours=False), SiteBusy),
        (http(503, b"", "Retry-After: 7"), SiteBusy),
        (http(503, b""), SiteUnreachable),
        (http(500, b"<html>", ours=False), SiteUnreachable),
        (http(502, b"<html>", ours=False), SiteUnreachable),
        (http(403, b'{"code": 1002, "sentence": "No."}'), SiteRefused),
        (http(422, b"not json"), SiteRefused),
        (b"SSH-2.0-OpenSSH_9.2\r\n", SiteUnreachable),
        (http(200, b'{"na')[:-2], SiteUnreachable),  # fewer bytes than promised
        (http(200, gzip.compress(b"x" * 99)[:-9], "Content-Encoding: gzip"), NotOurSite),
        (http(200, b"not gzip", "Content-Encoding: gzip"), SiteUnreachable),
        (b"", SiteUnreachable),
    ],
)
def test_each_wrong_answer_has_its_meaning(answer: bytes, error: type[SiteError]) -> None:
    def reply(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_RDWR)

    with RawServer(reply) as server, pytest.raises(SiteError) as caught:
        reach(server.url).info()
    assert type(caught.value) is error
    if isinstance(caught.value, SiteBusy):
        assert caught.value.retry_after == 7


def test_a_redirect_is_not_followed() -> None:
    with (
        RawServer(always(ok(INFO))) as elsewhere,
        RawServer(always(http(307, b"", f"Location: {elsewhere.url}/api/v1/info"))) as server,
    ):
        with pytest.raises(NotOurSite):
            reach(server.url).info()
        assert elsewhere.requests == []


def test_nobody_listening() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SiteUnreachable):
        reach(f"http://127.0.0.1:{port}").info()


def test_a_reset_connection() -> None:
    def reply(connection: socket.socket, request: bytes) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with RawServer(reply) as server, pytest.raises(SiteUnreachable):
        reach(server.url).info()


def test_an_untrusted_certificate(tls_files: tuple[str, str]) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls_files)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with pytest.raises(NotOurSite):
        reach(f"https://localhost:{listening.getsockname()[1]}").info()
    thread.join(5)
    listening.close()


@pytest.fixture(scope="session")
def tls_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    import subprocess

    folder = tmp_path_factory.mktemp("tls")
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key]
    subprocess.run([*command, "-out", certificate, *subject], check=True, capture_output=True)
    return certificate, key


def test_silence_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "READ_SECONDS", 0.2)
    with RawServer(lambda connection, request: None) as server, pytest.raises(SiteUnreachable):
        reach(server.url).info()


def test_a_drip_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "WHOLE_SECONDS", 0.3)

    def reply(connection: socket.socket, request: bytes) -> None:
        connection.sendall(http(200, b" " * 1_000)[:-1_000])
        while True:
            connection.sendall(b" ")
            time.sleep(0.05)

    with RawServer(reply) as server, pytest.raises(SiteUnreachable):
        reach(server.url).info()


def test_a_flood_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "ANSWER_MAX", 100_000)
    bomb = gzip.compress(b" " * 5_000_000)
    with RawServer(always(http(200, bomb, "Content-Encoding: gzip"))) as server, pytest.raises(NotOurSite):
        reach(server.url).info()


def test_a_page_too_large_is_asked_for_again_in_smaller_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "ANSWER_MAX", 10_000)

    def reply(connection: socket.socket, request: bytes) -> None:
        limit = int(re.search(rb"limit=(\d+)", request)[1])  # type: ignore[index]
        page = {"changes": [], "next": "e1:4", "has_more": False, "server_time": NOW, "pad": "x" * limit * 100}
        connection.sendall(ok(page))

    with RawServer(reply) as server:
        page = reach(server.url).changes(None, limit=500)
    assert str(page.next) == "e1:4"
    assert [re.search(rb"limit=(\d+)", r)[1] for r in server.requests] == [b"500", b"62"]  # type: ignore[index]


def test_retry_after_as_seconds_and_as_a_date() -> None:
    assert retry_seconds("7") == 7
    assert retry_seconds("0") == 1
    assert retry_seconds("999999") == 3_600
    assert retry_seconds("soon") == retry_seconds(None) == 30
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 57 < retry_seconds(date) <= 60


def test_cancel_ends_a_long_poll_of_another_thread_at_once() -> None:
    asked = threading.Event()
    outcome: list[BaseException] = []

    def reply(connection: socket.socket, request: bytes) -> None:
        asked.set()  # and no answer

    def poll(site: BundledSite) -> None:
        try:
            site.changes(None, limit=10, wait=20)
        except BaseException as error:
            outcome.append(error)

    with RawServer(reply) as server:
        site = reach(server.url)
        thread = threading.Thread(target=poll, args=(site,))
        thread.start()
        assert asked.wait(5)
        site.cancel()
        thread.join(15)  # the poll itself would last 20 s
    assert [type(e) for e in outcome] == [Cancelled]


def test_cancel_on_a_kept_connection_and_before_the_poll() -> None:
    with RawServer(always(ok(INFO))) as server:
        site = reach(server.url)
        site.info()
        site.cancel()
        with pytest.raises(Cancelled):
            site.changes(None, limit=10, wait=20)
        assert site.info().epoch == "e1"  # cancelled once, not for good


def test_the_token_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        http(401, b'{"code": 1001, "sentence": "Sign in first."}'),
        http(200, b"<html>"),
        http(500, b""),
        http(403, b'{"code": 1002, "sentence": "No."}'),
        b"",
    ]
    shown: list[str] = []

    def reply(connection: socket.socket, request: bytes) -> None:
        connection.sendall(answers.pop(0))
        connection.shutdown(socket.SHUT_RDWR)

    with RawServer(reply) as server:
        site = reach(server.url)
        shown += [repr(site), str(site), repr(vars(site))]
        while answers:
            with pytest.raises(SiteError) as caught:
                site.info()
            captured = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
            shown += [repr(caught.value), repr(vars(caught.value)), "".join(captured.format(chain=True))]
    assert any(TOKEN.encode() in request for request in server.requests)
    assert TOKEN not in "".join(shown) + caplog.text


def test_sign_in_answers_a_token_and_shows_neither_it_nor_the_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = {"token": TOKEN, "device_id": "d1", "member": MEMBER}
    with RawServer(always(ok(answer))) as server:
        token, device, member = sign_in(server.url, "mara", PASSWORD, "Mara’s laptop")
    assert (token, device, member.name) == (TOKEN, "d1", "Mara")
    assert b"uthorization" not in server.requests[0]
    with RawServer(always(ok({"token": TOKEN}))) as server, pytest.raises(NotOurSite) as caught:
        sign_in(server.url, "mara", PASSWORD, "laptop")
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert TOKEN not in shown
    assert PASSWORD not in shown


def test_sign_in_refused() -> None:
    body = b'{"code": 1003, "sentence": "That name and password do not go together."}'
    with RawServer(always(http(401, body))) as server, pytest.raises(SiteRefused) as caught:
        sign_in(server.url, "mara", "no", "laptop")
    assert caught.value.code == Code.WRONG_PASSWORD


def test_operations_travel_in_bounded_requests_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editor.sites.bundled._BATCH_BYTES", 20_000)
    sent = [operation("w" * 5_000) for _ in range(5)]
    sent.insert(2, operation("w" * 30_000))
    with RawServer(apply_all) as server:
        results = reach(server.url).apply(sent)
    assert [r.operation_id for r in results] == [o.id for o in sent]
    assert [type(r) for r in results] == [Applied, Applied, RefusedOperation, Applied, Applied, Applied]
    assert max(len(r) for r in server.requests) < 21_000


def test_what_was_answered_before_the_site_turned_us_away_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editor.sites.bundled.OPERATIONS_MAX", 2)
    sent = [operation() for _ in range(5)]
    requests: list[bytes] = []

    def busy_from_the_second(connection: socket.socket, request: bytes) -> None:
        requests.append(request)
        if len(requests) > 1:
            connection.sendall(http(429, b"{}", "Retry-After: 7"))
        else:
            apply_all(connection, request)

    with RawServer(busy_from_the_second) as server:
        site = reach(server.url)
        assert [result.operation_id for result in site.apply(sent)] == [o.id for o in sent[:2]]
        with pytest.raises(SiteBusy):
            site.apply(sent[2:])


def test_answers_for_other_operations_are_not_believed() -> None:
    results = [{"id": new_id(), "outcome": "applied", "seq": 1}]
    with RawServer(always(ok({"results": results, "server_time": NOW}))) as server, pytest.raises(NotOurSite):
        reach(server.url).apply([operation()])


def test_an_object_the_site_does_not_have() -> None:
    with RawServer(always(http(404, b'{"code": 1103, "sentence": "Nothing."}'))) as server:
        assert reach(server.url).get(Kind.COMMENT, "a/../b") is None
    assert b"/objects/comment/a%2F..%2Fb " in server.requests[0]
