"""Bad input as a person meets it: in the window, at the command line, on the page. One sentence each, nothing lost.

Each item stands in several tests, nearest to its cause first:

================================  ================================================================================
.docx that is not one, 40 MB,     tests/unit/prose/test_importing.py (each way a file can be wrong); here: window, CLI
password-protected, with macros
Markdown with scripts and         tests/unit/prose/test_render.py, test_importing.py; here: the published page, the
remote images                     preview, and that neither asks another computer for anything
comment of 1 MB, of zero-width    tests/unit/website/test_readers.py (page, reply, the box keeps the words),
characters, of mixed directions   tests/unit/prose/test_render.py; here: the desk shows such comments, CLI
HTML log-in page where JSON was   tests/unit/sites/test_bundled.py (every wrong answer); here: window, CLI
expected
wrong token                       tests/contracts/test_site.py, tests/unit/sync/test_cycle.py (loses nothing),
                                  tests/unit/cli/test_profile.py (signing in again); here: window
database from a newer version     tests/unit/db/test_upgrade.py (not touched); here: window, CLI
wrong key                         tests/unit/db/test_engine.py, tests/unit/cli/test_db_sync.py; here: window
full disk                         tests/faults/test_store_disk.py; tests/unit/ui/drafts/test_drafts_screen.py (a store
                                  that says so); here: a real full disk under a story in the window
read-only folder                  tests/faults/test_store_disk.py; here: window, CLI, signing in
the site's port taken             here
================================  ================================================================================
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from editor.bootstrap.storage import open_profile
from editor.profiles import Profile
from editor.services import drafting, preview
from tests.helpers.command_line import PASSPHRASE, CommandLine
from tests.helpers.raw_server import RawServer, http
from tests.helpers.site_process import PASSWORD, SiteProcess

MB = 1_000_000
MOUNT = 'mount -t tmpfs -o size=6m none "$1" && cd "$1" && shift && exec "$@"'
ALONE = ["unshare", "-rm", "sh", "-c"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteProcess]:
    with SiteProcess(tmp_path_factory.mktemp("site"), seed=True) as running:
        yield running


@pytest.fixture
def line(site: SiteProcess, tmp_path: Path) -> CommandLine:
    """A desk signed in to the site."""
    made = CommandLine(tmp_path / "home")
    words = ["profile", "add", "paper", "--url", site.url, "--user", "desk", "--password-stdin"]
    made.ok(*words, text=PASSWORD)
    return made


def database(line: CommandLine) -> Path:
    return line.home / "profiles" / "paper" / "desk.db"


def window(line: CommandLine, *words: str, before: tuple[str, ...] = (), **environment: str) -> list[dict[str, Any]]:
    """What the window shows (tests.helpers.desk_in_trouble); ``before`` is the command that runs it."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.helpers.desk_in_trouble", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | line.environment | {"QT_QPA_PLATFORM": "offscreen"} | environment,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    shown: list[dict[str, Any]] = [json.loads(text) for text in done.stdout.splitlines()]
    assert all(one["crashes"] == [] for one in shown), done.stderr
    return shown


def sees(line: CommandLine, words: str, **environment: str) -> list[str]:
    """The sentences of the window, one of which holds ``words``."""
    found: list[str] = window(line, "look", words, **environment)[0]["sentences"]
    return found


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Files that are not what they claim, with words of the sentence that each gets."""
    folder = tmp_path_factory.mktemp("files")
    document = docx.Document()
    document.add_paragraph("Words that matter.")
    buffer = io.BytesIO()
    document.save(buffer)
    protected, macros, big = io.BytesIO(), io.BytesIO(buffer.getvalue()), io.BytesIO()
    OOXMLFile(io.BytesIO(buffer.getvalue())).encrypt("secret", protected)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"macro")
    big.write(buffer.getvalue())
    with zipfile.ZipFile(big, "a") as archive:
        archive.writestr("word/media/picture.bin", os.urandom(40 * MB))
    made = {
        "not-word.docx": (b"<html>Please log in</html>", "is not a Word"),
        "big.docx": (big.getvalue(), "MB"),
        "protected.docx": (protected.getvalue(), "password"),
        "macros.docx": (macros.getvalue(), "macro"),
    }
    for name, (content, _) in made.items():
        (folder / name).write_bytes(content)
    return {name: (folder / name, words) for name, (_, words) in made.items()}


def test_word_files_in_the_window(line: CommandLine, bad_files: dict[str, tuple[Path, str]]) -> None:
    shown = window(line, "import", *(str(path) for path, _ in bad_files.values()))
    assert len(shown) == len(bad_files)
    for one, (path, words) in zip(shown, bad_files.values(), strict=True):
        (said,) = [sentence for sentence in one["sentences"] if path.name in sentence]
        assert words in said and said.count(". ") == 0
        assert (one["stories"], one["open"]) == (shown[0]["stories"], 0), "a story was made of a bad file"


def test_word_files_at_the_command_line(line: CommandLine, bad_files: dict[str, tuple[Path, str]]) -> None:
    for path, words in bad_files.values():
        content = path.read_bytes()
        said = line.refused("article", "import", str(path))
        assert path.name in said and words in said
        assert path.read_bytes() == content
    assert line.ok("article", "list", "--json").json == []


ACTIVE = """# Gulls of the harbour

By Ines Marrable

Honest words. <script src="https://evil.example/a.js">alert(1)</script>

![a gull](https://tracker.example/gull.png) and <img src="//tracker.example/pixel.gif" onerror="alert(2)">

[click](javascript:alert(3)) <iframe src="https://evil.example"></iframe>

<style>@import url(https://evil.example/x.css); p { background: url(http://tracker.example/b.png) }</style>

<svg onload=alert(4)><image href="https://tracker.example/s.png"/></svg> The end of the words.
"""


def test_active_markdown_is_neither_published_nor_previewed(
    line: CommandLine, site: SiteProcess, tmp_path: Path
) -> None:
    path = tmp_path / "gulls.md"
    path.write_text(ACTIVE, encoding="utf-8")
    id_ = line.ok("article", "import", str(path), "--json").json["id"]
    found = open_profile(Profile("paper", "bundled", site.url, database(line).parent), passphrase=PASSPHRASE)
    try:
        story = drafting.open_story(found.desk, article_id=id_)
        # typed by hand, past the import, as a person may paste it
        fields = replace(story.fields, standfirst="On gulls.", section="Harbour", body=ACTIVE)
        drafting.save(found.desk, article_id=id_, fields=fields, parent=story.head_version)
        assert drafting.open_story(found.desk, article_id=id_).fields.body == ACTIVE, "the words were changed"
    finally:
        found.desk.close()
    line.ok("article", "publish", id_)
    assert "sent 1, parked 0" in line.ok("sync", "--once").out
    slug = line.ok("article", "show", id_, "--json").json["fields"]["slug"]
    with urllib.request.urlopen(f"{site.url}/stories/{slug}", timeout=10) as answer:
        page = answer.read().decode("utf-8")
        policy = answer.headers["Content-Security-Policy"]
    assert "Honest words." in page and "The end of the words." in page
    assert "script-src" in policy or "default-src 'none'" in policy or "default-src 'self'" in policy
    for html in (page, preview.render_once(ACTIVE)):
        _nothing_active(html, site.url)


def _nothing_active(html: str, home: str) -> None:
    """No script but the site's own files, no handler, and nothing that a browser would fetch from elsewhere."""
    lower = html.lower()
    for tag in ("<iframe", "<svg", "<style", "<object", "<embed", "alert(", "javascript:", "@import"):
        assert tag not in lower, tag
    assert not re.search(r"<[^>]*\son\w+\s*=", lower)
    for source in re.findall(r"(?:src|srcset|data|action|poster)\s*=\s*[\"']?([^\"'\s>]+)", lower):
        assert (source.startswith("/") and not source.startswith("//")) or source.startswith(home), source
    for address in re.findall(r"<link[^>]*href=[\"']?([^\"'\s>]+)", lower):
        assert not address.startswith(("//", "http")) or address.startswith(home), address
    assert "tracker.example" not in lower or not re.search(r"src=[^>]*tracker\.example", lower)


def test_odd_comments_on_the_desk(line: CommandLine, site: SiteProcess) -> None:
    # they never come through the form like this; another program on the site's database may write them
    odd = {
        "mixed": "Ferry \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 mixed \u202eevil\u202c end",
        "zero": "\u200b\u200d\u2060" * 200,
        "large": "gull " * 200_000,
    }
    with closing(sqlite3.connect(site.database)) as connection, connection:
        rows = connection.execute("SELECT id FROM comment WHERE state = 'published' ORDER BY id LIMIT 3").fetchall()
        before = connection.execute("SELECT id, text FROM comment").fetchall()
        for (id_,), text in zip(rows, odd.values(), strict=True):
            connection.execute("UPDATE comment SET text = ? WHERE id = ?", (text, id_))
    try:
        line.ok("sync", "--once")
        listed = line.ok("comments", "list", "--queue", "everything", "--limit", "1000", "--json").json["comments"]
        assert {card["text"] for card in listed} >= set(odd.values())
        words = line.ok("comments", "list", "--queue", "everything", "--limit", "1000").out
        assert len(words.splitlines()) == len(listed), "a comment spoils the lines of the others"
        sees(line, "All sent")
    finally:
        with closing(sqlite3.connect(site.database)) as connection, connection:
            connection.executemany("UPDATE comment SET text = ? WHERE id = ?", [(text, id_) for id_, text in before])


def test_a_log_in_page_where_json_was_expected(line: CommandLine) -> None:
    line.ok("sync", "--once")
    stories = line.ok("article", "list", "--json").json
    page = http(200, b"<html><form>Sign in to the hotel's network</form></html>", ours=False, kind="text/html")
    with RawServer(lambda connection, _request: connection.sendall(page)) as captive:
        _move(line, captive.url)
        words = "answered with a page instead of data. Check the address, or sign in to the network you are on."
        assert line.refused("sync", "--once").endswith(words)
        assert any(words in sentence for sentence in sees(line, words))
        add = ["profile", "add", "other", "--url", captive.url, "--user", "desk", "--password-stdin"]
        assert line.refused(*add, text=PASSWORD).endswith(words)
    assert line.ok("article", "list", "--json").json == stories
    assert line.ok("db", "check").out == "Sound.\n"


def _move(line: CommandLine, url: str) -> None:
    """The same desk, whose site's address now leads somewhere else."""
    path = line.home / "profiles" / "paper" / "profile.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"url": url}))


def test_a_wrong_token(line: CommandLine, site: SiteProcess) -> None:
    line.ok("sync", "--once")
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute("UPDATE device SET revoked_ms = 1 WHERE rowid = (SELECT max(rowid) FROM device)")
    words = (
        "The site no longer accepts this desk. Sign in again with “backbench profile sign-in”; your work is safe here."
    )
    assert line.refused("sync", "--once") == words
    assert any(words in sentence for sentence in sees(line, words))
    assert line.ok("article", "list").out


def test_a_database_from_a_newer_version(line: CommandLine, site: SiteProcess) -> None:
    found = open_profile(Profile("paper", "bundled", site.url, database(line).parent), passphrase=PASSPHRASE)
    with found.desk.write() as unit:
        unit.run("PRAGMA user_version = 99")
    found.desk.close()
    before = database(line).read_bytes()
    words = "written by a newer Backbench. Update Backbench on this computer; the file was not changed."
    assert line.refused("article", "list").endswith(words)
    assert any(words in sentence for sentence in sees(line, words))
    assert database(line).read_bytes() == before


def test_a_wrong_key_in_the_window(line: CommandLine) -> None:
    none = {"BACKBENCH_PASSPHRASE": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    (shown,) = window(line, "unlock", "another passphrase", PASSPHRASE, **none)
    assert any("Give the passphrase this desk’s database was made with." in sentence for sentence in shown["refused"])
    wrong = "This passphrase does not open the database."
    assert any(wrong in sentence for sentence in shown["refused"])
    assert shown["sentences"][-1].startswith("Saved on this desk")
    # a wrong one in the environment is not used twice: the window asks
    assert any(wrong in sentence for sentence in sees(line, wrong, BACKBENCH_PASSPHRASE="another"))
    assert line.ok("db", "check").out == "Sound.\n"


def _needs_mounts(tmp_path: Path) -> None:
    folder = tmp_path / "probe"
    folder.mkdir()
    probe = [*ALONE, MOUNT, "sh", str(folder), "true"]
    if shutil.which("unshare") is None or subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system of their own")


def test_a_full_disk_under_a_story(line: CommandLine, tmp_path: Path) -> None:
    _needs_mounts(tmp_path)
    small = tmp_path / "small"
    small.mkdir()
    # the whole home moves to a disk of 6 MB, is worked on there, and is brought back
    script = (
        f'mount -t tmpfs -o size=6m none "{small}" && cp -a "{line.home}/." "{small}" && '
        f'mount --bind "{small}" "{line.home}" && "$@" && cp -a "{small}" "{tmp_path}/brought-back"'
    )
    (shown,) = window(line, "full-disk", str(line.home), before=(*ALONE, script, "sh"))
    sentence = "The disk is full. Free some space and try again; everything saved so far is safe."
    assert shown["full"].count(sentence) == 1
    assert shown["kept"] > 300_000 and shown["end"].endswith("Typed while full.")
    assert shown["as_saved"], "the desk has other words than those that were said to be saved"
    assert sentence not in shown["after"]
    shutil.copytree(tmp_path / "brought-back", line.home, dirs_exist_ok=True)
    story = line.ok("article", "show", shown["article"], "--json").json
    assert len(story["fields"]["body"]) == shown["kept"] and story["fields"]["body"].endswith("Typed while full.")
    assert line.ok("db", "check").out == "Sound.\n"


def test_a_read_only_folder(line: CommandLine, site: SiteProcess, tmp_path: Path) -> None:
    _needs_mounts(tmp_path)
    lock = f'mount --bind "{line.home}" "{line.home}" && mount -o remount,ro,bind "{line.home}" && exec "$@"'
    before = (*ALONE, lock, "sh")
    words = "The desk cannot write to"
    (shown,) = window(line, "look", words, before=before)
    assert any(words in s and s.endswith("nothing was changed.") for s in shown["sentences"])
    for command in (
        ["article", "list"],
        ["profile", "add", "second", "--url", site.url, "--user", "desk", "--password-stdin"],
    ):
        done = subprocess.run(
            [*before, *line.command(*command)],
            input=PASSWORD,
            capture_output=True,
            text=True,
            timeout=60,
            env=os.environ | line.environment,
        )
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert done.stderr.startswith(f"backbench: {words} {line.home}") and done.stderr.count("\n") == 1
    assert line.ok("db", "check").out == "Sound.\n"


def test_the_sites_port_is_taken(tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "home")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = ["site", "serve", "--database", str(tmp_path / "site.sqlite"), "--port", str(port)]
        assert line.refused(*command) == (
            f"127.0.0.1:{port} is already in use. Stop the other program or choose another port with --port."
        )
