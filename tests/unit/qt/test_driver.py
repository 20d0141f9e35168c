"""What the offscreen platform says about itself is left out; what matters is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from editor.qt.driver import hush_offscreen


def test_only_the_known_lines_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    hush_offscreen()
    try:
        qWarning("This plugin does not support raise()")
        qWarning("This plugin does not support raise() at all")
        qWarning("QPainter::begin: Paint device returned engine == 0")
    finally:
        qInstallMessageHandler(None)
    said = capsys.readouterr().err.splitlines()
    assert said == ["This plugin does not support raise() at all", "QPainter::begin: Paint device returned engine == 0"]
