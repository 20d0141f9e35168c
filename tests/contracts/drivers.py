"""The same people acting on any site: staff through SiteApi, readers through whatever the site offers them."""

from __future__ import annotations

from typing import Protocol

from editor.domain.people import Role
from editor.ports import SiteApi
from editor.sites.memory import MemorySite


class Driver(Protocol):
    """A running site. Readers are named by what :meth:`reader` returns; refusals of readers are SiteRefused."""

    def staff(self, role: Role) -> SiteApi: ...

    def with_token(self, token: str) -> SiteApi: ...

    def reader(self, *, subscribed: bool = True) -> str: ...

    def reader_id(self, reader: str) -> str: ...

    def post(self, reader: str, article_id: str, text: str, parent_id: str | None = None) -> str: ...

    def edit(self, reader: str, comment_id: str, text: str) -> None: ...

    def withdraw(self, reader: str, comment_id: str) -> None: ...

    def like(self, reader: str, comment_id: str) -> None: ...

    def report(self, reader: str, comment_id: str, clause: int) -> None: ...


class MemoryDriver:
    """The site in memory."""

    def __init__(self) -> None:
        self.site = MemorySite()
        self._count = 0

    def staff(self, role: Role) -> SiteApi:
        return self.site.api(self.site.sign_in(f"Staff {role}", role))

    def with_token(self, token: str) -> SiteApi:
        return self.site.api(token)

    def reader(self, *, subscribed: bool = True) -> str:
        self._count += 1
        return self.site.readers.add(f"Reader {self._count}", subscribed=subscribed).id

    def reader_id(self, reader: str) -> str:
        return reader

    def post(self, reader: str, article_id: str, text: str, parent_id: str | None = None) -> str:
        return self.site.readers.post(reader, article_id, text, parent_id).id

    def edit(self, reader: str, comment_id: str, text: str) -> None:
        self.site.readers.edit(reader, comment_id, text)

    def withdraw(self, reader: str, comment_id: str) -> None:
        self.site.readers.withdraw(reader, comment_id)

    def like(self, reader: str, comment_id: str) -> None:
        self.site.readers.like(reader, comment_id)

    def report(self, reader: str, comment_id: str, clause: int) -> None:
        self.site.readers.report(reader, comment_id, clause)
