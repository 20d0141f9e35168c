"""PySide started the quick way: the large patterns wait, everything else is as it was."""

from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, re, sys
compile_before = re.compile
from editor.qt.pyside_start import _PatternOnDemand, start_pyside
start_pyside()
from shibokensupport.signature import parser
import logging, string, textwrap
from PySide6.QtCore import QObject
try:
    QObject().setObjectName([])
    said = ""
except TypeError as error:
    said = str(error)
left = [name for name, module in list(sys.modules.items()) if not name.startswith(("shibokensupport", "PySide6"))
        for value in list(vars(module).values()) if isinstance(value, _PatternOnDemand)]
print(json.dumps({"restored": re.compile is compile_before, "said": said, "left": left,
                  "parsed": parser._parse_arglist("a: int, b: Tuple[int, str]"),
                  "uses_features": sys.modules["shibokensupport.feature"]._mod_uses_pyside(sys.modules["json"])}))
"""


def test_nothing_but_pysides_own_patterns_waits_and_its_messages_stay() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True)
    seen = json.loads(done.stdout)
    assert seen["restored"]
    assert "setObjectName" in seen["said"]
    assert "Supported signatures" in seen["said"]
    assert seen["left"] == []
    assert seen["parsed"] == ["a: int", "b: Tuple[int, str]"]
    assert seen["uses_features"] is False
