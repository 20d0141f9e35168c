"""What every test stands on: no screen, a home folder of its own, and a keyring that is not the person's."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MEMORY_KEYRING = "tests.helpers.keyring_memory.MemoryKeyring"
REAL_KEYRING = "keyring.backends.SecretService.Keyring"


def _isolate_home() -> Path:
    """Point HOME and the XDG folders of this process and its children at an empty folder that goes with the run."""
    home = Path(tempfile.mkdtemp(prefix="backbench-test-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for name, folder in folders.items():
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(folder)
    return home


# Before any test module is imported: Qt and platformdirs read these once.
TEST_HOME = _isolate_home()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = MEMORY_KEYRING
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[None]:
    """Each test starts with an empty keyring that keeps its secrets in memory."""
    import keyring

    from tests.helpers.keyring_memory import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def keyring_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bus address of a real, unlocked gnome-keyring; started once for each test process."""
    from tests.helpers.keyring_real import missing_programs, running_keyring

    if missing := missing_programs():
        pytest.fail(f"the real keyring needs {', '.join(missing)}: run `make deps`")
    with running_keyring(tmp_path_factory.mktemp("keyring")) as address:
        yield address


@pytest.fixture
def real_keyring(memory_keyring: None, keyring_bus: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The system's keyring, for this test and for the processes it starts, instead of the one in memory."""
    import keyring
    from keyring.backends import SecretService

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", keyring_bus)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", REAL_KEYRING)
    keyring.set_keyring(SecretService.Keyring())
    yield
