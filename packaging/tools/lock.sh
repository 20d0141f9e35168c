#!/usr/bin/env bash
# Writes constraints.txt from pyproject.toml: every package pinned and hashed, no index named.
# Keeps the pins it finds there; --upgrade takes the newest of all, --upgrade-package NAME of one.
set -euo pipefail
cd "$(dirname "$0")/../.."
UV=.venv/bin/uv
[ -x "$UV" ] || UV=uv
export UV_PYTHON_DOWNLOADS=never
exec "$UV" pip compile pyproject.toml packaging/build-requirements.in --extra dev --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command packaging/tools/lock.sh \
    --quiet --output-file constraints.txt "$@"
