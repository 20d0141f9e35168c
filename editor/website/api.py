"""The desk's API: sign-in, the change feed, operations, objects."""

from __future__ import annotations

import ipaddress
import json
import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from editor.domain.feed import Cursor, Kind, object_rev, told_to
from editor.domain.people import Role
from editor.domain.times import from_ms, to_iso
from editor.website import feed, operations, people, rows, rulebooks
from editor.website.people import Desk
from editor.website.refusals import Refusal
from editor.website.site import Site
from editor.wire import endpoints
from editor.wire.errors import Code
from editor.wire.limits import OPERATIONS_MAX, PAGE_MAX, WAIT_MAX
from editor.wire.payloads import (
    ArticlePut,
    ChangePagePayload,
    ChangePayload,
    DeviceAnswer,
    DevicePerson,
    DeviceRequest,
    DigestPayload,
    OperationBatch,
    OperationIds,
    OperationPayload,
    Problem,
    ResultBatch,
    ResultPayload,
    RevisionsPayload,
    SiteInfoPayload,
    ThingPayload,
    encode,
    thing_payload,
)

CAPABILITIES = ("longpoll", "digests", "decisions", "sanctions", "rulebook")
POLL_SECONDS = 1.0  # how often a long poll looks by itself where another process may write

router = APIRouter(tags=["desk"], responses={"default": {"model": Problem, "description": "A numbered refusal"}})
_bearer = HTTPBearer(auto_error=False, description="The token of a signed-in desk")


def site_of(request: Request) -> Site:
    """The site that this request came to."""
    site: Site = request.app.state.site
    return site


def _desk(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Desk:
    if given is None:
        raise Refusal(Code.NOT_SIGNED_IN)
    with site_of(request).database.read() as connection:
        return people.desk_of(connection, given.credentials)


TheSite = Annotated[Site, Depends(site_of)]
TheDesk = Annotated[Desk, Depends(_desk)]


def client_address(request: Request) -> str:
    """Where a request came from, for counting tries; never stored."""
    host = request.client.host if request.client is not None else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    # One customer of a provider has the whole of a /64.
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def json_body(raw: bytes) -> Any:
    """The JSON of a request. Raises Refusal NOT_UNDERSTOOD."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as problem:
        raise Refusal(Code.NOT_UNDERSTOOD, "The request is not JSON.") from problem


def _person(desk: Desk) -> DevicePerson:
    return DevicePerson(id=desk.member.id, name=desk.member.name, role=desk.member.role)


def _answer(payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(payload.model_dump_json(), status, headers, media_type="application/json")


@router.post(endpoints.DEVICES, response_model=DeviceAnswer, status_code=201)
def sign_in(request: Request, site: TheSite, asked: DeviceRequest) -> Response:
    """Sign a desk in with the user name and password of a member of staff; the token is shown this once."""
    token, desk = site.log_in.desk(asked.username, asked.password, asked.device, client_address(request))
    return _answer(DeviceAnswer(token=token, device_id=desk.device_id, member=_person(desk)), 201)


@router.delete(endpoints.THIS_DEVICE, status_code=204, response_class=Response)
def sign_out(site: TheSite, desk: TheDesk) -> Response:
    """Make the token used worth nothing."""
    with site.database.write_quietly() as connection:
        people.revoke_device(connection, desk.device_id)
    return Response(status_code=204)


@router.get(endpoints.INFO, response_model=SiteInfoPayload)
def info(site: TheSite, desk: TheDesk) -> Response:
    """What the site is called, who the desk is to it, and its clock."""
    with site.database.read() as connection:
        epoch = feed.position(connection).epoch
    return _answer(
        SiteInfoPayload(
            name=site.settings.name,
            url=site.settings.url,
            epoch=epoch,
            protocol=endpoints.PROTOCOL,
            member=_person(desk),
            server_time=from_ms(feed.now_ms()),
            capabilities=CAPABILITIES,
        )
    )


@router.get(endpoints.CHANGES, response_model=ChangePagePayload)
async def changes(
    request: Request,
    site: TheSite,
    desk: TheDesk,
    since: Annotated[str | None, Query(max_length=100, description="epoch:seq; left out, from the beginning")] = None,
    limit: Annotated[int, Query(ge=1, description=f"at most {PAGE_MAX}")] = PAGE_MAX,
    wait: Annotated[float, Query(ge=0, allow_inf_nan=False, description="seconds to hold the request")] = 0.0,
) -> Response:
    """Changes after a cursor; with ``wait``, held until there is one. 410 when the feed began anew."""
    cursor = _cursor(since)
    until = time.monotonic() + min(wait, WAIT_MAX)
    most = POLL_SECONDS if not site.database.is_sqlite else WAIT_MAX
    while True:
        seen = site.notifier.seen()
        page = await run_in_threadpool(_page, site, desk, cursor, min(limit, PAGE_MAX))
        left = until - time.monotonic()
        if page.changes or left <= 0 or site.notifier.closing or await request.is_disconnected():
            return Response(page.model_dump_json(), media_type="application/json")
        await site.notifier.wait(seen, min(left, most))


def _cursor(since: str | None) -> Cursor | None:
    if not since:
        return None
    try:
        return Cursor.parse(since)
    except ValueError as problem:
        raise Refusal(Code.NOT_UNDERSTOOD, "A cursor is epoch:seq.", field="since") from problem


def _page(site: Site, desk: Desk, cursor: Cursor | None, limit: int) -> ChangePagePayload:
    with site.database.read() as connection:
        people.require_standing(connection, desk)  # its token may have been revoked while it waited
        try:
            page = site.feed.after(connection, cursor, limit)
        except feed.UnknownCursor:
            raise Refusal(Code.RESYNC_REQUIRED) from None
        things = _things(connection, page.entries, desk.member.role)
    return ChangePagePayload.model_construct(
        changes=tuple(
            ChangePayload.model_construct(
                seq=e.seq, kind=e.kind, id=e.id, rev=e.rev, deleted=e.deleted, thing=things.get((e.kind, e.id))
            )
            for e in page.entries
        ),
        next=str(page.next),
        has_more=page.has_more,
        server_time=from_ms(feed.now_ms()),
        total=page.total,
    )


def _things(
    connection: Connection, entries: tuple[feed.Entry, ...], role: Role
) -> dict[tuple[Kind, str], dict[str, Any]]:
    """The JSON of every object that a page names, read kind by kind, as this role is told of it."""
    found: dict[tuple[Kind, str], dict[str, Any]] = {}
    for kind in Kind:
        ids = [entry.id for entry in entries if entry.kind is kind and not entry.deleted]
        if ids:
            loaded = rows.load(connection, kind, ids).items()
            found.update({(kind, id_): encode(told_to(role, thing)) for id_, thing in loaded})
    return found


@router.post(
    endpoints.OPERATIONS,
    response_model=ResultBatch,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OperationBatch"}}},
        }
    },
)
async def apply_operations(request: Request, site: TheSite, desk: TheDesk) -> Response:
    """Do operations in order, each for itself; one answer for each. A senseless one does not stop the others."""
    batch = json_body(await request.body())
    asked = batch.get("operations") if isinstance(batch, dict) else None
    if not isinstance(asked, list):
        raise Refusal(Code.NOT_UNDERSTOOD, "A batch is an object with a list of operations.", field="operations")
    if len(asked) > OPERATIONS_MAX:
        raise Refusal(Code.TOO_LARGE, f"A batch holds at most {OPERATIONS_MAX} operations.", field="operations")
    results = [await run_in_threadpool(_apply_one, site, desk, raw) for raw in asked]
    return _answer(ResultBatch(results=tuple(results), server_time=from_ms(feed.now_ms())))


def _apply_one(site: Site, desk: Desk, raw: object) -> ResultPayload:
    parsed = operations.parsed(raw)
    if isinstance(parsed, OperationPayload):
        return operations.apply(site.database, desk, parsed)
    id_ = raw.get("id") if isinstance(raw, dict) else None
    return ResultPayload(
        id=id_ if isinstance(id_, str) and operations.sound(id_) else "",
        outcome="refused",
        code=Code.NOT_UNDERSTOOD,
        sentence=parsed,
    )


@router.post(endpoints.OPERATION_RESULTS, response_model=ResultBatch)
def operation_results(site: TheSite, desk: TheDesk, asked: OperationIds) -> Response:
    """What became of operations whose answers were lost; ids that had no effect are left out."""
    if len(asked.ids) > PAGE_MAX:
        raise Refusal(Code.TOO_LARGE, field="ids")
    if any("\x00" in id_ for id_ in asked.ids):
        raise Refusal(Code.NOT_UNDERSTOOD, "An id holds a character that no text has.", field="ids")
    with site.database.read() as connection:
        results = operations.lookup(connection, desk.member, asked.ids)
    return _answer(ResultBatch(results=results, server_time=from_ms(feed.now_ms())))


@router.get(endpoints.DIGESTS, response_model=dict[Kind, DigestPayload])
def digests(site: TheSite, desk: TheDesk) -> Response:
    """Count and combined hash of every kind."""
    with site.database.read() as connection:
        found = feed.digests(connection)
    body = {kind.value: {"count": d.count, "total": str(d.total)} for kind, d in found.items()}
    return Response(json.dumps(body), media_type="application/json")


@router.get(f"{endpoints.OBJECTS}/{{kind}}/{{id_}}", response_model=ThingPayload)
def one_object(
    site: TheSite,
    desk: TheDesk,
    kind: Kind,
    id_: str,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """One object as it is now, with its revision as ETag."""
    with site.database.read() as connection:
        thing = rows.load_one(connection, kind, id_)
    if thing is None:
        raise Refusal(Code.NOT_FOUND)
    tag = {"ETag": f'"{object_rev(thing)}"'}
    if if_none_match == tag["ETag"]:
        return Response(status_code=304, headers=tag)
    return _answer(thing_payload(told_to(desk.member.role, thing)), headers=tag)


@router.get(f"{endpoints.OBJECTS}/{{kind}}", response_model=RevisionsPayload)
def object_revisions(
    site: TheSite,
    desk: TheDesk,
    kind: Kind,
    after: Annotated[str, Query(max_length=36)] = "",
    limit: Annotated[int, Query(ge=1)] = PAGE_MAX,
) -> Response:
    """Ids and revisions of one kind in the order of ids, for comparing in full."""
    with site.database.read() as connection:
        return _answer(RevisionsPayload(revisions=rows.revisions(connection, kind, after, min(limit, PAGE_MAX))))


@router.put(
    f"{endpoints.ARTICLES}/{{id_}}",
    response_model=ThingPayload,
    responses={201: {"model": ThingPayload, "description": "The story is new to the site"}},
)
def put_article(
    site: TheSite,
    desk: TheDesk,
    id_: str,
    asked: ArticlePut,
    if_match: Annotated[str | None, Header()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
    idempotency_key: Annotated[str | None, Header(min_length=36, max_length=36)] = None,
) -> Response:
    """Store a story on the revision it was made on: 428 without one, 412 with the present story when it is stale."""
    base_rev = _base_rev(if_match, if_none_match)
    thing = operations.put_article(site.database, desk, id_, asked, base_rev, idempotency_key)
    return _answer(thing_payload(thing), 201 if base_rev is None else 200, {"ETag": f'"{thing.rev}"'})


def _base_rev(if_match: str | None, if_none_match: str | None) -> int | None:
    """The revision a story was made on, None for a new one. Raises Refusal REVISION_MISSING, NOT_UNDERSTOOD."""
    if if_match is None:
        if if_none_match == "*":
            return None
        raise Refusal(Code.REVISION_MISSING)
    number = if_match.strip().removeprefix('"').removesuffix('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refusal(Code.NOT_UNDERSTOOD, "If-Match holds a revision in quotation marks.", field="If-Match")
    return int(number)


@router.get(endpoints.RULEBOOK, response_model=ThingPayload)
def rulebook(site: TheSite, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The rulebook in force, for machines; open to everyone."""
    with site.database.read() as connection:
        book = rulebooks.in_force(connection)
    if book is None:
        raise Refusal(Code.NOT_FOUND, "This site has no rules yet.")
    book = rulebooks.as_published(book)
    tag = {"ETag": f'"{book.version}"'}
    if book.published_at is not None:
        tag["X-In-Force-Since"] = to_iso(book.published_at)
    if if_none_match == tag["ETag"]:
        return Response(status_code=304, headers=tag)
    return _answer(thing_payload(book), headers=tag)


# Named here so that the OpenAPI document describes the body that apply_operations reads by hand.
DOCUMENTED = (OperationBatch,)
