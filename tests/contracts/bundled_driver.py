"""The bundled site as a process of its own, with readers who use its API over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import httpx

from editor.domain.errors import SiteRefused
from editor.domain.people import Role
from editor.ports import SiteApi
from editor.sites.bundled import BundledSite, sign_in
from editor.website import people
from editor.website.database import Database
from editor.website.secrets import Passwords
from editor.website.settings import PasswordCost
from tests.helpers.site_process import PASSWORD, SiteProcess

READERS = 12
READER_API = "/api/v1/reader"


class BundledDriver:
    """One site for many tests: staff of every role, and a round of readers who are signed in once."""

    def __init__(self, folder: Path) -> None:
        self.process = SiteProcess(folder)
        self._ids = self._people(self.process.database)
        self.process.start()
        self.tokens = {role: sign_in(self.process.url, role.value, PASSWORD, "contract")[0] for role in Role}
        self._open: list[BundledSite] = []
        self._clients: dict[str, httpx.Client] = {}
        self._subscribers = cycle(f"reader{n}@readers.example" for n in range(READERS))

    def _people(self, database: str) -> dict[str, str]:
        # Straight into the database and with a cheap hash: sixteen command lines would take half a minute.
        stored = Passwords(PasswordCost(passes=1, memory_kib=8, lanes=1)).hash(PASSWORD)
        site = Database(database)
        ids: dict[str, str] = {}
        with site.write() as connection:
            for role in Role:
                people.add_staff(
                    connection, username=role.value, name=f"Staff {role.value}", role=role, password_hash=stored
                )
            for n in range(READERS + 1):
                email = f"reader{n}@readers.example" if n < READERS else "free@readers.example"
                ids[email] = people.add_reader(
                    connection,
                    email=email,
                    name=f"Reader {n}",
                    password_hash=stored,
                    subscribed_since=datetime.now(UTC) if n < READERS else None,
                ).id
        site.close()
        return ids

    def staff(self, role: Role) -> SiteApi:
        return self.with_token(self.tokens[role])

    def with_token(self, token: str) -> SiteApi:
        self._open.append(BundledSite(self.process.url, token))
        return self._open[-1]

    def reader(self, *, subscribed: bool = True) -> str:
        return next(self._subscribers) if subscribed else "free@readers.example"

    def reader_id(self, reader: str) -> str:
        return self._ids[reader]

    def post(self, reader: str, article_id: str, text: str, parent_id: str | None = None) -> str:
        body = {"article_id": article_id, "parent_id": parent_id, "text": text}
        return str(self._write(reader, "POST", "/comments", body)["thing"]["id"])

    def edit(self, reader: str, comment_id: str, text: str) -> None:
        self._write(reader, "PUT", f"/comments/{comment_id}", {"text": text})

    def withdraw(self, reader: str, comment_id: str) -> None:
        self._write(reader, "DELETE", f"/comments/{comment_id}", None)

    def like(self, reader: str, comment_id: str) -> None:
        self._write(reader, "POST", f"/comments/{comment_id}/like", {"on": True})

    def report(self, reader: str, comment_id: str, clause: int) -> None:
        self._write(reader, "POST", f"/comments/{comment_id}/reports", {"clause": clause})

    def between_tests(self) -> None:
        """Let go of the desks' connections of one test."""
        while self._open:
            self._open.pop().close()

    def close(self) -> None:
        self.between_tests()
        for client in self._clients.values():
            client.close()
        self.process.stop()

    def _write(self, reader: str, method: str, path: str, body: object) -> dict[str, dict[str, object]]:
        client = self._client(reader)
        answer = client.request(method, READER_API + path, json=body)
        data: dict[str, dict[str, object]] = answer.json()
        if answer.is_error:
            raise SiteRefused(int(data["code"]), str(data["sentence"]))  # type: ignore[call-overload]
        return data

    def _client(self, reader: str) -> httpx.Client:
        if reader not in self._clients:
            client = httpx.Client(base_url=self.process.url, trust_env=False)
            signed_in = client.post("/login", data={"email": reader, "password": PASSWORD})
            assert signed_in.status_code == 303, signed_in.text
            client.headers["X-CSRF-Token"] = client.get(f"{READER_API}/me").json()["csrf"]
            self._clients[reader] = client
        return self._clients[reader]
