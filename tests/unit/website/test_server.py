"""The site as a process, and the commands around it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
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
            ended: list[bool] = []

            def poll() -> None:
                answer = http.get("/api/v1/changes", params={"since": page["next"], "wait": 25}, timeout=30)
                assert answer.json()["changes"] == []
                ended.append(True)

            polling = threading.Thread(target=poll)
            polling.start()
            time.sleep(2)  # the poll is held by then
            url = site.url
            site.stop()
            polling.join(15)
            assert ended, "stopping waited for the poll's 25 seconds"
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
        ("serve", "--url", "https://tideline.example"),
        ("serve", "--trust-proxy", "127.0.0.1"),
        ("serve", "--behind-tls-proxy", "--url", "https://tideline.example", "--host", "0.0.0.0"),
        ("serve", "--behind-tls-proxy", "--url", "https://tideline.example", "--trust-proxy", "*"),
        ("serve", "--behind-tls-proxy", "--url", "https://tideline.example", "--trust-proxy", "proxy.example"),
        ("serve", "--port", "0", "--ready-file", "/proc/nowhere/ready.json"),
        ("serve", "--database", "/proc/nowhere/site.sqlite"),
        ("user", "list", "--database", "/proc/nowhere/site.sqlite"),
        ("user", "list", "--database", "~nobody-of-this-name/site.sqlite"),
        ("user", "revoke", "nobody"),
        ("user", "password", "nobody", "--password", "long-enough"),
        ("user", "role", "nobody", "editor"),
        ("user", "role", "nobody", "owner"),
        ("user", "remove", "nobody"),
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
    assert "mistake" not in told


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


def test_readers_behind_a_proxy_on_another_host_are_told_apart(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    words = ["serve", "--database", str(tmp_path / "s.sqlite"), "--port", "0", "--ready-file", str(ready)]
    words += ["--host", "0.0.0.0", "--behind-tls-proxy", "--trust-proxy", "127.0.0.2", "--url", "https://t.example"]
    process = subprocess.Popen([sys.executable, "-m", "editor.cli.main", "site", *words], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not ready.exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        port = _port_of(process.pid)

        def tries(own_address: str) -> list[int]:
            transport = httpx.HTTPTransport(local_address=own_address)
            with httpx.Client(transport=transport, base_url=f"http://127.0.0.1:{port}", timeout=60) as proxy:
                guess = {"email": "who@readers.example", "password": "guess"}
                # Eleven readers at eleven places, each of whom tries once.
                places = [{"X-Forwarded-For": f"203.0.113.{n}", "Host": "t.example"} for n in range(11)]
                return [proxy.post("/login", data=guess, headers=place).status_code for place in places]

        assert tries("127.0.0.2") == [401] * 11
        assert tries("127.0.0.3") == [401] * 10 + [429]  # no proxy of ours: it is the one that tries
    finally:
        process.terminate()
        process.wait(15)


def _port_of(pid: int) -> int:
    """The port a process listens on: behind a proxy its public address does not say."""
    inodes = {link.readlink().name for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in inodes:
            return int(fields[1].rpartition(":")[2], 16)
    raise AssertionError("it does not listen")


def test_a_lost_laptop_and_a_departed_colleague_are_locked_out(tmp_path: Path) -> None:
    site = SiteProcess(tmp_path)
    site.add_staff("ines", "Ines Marrable", "editor")
    site.add_staff("joss", "Joss Tern", "reporter")

    def desk(username: str, password: str = PASSWORD) -> httpx.Client:
        http = clients.enter_context(httpx.Client(base_url=site.url, timeout=60))
        asked = {"username": username, "password": password, "device": "laptop"}
        http.headers["Authorization"] = f"Bearer {http.post('/api/v1/devices', json=asked).json().get('token', 'none')}"
        return http

    def statuses(*desks: httpx.Client) -> list[int]:
        return [http.get("/api/v1/info").status_code for http in desks]

    with site, ExitStack() as clients:
        lost, kept, other = desk("ines"), desk("ines"), desk("joss")
        assert statuses(lost, kept, other) == [200, 200, 200]
        assert "2 desks signed out" in site.run("user", "revoke", "ines")
        assert statuses(lost, kept, other) == [401, 401, 200]
        before = desk("ines")
        site.run("user", "password", "ines", "--password-stdin", text="another-password")
        assert statuses(before, desk("ines"), desk("ines", "another-password")) == [401, 401, 200]
        site.run("user", "role", "joss", "moderator")
        assert other.get("/api/v1/info").json()["member"]["role"] == "moderator"
        assert "Joss Tern" in site.run("user", "remove", "joss")
        assert statuses(other, desk("joss")) == [401, 401]
        assert "joss" not in site.run("user", "list")


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
