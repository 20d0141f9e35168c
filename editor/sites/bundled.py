"""The bundled news site over HTTP: our own protocol, with the payloads of :mod:`editor.wire`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel, RootModel, ValidationError

from editor.domain.errors import NotOurSite, SiteBusy, SiteRefused, TokenRefused
from editor.domain.feed import ChangePage, Cursor, Digest, Kind, SiteObject
from editor.domain.operations import Operation, OperationResult, RefusedOperation
from editor.domain.people import Member
from editor.ports import SiteInfo
from editor.sites.http import AnswerTooLarge, Exchange
from editor.wire import endpoints
from editor.wire.errors import MEANINGS, Code
from editor.wire.limits import OPERATIONS_MAX, PAGE_MAX, REQUEST_MAX, WAIT_MAX
from editor.wire.payloads import (
    ChangePagePayload,
    DeviceAnswer,
    DeviceRequest,
    DigestPayload,
    OperationIds,
    OperationPayload,
    ResultBatch,
    RevisionsPayload,
    SiteInfoPayload,
    ThingPayload,
    decode,
)

P = TypeVar("P", bound=BaseModel)
_BATCH_BYTES = REQUEST_MAX - 1_024  # of operations; the rest is for what stands around them


class _Digests(RootModel[dict[str, DigestPayload]]):
    pass


class BundledSite:
    """Implements :class:`editor.ports.SiteApi`. Loopback may be plain HTTP; anything else is TLS, verified."""

    def __init__(self, url: str, token: str, *, pace: Callable[[], object] = lambda: None) -> None:
        """``token`` is this device's; ``pace`` is called before a page is read, which keeps the interpreter busy.

        Raises BadInput for an address that must not be used.
        """
        self._exchange = Exchange(url, token)
        self._pace = pace

    def __repr__(self) -> str:
        return f"BundledSite({self._exchange!r})"

    def info(self) -> SiteInfo:
        """Who we are to the site, and its clock."""
        found = self._read(SiteInfoPayload, self._exchange.ask("GET", endpoints.INFO))
        if found.protocol != endpoints.PROTOCOL:
            raise self._exchange.not_ours()
        return SiteInfo(
            name=found.name,
            url=found.url.rstrip("/"),
            epoch=found.epoch,
            member=found.member.to_domain(),
            server_time=found.server_time,
            capabilities=frozenset(found.capabilities),
        )

    def changes(self, since: Cursor | None, *, limit: int, wait: float = 0.0) -> ChangePage:
        """Changes after ``since``; fewer than ``limit`` when so many would make too large an answer."""
        wait = min(wait, WAIT_MAX)
        query: dict[str, str | int | float] = {"limit": min(limit, PAGE_MAX)}
        if since is not None:
            query["since"] = str(since)
        if wait:
            query["wait"] = wait
        try:
            body = self._exchange.ask("GET", endpoints.CHANGES, query=query, held=wait)
        except AnswerTooLarge:
            if limit <= 1:
                raise
            return self.changes(since, limit=max(1, min(limit, PAGE_MAX) // 8))
        self._pace()
        page = self._read(ChangePagePayload, body)
        try:
            return page.to_domain()
        except ValueError:
            raise self._exchange.not_ours() from None

    def apply(self, operations: Sequence[Operation]) -> Sequence[OperationResult]:
        """Send operations in this order, in as many requests as their size needs.

        One that is too large for any request is refused here, with the number the site would give. When a later request
        is turned away, the answers to the earlier ones are returned: what they say must not be lost with the error.
        """
        results: list[OperationResult] = []
        try:
            self._send_all(operations, results)
        except (SiteBusy, SiteRefused, TokenRefused):
            if not results:
                raise
        return results

    def lookup(self, operation_ids: Sequence[str]) -> Mapping[str, OperationResult]:
        """What became of operations whose answer was lost; ids the site never saw are absent."""
        found: dict[str, OperationResult] = {}
        for start in range(0, len(operation_ids), OPERATIONS_MAX):
            ids = tuple(operation_ids[start : start + OPERATIONS_MAX])
            body = OperationIds(ids=ids).model_dump_json().encode("utf-8")
            for result in self._results(self._exchange.ask("POST", endpoints.OPERATION_RESULTS, body=body)):
                found[result.operation_id] = result
        return found

    def get(self, kind: Kind, id_: str) -> SiteObject | None:
        """One object as the site has it now, None when it has none."""
        try:
            body = self._exchange.ask("GET", f"{endpoints.OBJECTS}/{kind.value}/{quote(id_, safe='')}")
        except SiteRefused as refusal:
            if refusal.code == Code.NOT_FOUND:
                return None
            raise
        found = self._read(ThingPayload, body)
        try:
            return decode(found.kind, found.thing)
        except ValueError:
            raise self._exchange.not_ours() from None

    def revisions(self, kind: Kind, after: str, *, limit: int) -> Sequence[tuple[str, int]]:
        """(id, rev) in the order of ids, after ``after``."""
        query: dict[str, str | int | float] = {"after": after, "limit": min(limit, PAGE_MAX)}
        body = self._exchange.ask("GET", f"{endpoints.OBJECTS}/{kind.value}", query=query)
        return self._read(RevisionsPayload, body).revisions

    def digests(self) -> Mapping[Kind, Digest]:
        """One digest for every kind that both ends know."""
        found = self._read(_Digests, self._exchange.ask("GET", endpoints.DIGESTS)).root
        try:
            return {kind: Digest(found[kind].count, int(found[kind].total)) for kind in Kind if kind in found}
        except ValueError:
            raise self._exchange.not_ours() from None

    def cancel(self) -> None:
        """Make a blocking call of another thread raise Cancelled soon."""
        self._exchange.cancel()

    def close(self) -> None:
        """Let go of connections."""
        self._exchange.close()

    def _send_all(self, operations: Sequence[Operation], results: list[OperationResult]) -> None:
        batch: list[bytes] = []
        ids: list[str] = []
        size = 0
        for operation in operations:
            line = OperationPayload.of(operation).model_dump_json().encode("utf-8")
            if batch and (size + len(line) > _BATCH_BYTES or len(batch) == OPERATIONS_MAX):
                results += self._send(batch, ids)
                batch, ids, size = [], [], 0
            if len(line) > _BATCH_BYTES:
                results.append(RefusedOperation(operation.id, Code.TOO_LARGE, MEANINGS[Code.TOO_LARGE].sentence))
                continue
            batch.append(line)
            ids.append(operation.id)
            size += len(line) + 1
        if batch:
            results += self._send(batch, ids)

    def _send(self, batch: list[bytes], ids: list[str]) -> list[OperationResult]:
        body = b'{"operations":[' + b",".join(batch) + b"]}"
        results = self._results(self._exchange.ask("POST", endpoints.OPERATIONS, body=body))
        if [r.operation_id for r in results] != ids:
            raise self._exchange.not_ours()
        return results

    def _results(self, body: bytes) -> list[OperationResult]:
        batch = self._read(ResultBatch, body)
        try:
            return [result.to_domain() for result in batch.results]
        except ValueError:
            raise self._exchange.not_ours() from None

    def _read(self, cls: type[P], body: bytes) -> P:
        return read_payload(cls, body, self._exchange.not_ours())


def sign_in(url: str, username: str, password: str, device: str) -> tuple[str, str, Member]:
    """Make this device known to the site: its token, its id, and who signed in.

    Keep the token in the keyring at once; the site shows it only this time. Raises BadInput (the address), SiteRefused
    (name and password do not go together), SiteBusy (too many tries), NotOurSite, SiteUnreachable.
    """
    exchange = Exchange(url)
    try:
        request = DeviceRequest(username=username, password=password, device=device[:100])
        body = exchange.ask("POST", endpoints.DEVICES, body=request.model_dump_json().encode("utf-8"))
        answer = read_payload(DeviceAnswer, body, exchange.not_ours())
        return answer.token, answer.device_id, answer.member.to_domain()
    finally:
        exchange.close()


def sign_out(url: str, token: str) -> None:
    """Revoke this device's token on the site. Raises SiteUnreachable, NotOurSite, TokenRefused (revoked already)."""
    exchange = Exchange(url, token)
    try:
        exchange.ask("DELETE", endpoints.THIS_DEVICE)
    finally:
        exchange.close()


def read_payload(cls: type[P], body: bytes, otherwise: NotOurSite) -> P:
    """The envelope in ``body``. Raises ``otherwise``, which unlike pydantic's error does not quote what was read."""
    try:
        return cls.model_validate_json(body)
    except ValidationError:
        pass
    raise otherwise
