"""Reads the numbers out of a model saved by joblib without running, or importing, anything that the file names."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any, Final

from editor.domain.errors import BadInput

# The only names that mean something here; every other class becomes a bag for its attributes.
_NAMES_KEPT: Final = {
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy", "float64"),
    ("numpy", "int64"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy.core.multiarray", "scalar"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
}


class Bag:
    """Stands for an object of a class that is not loaded; holds its attributes and can do nothing."""

    def __init__(self, *_arguments: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the saved model has no “{name}”")


def load_numbers(path: Path, sha256: str) -> Any:
    """The object in ``path`` as bags, arrays and plain values.

    The file is used only when its SHA-256 (hexadecimal) is the one given. Raises BadInput when not, or when missing.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BadInput(
            f"The prior's model {path.name} cannot be read. Install the package it comes with again."
        ) from problem
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BadInput(
            f"The prior's model {path.name} is not the file this program was made with, so it is not loaded. "
            "Install the pinned packages again."
        )
    return _unpickled(content, path.name)


def _unpickled(content: bytes, name: str) -> Any:
    from joblib.numpy_pickle import NumpyUnpickler

    class Inert(NumpyUnpickler):  # type: ignore[misc]  # joblib publishes no annotations
        """joblib's reader, told that there are no classes."""

        def find_class(self, module: str, attribute: str) -> Any:
            return super().find_class(module, attribute) if (module, attribute) in _NAMES_KEPT else Bag

    return Inert(name, io.BytesIO(content), ensure_native_byte_order=True).load()
