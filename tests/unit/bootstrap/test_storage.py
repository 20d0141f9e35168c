"""Where a database's key comes from, and that no opening, forgetting or restoring costs anybody their work."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest

from editor import profiles
from editor.bootstrap import storage
from editor.domain.articles import ArticleFields
from editor.domain.errors import BadInput, WrongKey
from editor.domain.people import Member, Role
from editor.keyring_secrets import SERVICE
from editor.profiles import Profile
from editor.services import drafting
from editor.store.desk import Desk, Identity
from editor.store.vault import Vault


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    monkeypatch.delenv(storage.PASSPHRASE, raising=False)
    return profiles.add("one", "bundled", "http://127.0.0.1:9")


def kept(name: str) -> str | None:
    return keyring.get_password(SERVICE, name)


def write(desk: Desk, headline: str) -> None:
    desk.set_identity(Identity(Member("m1", "Isla Morran", Role.EDITOR), "d1", "Tideline", "http://127.0.0.1:9"))
    drafting.new_story(desk, fields=ArticleFields(headline))


def headlines(profile: Profile, passphrase: str | None = None) -> set[str]:
    found = storage.open_profile(profile, passphrase=passphrase)
    try:
        return {row.headline for row in drafting.stories(found.desk)}
    finally:
        found.desk.close()


def test_the_key_is_made_once_and_stands_in_the_keyring_only(profile: Profile) -> None:
    first = storage.open_profile(profile)
    write(first.desk, "Kept")
    first.desk.close()
    key = kept(profile.key_name)
    assert key is not None and len(bytes.fromhex(key)) == 32
    assert headlines(profile) == {"Kept"}
    assert kept(profile.key_name) == key
    assert not any(key.encode() in file.read_bytes() for file in profile.folder.iterdir())


def test_a_database_whose_key_is_gone_is_not_overwritten(profile: Profile) -> None:
    storage.open_profile(profile).desk.close()
    keyring.delete_password(SERVICE, profile.key_name)
    before = profile.database.read_bytes()
    with pytest.raises(WrongKey):
        storage.open_profile(profile)
    assert profile.database.read_bytes() == before
    assert kept(profile.key_name) is None  # no second key either, which would look as if it were the right one


def test_with_a_passphrase_the_keyring_is_not_needed(profile: Profile) -> None:
    found = storage.open_profile(profile, passphrase="a long passphrase")
    assert isinstance(found.secrets, Vault)
    write(found.desk, "Kept")
    found.secrets.set(profile.token_name, "the-token")
    found.desk.close()
    assert kept(profile.key_name) is kept(profile.token_name) is None
    assert b"the-token" not in profile.database.read_bytes()
    with pytest.raises(WrongKey):
        storage.open_profile(profile, passphrase="another passphrase")
    assert headlines(profile, "a long passphrase") == {"Kept"}


def test_forgetting_takes_folder_key_and_token(profile: Profile) -> None:
    found = storage.open_profile(profile)
    found.secrets.set(profile.token_name, "the-token")
    found.desk.close()
    storage.forget("one")
    assert not profile.folder.exists()
    assert kept(profile.key_name) is kept(profile.token_name) is None


def test_restoring_keeps_the_database_before(profile: Profile, tmp_path: Path) -> None:
    found = storage.open_profile(profile)
    write(found.desk, "In the backup")
    found.desk.close()
    storage.back_up("one", tmp_path / "copy.db")
    found = storage.open_profile(profile)
    write(found.desk, "Written since")
    found.desk.close()
    before = storage.restore("one", tmp_path / "copy.db")
    assert headlines(profile) == {"In the backup"}
    before.replace(profile.database)
    assert headlines(profile) == {"In the backup", "Written since"}


def test_what_is_no_backup_of_this_desk_changes_nothing(profile: Profile, tmp_path: Path) -> None:
    found = storage.open_profile(profile)
    write(found.desk, "Kept")
    found.desk.close()
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database at all" * 500)
    with pytest.raises(BadInput, match="no backup of this desk"):
        storage.restore("one", other)
    assert headlines(profile) == {"Kept"}
    assert not list(profile.folder.glob("restore*"))
