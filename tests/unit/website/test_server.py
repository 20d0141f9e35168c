"""The site as a process, and the commands around it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from editor.cli.main import main
from editor.website.database import Database
from tests.helpers.site_process import PASSWORD, SiteProcess


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "editor.cli.main", "site", *words], capture_output=True, text=True, timeout=60
    )


def test_a_seeded_site_starts_stops_and_comes_back_on_its_port(tmp_path: Path) -> None:
    site = SiteProcess(tmp_path, seed=True, comments=300).start()
    try:
        with httpx.Client(base_url=site.url) as http:
            asked = {"username": "isla", "password": PASSWORD, "device": "laptop"}
            signed_in = http.post("/api/v1/devices", json=asked).json()
            assert signed_in["member"]["name"] == "Isla Munro"
            http.headers["Authorization"] = f"Bearer {signed_in['token']}"
            page = http.get("/api/v1/changes").json()
            kinds = {change["kind"] for change in page["changes"]}
            assert {"article", "reader", "comment", "report", "rulebook", "sanction"} <= kinds
            assert page["total"] == len(page["changes"]) > 600
            digests = http.get("/api/v1/digests").json()
            first = httpx.get(f"{site.url}/").text
            assert "Harbour board sold the lifeboat slip" in first
            ended: list[float] = []

            def poll() -> None:
                answer = http.get("/api/v1/changes", params={"since": page["next"], "wait": 25}, timeout=30)
                assert answer.json()["changes"] == []
                ended.append(time.monotonic())

            polling = threading.Thread(target=poll)
            polling.start()
            time.sleep(0.5)
            asked_at = time.monotonic()
            url = site.url
            site.stop()
            polling.join(10)
            assert ended
            assert ended[0] - asked_at < 3
            site.start()
            assert site.url == url
            assert http.get("/api/v1/digests").json() == digests
    finally:
        site.kill()
    assert PASSWORD not in site.log()
    assert "Traceback" not in site.log()


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = command(tmp_path, "serve", "--database", str(tmp_path / "s.sqlite"), "--port", str(port))
    assert done.returncode == 2
    assert f"127.0.0.1:{port} is already in use." in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--host", "0.0.0.0"),
        ("serve", "--port", "99999"),
        ("serve", "--database", "mysql://x/y"),
        ("serve", "--url", "ftp://x"),
        ("serve", "--behind-tls-proxy"),
        ("serve", "--behind-tls-proxy", "--url", "http://tideline.example"),
        ("user", "add", "Ä ö", "--name", "X", "--role", "editor"),
        ("user", "add", "ok", "--name", "X", "--role", "editor", "--password", "short"),
        ("reader", "add", "no-address", "--name", "X"),
        ("reader", "subscribe", "unknown@readers.example"),
        ("reader", "subscribe"),
        ("seed", "--comments", "-1"),
    ],
)
def test_wrong_use_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    database = () if "--database" in words else ("--database", str(tmp_path / "s.sqlite"))
    try:
        code = main(["site", *words, *database])
    except SystemExit as left:
        code = int(left.code or 0)
    told = capsys.readouterr().err
    assert code == 2
    assert told.count("\n") == 1
    assert "Traceback" not in told


def test_people_are_added_listed_and_subscribed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", str(tmp_path / "s.sqlite")]
    assert main(["site", "user", "add", "ines", "--name", "Ines", "--role", "editor", *database]) == 0
    assert "Password: " in capsys.readouterr().out
    assert main(["site", "user", "list", "--json", *database]) == 0
    assert json.loads(capsys.readouterr().out)[0]["role"] == "editor"
    for name in ("one", "two"):
        main(["site", "reader", "add", f"{name}@readers.example", "--name", name, *database])
    table = tmp_path / "subscribers.csv"
    table.write_text("\ufeffName,Email\nOne,one@readers.example\nTwo,TWO@readers.example\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["site", "reader", "subscribe", "--csv", str(table), *database]) == 0
    assert main(["site", "reader", "unsubscribe", "two@readers.example", *database]) == 0
    capsys.readouterr()
    main(["site", "reader", "list", "--json", *database])
    known = json.loads(capsys.readouterr().out)
    assert [entry["reader"]["subscribed"] for entry in known] == [True, False]


def test_a_bad_csv_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", str(tmp_path / "s.sqlite")]
    table = tmp_path / "t.csv"
    for content in (b"name\nx\n", b"\xff\xfe\x00", b"email\nnobody@readers.example\n"):
        table.write_bytes(content)
        assert main(["site", "reader", "subscribe", "--csv", str(table), *database]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_only_an_empty_site_is_seeded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = ["--database", str(tmp_path / "s.sqlite")]
    assert main(["site", "seed", "--password", PASSWORD, *database]) == 0
    assert main(["site", "seed", "--password", PASSWORD, *database]) == 2
    assert "only an empty one can be seeded" in capsys.readouterr().err


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s.sqlite"
    database = Database(str(file))
    with database.write_quietly() as connection:
        connection.execute(text("UPDATE site SET schema_version = 99"))
    database.close()
    assert main(["site", "user", "list", "--database", str(file)]) == 2
    assert "newer Backbench" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear editor, " * 100)
    assert main(["site", "user", "list", "--database", str(file)]) == 2
    assert "cannot be used" in capsys.readouterr().err
    assert file.read_text().startswith("Dear editor")


def test_the_commands_load_no_window(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom editor.cli.main import main\n"
        f"main(['site', 'user', 'list', '--database', {str(tmp_path / 's.sqlite')!r}])\n"
        "print([m for m in sys.modules if 'PySide' in m])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip().endswith("[]"), done.stderr
