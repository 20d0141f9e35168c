"""Who may import whom: the rules hold, each can fail, and no package is without one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]


@dataclass(frozen=True)
class Canary:
    """One forbidden import: the module that makes it, what it imports, and every contract that must then break."""

    importer: str
    imported: str
    breaks: tuple[str, ...]


CANARIES: dict[str, Canary] = {
    "main": Canary("editor.__main__", "editor.domain", ("main",)),
    "cli": Canary("editor.cli", "editor.store", ("cli",)),
    "bootstrap": Canary("editor.bootstrap", "editor.website", ("bootstrap",)),
    "profiles": Canary("editor.profiles", "editor.store", ("profiles",)),
    "keyring_secrets": Canary("editor.keyring_secrets", "editor.store", ("keyring_secrets",)),
    "ui": Canary("editor.ui", "editor.store", ("ui",)),
    "qt": Canary("editor.qt", "editor.services", ("qt",)),
    "services": Canary("editor.services", "editor.wire", ("services",)),
    "sync": Canary("editor.sync", "editor.wire", ("sync",)),
    "sites": Canary("editor.sites", "editor.store", ("sites",)),
    "website": Canary("editor.website", "editor.store", ("website",)),
    "store": Canary("editor.store", "editor.wire", ("store",)),
    "prose": Canary("editor.prose", "editor.wire", ("prose",)),
    "style": Canary("editor.style", "editor.prose", ("style",)),
    "triage": Canary("editor.triage", "editor.prose", ("triage",)),
    "wire": Canary("editor.wire", "editor.ports", ("wire",)),
    "ports": Canary("editor.ports", "editor.wire", ("ports",)),
    "domain": Canary("editor.domain", "editor.wire", ("domain",)),
    "db": Canary("db", "editor.domain", ("db",)),
    "resources": Canary("resources", "editor.domain", ("resources",)),
    "pyside6": Canary("editor.cli", "PySide6.QtCore", ("pyside6",)),
    "sqlalchemy": Canary("editor.cli", "sqlalchemy", ("sqlalchemy",)),
    "alembic": Canary("editor.store", "alembic", ("alembic",)),
    "httpx": Canary("editor.sync", "httpx", ("httpx",)),
    "screens": Canary("editor.ui.inbox", "editor.ui.drafts", ("screens",)),
    # what holds for chains of imports holds for single ones too, so these cannot break alone
    "neighbours": Canary("editor.services", "editor.sync", ("neighbours", "services")),
    "no-windows": Canary("editor.wire", "editor.qt.tasks", ("no-windows", "wire")),
}


def broken_contracts(tree: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "architecture" / "import_report.py")],
        cwd=tree,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]  # a list of ids


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, for the canaries to sing in."""
    copy = tmp_path_factory.mktemp("tree")
    for package in ("editor", "db", "resources"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "third_party"))
    (copy / "tests" / "architecture").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "architecture" / "only_imports.py", copy / "tests" / "architecture")
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture(scope="module")
def broken_anyway(tree: Path) -> list[str]:
    """What is broken without a canary: nothing, or `test_the_rules_hold` fails and says so once."""
    return broken_contracts(tree)


def canary_file(tree: Path, importer: str) -> Path:
    """Where a forbidden import of `importer` goes: into its file, or beside the others when it is a package."""
    place = tree.joinpath(*importer.split("."))
    if place.is_dir():
        return place / "canary.py"
    return place.with_suffix(".py")


def test_the_rules_hold() -> None:
    assert broken_contracts(ROOT) == []


def test_every_contract_has_a_canary() -> None:
    assert sorted(CANARIES) == sorted(contract["id"] for contract in CONTRACTS)


@pytest.mark.parametrize("contract", CANARIES)
def test_the_rule_can_fail(contract: str, tree: Path, broken_anyway: list[str]) -> None:
    canary = CANARIES[contract]
    file = canary_file(tree, canary.importer)
    before = file.read_text("utf-8") if file.exists() else None
    # inside a function: a lazy import counts like any other
    file.write_text(f"{before or ''}\n\ndef sing() -> None:\n    import {canary.imported}\n", "utf-8")
    try:
        assert broken_contracts(tree) == sorted({*canary.breaks, *broken_anyway})
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, "utf-8")


def test_every_package_has_its_list() -> None:
    listed = {contract["importer"] for contract in CONTRACTS if contract["type"] == "only_imports"}
    modules = {path.stem for path in (ROOT / "editor").glob("*.py")} - {"__init__"}
    packages = {path.parent.name for path in (ROOT / "editor").glob("*/__init__.py")}
    assert {f"editor.{name}" for name in modules | packages} <= listed


def test_no_list_allows_a_package_that_is_misspelt() -> None:
    importers = {contract["importer"] for contract in CONTRACTS if contract["type"] == "only_imports"}
    allowed = {name for contract in CONTRACTS for name in contract.get("allowed", [])}
    assert allowed <= importers


def drawn_lists() -> dict[str, set[str]]:
    """The lists as ARCHITECTURE.md draws them, by importer; `everything but` lists are left to the reader."""
    drawing = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## Who may import whom")[1].split("```")[1]
    lists: dict[str, set[str]] = {}
    for left, right in re.findall(r"(\w[\w, ]*?) +-> (.+?)(?: {3,}|\n)", drawing):
        if not right.startswith("everything"):
            allowed = set() if right == "nothing of ours" else set(re.sub(r" \(\w+\)", "", right).split(", "))
            lists |= dict.fromkeys(left.split(", "), allowed)
    return lists


def test_the_architecture_draws_the_rules_that_are_checked() -> None:
    checked = {
        contract["id"]: {name.removeprefix("editor.") for name in contract["allowed"] if name != "resources"}
        for contract in CONTRACTS
        if contract["type"] == "only_imports"
    }
    drawn = drawn_lists()
    assert len(drawn) > 10
    assert {importer: checked.get(importer) for importer in drawn} == drawn
