"""Batches of operations from a desk: each in its own transaction, each taking effect once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from editor.domain import operations as ops
from editor.domain.articles import SiteArticle
from editor.domain.feed import SiteObject
from editor.domain.ids import new_id
from editor.domain.people import Member
from editor.domain.times import from_ms
from editor.website import articles, decisions, feed, rulebooks, sanctions
from editor.website.database import Database
from editor.website.people import Desk
from editor.website.refusals import Refusal
from editor.website.schema import idempotency
from editor.wire.errors import Code
from editor.wire.limits import IDEMPOTENCY_DAYS
from editor.wire.payloads import ArticlePut, OperationPayload, ResultPayload, require_zones


def apply(database: Database, desk: Desk, payload: OperationPayload) -> ResultPayload:
    """Do one operation, or say why not. An operation done before gets the answer it got then."""
    try:
        with database.write() as connection:
            if (known := _known(connection, desk.member, payload)) is not None:
                return known
            result = _answer(connection, desk, payload)
            # Only what took effect is remembered: a refused operation may be tried again under its own id.
            if isinstance(result, ops.Applied):
                _remember(connection, desk.member, payload, result)
            return ResultPayload.of(result)
    except articles.StaleArticle as stale:
        return ResultPayload.of(ops.Stale(payload.id, stale.current))
    except Refusal as refusal:
        return ResultPayload.of(_refused(payload.id, refusal))
    except IntegrityError:
        # Two rows of one id or address: another writer was there first.
        return ResultPayload.of(_refused(payload.id, Refusal(Code.KEY_REUSED)))
    except (DataError, OverflowError):
        # Numbers, times and characters that no database takes; a refusal, or the desk would send it for ever.
        return ResultPayload.of(_refused(payload.id, Refusal(Code.NOT_UNDERSTOOD)))


def lookup(connection: Connection, member: Member, ids: Sequence[str]) -> tuple[ResultPayload, ...]:
    """The first answers of those ids that took effect, in the order asked for."""
    query = select(idempotency.c.id, idempotency.c.result).where(
        idempotency.c.id.in_(list(ids)), idempotency.c.staff_id == member.id
    )
    found = {row.id: ResultPayload.model_validate_json(row.result) for row in connection.execute(query)}
    return tuple(found[id_] for id_ in dict.fromkeys(ids) if id_ in found)


def _answer(connection: Connection, desk: Desk, payload: OperationPayload) -> ops.OperationResult:
    if payload.expires_at is not None and payload.expires_at <= from_ms(feed.now_ms()):
        raise Refusal(Code.EXPIRED)
    done = _perform(connection, desk, payload)
    if isinstance(done, Refusal):
        return _refused(payload.id, done)
    things, seq = done
    return ops.Applied(payload.id, things, seq)


def _perform(
    connection: Connection, desk: Desk, payload: OperationPayload
) -> tuple[tuple[SiteObject, ...], int] | Refusal:
    body: ops.OperationBody = payload.operation.body
    try:
        require_zones(body)
    except ValueError as problem:
        raise Refusal(Code.NOT_UNDERSTOOD, f"The operation holds {problem}.") from problem
    thing: SiteObject
    match body:
        case ops.PutArticle():
            thing, seq = articles.put(connection, desk.member, body, payload.base_rev)
        case ops.Decide(decision):
            return decisions.add(connection, desk.member, desk.device_id, decision)
        case ops.PlaceSanction(sanction):
            thing, seq = sanctions.place(connection, desk.member, sanction)
        case ops.LiftSanction():
            thing, seq = sanctions.lift(connection, desk.member, body)
        case ops.PublishRulebook(rulebook):
            thing, seq = rulebooks.publish(connection, desk.member, rulebook, payload.base_rev)
    return (thing,), seq


def _refused(operation_id: str, refusal: Refusal) -> ops.RefusedOperation:
    return ops.RefusedOperation(operation_id, refusal.code, refusal.sentence, refusal.field, refusal.current)


def _body_hash(payload: OperationPayload) -> str:
    data = json.dumps(payload.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def _known(connection: Connection, member: Member, payload: OperationPayload) -> ResultPayload | None:
    """The answer given before, None for a new operation. Raises Refusal KEY_REUSED."""
    row = connection.execute(select(idempotency).where(idempotency.c.id == payload.id)).first()
    if row is None:
        return None
    if row.body_hash != _body_hash(payload) or row.staff_id != member.id:
        raise Refusal(Code.KEY_REUSED)
    first = ResultPayload.model_validate_json(row.result)
    return first.model_copy(update={"outcome": "duplicate"})


def _remember(connection: Connection, member: Member, payload: OperationPayload, result: ops.Applied) -> None:
    now = feed.now_ms()
    old = now - timedelta(days=IDEMPOTENCY_DAYS) // timedelta(milliseconds=1)
    connection.execute(delete(idempotency).where(idempotency.c.created_ms < old))
    connection.execute(
        insert(idempotency).values(
            id=payload.id,
            staff_id=member.id,
            body_hash=_body_hash(payload),
            result=ResultPayload.of(result).model_dump_json(),
            created_ms=now,
        )
    )


def parsed(raw: object) -> OperationPayload | str:
    """One operation of a batch, or the sentence that says what is wrong with it."""
    if not sound(raw):
        return "The operation holds a character that no text has."
    try:
        return OperationPayload.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."


def sound(value: object) -> bool:
    """Whether all text in decoded JSON can be written as UTF-8: half a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def put_article(
    database: Database, desk: Desk, article_id: str, asked: ArticlePut, base_rev: int | None, key: str | None
) -> SiteArticle:
    """The ``put_article`` operation under an address of its own. Raises Refusal; STALE holds the present story."""
    payload = OperationPayload.of(
        ops.Operation(
            id=key or new_id(),
            subject=f"article:{article_id}",
            body=ops.PutArticle(article_id, asked.version_id, asked.fields, asked.publish),
            base_rev=base_rev,
            made_at=from_ms(0),  # the same request has the same hash whenever it comes
            not_before=from_ms(0),
        )
    )
    result = apply(database, desk, payload).to_domain()
    if isinstance(result, ops.RefusedOperation):
        raise Refusal(Code(result.code), result.sentence, field=result.field, current=result.current)
    if isinstance(result, ops.Stale):
        raise Refusal(Code.STALE, current=result.current)
    stored = result.things[0]
    assert isinstance(stored, SiteArticle)
    return stored
