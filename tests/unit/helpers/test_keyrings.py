"""The two keyrings of the tests: the one in memory by default, the system's own on request."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.errors import PasswordDeleteError

READ = "import keyring; print(keyring.get_keyring().__class__.__module__, keyring.get_password('bench', 'mara'))"


def read_in_a_child() -> list[str]:
    done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_default_keyring_lives_in_memory_only() -> None:
    keyring.set_password("bench", "mara", "hush")
    assert keyring.get_password("bench", "mara") == "hush"
    assert read_in_a_child() == ["tests.helpers.keyring_memory", "None"]


def test_a_test_does_not_see_the_secrets_of_another() -> None:
    assert keyring.get_password("bench", "mara") is None
    with pytest.raises(PasswordDeleteError):
        keyring.delete_password("bench", "mara")


def test_the_real_keyring_is_shared_with_children(real_keyring: None) -> None:
    keyring.set_password("bench", "mara", "hush")
    assert read_in_a_child() == ["keyring.backends.SecretService", "hush"]
    keyring.delete_password("bench", "mara")
    assert read_in_a_child() == ["keyring.backends.SecretService", "None"]


def test_home_is_not_the_persons_own() -> None:
    assert Path.home().name.startswith("backbench-test-home-")
