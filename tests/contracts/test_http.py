"""What only HTTP shows: conditions in headers, the protocol's mark, tokens that end."""

from __future__ import annotations

import dataclasses

import httpx
import pytest

from editor.domain.errors import SiteRefused, TokenRefused
from editor.domain.ids import new_id
from editor.domain.people import Role
from editor.sites.bundled import BundledSite, sign_in, sign_out
from editor.wire.endpoints import ARTICLES, CHANGES, INFO, PROTOCOL_HEADER
from editor.wire.errors import Code
from tests.contracts import making
from tests.contracts.bundled_driver import BundledDriver
from tests.helpers.site_process import PASSWORD


@pytest.fixture
def client(bundled_site: BundledDriver) -> httpx.Client:
    token = bundled_site.tokens[Role.EDITOR]
    return httpx.Client(
        base_url=bundled_site.process.url, headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )


def words(**changed: str) -> dict[str, object]:
    fields = dataclasses.asdict(dataclasses.replace(making.FIELDS, **changed))
    return {"version_id": new_id(), "fields": fields, "publish": False}


def test_storing_needs_a_revision_and_the_right_one(client: httpx.Client) -> None:
    with client:
        path = f"{ARTICLES}/{new_id()}"
        assert client.put(path, json=words()).status_code == 428
        created = client.put(path, json=words(), headers={"If-None-Match": "*"})
        assert (created.status_code, created.headers["ETag"]) == (201, '"1"')
        again = client.put(path, json=words(headline="x"), headers={"If-None-Match": "*"})
        assert (again.status_code, again.json()["code"]) == (412, Code.STALE)
        assert again.json()["current"]["thing"]["rev"] == 1
        changed = client.put(path, json=words(headline="y"), headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
        assert client.put(path, json=words(), headers={"If-Match": '"1"'}).status_code == 412


def test_the_same_key_gives_the_first_answer(client: httpx.Client) -> None:
    with client:
        path, headers, body = f"{ARTICLES}/{new_id()}", {"If-None-Match": "*", "Idempotency-Key": new_id()}, words()
        first = client.put(path, json=body, headers=headers)
        assert client.put(path, json=body, headers=headers).json() == first.json()
        assert client.put(path, json=words(body="other"), headers=headers).json()["code"] == Code.KEY_REUSED


def test_every_answer_of_the_api_bears_the_mark(client: httpx.Client) -> None:
    with client:
        for answer in (
            client.get(INFO),
            client.get(INFO, headers={"Authorization": "Bearer no"}),
            client.get(CHANGES, params={"since": "nowhere:9"}),
            client.get(CHANGES, params={"since": "nonsense"}),
            client.get("/api/v1/nothing-here"),
        ):
            assert answer.headers[PROTOCOL_HEADER] == "1", answer


def test_answers_are_compressed(client: httpx.Client) -> None:
    with client:
        answer = client.get(CHANGES, params={"limit": 1_000}, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"


def test_a_token_ends_when_its_desk_signs_out(bundled_site: BundledDriver) -> None:
    url = bundled_site.process.url
    token, device, member = sign_in(url, "reporter", PASSWORD, "A second desk")
    assert member.role is Role.REPORTER
    assert device
    site = BundledSite(url, token)
    assert site.info().member == member
    sign_out(url, token)
    with pytest.raises(TokenRefused):
        site.info()
    site.close()
    with pytest.raises(TokenRefused):
        sign_out(url, token)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(bundled_site: BundledDriver) -> None:
    said = set()
    for name in ("editor", "nobody"):
        with pytest.raises(SiteRefused) as caught:
            sign_in(bundled_site.process.url, name, "wrong", "desk")
        said.add((caught.value.code, caught.value.sentence))
    assert len(said) == 1
    assert said.pop()[0] == Code.WRONG_PASSWORD
