"""After a working day on the desk, nothing that anybody wrote and no secret stands readable in any file or log line."""

from __future__ import annotations

import base64
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import keyring
import pytest

from editor import profiles
from editor.bootstrap.network import add_profile
from editor.bootstrap.storage import open_profile
from editor.services import activity, drafting, moderation
from editor.store.desk import Desk
from tests.helpers.desk_process import DeskProcess, Life
from tests.helpers.site_process import PASSWORD, SiteProcess

LINES = 25  # acknowledgements of the working desk
SCRAP = 24  # bytes in a row that give words away


@pytest.mark.timeout(170)
@pytest.mark.usefixtures("real_keyring")
@pytest.mark.parametrize("end", ["kill", "close"])
def test_nothing_readable_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    monkeypatch.delenv("BACKBENCH_PASSPHRASE", raising=False)
    with SiteProcess(tmp_path, seed=True) as site:
        profile, _ = add_profile("paper", site.url, username="desk", password=PASSWORD, device="secret")
        said = Life()
        with DeskProcess("secrecy", said, "--debug") as desk:
            desk.wait_for_lines(LINES)
            if end == "kill":  # with the write-ahead log as it is in the middle of work
                desk.process.kill()
            else:
                assert desk.close() == 0, said.errors
        assert not said.of("bug"), said.errors
        token = keyring.get_password("Backbench", profile.token_name)
        key = keyring.get_password("Backbench", profile.key_name)
        assert token and key
        files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
        assert profile.database in files and len(files) > 1

        _plain_sqlite_cannot_read(profile.database)
        found = open_profile(profiles.get(None))
        try:
            words = _all_words(found.desk)
        finally:
            found.desk.close()
        typed = [line["fields"]["body"].encode() for line in said.of("saved")]
        assert len(words) > 300 and typed
        for path, content in files.items():
            _no_secret_in(content, token, key, path)
            _no_words_in(content, words + typed, path)
        log = said.errors.encode()
        assert b"DEBUG" in log, "the log is not on, so its silence shows nothing"
        _no_secret_in(log, token, key, Path("stderr"))
        _no_words_in(log, words, Path("stderr"))
        _no_secret_in(site.log().encode(), token, key, Path("site.log"))


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    # the checks above can fail: plain words, words in UTF-16 and a token in another spelling are all found
    words = [b"The harbour board sold the lifeboat slip without a vote."]
    for content in (b"\0\1" + words[0] + b"\2", b"x" + words[0].decode().encode("utf-16-le")):
        with pytest.raises(AssertionError):
            _no_words_in(content, words, tmp_path)
    for content in (b"Bearer s3cr3t-t0ken-abc", b"czNjcjN0LXQwa2VuLWFiYw"):
        with pytest.raises(AssertionError):
            _no_secret_in(content, "s3cr3t-t0ken-abc", "00" * 32, tmp_path)
    with pytest.raises(AssertionError):
        _no_secret_in(bytes(range(32)), "token-token", bytes(range(32)).hex(), tmp_path)


def _plain_sqlite_cannot_read(database: Path) -> None:
    with closing(sqlite3.connect(database)) as plain, pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT count(*) FROM sqlite_master").fetchall()
    done = subprocess.run(["sqlite3", str(database), ".tables"], capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "not a database" in done.stderr


def _all_words(desk: Desk) -> list[bytes]:
    """Every text anybody wrote: stories, comments, reports, decisions, rules, what Activity says."""
    with desk.read() as view:
        versions = view.rows("SELECT headline, standfirst, byline, body FROM article_version")
        texts = [text for row in versions for text in row]
        texts += [row[0] for row in view.rows("SELECT text FROM comment")]
        texts += [row[0] for row in view.rows("SELECT note FROM report")]
        texts += [row[0] for row in view.rows("SELECT content FROM decision")]
        texts += [row[0] for row in view.rows("SELECT content FROM rulebook")]
        texts += [row[0] for row in view.rows("SELECT name FROM reader")]
    texts += [line.words for line in activity.timeline(desk)]
    assert drafting.stories(desk) and moderation.queue_counts(desk)
    return [text.encode() for text in texts if len(text) >= 8]


def _no_words_in(content: bytes, words: list[bytes], path: Path) -> None:
    """No beginning and no end of any text stands in ``content``, in UTF-8 or UTF-16."""
    scraps = {scrap for text in words for scrap in (text[:SCRAP], text[-SCRAP:])}
    for scrap in scraps:
        wide = scrap.decode(errors="ignore").encode("utf-16-le")
        found = scrap in content or (len(wide) >= 16 and wide in content)
        assert not found, f"{path}: {scrap.decode(errors='replace')}"


def _no_secret_in(content: bytes, token: str, key: str, path: Path) -> None:
    """Neither the token nor the key, as they are, as bytes, in base64 or in half."""
    raw = bytes.fromhex(key)
    shapes = [
        token.encode(),
        token[: len(token) // 2].encode(),
        base64.b64encode(token.encode())[:16],
        key.encode(),
        key.upper().encode(),
        raw,
        base64.b64encode(raw)[:40],
    ]
    for shape in shapes:
        assert shape not in content, f"{path} holds a secret"
    assert not re.search(rb"Bearer\s+[A-Za-z0-9_-]{16,}", content), path
