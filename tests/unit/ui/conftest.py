"""Plumbing for tests of the Qt parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from editor.qt.plumbing import Plumbing, make_plumbing


@pytest.fixture
def plumbing(qapp: QApplication, tmp_path: Path) -> Iterator[Plumbing]:
    made = make_plumbing(qapp, tmp_path)
    made.theme.set_mode("light")
    made.theme.set_reduced_motion(True)
    yield made
    made.tasks.wait_idle()
    made.tasks.close()
