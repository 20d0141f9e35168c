"""backbench triage, as a person or a script runs it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from editor.cli.main import main
from tests.helpers.command_line import CommandLine
from tests.helpers.invented_comments import invented


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with decisions, comments and a model."""
    folder = tmp_path_factory.mktemp("triage")
    decided = [
        json.dumps(
            {"id": f"c{n}", "text": c.text, "author": c.author, "decision": "remove" if c.removed else "approve"}
        )
        for n, c in enumerate(invented(320))
    ]
    (folder / "decisions.jsonl").write_text("\n".join(decided) + '\n{"text": "not decided"}\n')
    (folder / "comments.csv").write_text('id,text\n1,"You are an idiot, you clown!"\n2,Thank you for the article.\n')
    (folder / "small.csv").write_text("text,label\n" + "".join(f'"{c.text}",{int(c.removed)}\n' for c in invented(80)))
    return folder


@pytest.fixture(scope="module")
def line(home: Path) -> CommandLine:
    return CommandLine(home)


def test_train_in_words(line: CommandLine, home: Path) -> None:
    model = home / "words.model"
    words = line.ok("triage", "train", str(home / "small.csv"), "-o", str(model), "--without", "nobody").out
    sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
    assert "silent until it has 250 decisions" in words and words.endswith(f"SHA-256 {sha256}\n")


def test_train_then_score_then_explain(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = str(home / "desk.model")
    assert main(["triage", "train", str(home / "decisions.jsonl"), "-o", model]) == 0
    words = capsys.readouterr().out
    assert "Not learned from: 1 without a decision." in words and "of the voice" in words
    sha256 = words.split()[-1]

    assert main(["triage", "score", str(home / "comments.csv"), "--model", model, "--sha256", sha256]) == 0
    scored = [row.split("\t") for row in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in scored] == ["1", "2"]
    assert float(scored[0][1]) > 0.5 > float(scored[1][1])

    assert main(["triage", "explain", "Only an idiot, an utter IDIOT says so", "--model", model, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert any("IDIOT" in phrase["text"] for phrase in found["phrases"])

    assert main(["triage", "explain", "Hello", "--model", model, "--sha256", "00"]) == 2
    assert "SHA-256" in capsys.readouterr().err


def test_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def found(*words: str) -> Any:
        assert main(["triage", *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    facts = found("train", str(home / "small.csv"), "-o", str(home / "small.model"))
    assert facts["approved"] + facts["removed"] == 80 and facts["voice"] == 0 and "silent" in facts["state"]
    rows = found("score", str(home / "comments.csv"), "--order", "risk")
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["scores"]["score"] > rows[1]["scores"]["score"] and set(rows[0]["scores"]) == {"score", "prior"}
    (home / "none.csv").write_text("text\n")
    assert found("score", str(home / "none.csv")) == []
    figures = found("evaluate", "--train", str(home / "small.csv"), "--test", str(home / "decisions.jsonl"))
    assert figures["personal"] is None and 0.5 < figures["both"]["roc_auc"]["value"] < 1


def test_evaluate_prints_the_figures(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["triage", "evaluate", "--train", str(home / "decisions.jsonl"), "--test", str(home / "small.csv")]) == 0
    )
    words = capsys.readouterr().out
    for word in ("ROC-AUC", "PR-AUC", "recall at 5 % false positives", "Calibration error"):
        assert word in words
    assert [row.split()[0] for row in words.splitlines()[2:5]] == ["prior", "personal", "both"]


def test_the_text_may_come_from_standard_input(line: CommandLine) -> None:
    words = line.ok("triage", "explain", "-", text="You idiot\x1b idiot " + "idiot " * 2_000).out
    assert words.startswith("Score ") and "idiot" in words
    assert "\x1b" not in words and len(words) < 1_500


def test_what_is_wrong_is_one_sentence(line: CommandLine, home: Path) -> None:
    (home / "cut.jsonl").write_text('{"text": "a", "decision": "remove"}\n{"text": "b", "dec')
    assert "line 2: it ends in the middle" in line.refused(
        "triage", "train", str(home / "cut.jsonl"), "-o", str(home / "x")
    )
    assert not (home / "x").exists()
    assert "cannot be read" in line.refused("triage", "score", str(home / "nothing.jsonl"))
    (home / "bad.model").write_bytes(b"\x80\x04.")
    assert "is no triage model" in line.refused(
        "triage", "score", str(home / "comments.csv"), "--model", str(home / "bad.model")
    )
    assert line.refused("triage", "explain", "") == "There is no text to explain."


def test_bad_lines_are_passed_over_when_asked(line: CommandLine, home: Path) -> None:
    (home / "mixed.jsonl").write_text('{"text": "a"}\n{"text"\n')
    answer = line.run("triage", "score", str(home / "mixed.jsonl"), "--skip-bad")
    assert answer.code == 0 and len(answer.lines) == 1
    assert answer.err.startswith("backbench: passed over 1 bad lines; the first: ")
    assert answer.err.endswith("mixed.jsonl, line 2: it ends in the middle: the file was cut off.\n")


def test_naming_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from editor.cli.main import parser\n"
        "parser('triage')\n"
        "heavy = [name for name in ('numpy', 'scipy', 'sklearn', 're2', 'joblib') if name in sys.modules]\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
