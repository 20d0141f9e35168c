"""The published description of the protocol: a change of it is made on purpose, with the file beside this test."""

from __future__ import annotations

import json
import os
from pathlib import Path

from editor.wire import endpoints
from tests.helpers.website import TestSite

GOLDEN = Path(__file__).with_name("openapi.json")


def test_the_description_is_the_one_on_file(site: TestSite) -> None:
    answer = site.client().get("/api/v1/openapi.json")
    assert answer.headers["x-backbench-protocol"] == endpoints.PROTOCOL
    told = json.dumps(answer.json(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if os.environ.get("BACKBENCH_UPDATE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


def test_every_endpoint_and_every_object_is_described() -> None:
    document = json.loads(GOLDEN.read_text(encoding="utf-8"))
    paths = {path.replace("{id_}", "{id}") for path in document["paths"]}
    named = {
        value
        for name, value in vars(endpoints).items()
        if name.isupper() and str(value).startswith(f"{endpoints.API}/")
    }
    served = {path.split("/{")[0] for path in paths}
    assert named <= served
    assert f"{endpoints.API}/reader/comments" in paths
    objects = {"SiteArticle", "SiteReader", "SiteComment", "Report", "Decision", "Sanction", "Rulebook"}
    assert objects <= set(document["components"]["schemas"])
    references = set(json.dumps(document).split('"#/components/schemas/')[1:])
    assert {part.split('"')[0] for part in references} <= set(document["components"]["schemas"])
