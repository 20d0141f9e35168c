"""The model's file: whole or refused, and without a word of the comments."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.domain.errors import BadInput
from editor.triage.score.model import Model
from editor.triage.score.model_file import LARGEST, MAGIC, file_hash, from_bytes, load, to_bytes
from editor.triage.score.prior import Prior
from editor.triage.score.scorer import Scorer
from tests.helpers.invented_comments import Invented


def with_header(content: bytes, **changes: Any) -> bytes:
    """The file with a header that somebody changed, and a hash that fits."""
    line, _, numbers = content[len(MAGIC) + 65 :].partition(b"\n")
    body = json.dumps(json.loads(line) | changes).encode() + b"\n" + numbers
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def test_what_is_written_is_what_is_read(model: Model, prior: Prior, tmp_path: Path) -> None:
    file = tmp_path / "desk.model"
    file.write_bytes(to_bytes(model))
    read = load(file, file_hash(file.read_bytes()))
    assert to_bytes(read) == file.read_bytes()
    texts = ["You are an idiot", "Thank you for the ferry", ""]
    assert Scorer(prior, read).score(texts) == Scorer(prior, model).score(texts)


def test_no_word_of_the_comments_is_in_it(model: Model, comments: list[Invented]) -> None:
    content = to_bytes(model)
    header = content[len(MAGIC) + 65 :].partition(b"\n")[0]
    nothing_learned = dataclasses.replace(
        model, columns=np.zeros(0, np.int32), weights=np.zeros(0, np.float32), curve=()
    )
    frame = to_bytes(nothing_learned).lower() + b"said comments"
    words = {w.strip(".,!?;’'\"").lower() for comment in comments for w in comment.text.split()}
    tried = [word.encode() for word in words if len(word) >= 4 and word.encode() not in frame]
    assert len(tried) > 80
    for word in tried:
        assert word not in content.lower(), word
        assert zlib.crc32(word).to_bytes(4, "little") not in header
    assert not any(comment.author.encode() in content for comment in comments)


def test_every_kind_of_damage_is_refused(model: Model) -> None:
    content = to_bytes(model)
    for place in (len(MAGIC), len(MAGIC) + 64, len(MAGIC) + 65, len(MAGIC) + 300, len(content) // 2, len(content) - 1):
        broken = bytearray(content)
        broken[place] ^= 1
        with pytest.raises(BadInput, match="SHA-256"):
            from_bytes(bytes(broken), "desk.model")
    for cut in (content[:-1], content[: len(MAGIC) + 10], content + b"\x00"):
        with pytest.raises(BadInput, match="damaged"):
            from_bytes(cut, "desk.model")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no triage model"),
        (b"\x80\x05\x95 a pickle", "is no triage model"),
        (b"PK\x03\x04 a zip", "is no triage model"),
        (b"Backbench triage model 2\nwhatever", "another version of Backbench"),
    ],
)
def test_other_files_are_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        from_bytes(content, "desk.model")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weights": 7}, "cut off"),
        ({"weights": -1}, "a count is missing"),
        ({"weights": 10**9}, "cut off"),
        ({"features": 2}, "other features"),
        ({"prior": "another"}, "another prior"),
        ({"intercept": None}, "a number is missing"),
        ({"intercept": True}, "a number is missing"),
        ({"intercept": float("nan")}, "a number is missing"),
        ({"intercept": 1e300}, "beyond what is sensible"),
        ({"final_platt": {"slope": -1.0, "offset": 0.0}}, "turns the order round"),
        ({"shape_weights": [1.0]}, "shape rules"),
        ({"record": 3}, "header cannot be read"),
        ({"curve": [1]}, "header cannot be read"),
    ],
)
def test_a_header_that_somebody_wrote_is_refused_with_the_reason(
    model: Model, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        from_bytes(with_header(to_bytes(model), **changes), "desk.model")


def test_numbers_that_somebody_wrote_are_refused(model: Model) -> None:
    content = to_bytes(model)
    line, _, numbers = content[len(MAGIC) + 65 :].partition(b"\n")
    half = len(numbers) // 2

    def signed(numbers: bytes) -> bytes:
        body = line + b"\n" + numbers
        return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    with pytest.raises(BadInput, match="out of order"):
        from_bytes(signed(numbers[:half][::-1] + numbers[half:]), "desk.model")
    bad = np.frombuffer(numbers[half:], "<f4").copy()
    for value in (np.nan, np.inf, 1e30):
        bad[3] = value
        with pytest.raises(BadInput, match="no sensible number"):
            from_bytes(signed(numbers[:half] + bad.tobytes()), "desk.model")


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_model_or_a_sentence(rest: bytes) -> None:
    body = rest
    for content in (rest, MAGIC + rest, MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body):
        with pytest.raises(BadInput):
            from_bytes(content, "desk.model")


def test_a_file_that_cannot_be_one_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(BadInput, match="larger than one can be"):
        load(large)
    if Path("/dev/zero").exists():
        with pytest.raises(BadInput, match="larger than one can be"):
            load(Path("/dev/zero"))
    with pytest.raises(BadInput, match="cannot be read"):
        load(tmp_path / "nothing")
    with pytest.raises(BadInput, match="cannot be read"):
        load(tmp_path)


def test_a_model_that_is_not_the_expected_one_is_refused(model: Model, tmp_path: Path) -> None:
    file = tmp_path / "desk.model"
    file.write_bytes(to_bytes(model))
    with pytest.raises(BadInput, match="not the model with that SHA-256"):
        load(file, "0" * 64)
