"""The sites this desk works with: one folder each, holding the encrypted database and never a secret."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from editor.domain.errors import BadInput, DiskFull, ReadOnlyStorage

NO_SITE = "This desk works with no site yet. Add one with “backbench profile add”, or try “backbench demo”."
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Profile:
    """One site: how it is called here, what kind it is, where it lives, and the folder with its database."""

    name: str
    kind: str  # "bundled"
    url: str
    folder: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.folder / "desk.db"

    @property
    def settings(self) -> Path:
        """Window state and preferences; nothing anybody wrote."""
        return self.folder / "desk.ini"

    @property
    def log(self) -> Path:
        """What the program says of itself; no article text, no token."""
        return self.folder / "desk.log"

    @property
    def key_name(self) -> str:
        """The name of the database key among the secrets."""
        return f"{self.folder}:database-key"

    @property
    def token_name(self) -> str:
        """The name of the site's token among the secrets."""
        return f"{self.folder}:site-token"


def home() -> Path:
    """The desk's data folder: ``BACKBENCH_HOME``, or the platform's own place."""
    if chosen := os.environ.get("BACKBENCH_HOME"):
        return Path(chosen)
    import platformdirs  # 4 ms that the window does not need when the folder is named

    return platformdirs.user_data_path("backbench", appauthor=False)


def all_profiles() -> tuple[Profile, ...]:
    """Every profile on this computer, by name."""
    folder = home() / "profiles"
    found = sorted(folder.glob("*/profile.json")) if folder.is_dir() else []
    return tuple(_read(path) for path in found)


def get(name: str | None) -> Profile:
    """The profile called ``name``; without a name, the only one. Raises BadInput (none yet, unknown, several)."""
    known = all_profiles()
    if not known:
        raise BadInput(NO_SITE)
    if name is None:
        if len(known) > 1:
            names = ", ".join(p.name for p in known)
            raise BadInput(f"There are several sites on this desk: name one with --profile ({names}).")
        return known[0]
    for profile in known:
        if profile.name == name:
            return profile
    raise BadInput(f"There is no site called {name} on this desk. “backbench profile list” names them.")


def add(name: str, kind: str, url: str) -> Profile:
    """Make a profile's folder. Raises BadInput (bad or taken name), ReadOnlyStorage."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            "A profile's name has small letters, digits and hyphens, at most 40, and begins with a letter or digit."
        )
    folder = home() / "profiles" / name
    if (folder / "profile.json").exists():
        raise BadInput(f"There is already a site called {name} on this desk.")
    profile = Profile(name, kind, url.rstrip("/"), folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        data = {key: value for key, value in asdict(profile).items() if key in ("name", "kind", "url")}
        partial = folder / "profile.json.part"
        partial.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        partial.replace(folder / "profile.json")
    except OSError as problem:
        raise DiskFull() if problem.errno == errno.ENOSPC else ReadOnlyStorage(str(folder)) from problem
    return profile


def remove(profile: Profile) -> None:
    """Delete a profile's folder with its database. The caller asks the person, and forgets the secrets."""
    shutil.rmtree(profile.folder)


def remove_name(profile: Profile) -> None:
    """The folder is no profile any more; its database stays, and adding the profile again takes it up."""
    (profile.folder / "profile.json").unlink(missing_ok=True)


def _read(path: Path) -> Profile:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Profile(str(data["name"]), str(data["kind"]), str(data["url"]), path.parent)
    except OSError as problem:
        raise BadInput(f"{path} cannot be read. Check who may read the folder.") from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise BadInput(f"{path} is damaged. Remove its folder’s profile.json and add the site again.") from problem
