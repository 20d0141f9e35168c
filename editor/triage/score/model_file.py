"""The model's file: a line that names it, its SHA-256, a JSON header and plain numbers; nothing in it can be run."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from editor.domain.errors import BadInput
from editor.triage.score.calibration import Platt, ReliabilityBin
from editor.triage.score.features import COLUMNS, FEATURES_VERSION
from editor.triage.score.model import Model, Record
from editor.triage.score.prior import PRIOR_NAME
from editor.triage.score.shape import SHAPE_RULES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC: Final = b"Backbench triage model 1\n"
LARGEST: Final = 8 * COLUMNS + 100_000  # bytes
_KIND: Final = b"Backbench triage model "
_HASH_LINE: Final = 65  # SHA-256 in hexadecimal, and a line end
_LARGEST_NUMBER: Final = 1e6  # no weight of an honest model comes near


def to_bytes(model: Model) -> bytes:
    """``model`` as a file: MAGIC, SHA-256 of what follows as a line, header as one line of JSON, columns, weights.

    Columns are 32-bit integers and weights 32-bit floats, little-endian. The same model gives the same bytes. Of the
    comments there are weights of hashes in it, of features that at least two readers used: no text, no name, no id. A
    guess at a word can be tried against them, so the file is as confidential as the decisions are.
    """
    header = {
        "features": FEATURES_VERSION,
        "prior": PRIOR_NAME,
        "shape_rules": [rule.name for rule in SHAPE_RULES],
        "approved": model.approved,
        "removed": model.removed,
        "learned_from": model.learned_from,
        "weights": len(model.columns),
        "intercept": model.intercept,
        "prior_weight": model.prior_weight,
        "shape_weights": list(model.shape_weights),
        "penalty": model.penalty,
        "prior_platt": asdict(model.prior_platt),
        "personal_platt": asdict(model.personal_platt),
        "final_platt": asdict(model.final_platt),
        "record": asdict(model.record),
        "curve": [asdict(part) for part in model.curve],
        "alarm_level": model.alarm_level,
    }
    body = json.dumps(header, sort_keys=True, allow_nan=False).encode() + b"\n"
    body += model.columns.astype("<i4").tobytes() + model.weights.astype("<f4").tobytes()
    return MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def file_hash(content: bytes) -> str:
    """The SHA-256 that names a model's file, in hexadecimal; ask for it when loading what came from elsewhere."""
    return hashlib.sha256(content).hexdigest()


def load(path: Path, expected: str = "") -> Model:
    """The model in ``path``. ``expected``, when given, is the SHA-256 that the whole file must have.

    Raises BadInput when the file is missing, no model, damaged, not the expected one, or made for another version.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as problem:
        raise BadInput(f"The model {path} cannot be read: {problem.strerror or problem}.") from problem
    if len(content) > LARGEST:
        raise BadInput(f"{path} is no triage model: it is larger than one can be.")
    if expected and file_hash(content) != expected.strip().lower():
        raise BadInput(f"{path} is not the model with that SHA-256, so it is not used.")
    return from_bytes(content, str(path))


def from_bytes(content: bytes, name: str) -> Model:
    """The model that :func:`to_bytes` wrote; ``name`` is for sentences. Raises BadInput as :func:`load` does."""
    if not content.startswith(MAGIC):
        if content.startswith(_KIND):
            raise BadInput(f"{name} was written by another version of Backbench. Train it again from the decisions.")
        raise BadInput(f"{name} is no triage model. “backbench triage train” writes one.")
    digest, body = content[len(MAGIC) :][:_HASH_LINE], content[len(MAGIC) + _HASH_LINE :]
    if digest != hashlib.sha256(body).hexdigest().encode() + b"\n":
        raise BadInput(
            f"{name} is damaged: its SHA-256 is not the one written in it. Train it again from the decisions."
        )
    line, _, numbers = body.partition(b"\n")
    try:
        return _model(json.loads(line), numbers)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as problem:
        raise BadInput(
            f"{name} is no sound triage model ({_reason(problem)}). Train it again from the decisions."
        ) from problem


def _model(header: dict[str, Any], numbers: bytes) -> Model:
    import numpy as np

    known = (FEATURES_VERSION, PRIOR_NAME, [rule.name for rule in SHAPE_RULES])
    if (header["features"], header["prior"], header["shape_rules"]) != known:
        raise ValueError("it was learned with other features or another prior")
    count = _whole(header["weights"])
    if count > COLUMNS or len(numbers) != 8 * count:
        raise ValueError("its numbers are cut off")
    columns = np.frombuffer(numbers[: 4 * count], "<i4").astype(np.int32)
    weights = np.frombuffer(numbers[4 * count :], "<f4").astype(np.float32)
    _check_arrays(columns, weights)
    shape_weights = tuple(_number(weight) for weight in header["shape_weights"])
    if len(shape_weights) != len(SHAPE_RULES):
        raise ValueError("its shape rules are others")
    record = header["record"]
    return Model(
        approved=_whole(header["approved"]),
        removed=_whole(header["removed"]),
        learned_from=_whole(header["learned_from"]),
        columns=columns,
        weights=weights,
        intercept=_number(header["intercept"]),
        prior_weight=_number(header["prior_weight"]),
        shape_weights=shape_weights,
        penalty=_number(header["penalty"]),
        prior_platt=_platt(header["prior_platt"]),
        personal_platt=_platt(header["personal_platt"]),
        final_platt=_platt(header["final_platt"]),
        record=Record(
            _whole(record["decisions"]),
            _number(record["prior_auc"]),
            _number(record["personal_auc"]),
            proven=record["proven"] is True,
        ),
        curve=tuple(
            ReliabilityBin(_number(part["said"]), _number(part["removed"]), _whole(part["comments"]))
            for part in header["curve"]
        ),
        alarm_level=_number(header["alarm_level"]),
    )


def _check_arrays(columns: NDArray[np.int32], weights: NDArray[np.float32]) -> None:
    import numpy as np

    if len(columns) and (columns[0] < 0 or columns[-1] >= COLUMNS or (np.diff(columns) <= 0).any()):
        raise ValueError("its columns are out of order")
    if not (np.abs(weights) <= _LARGEST_NUMBER).all():  # NaN is not either
        raise ValueError("a weight is no sensible number")


def _platt(values: dict[str, Any]) -> Platt:
    platt = Platt(_number(values["slope"]), _number(values["offset"]))
    if platt.slope <= 0:
        raise ValueError("a scaling turns the order round")
    return platt


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a number is missing")
    if abs(value) > _LARGEST_NUMBER:
        raise ValueError("a number is beyond what is sensible")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**12:
        raise ValueError("a count is missing")
    return value


def _reason(problem: Exception) -> str:
    return str(problem) if type(problem) is ValueError else "its header cannot be read"
