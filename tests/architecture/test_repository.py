"""What has to be true of the checkout as a whole: no machine's traces, every module explained, every pin in force."""

from __future__ import annotations

import ast
import hashlib
import os
import pwd
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
THIRD_PARTY = ROOT / "resources" / "third_party"


def repository_files() -> list[Path]:
    """Everything git keeps, and what it would keep at the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The file's text; empty for what is not text."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def own_text_files() -> list[Path]:
    return [path for path in repository_files() if not path.is_relative_to(THIRD_PARTY)]


def python_modules() -> list[Path]:
    return [path for path in repository_files() if path.suffix == ".py"]


def folders_of_this_machine() -> set[str]:
    """The checkout and the home folder, as they would stand in a file. Not every user has a home of its own."""
    try:
        home = pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:  # a container's number without a name
        home = ""
    return {f"{ROOT}/"} | ({f"{home.rstrip('/')}/"} if home.strip("/") else set())


@pytest.mark.parametrize(("home", "more"), [("/", []), ("", []), (None, []), ("/srv/ines/", ["/srv/ines/"])])
def test_a_home_that_is_none_is_not_looked_for(
    home: str | None, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def entry(uid: int) -> SimpleNamespace:
        if home is None:
            raise KeyError(uid)
        return SimpleNamespace(pw_dir=home)

    monkeypatch.setattr(pwd, "getpwuid", entry)
    assert folders_of_this_machine() == {f"{ROOT}/", *more}


def test_no_path_of_one_machine() -> None:
    # put together here so that this file does not hold what it looks for
    folders = "|".join(["root", "work", "farm", "mnt"])
    one_machine = re.compile(rf"(?<![\w./])/(?:{folders})/[\w.]")
    here = folders_of_this_machine()
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in own_text_files()
        for line in text_of(path).splitlines()
        if one_machine.search(line) or any(folder in line for folder in here)
    ]
    assert found == []


def test_no_registry_is_named() -> None:
    hosts = ["pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "npmjs." + "com", "deb.debian." + "org"]
    options = ["--index-" + "url", "--extra-index-" + "url", "--find-" + "links"]
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in own_text_files()
        for word in [*hosts, *options]
        if word in text_of(path)
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in python_modules() if not ast.get_docstring(ast.parse(text_of(path)))
    ]
    assert silent == []


def listed_checksums() -> dict[str, str]:
    lines = re.findall(r"^([0-9a-f]{64})  (\S+)$", (THIRD_PARTY / "README.md").read_text("utf-8"), re.MULTILINE)
    return {name: checksum for checksum, name in lines}


def test_what_others_made_is_unedited() -> None:
    present = {
        path.relative_to(THIRD_PARTY).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in THIRD_PARTY.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert present == listed_checksums()


def test_what_others_made_has_its_licence() -> None:
    works = {"/".join(Path(name).parts[:2]) for name in listed_checksums()}
    assert works >= {"fonts/inter", "fonts/noto-emoji", "icons/lucide"}
    assert [work for work in works if not (THIRD_PARTY / work / "LICENSE").read_text("utf-8").strip()] == []


def test_the_module_map_is_true() -> None:
    done = subprocess.run(
        [sys.executable, "packaging/tools/module_map.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def pinned() -> dict[str, list[tuple[str, str]]]:
    """By package: the versions in constraints.txt, each with the marker it is for."""
    pins: dict[str, list[tuple[str, str]]] = {}
    pattern = re.compile(r"^([\w.\-\[\]]+)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)
    for name, version, marker in pattern.findall((ROOT / "constraints.txt").read_text("utf-8")):
        pins.setdefault(canonicalize_name(name.split("[")[0]), []).append((version, marker))
    return pins


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(line) for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]


def test_every_dependency_is_pinned_to_a_version_it_allows() -> None:
    pins = pinned()
    wrong = [
        str(requirement)
        for requirement in declared()
        if not any(version in requirement.specifier for version, _ in pins.get(canonicalize_name(requirement.name), []))
    ]
    assert wrong == [], "run packaging/tools/lock.sh"


def test_every_pin_has_its_hash() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(blocks) > 50
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
