"""A new site begins with the starter rules, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor.cli.main import main


def test_a_new_site_begins_with_the_starter_rules_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["site", "rules", "--database", str(tmp_path / "site.sqlite"), "--appeals", "readers@paper.example"]
    assert main(words) == 0
    assert capsys.readouterr().out == "Rulebook 1 is in force, with 9 rules. Change them at a desk.\n"
    assert main(words) == 2
    assert capsys.readouterr().err == "backbench: This site has rules already. Change them at a desk.\n"
