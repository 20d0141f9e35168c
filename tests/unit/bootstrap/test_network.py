"""Adding a site: whatever fails leaves nothing behind, and takes nothing away that was there before."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import keyring
import pytest

from editor import profiles
from editor.bootstrap import storage
from editor.bootstrap.network import add_profile
from editor.domain.articles import ArticleFields
from editor.domain.errors import BadInput, SiteUnreachable
from editor.domain.people import Member, Role
from editor.keyring_secrets import SERVICE
from editor.profiles import Profile
from editor.services import drafting
from editor.store.desk import Identity
from tests.helpers.raw_server import RawServer, http

NOBODY = "http://127.0.0.1:9"
SIGNED_IN = {"token": "t" * 43, "device_id": "d1", "member": {"id": "m1", "name": "Isla Morran", "role": "editor"}}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    monkeypatch.delenv(storage.PASSPHRASE, raising=False)
    return tmp_path


def add(url: str) -> Profile:
    return add_profile("one", url, username="isla", password="a password", device="laptop")[0]


def secrets(profile: Profile) -> list[str]:
    return [name for name in (profile.key_name, profile.token_name) if keyring.get_password(SERVICE, name)]


def desk_that_lost_its_profile(owner: Member) -> Profile:
    """A database with work in it, and no profile.json beside it."""
    profile = profiles.add("one", "bundled", NOBODY)
    found = storage.open_profile(profile)
    found.desk.set_identity(Identity(owner, "d0", "Tideline", NOBODY))
    drafting.new_story(found.desk, fields=ArticleFields("Never sent"))
    found.desk.close()
    profiles.remove_name(profile)
    return profile


def headlines(profile: Profile) -> list[str]:
    found = storage.open_profile(profile)
    try:
        return [row.headline for row in drafting.stories(found.desk)]
    finally:
        found.desk.close()


def signs_in_and_then_fails(connection: socket.socket, request: bytes) -> None:
    signing_in = request.startswith(b"POST /api/v1/devices")
    connection.sendall(http(200, json.dumps(SIGNED_IN).encode()) if signing_in else http(500, b"{}"))


def test_a_site_that_does_not_answer_leaves_nothing(home: Path) -> None:
    with pytest.raises(SiteUnreachable):
        add(NOBODY)
    assert profiles.all_profiles() == ()
    assert not (home / "profiles" / "one").exists()
    assert secrets(Profile("one", "bundled", NOBODY, home / "profiles" / "one")) == []


def test_a_site_that_fails_after_signing_in_gets_its_token_back(home: Path) -> None:
    with RawServer(signs_in_and_then_fails) as server:
        with pytest.raises(SiteUnreachable):
            add(server.url)
        assert server.requests[-1].startswith(b"DELETE ")
    assert not (home / "profiles" / "one").exists()
    assert secrets(Profile("one", "bundled", NOBODY, home / "profiles" / "one")) == []


def test_a_database_that_was_there_before_is_never_deleted() -> None:
    profile = desk_that_lost_its_profile(Member("m1", "Isla Morran", Role.EDITOR))
    with pytest.raises(SiteUnreachable):
        add(NOBODY)
    assert profiles.all_profiles() == ()
    assert headlines(profile) == ["Never sent"]


def test_somebody_elses_database_is_not_taken_over() -> None:
    profile = desk_that_lost_its_profile(Member("m2", "Tom Harkness", Role.EDITOR))
    with RawServer(signs_in_and_then_fails) as server, pytest.raises(BadInput, match="Tom Harkness’s desk"):
        add(server.url)
    assert headlines(profile) == ["Never sent"]
