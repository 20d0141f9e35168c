"""Secrets go to a real keyring or nowhere."""

from __future__ import annotations

import types

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from editor.domain.errors import SecretsUnavailable
from editor.keyring_secrets import KeyringSecrets, is_trusted
from tests.helpers.keyring_memory import MemoryKeyring


class Leaky(KeyringBackend):
    priority = 0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("the secret is hush-hush")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot keep {password}")


class Forgetful(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


def test_keeps_reads_and_forgets() -> None:
    secrets = KeyringSecrets()
    assert secrets.get("token") is None
    secrets.set("token", "hush")
    assert secrets.get("token") == "hush"
    assert KeyringSecrets("elsewhere").get("token") is None
    secrets.delete("token")
    secrets.delete("token")
    assert secrets.get("token") is None


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_keyring_that_keeps_nothing_is_refused(backend: type[KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    for call in (
        lambda: KeyringSecrets().get("token"),
        lambda: KeyringSecrets().set("token", "hush"),
        lambda: KeyringSecrets().delete("token"),
    ):
        with pytest.raises(SecretsUnavailable):
            call()


def test_a_keyring_in_a_readable_file_is_refused() -> None:
    alt = "keyrings.alt"
    for module, name in ((f"{alt}.file", "PlaintextKeyring"), (f"{alt}.Gnome", "Keyring"), ("x", "PlainTextKeyring")):
        assert not is_trusted(type(name, (), {"__module__": module})())
    assert is_trusted(MemoryKeyring())


def test_a_chain_uses_its_first_trusted_member(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = MemoryKeyring()
    readable = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})()
    chain = types.SimpleNamespace(backends=[readable, memory])
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    KeyringSecrets().set("token", "hush")
    assert memory.get_password("Backbench", "token") == "hush"
    assert readable.get_password("Backbench", "token") is None


def test_an_empty_chain_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = chainer.ChainerBackend()
    monkeypatch.setattr(type(empty), "backends", [], raising=False)
    monkeypatch.setattr(keyring, "get_keyring", lambda: empty)
    with pytest.raises(SecretsUnavailable):
        KeyringSecrets().get("token")


def test_what_a_back_end_says_never_reaches_the_error() -> None:
    keyring.set_keyring(Leaky())
    with pytest.raises(SecretsUnavailable) as caught:
        KeyringSecrets().set("token", "hush-hush")
    assert "hush" not in str(caught.value) + repr(caught.value)
    assert "RuntimeError" in caught.value.detail


def test_a_back_end_that_drops_what_it_is_given_is_noticed() -> None:
    keyring.set_keyring(Forgetful())
    with pytest.raises(SecretsUnavailable):
        KeyringSecrets().set("key", "hush")


def test_the_systems_own_keyring(real_keyring: None) -> None:
    secrets = KeyringSecrets()
    secrets.set("token", "hush")
    assert secrets.get("token") == "hush"
    secrets.delete("token")
    assert secrets.get("token") is None
