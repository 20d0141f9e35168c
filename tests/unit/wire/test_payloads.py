"""The wire: every snapshot comes back as it went, and no change of the domain changes the protocol unseen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import models_json_schema

from editor.domain.articles import ArticleFields, ArticleState, SiteArticle
from editor.domain.comments import CommentState, Report, ReportAnswer, SiteComment, text_hash
from editor.domain.decisions import Decision, StatementOfReasons, Verdict
from editor.domain.feed import Kind, SiteObject
from editor.domain.ids import new_id
from editor.domain.operations import (
    Applied,
    Decide,
    LiftSanction,
    Operation,
    OperationBody,
    OperationResult,
    PlaceSanction,
    PublishRulebook,
    PutArticle,
    RefusedOperation,
    Stale,
)
from editor.domain.people import SiteReader
from editor.domain.rulebook import Clause, Example, Rulebook
from editor.domain.sanctions import Sanction, SanctionKind
from editor.wire import payloads
from editor.wire.errors import MEANINGS, Code

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "openapi-wire.json"
NOW = datetime(2026, 11, 22, 14, 2, 3, 450_000, tzinfo=UTC)
FIELDS = ArticleFields("Head", "Stand", "By", "Harbour", "head", "Body “text” \u202e\U0001f6a2")
ARTICLE = SiteArticle(new_id(), FIELDS, ArticleState.PUBLISHED, new_id(), NOW, NOW, "Mara", 3)
READER = SiteReader(new_id(), "Tom", True, None, NOW, 1)
COMMENT = SiteComment(
    new_id(), ARTICLE.id, None, READER.id, "Tom", "Words", NOW, None, CommentState.HELD, None, None, 2
)
REPORT = Report(new_id(), COMMENT.id, READER.id, "Tom", 3, "", NOW, ReportAnswer.UPHELD, NOW, 2, 4)
REASONS = StatementOfReasons(3, "Abuse", 1, "Words", "Dear reader", NOW, "appeals@tideline.example")
DECISION = Decision(
    new_id(), COMMENT.id, Verdict.REMOVE, new_id(), "Priya", new_id(), NOW, text_hash("Words"), 1, None, 3, "Words",
    reasons=REASONS,
)  # fmt: skip
SANCTION = Sanction(
    new_id(), READER.id, SanctionKind.BAN, NOW, None, 3, 1, (COMMENT.id,), new_id(), "Priya", "You may not"
)
BOOK = Rulebook(2, (Clause(3, "Abuse", "No abuse", "Do not.", examples=(Example(True, "Fine"),)),), "i", "w", "a")
THINGS: list[SiteObject] = [ARTICLE, READER, COMMENT, REPORT, DECISION, SANCTION, BOOK]
BODIES: list[OperationBody] = [
    PutArticle(ARTICLE.id, new_id(), FIELDS, True),
    Decide(DECISION),
    PlaceSanction(SANCTION),
    LiftSanction(SANCTION.id, READER.id, "mistake"),
    PublishRulebook(BOOK),
]


def schema() -> dict[str, Any]:
    """The JSON schema of every envelope and of every kind of object."""
    found = [v for v in vars(payloads).values() if isinstance(v, type) and issubclass(v, payloads.Payload)]
    models = sorted((m for m in found if m is not payloads.Payload), key=lambda m: m.__name__)
    _, envelopes = models_json_schema(
        [(m, "serialization") for m in models], ref_template="#/components/schemas/{model}"
    )
    things = {k.value: TypeAdapter(cls).json_schema(mode="serialization") for k, cls in payloads.THING_OF.items()}
    return {"envelopes": envelopes["$defs"], "things": things, "codes": {str(int(c)): c.name for c in Code}}


def test_the_protocol_is_what_the_file_says() -> None:
    """A difference here is a change of the protocol: think of desks and sites of other versions, then run this file."""
    assert schema() == json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("thing", THINGS, ids=lambda t: type(t).__name__)
def test_each_object_comes_back_as_it_went(thing: SiteObject) -> None:
    kind = payloads.kind_of(thing)
    travelled = json.loads(json.dumps(payloads.encode(thing)))
    assert payloads.decode(kind, travelled) == thing


def test_there_is_a_thing_for_every_kind() -> None:
    assert {payloads.kind_of(t) for t in THINGS} == set(Kind) == set(payloads.THING_OF)


@pytest.mark.parametrize("body", BODIES, ids=lambda b: type(b).__name__)
def test_each_operation_comes_back_as_it_went(body: OperationBody) -> None:
    operation = Operation(new_id(), "x", body, 3, NOW, NOW, NOW)
    travelled = payloads.OperationPayload.model_validate_json(payloads.OperationPayload.of(operation).model_dump_json())
    assert (travelled.id, travelled.base_rev, travelled.made_at, travelled.expires_at) == (operation.id, 3, NOW, NOW)
    assert travelled.operation.body == body
    assert type(travelled.operation.body) is type(body)


@pytest.mark.parametrize(
    "result",
    [
        Applied("o", (COMMENT, DECISION, REPORT), 9),
        Applied("o", (BOOK,), 9, duplicate=True),
        Stale("o", ARTICLE),
        RefusedOperation("o", 1301, "Edited.", "", COMMENT),
        RefusedOperation("o", 1401, "Missing.", "byline"),
    ],
)
def test_each_result_comes_back_as_it_went(result: OperationResult) -> None:
    travelled = payloads.ResultPayload.model_validate_json(payloads.ResultPayload.of(result).model_dump_json())
    assert travelled.to_domain() == result


def test_a_newer_site_may_say_more() -> None:
    data = payloads.encode(COMMENT) | {"mood": "calm"}
    assert payloads.decode(Kind.COMMENT, data) == COMMENT


def test_an_older_site_does_not_say_under_which_rulebook_a_report_was_made() -> None:
    data = payloads.encode(REPORT)
    assert data.pop("rulebook_version") == 4
    assert payloads.decode(Kind.REPORT, data) == replace(REPORT, rulebook_version=None)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.COMMENT, {}),
        (Kind.COMMENT, payloads.encode(COMMENT) | {"created": "2026-11-22T14:02:03"}),
        (Kind.COMMENT, payloads.encode(COMMENT) | {"state": "unheard of"}),
        (Kind.RULEBOOK, payloads.encode(BOOK) | {"published_at": "2026-11-22T14:02:03"}),
        (Kind.DECISION, payloads.encode(DECISION) | {"reasons": {"clause": "three"}}),
    ],
)
def test_what_does_not_fit_is_refused(kind: Kind, data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        payloads.decode(kind, data)


def test_a_page_says_whether_its_things_fit() -> None:
    page = payloads.ChangePagePayload.model_validate(
        {
            "changes": [{"seq": 4, "kind": "comment", "id": COMMENT.id, "rev": 2, "thing": {"id": "x"}}],
            "next": "e1:4",
            "has_more": False,
            "server_time": NOW,
        }
    )
    with pytest.raises(ValueError, match="validation error"):
        page.to_domain()


def test_stale_without_the_current_object_is_refused() -> None:
    with pytest.raises(ValueError, match="current"):
        payloads.ResultPayload(id="o", outcome="stale").to_domain()


def test_secrets_are_not_shown() -> None:
    member = payloads.DevicePerson(id="m", name="Mara", role="editor")  # type: ignore[arg-type]  # as JSON has it
    assert "hush" not in repr(payloads.DeviceAnswer(token="hush", device_id="d", member=member))
    assert "hush" not in repr(payloads.DeviceRequest(username="m", password="hush", device="d"))


def test_every_refusal_has_a_status_and_a_sentence() -> None:
    assert set(MEANINGS) == set(Code)
    assert all(400 <= m.status < 500 and m.sentence.endswith(".") for m in MEANINGS.values())


def test_times_keep_their_moment() -> None:
    thing = payloads.decode(Kind.READER, payloads.encode(READER) | {"joined": "2026-11-22T15:02:03.450+01:00"})
    assert thing == replace(READER, joined=NOW)


def test_ids_that_cannot_be_keys_are_refused() -> None:
    with pytest.raises(ValidationError):
        payloads.OperationPayload.of(Operation("short", "x", BODIES[0], None, NOW, NOW))


if __name__ == "__main__":  # writes the file anew
    GOLDEN.write_text(json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
