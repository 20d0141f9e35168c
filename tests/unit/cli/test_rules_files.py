"""Rulebooks as files from the command line: no desk, no Qt, exit codes, and nothing by half."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from editor.cli.main import main
from tests.helpers.command_line import Answer, CommandLine
from tests.helpers.invented_comments import invented


class InThisProcess(CommandLine):
    """The program without a child: these commands need no desk, and one test below sees that none loads Qt."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(home)
        self._capsys = capsys

    def run(self, *words: str, text: str = "", **environment: str) -> Answer:
        code = main(words)
        printed = self._capsys.readouterr()
        return Answer(code, printed.out, printed.err)


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return InThisProcess(tmp_path / "home", capsys)


def test_a_child_of_its_own_loads_no_qt(tmp_path: Path) -> None:
    past = tmp_path / "past.jsonl"
    past.write_text('{"text": "You idiot"}\n')
    child = CommandLine(tmp_path / "home")
    assert child.ok("rules", "backtest", "starter", str(past), "--json").json["all"]["hit"] == 1


def test_validate_show_diff_import_export(line: CommandLine, tmp_path: Path) -> None:
    rules = str(tmp_path / "rules.json")
    assert line.ok("rules", "validate", "starter").lines[0][2].startswith("9 rules, ")
    assert line.ok("rules", "validate", "starter", "--json").json[0]["file"] == "starter"
    words = tmp_path / "words.csv"
    words.write_text("idiot\nmor*\n")
    line.ok("rules", "import", str(words), "--from", "discourse", "--list", "block", "--live", "-o", rules)
    shown = line.ok("rules", "show", rules, "--json").json
    assert [check["id"] for check in shown["checks"]] == ["discourse-block"] and len(shown["sha256"]) == 64
    assert "discourse-block: Discourse: block (refuse, no rule)" in line.ok("rules", "show", rules).out
    changed = line.run("rules", "diff", "starter", rules)
    assert (
        changed.code == 1 and "check insults is gone" in changed.out and "check discourse-block is new" in changed.out
    )
    assert line.run("rules", "diff", "starter", rules, "--json").json["clauses"] == []
    assert line.ok("rules", "diff", rules, rules).out == ""
    assert line.ok("rules", "export", rules, "--to", "discourse", "--list", "block").out == "idiot\nmor*\n"
    assert "A file is one version" in line.refused("rules", "show", rules, "--version", "1")
    assert "Give two rulebooks" in line.refused("rules", "diff", rules)


def test_a_mistake_is_one_sentence_and_writes_nothing(line: CommandLine, tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.json", tmp_path / "out.json"
    broken.write_text('{"words": {"vresion": 1}}')
    assert line.refused("rules", "validate", str(broken)) == (
        "broken.json: words has an unknown key “vresion”. Did you mean “version”?"
    )
    assert "no such file" in line.refused("rules", "import", str(tmp_path / "x"), "--from", "coral", "-o", str(out))
    assert "Checks in shadow are left out" in line.refused(
        "rules", "export", "starter", "--to", "coral", "-o", str(out)
    )
    assert not out.exists()


def test_sign_and_verify(line: CommandLine, tmp_path: Path) -> None:
    key, signed = tmp_path / "paper.pem", tmp_path / "signed.json"
    line.ok("rules", "sign", "starter", "--key", str(key), "--new-key", "-o", str(signed))
    line.ok("rules", "validate", str(signed), "--key", str(tmp_path / "paper.pub"))
    signed.write_text(signed.read_text().replace("Argue with", "Quarrel with"))
    assert "was changed" in line.refused("rules", "validate", str(signed), "--key", str(tmp_path / "paper.pub"))


def test_one_comment_as_typed(line: CommandLine) -> None:
    found = line.run("rules", "test", "starter", "--text", "You 1d10t!")
    assert found.code == 1 and ["text", "insults", "shadow", "4-9 “1d10t” (idiot)"] in found.lines
    assert line.ok("rules", "test", "starter", "--text", "Kind words").out == ""
    assert "Give a file" in line.refused("rules", "test", "starter")


def test_edges_of_words_that_are_not_seen_are_told(line: CommandLine, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    line.ok("rules", "export", "starter", "--to", "json", "-o", str(rules))
    book = json.loads(rules.read_text(encoding="utf-8"))
    for name, pattern in (("edge", r"\bécole\w*"), ("fine", r"(?:^|[^\pL])école\p{L}*"), ("plain", r"\bschool\b")):
        when = {"kind": "pattern", "pattern": pattern, "reading": "written"}
        book["checks"].append({"id": name, "title": "A pattern", "when": when})
    rules.write_text(json.dumps(book), encoding="utf-8")
    told = line.run("rules", "validate", str(rules)).err
    assert told.startswith("backbench: Check “edge”: \\b, \\w know the letters a to z only") and told.count("\n") == 1
    assert line.run("rules", "test", str(rules), "--text", "école").code == 1  # found by the second one


def test_letters_that_normalising_leaves_nowhere_are_told(line: CommandLine, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    line.ok("rules", "export", "starter", "--to", "json", "-o", str(rules))
    book = json.loads(rules.read_text(encoding="utf-8"))
    lost = {"kind": "pattern", "pattern": "café"}
    book["checks"] += [
        {"id": "cafe", "title": "A pattern", "clause": 2, "when": {"kind": "not", "condition": lost}},
        {"id": "written", "title": "A pattern", "when": {**lost, "reading": "written"}},
        {"id": "list", "title": "A list", "when": {"kind": "words", "entries": [{"text": "café"}]}},
    ]
    rules.write_text(json.dumps(book), encoding="utf-8")
    assert line.run("rules", "validate", str(rules)).err == (
        "backbench: Rule 2, check “cafe”: “é” can never be met in normalised text. "
        "Write “e”, or set its reading to “written”.\n"
    )


def test_the_score_is_worked_out_with_a_model(line: CommandLine, tmp_path: Path) -> None:
    decided, model, rules = tmp_path / "decided.csv", tmp_path / "desk.model", tmp_path / "rules.json"
    decided.write_text("text,label\n" + "".join(f'"{c.text}",{int(c.removed)}\n' for c in invented(400)))
    sha256 = line.ok("triage", "train", str(decided), "-o", str(model), "--json").json["sha256"]
    line.ok("rules", "export", "starter", "--to", "json", "-o", str(rules))
    book = json.loads(rules.read_text(encoding="utf-8"))
    book["checks"] = [{"id": "high", "title": "High", "when": {"kind": "score", "low": 0.6}}]
    rules.write_text(json.dumps(book), encoding="utf-8")
    nasty, kind = "You are an idiot, you clown!", "Thank you for the article about the ferry."
    past = tmp_path / "past.jsonl"
    lines = [{"id": "a", "text": nasty}, {"id": "b", "text": kind, "facts": {"scores": {"score": 1.0}}}]
    past.write_text("".join(json.dumps(one) + "\n" for one in lines) + "{\n")

    def held(*more: str) -> list[str]:
        answer = line.run("rules", "test", str(rules), str(past), "--skip-bad", "--json", *more)
        return [one["id"] for one in map(json.loads, answer.out.splitlines()) if one["causes"]]

    assert held() == ["b"]
    assert held("--model", str(model), "--sha256", sha256) == ["a"]
    assert line.run("rules", "test", str(rules), "--text", nasty).code == 0
    assert line.run("rules", "test", str(rules), "--text", nasty, "--model", str(model)).code == 1
    assert line.refused("rules", "test", str(rules), "--text", nasty, "--model", str(model), "--sha256", "0" * 64)
    stopped = line.run("rules", "test", str(rules), str(past), "--json", "--model", str(model))
    assert stopped.code == 2 and "line 3" in stopped.err and len(stopped.out.splitlines()) == 2


def test_comments_and_the_past(line: CommandLine, tmp_path: Path) -> None:
    past = tmp_path / "past.jsonl"
    comments = [
        {"id": "a", "text": "You idiot", "decision": "remove", "section": "news", "created": "2026-11-01T10:00:00Z"},
        {"id": "b", "text": "Kind words", "decision": {"verdict": "approve"}, "created": "2026-11-02T10:00:00Z"},
    ]
    past.write_text("".join(json.dumps(comment) + "\n" for comment in comments) + '{"id": "c", "te')
    assert line.run("rules", "test", "starter", str(past)).err == (
        "backbench: past.jsonl, line 3: it ends in the middle: the file was cut off.\n"
    )
    answer = line.run("rules", "test", "starter", str(past), "--skip-bad", "--json")
    told = [json.loads(row) for row in answer.out.splitlines()]
    assert answer.code == 1 and [one["id"] for one in told] == ["a", "b"]
    assert told[0]["causes"][0]["places"][0]["start"] == 4
    assert answer.err == "backbench: line 3 left out: it ends in the middle: the file was cut off.\n"

    assert "line 3" in line.refused("rules", "backtest", "starter", str(past))
    result = line.run("rules", "backtest", "starter", str(past), "--skip-bad", "--count-shadow", "--json")
    assert result.code == 0 and result.json["all"]["agreement"] == 1.0 and result.json["bad_lines"] == 1
    past.write_text(past.read_text().rsplit("\n", 1)[0] + "\n")
    lines = line.ok("rules", "backtest", "starter", str(past), "--against", "starter", "--since", "2026-11-02").out
    assert lines.startswith("all comments: 1 comments, 0 hit")
    assert "is no day" in line.refused("rules", "backtest", "starter", str(past), "--since", "soon")
