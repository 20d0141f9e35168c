"""Envelopes of the protocol, and the one place where domain snapshots become JSON and back.

The JSON of a snapshot is derived from its dataclass by pydantic. So that a change of the domain can never change the
protocol unseen, the schema is kept as a file and compared by a test.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from editor.domain import feed, operations
from editor.domain.articles import ArticleFields, SiteArticle
from editor.domain.comments import Report, SiteComment
from editor.domain.decisions import Decision
from editor.domain.feed import Kind, SiteObject
from editor.domain.people import Member, Role, SiteReader
from editor.domain.rulebook import Rulebook
from editor.domain.sanctions import Sanction

THING_OF: dict[Kind, type[Any]] = {
    Kind.ARTICLE: SiteArticle,
    Kind.READER: SiteReader,
    Kind.COMMENT: SiteComment,
    Kind.REPORT: Report,
    Kind.DECISION: Decision,
    Kind.SANCTION: Sanction,
    Kind.RULEBOOK: Rulebook,
}
_ADAPTERS: dict[Kind, TypeAdapter[Any]] = {kind: TypeAdapter(cls) for kind, cls in THING_OF.items()}
_KIND_OF = {cls: kind for kind, cls in THING_OF.items()}


class Payload(BaseModel):
    """Base of all envelopes: unknown fields are ignored, so that an older end can talk to a newer one."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class DevicePerson(Payload):
    """A member of staff."""

    id: str
    name: str
    role: Role

    def to_domain(self) -> Member:
        """As the desk knows them."""
        return Member(self.id, self.name, self.role)


class DeviceRequest(Payload):
    """A desk signs in: the answer's token is shown once and kept hashed."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=1_000, repr=False)
    device: str = Field(max_length=100, description="what the person calls this computer")


class DeviceAnswer(Payload):
    """The token of a newly signed-in desk."""

    token: str = Field(repr=False)
    device_id: str
    member: DevicePerson


class SiteInfoPayload(Payload):
    """What the site says of itself."""

    name: str
    url: str
    epoch: str
    protocol: str
    member: DevicePerson
    server_time: AwareDatetime
    capabilities: tuple[str, ...]


class ThingPayload(Payload):
    """One object of the feed; ``thing`` is the JSON of its kind."""

    kind: Kind
    thing: dict[str, Any]


class ChangePayload(Payload):
    """One change; ``thing`` is null exactly when ``deleted``."""

    seq: int
    kind: Kind
    id: str
    rev: int
    deleted: bool = False
    thing: dict[str, Any] | None = None


class ChangePagePayload(Payload):
    """A page of the change feed."""

    changes: tuple[ChangePayload, ...]
    next: str
    has_more: bool
    server_time: AwareDatetime
    total: int = 0

    def to_domain(self) -> feed.ChangePage:
        """Decode every thing. Raises ValueError when something does not fit its kind."""
        return feed.ChangePage(
            changes=tuple(
                feed.Change(c.seq, c.kind, c.id, c.rev, c.deleted, None if c.thing is None else decode(c.kind, c.thing))
                for c in self.changes
            ),
            next=feed.Cursor.parse(self.next),
            has_more=self.has_more,
            server_time=self.server_time,
            total=self.total,
        )


class RevisionsPayload(Payload):
    """Ids and revisions of one kind, in the order of ids."""

    revisions: tuple[tuple[str, int], ...]


class DigestPayload(Payload):
    """A :class:`editor.domain.feed.Digest`; the total is text because JSON numbers lose bits past 2**53."""

    count: int
    total: str


# Annotated here, not in the domain: the tag exists only on the wire.
class _PutArticle(Payload):
    type: Literal["put_article"] = "put_article"
    body: operations.PutArticle


class _Decide(Payload):
    type: Literal["decide"] = "decide"
    body: operations.Decide


class _PlaceSanction(Payload):
    type: Literal["place_sanction"] = "place_sanction"
    body: operations.PlaceSanction


class _LiftSanction(Payload):
    type: Literal["lift_sanction"] = "lift_sanction"
    body: operations.LiftSanction


class _PublishRulebook(Payload):
    type: Literal["publish_rulebook"] = "publish_rulebook"
    body: operations.PublishRulebook


_Body = Annotated[
    _PutArticle | _Decide | _PlaceSanction | _LiftSanction | _PublishRulebook, Field(discriminator="type")
]
_BODY_OF: dict[type[Any], type[Any]] = {
    operations.PutArticle: _PutArticle,
    operations.Decide: _Decide,
    operations.PlaceSanction: _PlaceSanction,
    operations.LiftSanction: _LiftSanction,
    operations.PublishRulebook: _PublishRulebook,
}


class OperationPayload(Payload):
    """One operation; ``id`` is its idempotency key. ``base_rev`` null means the object is new to the site."""

    id: str = Field(min_length=36, max_length=36)
    operation: _Body
    base_rev: int | None = None
    made_at: AwareDatetime
    expires_at: AwareDatetime | None = None

    @classmethod
    def of(cls, operation: operations.Operation) -> OperationPayload:
        """The payload that carries ``operation``."""
        return cls(
            id=operation.id,
            operation=_BODY_OF[type(operation.body)](body=operation.body),
            base_rev=operation.base_rev,
            made_at=operation.made_at,
            expires_at=operation.expires_at,
        )


class OperationBatch(Payload):
    """Operations in the order in which they must happen."""

    operations: tuple[OperationPayload, ...]


class OperationIds(Payload):
    """Ids of operations whose answers were lost."""

    ids: tuple[str, ...]


class ResultPayload(Payload):
    """What became of one operation."""

    id: str
    outcome: Literal["applied", "duplicate", "stale", "refused"]
    things: tuple[ThingPayload, ...] = ()  # stored objects, the subject first; for stale and refused the current one
    seq: int = 0
    code: int = 0
    field: str = ""
    sentence: str = ""

    @classmethod
    def of(cls, result: operations.OperationResult) -> ResultPayload:
        """The payload that carries ``result``."""
        if isinstance(result, operations.Applied):
            return cls(
                id=result.operation_id,
                outcome="duplicate" if result.duplicate else "applied",
                things=tuple(thing_payload(t) for t in result.things),
                seq=result.seq,
            )
        if isinstance(result, operations.Stale):
            return cls(id=result.operation_id, outcome="stale", things=(thing_payload(result.current),))
        return cls(
            id=result.operation_id,
            outcome="refused",
            things=() if result.current is None else (thing_payload(result.current),),
            code=result.code,
            field=result.field,
            sentence=result.sentence,
        )

    def to_domain(self) -> operations.OperationResult:
        """As the sync loop reads it. Raises ValueError when something does not fit its kind."""
        things = tuple(decode(t.kind, t.thing) for t in self.things)
        if self.outcome in ("applied", "duplicate"):
            return operations.Applied(self.id, things, self.seq, duplicate=self.outcome == "duplicate")
        if self.outcome == "stale":
            if not things:
                raise ValueError("stale without the current object")
            return operations.Stale(self.id, things[0])
        return operations.RefusedOperation(self.id, self.code, self.sentence, self.field, things[0] if things else None)


class ResultBatch(Payload):
    """One result for each operation, in the same order."""

    results: tuple[ResultPayload, ...]
    server_time: AwareDatetime


class ArticlePut(Payload):
    """Body of PUT /articles/{id}: the same words as the ``put_article`` operation."""

    version_id: str
    fields: ArticleFields
    publish: bool = False


class Problem(Payload):
    """Body of every refusal."""

    code: int
    sentence: str
    field: str = ""
    current: ThingPayload | None = None


def kind_of(thing: SiteObject) -> Kind:
    """The feed's name for the type of ``thing``."""
    return _KIND_OF[type(thing)]


def encode(thing: SiteObject) -> dict[str, Any]:
    """The JSON object of one snapshot."""
    data: dict[str, Any] = _ADAPTERS[kind_of(thing)].dump_python(thing, mode="json")
    return data


def decode(kind: Kind, data: Mapping[str, Any]) -> SiteObject:
    """The snapshot in one JSON object. Raises ValueError when it does not fit, or when a time has no zone."""
    thing: SiteObject = _ADAPTERS[kind].validate_python(data)
    require_zones(thing)
    return thing


def thing_payload(thing: SiteObject) -> ThingPayload:
    """One snapshot with its kind beside it."""
    return ThingPayload(kind=kind_of(thing), thing=encode(thing))


def require_zones(value: object) -> None:
    """Raises ValueError when a datetime without a zone stands anywhere in a tree of dataclasses."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
    elif isinstance(value, tuple):
        for item in value:
            require_zones(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            require_zones(getattr(value, field.name))
