"""The rulebook without a window: show, versions, what a draft changes, publish."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace

from editor.bootstrap.storage import open_profile
from editor.profiles import Profile
from editor.services import rulebook
from tests.helpers.command_line import PASSPHRASE, CommandLine
from tests.helpers.site_process import SiteProcess


def test_show_and_versions(desk: CommandLine) -> None:
    book = desk.ok("rules", "show", "--version", "1", "--json").json
    words = desk.ok("rules", "show", "--version", "1").out
    assert words.startswith("Rulebook 1\n") and all(clause["public_text"] in words for clause in book["clauses"])
    assert desk.ok("rules", "versions").lines[-1][0] == "1"
    assert desk.ok("rules", "versions", "--json").json[-1] == book
    assert desk.refused("rules", "show", "--version", "99") == (
        "There is no version 99 of the rules. “backbench rules versions” lists them."
    )
    assert "no version 0" in desk.refused("rules", "show", "--version", "0")


def test_a_draft_is_shown_and_published(desk: CommandLine, site: SiteProcess) -> None:
    assert desk.ok("rules", "diff").out == "" and desk.ok("rules", "diff", "--json").json == []
    assert desk.refused("rules", "publish") == "Nothing differs from the rules in force."
    _write_draft(desk, site)
    changed = desk.run("rules", "diff")
    assert (changed.code, changed.err) == (1, "")
    assert changed.out.startswith("2. ") and "[+ Boats count too.+]" in changed.out.replace("[+Boats", "[+ Boats")
    as_json = desk.run("rules", "diff", "--json")
    assert as_json.code == 1 and [change["number"] for change in as_json.json] == [2]

    book = desk.ok("rules", "publish", "--note", "Boats", "--json").json
    assert (book["version"], book["change_note"]) == (2, "Boats")
    assert desk.refused("rules", "publish").startswith("A version of the rules is still waiting for the site.")
    assert "sent 1, parked 0" in desk.ok("sync", "--once").out
    assert desk.ok("rules", "versions").lines[0][0::3] == ["2", "Boats"]
    with urllib.request.urlopen(f"{site.url}/api/v1/rulebook", timeout=10) as answer:
        assert json.load(answer)["thing"]["version"] == 2
    assert desk.ok("rules", "diff").out == ""


def _write_draft(desk: CommandLine, site: SiteProcess) -> None:
    """Changes rule 2, as the rules screen does."""
    found = open_profile(Profile("paper", "bundled", site.url, desk.home / "profiles" / "paper"), passphrase=PASSPHRASE)
    try:
        clause = rulebook.editing(found.desk).in_force.clause(2)
        rulebook.save_clause(found.desk, clause=replace(clause, public_text=f"{clause.public_text} Boats count too."))
    finally:
        found.desk.close()


def test_a_rulebook_is_tried_on_this_desks_own_past(desk: CommandLine) -> None:
    result = desk.ok("rules", "backtest", "starter", "--count-shadow", "--json").json
    assert result["all"]["comments"] > 20 and result["sections"] and result["all"]["hit"]
    later = desk.ok("rules", "backtest", "starter", "--since", "2100-01-01").out
    assert later.startswith("all comments: 0 comments")
