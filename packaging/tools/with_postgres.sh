#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL 15: with_postgres.sh COMMAND…
# The cluster stands in a temporary folder, listens on loopback only, and its address is in BACKBENCH_TEST_POSTGRES_URL.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
if [ ! -x "$bin/initdb" ]; then
    echo "PostgreSQL 15 is not at $bin: run packaging/tools/system_packages.sh postgres" >&2
    exit 1
fi

# PostgreSQL refuses to run as root; Debian's package brings a user of its own
as_owner=(env)
if [ "$(id -u)" = 0 ]; then
    as_owner=(runuser -u postgres -- env)
fi

folder=$("${as_owner[@]}" mktemp -d "${TMPDIR:-/tmp}/backbench-postgres-XXXXXX")
stop() {
    (cd / && "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
(
    cd /
    "${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U backbench -A trust --locale=C.UTF-8 --encoding=UTF8 --no-sync >/dev/null
    if ! "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder" start >/dev/null; then
        cat "$folder/log" >&2
        exit 1
    fi
)
export BACKBENCH_TEST_POSTGRES_URL="postgresql+psycopg://backbench@127.0.0.1:$port/postgres"
"$@"
