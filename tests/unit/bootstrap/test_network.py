"""Adding a site: whatever fails leaves nothing behind, and takes nothing away that was there before."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import keyring
import pytest

from editor import profiles
from editor.bootstrap import network, storage
from editor.bootstrap.network import add_profile
from editor.domain.articles import ArticleFields
from editor.domain.errors import BadInput, SiteUnreachable
from editor.domain.people import Member, Role
from editor.keyring_secrets import SERVICE
from editor.profiles import Profile
from editor.services import drafting
from editor.sites.memory import MemorySite
from editor.store.desk import Identity
from tests.contracts import making
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


def test_what_the_site_says_is_gone_is_listed_and_goes_only_when_it_is_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = MemorySite()
    making.done(site.api(site.sign_in("Ada", Role.ADMINISTRATOR)), making.publish_rulebook(1))
    readers = [site.readers.add(f"Reader {n}") for n in range(8)]
    token = site.sign_in("Mara", Role.ADMINISTRATOR)
    profile = profiles.add("one", "bundled", NOBODY)
    monkeypatch.setattr(network, "site_of", lambda found: site.api(token))
    assert network.sync_once("one", lambda status: None).words.startswith("fetched 9")
    for reader in readers[:6]:
        site.readers.forget(reader.id)

    held = network.sync_once("one", lambda status: None)
    assert held.needs_you
    lines = held.words.splitlines()
    assert sorted(lines[:-1]) == [f"Reader Reader {n}" for n in range(6)]
    assert lines[-1].startswith("The site says that 6 things on this desk are gone.")
    assert lines[-1].endswith("or run “backbench sync --let-go”.")

    assert not network.sync_once("one", lambda status: None, let_go=True).needs_you
    with storage.opened(profile.name) as desk, desk.read() as view:
        assert view.value("SELECT count(*) FROM reader") == 2
