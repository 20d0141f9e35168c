"""Keeps the SHA-256 list in resources/third_party/README.md true: writes it, or checks it with --check."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THIRD_PARTY = ROOT / "resources" / "third_party"
BEGIN = "<!-- checksums: begin -->"
END = "<!-- checksums: end -->"


def shipped_files(folder: Path) -> list[Path]:
    """Every file under `folder` but its README, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in {"README.md", ".DS_Store"})


def checksum_block(folder: Path) -> str:
    """The list as it should stand between the markers: one `sha256  path` line a file."""
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}"
        for path in shipped_files(folder)
    )
    return "```\n" + "\n".join(lines) + "\n```"


def with_block(text: str, block: str) -> str:
    """`text` with what stands between the markers replaced by `block`."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{block}\n{END}{tail}"


def main(argv: list[str] | None = None) -> int:
    """Exit 0 when the list is true (or was written), 1 when --check finds it is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only say whether the list is true")
    options = parser.parse_args(argv)
    readme = THIRD_PARTY / "README.md"
    text = readme.read_text(encoding="utf-8")
    wanted = with_block(text, checksum_block(THIRD_PARTY))
    if text == wanted:
        return 0
    if options.check:
        print("resources/third_party/README.md does not list the files as they are.", file=sys.stderr)
        return 1
    readme.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
