#!/usr/bin/env bash
# Makes .venv in the checkout and fills it with exactly what constraints.txt pins; quick when it is filled already.
# PYTHON names another interpreter than python3.11.
set -euo pipefail
cd "$(dirname "$0")/../.."
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Backbench needs Python 3.11 or newer, and none was found. On Debian 12: apt-get install python3" >&2
    return 1
}

install_with_pip() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
    .venv/bin/python -m pip install --quiet --require-hashes "$@"
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    "$python" -c 'import venv, ensurepip' 2>/dev/null || packaging/tools/system_packages.sh venv
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

if [ ! -x .venv/bin/uv ]; then
    # uv first, by its own hash: it fills the rest in a quarter of the time
    only_uv=$(mktemp)
    trap 'rm -f "$only_uv"' EXIT
    awk '/^[a-z0-9]/ { wanted = /^uv==/ } wanted' constraints.txt >"$only_uv"
    install_with_pip -r "$only_uv"
fi
echo "Installing what constraints.txt pins"
if ! .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r constraints.txt; then
    echo "uv could not; trying again with pip" >&2
    install_with_pip -r constraints.txt
fi
.venv/bin/uv pip install --quiet --python .venv/bin/python --offline --no-deps --no-build-isolation --editable .
touch .venv/.ok
