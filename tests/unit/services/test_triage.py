"""Training, scoring and measuring on files, through the functions that the commands and the desk call."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from editor.domain.errors import BadInput
from editor.services import triage
from editor.services.comment_files import CommentFile
from tests.helpers.invented_comments import Invented, invented


def jsonl(path: Path, comments: list[Invented]) -> Path:
    lines = [
        json.dumps({"id": str(n), "text": c.text, "author": c.author, "decision": "remove" if c.removed else "approve"})
        for n, c in enumerate(comments)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def csv_of(path: Path, comments: list[Invented]) -> Path:
    rows = ["text,label", *('"' + c.text.replace('"', '""') + f'",{int(c.removed)}' for c in comments)]
    path.write_text("\n".join(rows), "utf-8")
    return path


def test_a_model_is_written_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "desk.model"
    out.write_text("an older model")
    done = triage.train([jsonl(tmp_path / "a.jsonl", invented(300))], out)
    assert done.model.voice > 0 and done.model.decisions == 300
    assert triage.opened(out, done.sha256).model is not None
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "desk.model"]


def test_a_reader_is_forgotten_by_learning_again(tmp_path: Path) -> None:
    everybody = invented(280)
    gone = everybody[0].author
    rest = [c for c in everybody if c.author != gone]
    assert len(rest) < 280
    with_all = triage.train([jsonl(tmp_path / "all.jsonl", everybody)], tmp_path / "1.model")
    without = triage.train([tmp_path / "all.jsonl"], tmp_path / "2.model", without=[gone])
    never = triage.train([jsonl(tmp_path / "rest.jsonl", rest)], tmp_path / "3.model")
    assert without.left_out == 280 - len(rest)
    assert without.sha256 == never.sha256 != with_all.sha256
    assert (tmp_path / "2.model").read_bytes() == (tmp_path / "3.model").read_bytes()


def test_several_files_are_one_past(tmp_path: Path) -> None:
    comments = invented(100)
    parts = [jsonl(tmp_path / "a.jsonl", comments[:40]), jsonl(tmp_path / "b.jsonl", comments[40:])]
    whole = jsonl(tmp_path / "c.jsonl", comments)
    in_parts = triage.train(parts, tmp_path / "1.model")
    assert in_parts.sha256 == triage.train([whole], tmp_path / "2.model").sha256


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "No comment in .* has a decision"),
        ('{"text": "a"}\n', "No comment in .* has a decision"),
        ('{"text": "a", "decision": "approve"}\n', "all 1 comments were approved"),
        ('{"text": "a", "decision": "aprove"}\n', "line 1: its decision has no verdict"),
        ('{"text": "a", "decision": "approve"}\n{"text": "b", "deci', "line 2: it ends in the middle"),
    ],
)
def test_what_cannot_be_learned_from_leaves_the_old_model(tmp_path: Path, content: str, sentence: str) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "desk.model"
    file.write_text(content)
    out.write_text("the old model")
    with pytest.raises(BadInput, match=sentence):
        triage.train([file], out)
    assert out.read_text() == "the old model"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl", "desk.model"]


def test_a_folder_that_cannot_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", invented(60))
    with pytest.raises(BadInput, match="cannot be written"):
        triage.train([file], tmp_path / "no folder" / "desk.model")
    (tmp_path / "taken").mkdir()
    with pytest.raises(BadInput, match="cannot be written"):
        triage.train([file], tmp_path / "taken")
    assert not [name for name in os.listdir(tmp_path) if name.endswith(".part")]  # noqa: PTH208


def test_scores_come_in_the_files_order(tmp_path: Path) -> None:
    comments = invented(1_500, seed=5)
    scorer = triage.opened(None)
    scored = list(triage.score(scorer, CommentFile(jsonl(tmp_path / "a.jsonl", comments))))
    assert [one.comment.text for one in scored] == [c.text for c in comments]
    assert [one.score for one in scored[:20]] == scorer.score([c.text for c in comments[:20]])


def test_it_is_measured_on_what_it_did_not_learn_from(tmp_path: Path) -> None:
    train, test = csv_of(tmp_path / "a.csv", invented(500)), csv_of(tmp_path / "b.csv", invented(400, seed=6))
    found = triage.evaluate(train, test)
    assert found.personal is not None
    assert found.both.roc_auc.value > found.prior.roc_auc.value > 0.7
    for quality in (found.prior, found.personal, found.both):
        for one in (quality.roc_auc, quality.pr_auc, quality.recall):
            assert 0 <= one.low <= one.value <= one.high <= 1
    assert (found.both.comments, found.both.removed) == (400, sum(c.removed for c in invented(400, seed=6)))
    assert found.calibration_error < 0.1


def test_without_both_kinds_there_is_nothing_to_measure(tmp_path: Path) -> None:
    train = csv_of(tmp_path / "a.csv", invented(300))
    with pytest.raises(BadInput, match="test on need both"):
        triage.evaluate(train, csv_of(tmp_path / "b.csv", [c for c in invented(50) if c.removed]))
    (tmp_path / "c.csv").write_text("text,verdict\nhello,1\n")
    with pytest.raises(BadInput, match=r"No comment in .*c.csv has a decision.* Did you mean “verdict”\?"):
        triage.evaluate(train, tmp_path / "c.csv")


def test_few_decisions_are_measured_as_what_they_are(tmp_path: Path) -> None:
    few, test = csv_of(tmp_path / "a.csv", invented(40)), csv_of(tmp_path / "b.csv", invented(200, seed=6))
    found = triage.evaluate(few, test)
    assert found.personal is None
    assert found.both.roc_auc.value == pytest.approx(found.prior.roc_auc.value)


def test_nothing_to_explain_is_one_sentence() -> None:
    with pytest.raises(BadInput, match="no text to explain"):
        triage.explain(triage.opened(None), " \n")
