"""Opens a profile's database: where its key comes from, where the site's token is kept."""

from __future__ import annotations

import errno
import getpass
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from editor import profiles
from editor.domain.errors import (
    BadInput,
    DamagedDatabase,
    DiskFull,
    NewerDatabase,
    ReadOnlyStorage,
    SecretsUnavailable,
    StorageError,
    WrongKey,
)
from editor.keyring_secrets import KeyringSecrets
from editor.ports import Secrets, SystemClock
from editor.profiles import Profile
from editor.store.desk import Desk

PASSPHRASE = "BACKBENCH_PASSPHRASE"


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """An open profile. ``secrets`` hold the token: the keyring, or the encrypted database where there is none."""

    profile: Profile
    desk: Desk
    secrets: Secrets


def passphrase_given() -> str | None:
    """The passphrase a script has put into the environment."""
    return os.environ.get(PASSPHRASE) or None


def open_profile(profile: Profile, *, passphrase: str | None = None) -> OpenDesk:
    """Open the profile's database with its passphrase, or with the key in the keyring (made at the first opening).

    Raises SecretsUnavailable when there is neither, WrongKey when the database is there and its key is not,
    StorageError when it is gone and an older one is kept, and what :func:`editor.store.open.open_desk` raises.
    """
    from editor.store.open import open_desk
    from editor.store.vault import Vault

    older = kept_beside(profile)
    if older and not profile.database.exists():  # a new one in its place would look as if all work were lost
        raise StorageError(
            f"it is gone, and an older one is kept. “backbench db restore {older[-1]}” puts that in its place."
        )
    if passphrase:
        desk = open_desk(profile.database, passphrase, SystemClock())
        return OpenDesk(profile, desk, Vault(desk))
    keyring = KeyringSecrets()
    desk = open_desk(profile.database, _key(profile, keyring), SystemClock())
    return OpenDesk(profile, desk, keyring)


def kept_beside(profile: Profile) -> list[Path]:
    """Databases put aside by a restore or before an upgrade, oldest first."""
    found = [
        *profile.folder.glob("desk-before-restore-*.db"),
        *profile.folder.glob(f"{profile.database.name}.*.backup"),
    ]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _key(profile: Profile, secrets: Secrets) -> bytes:
    from db.engine import new_key

    kept = secrets.get(profile.key_name)
    if kept is not None:
        return bytes.fromhex(kept)
    if profile.database.exists():
        raise WrongKey(str(profile.database))
    key = new_key()
    secrets.set(profile.key_name, key.hex())
    return key


def open_for_command(name: str | None) -> OpenDesk:
    """Open a profile for a command: without a keyring, ask for the passphrase on the terminal."""
    profile = profiles.get(name)
    given = passphrase_given()
    try:
        return open_profile(profile, passphrase=given)
    except SecretsUnavailable:
        if given or not sys.stdin.isatty():
            raise
        try:
            typed = getpass.getpass("Passphrase of this desk: ")
        except EOFError:
            sys.stderr.write("\n")  # what follows would stand behind the prompt
            raise BadInput("No passphrase was typed, and no keyring was found on this computer.") from None
        return open_profile(profile, passphrase=typed)


@contextmanager
def opened(name: str | None) -> Iterator[Desk]:
    """The desk of a profile for the length of one command."""
    found = open_for_command(name)
    try:
        yield found.desk
    finally:
        found.desk.close()


def known() -> tuple[Profile, ...]:
    """Every profile on this computer, by name."""
    return profiles.all_profiles()


def unsent(name: str) -> int:
    """How many operations of a profile are not on the site yet."""
    from editor.store.outbox import summary

    with opened(name) as desk, desk.read() as view:
        box = summary(view)
    return box.waiting + box.unknown + box.parked


def forget(name: str) -> None:
    """Delete a profile: its database, and its key and token when there is a keyring. Raises NotFound."""
    profile = profiles.get(name)
    try:
        secrets = KeyringSecrets()
        secrets.delete(profile.key_name)
        secrets.delete(profile.token_name)
    except SecretsUnavailable:
        pass  # nothing was kept there: key and token went with the passphrase
    profiles.remove(profile)


def check(name: str | None) -> tuple[str, ...]:
    """Sentences about what is wrong in the database; empty when it is sound."""
    from editor.store.upkeep import problems

    with opened(name) as desk:
        return problems(desk)


def back_up(name: str | None, target: Path) -> None:
    """A consistent copy under the same key. Raises BadInput when the file is already there."""
    from editor.store.upkeep import back_up as copy

    if target.exists():
        raise BadInput(f"{target} is already there. Choose another name; nothing was overwritten.")
    with opened(name) as desk:
        copy(desk, target)


def restore(name: str | None, source: Path) -> Path:
    """Put a backup in place, once it has been opened with the profile's key; where the one before is kept.

    At every moment one of the two stands in the database's place. Raises BadInput (no such file, no backup of this
    desk), NewerDatabase, DamagedDatabase, DatabaseInUse (the desk is open), DiskFull, ReadOnlyStorage; nothing is
    changed then.
    """
    profile = profiles.get(name)
    if not source.is_file():
        raise BadInput(f"{source} is not a file.")
    trial = profile.folder / "restore.part"
    stand_in = _Trial(profile.name, profile.kind, profile.url, profile.folder)
    _remove_trial(profile)  # one that was killed has left its own
    try:
        _copy(source, trial)
        open_profile(stand_in, passphrase=passphrase_given()).desk.close()
        _nobody_else(profile)
        kept = _keep(profile)
        _to_disk(trial)
        trial.replace(profile.database)
        _to_disk(profile.folder)
    except WrongKey as problem:
        raise BadInput(f"{source} is no backup of this desk: its key does not open it.") from problem
    finally:
        _remove_trial(profile)
    return kept


def _keep(profile: Profile) -> Path:
    """Give the present database a second name; its log goes there, as the one that takes its place has its own."""
    kept = profile.folder / f"desk-before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
    for suffix in ("", "-wal", "-shm"):
        present = Path(f"{profile.database}{suffix}")
        if present.exists():
            _second_name(present, Path(f"{kept}{suffix}"))
    _to_disk(profile.folder)
    for suffix in ("-wal", "-shm"):
        Path(f"{profile.database}{suffix}").unlink(missing_ok=True)
    return kept


def _second_name(present: Path, name: Path) -> None:
    try:
        os.link(present, name)
    except OSError:  # a file system without links
        _copy(present, name)
        _to_disk(name)


def _to_disk(path: Path) -> None:
    """What was written to a file, or to a folder's list of names, survives the power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def crash_log() -> Path:
    """Where commands write their own mistakes; the folder is made when there is none. Raises OSError."""
    profiles.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    return profiles.home() / "crash.log"


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise DiskFull(str(target)) from problem
        if problem.filename == str(source):
            raise BadInput(f"{source} cannot be read. Check who may read it.") from problem
        raise ReadOnlyStorage(str(target.parent)) from problem


def _nobody_else(profile: Profile) -> None:
    """Raises DatabaseInUse when another program has the database open: what it writes next would go to the old file."""
    from editor.store.upkeep import settle_log

    if not profile.database.exists():
        return
    # One that does not open is in nobody's hands; that may be why the backup is wanted.
    with suppress(WrongKey, DamagedDatabase, NewerDatabase):
        settle_log(profile.database, passphrase_given() or _key(profile, KeyringSecrets()))


class _Trial(Profile):
    """The profile with the backup in the database's place."""

    @property
    def database(self) -> Path:
        return self.folder / "restore.part"


def _remove_trial(profile: Profile) -> None:
    for path in profile.folder.glob("restore.part*"):
        path.unlink(missing_ok=True)
