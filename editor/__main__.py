"""python -m editor: the same as the backbench command."""

from __future__ import annotations

import sys

from editor.cli.main import main

sys.exit(main())
