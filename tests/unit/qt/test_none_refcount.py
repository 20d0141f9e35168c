"""PySide6 6.12.0 drops references to None and kills Python 3.11; the pin in pyproject.toml keeps it out."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_calls_that_return_none_keep_its_references(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("warm")
    before = sys.getrefcount(None)
    for index in range(1000):
        label.setText(str(index))
    assert abs(sys.getrefcount(None) - before) < 100
