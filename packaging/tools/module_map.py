"""Writes the map of every module into ARCHITECTURE.md from the modules' own first lines, or checks it with --check."""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN = "<!-- module map: begin (written by packaging/tools/module_map.py) -->"
END = "<!-- module map: end -->"
PACKAGES = ("editor", "db", "resources")


def first_line(path: Path) -> str:
    """The first line of the module's docstring, without its full stop; empty when there is none."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return docstring.splitlines()[0].rstrip(".") if docstring else ""


def package_lines(folder: Path, depth: int = 0) -> list[str]:
    """The package in `folder` and all in it, as nested list items: modules first, then packages, each by name."""
    indent = "  " * depth
    lines = [_item(indent, f"{folder.name}/", first_line(folder / "__init__.py"))]
    modules = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    lines += [_item(f"{indent}  ", path.name, first_line(path)) for path in modules]
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        lines += package_lines(inner, depth + 1)
    return lines


def module_map(root: Path) -> str:
    """The whole map as Markdown."""
    return "\n".join(line for name in PACKAGES for line in package_lines(root / name))


def with_map(text: str, new_map: str) -> str:
    """`text` with what stands between the markers replaced by `new_map`; ValueError when a marker is missing."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError("ARCHITECTURE.md must hold the two markers of the module map, once each")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n\n{new_map}\n\n{END}{tail}"


def main(argv: list[str] | None = None) -> int:
    """Exit 0 when the map is true (or was written), 1 when --check finds it is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only say whether the map is true")
    options = parser.parse_args(argv)
    target = ROOT / "ARCHITECTURE.md"
    text = target.read_text(encoding="utf-8")
    wanted = with_map(text, module_map(ROOT))
    if text == wanted:
        return 0
    if options.check:
        print("The module map in ARCHITECTURE.md is out of date: run `make map`.", file=sys.stderr)
        return 1
    target.write_text(wanted, encoding="utf-8")
    return 0


def _item(indent: str, name: str, purpose: str) -> str:
    return f"{indent}- `{name}` {purpose}".rstrip()


if __name__ == "__main__":
    raise SystemExit(main())
