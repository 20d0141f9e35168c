"""Runs import-linter over a tree and prints the ids of the broken contracts as JSON; the tests start it as a child."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from importlinter import configuration
from importlinter.application import use_cases


def broken_contracts() -> list[str]:
    """The ids of the contracts that do not hold in the working directory; raises when a contract is wrongly written."""
    sys.path.insert(0, str(Path.cwd()))
    configuration.configure()
    options = use_cases.read_user_options("pyproject.toml")
    use_cases._register_contract_types(options)
    report = use_cases.create_report(options, cache_dir=None)
    if report.invalid_contract_options:
        raise ValueError(f"contracts wrongly written: {list(report.invalid_contract_options)}")
    ids = {contract["name"]: contract["id"] for contract in options.contracts_options}
    return sorted(ids[contract.name] for contract, check in report.get_contracts_and_checks() if not check.kept)


if __name__ == "__main__":
    print(json.dumps(broken_contracts()))
