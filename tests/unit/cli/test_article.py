"""Stories without a window: list, show, import, publish, history, restore."""

from __future__ import annotations

import urllib.request
from dataclasses import replace
from pathlib import Path

from editor.bootstrap.storage import open_profile
from editor.profiles import Profile
from editor.services import drafting
from tests.helpers.command_line import PASSPHRASE, CommandLine
from tests.helpers.site_process import SiteProcess

STORY = """---
headline: Dues {number} times higher
standfirst: The harbour board voted at night.
byline: Gethin Sorrel
---

The board **voted** at night. Boats pay more.
"""


def imported(desk: CommandLine, folder: Path, number: int) -> str:
    """The id of a story imported from a file."""
    path = folder / f"dues-{number}.md"
    path.write_text(STORY.format(number=number), encoding="utf-8")
    return str(desk.ok("article", "import", str(path), "--json").json["id"])


def test_list_says_where_each_story_is(desk: CommandLine) -> None:
    lines = desk.ok("article", "list").lines
    data = desk.ok("article", "list", "--json").json
    assert [line[0] for line in lines] == [row["id"] for row in data] and len(lines) >= 12
    assert {tuple(line[1:3]) for line in lines} >= {("draft", "site"), ("published", "published")}
    assert all(row["saved_at"].endswith("Z") for row in data)
    drafts = desk.ok("article", "list", "--state", "draft", "--json").json
    assert {row["state"] for row in drafts} == {"draft"}
    assert len(desk.ok("article", "list", "--limit", "2").lines) == 2


def test_show(desk: CommandLine) -> None:
    row = desk.ok("article", "list", "--state", "published", "--limit", "1", "--json").json[0]
    whole = desk.ok("article", "show", row["id"], "--json").json
    words = desk.ok("article", "show", row["id"]).out
    assert words.startswith(f"# {row['headline']}\n") and whole["fields"]["body"] in words
    assert whole["conflict"] is None and whole["site_rev"] >= 1
    assert desk.refused("article", "show", "nothing").startswith("The story is not on this desk.")


def test_import_edit_history(desk: CommandLine, tmp_path: Path) -> None:
    id_ = imported(desk, tmp_path, 2)
    fields = desk.ok("article", "show", id_, "--json").json["fields"]
    assert fields["headline"] == "Dues 2 times higher" and fields["slug"] == "dues-2-times-higher"
    assert "**voted**" in fields["body"]
    (version,) = desk.ok("article", "history", id_, "--json").json
    assert version["origin"] == "imported from dues-2.md" and version["parent_id"] is None
    ((_, saved, by, origin, length),) = desk.ok("article", "history", id_).lines
    assert (saved, by, origin) == (version["saved_at"], "Rowan Teal", version["origin"])
    assert length == f"{len(fields['body'])} characters"


def test_every_version_can_be_listed_and_read(desk: CommandLine, tmp_path: Path) -> None:
    id_ = imported(desk, tmp_path, 4)
    found = open_profile(Profile("paper", "bundled", "", desk.home / "profiles" / "paper"), passphrase=PASSPHRASE)
    for words in ("The second.", "The third."):
        story = drafting.open_story(found.desk, article_id=id_)
        fields = replace(story.fields, body=words)
        drafting.save(found.desk, article_id=id_, fields=fields, parent=story.head_version)
    found.desk.close()
    third, second, first = desk.ok("article", "history", id_, "--all").lines
    assert desk.ok("article", "history", id_, "--limit", "1").lines == [third]
    assert desk.ok("article", "history", id_, "--limit", "1", "--all").lines == [third, second, first]
    assert "**voted**" in desk.ok("article", "show", id_, "--version", first[0]).out
    assert desk.ok("article", "show", id_, "--version", second[0], "--json").json["fields"]["body"] == "The second."
    other = desk.ok("article", "list", "--limit", "1", "--state", "published", "--json").json[0]["id"]
    for story_id, version in ((id_, "nothing"), (other, second[0])):
        assert desk.refused("article", "show", story_id, "--version", version).startswith("The version is not")


def test_an_earlier_version_is_restored_and_that_can_be_taken_back(desk: CommandLine, tmp_path: Path) -> None:
    id_ = imported(desk, tmp_path, 4)
    (first,) = desk.ok("article", "history", id_, "--json").json
    profile = Profile("paper", "bundled", "http://127.0.0.1:9", desk.home / "profiles" / "paper")
    found = open_profile(profile, passphrase=PASSPHRASE)
    try:
        story = drafting.open_story(found.desk, article_id=id_)
        changed = replace(story.fields, body="Only this.", slug="elsewhere")
        drafting.save(found.desk, article_id=id_, fields=changed, parent=story.head_version)
    finally:
        found.desk.close()
    second = desk.ok("article", "history", id_, "--json").json[0]
    said = desk.ok("article", "restore", id_, first["id"]).out
    newest, *rest = desk.ok("article", "history", id_, "--json").json
    assert (newest["fields"], newest["origin"], newest["parent_id"]) == (first["fields"], "restored", second["id"])
    assert rest == [second, first]
    assert desk.ok("article", "restore", id_, first["id"]).out == "The story says these words already.\n"
    assert said.endswith(f"backbench article restore {id_} {second['id']}\n")
    back = desk.ok("article", "restore", id_, second["id"], "--json").json
    assert desk.ok("article", "show", id_, "--json").json["fields"] == second["fields"]
    assert back["before"] == newest["id"] and len(desk.ok("article", "history", id_).lines) == 4
    other = imported(desk, tmp_path, 5)
    assert desk.refused("article", "restore", other, first["id"]).startswith("The version is not on this desk.")


def test_a_published_story_keeps_its_address_when_an_earlier_version_comes_back(desk: CommandLine) -> None:
    row = desk.ok("article", "list", "--state", "published", "--limit", "1", "--json").json[0]
    (version, *_) = desk.ok("article", "history", row["id"], "--json").json
    profile = Profile("paper", "bundled", "http://127.0.0.1:9", desk.home / "profiles" / "paper")
    found = open_profile(profile, passphrase=PASSPHRASE)
    try:
        story = drafting.open_story(found.desk, article_id=row["id"])
        moved = replace(story.fields, body="Changed.", slug="moved-by-the-site")
        drafting.save(found.desk, article_id=row["id"], fields=moved, parent=story.head_version)
    finally:
        found.desk.close()
    desk.ok("article", "restore", row["id"], version["id"])
    fields = desk.ok("article", "show", row["id"], "--json").json["fields"]
    assert (fields["body"], fields["slug"]) == (version["fields"]["body"], "moved-by-the-site")


def test_import_says_what_was_left_out(desk: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "picture.md"
    path.write_text("# Gulls\n\n![a gull](https://pictures.example/gull.png)\n\nWords stay.\n", encoding="utf-8")
    lines = desk.ok("article", "import", str(path)).lines
    assert lines[0][1] == "Gulls" and {line[0] for line in lines[1:]} == {"note"}


def test_a_file_that_cannot_be_read_makes_no_story(desk: CommandLine, tmp_path: Path) -> None:
    before = desk.ok("article", "list", "--json").json
    for name, content in (("a.docx", b"not a document"), ("b.pdf", b"%PDF-1.7"), ("c.md", b"\xff\xfe\x00\xd8bad")):
        (tmp_path / name).write_bytes(content)
        assert name in desk.refused("article", "import", str(tmp_path / name))
    assert "cannot be opened" in desk.refused("article", "import", str(tmp_path / "missing.docx"))
    assert desk.ok("article", "list", "--json").json == before


def test_publish_needs_what_readers_need(desk: CommandLine, tmp_path: Path) -> None:
    id_ = imported(desk, tmp_path, 3)
    said = desk.refused("article", "publish", id_)
    assert said == "Before readers can see it, the story needs: section."
    assert desk.refused("article", "publish", "nothing").startswith("The story is not on this desk.")


def test_publish_sends_with_the_next_sync(desk: CommandLine, site: SiteProcess) -> None:
    row = desk.ok("article", "list", "--state", "draft", "--json").json[-1]
    whole = desk.ok("article", "show", row["id"], "--json").json
    page = f"{site.url}/{whole['fields']['slug']}"
    assert desk.ok("article", "publish", row["id"]).out == f"Waiting for the site: {row['headline']}\n"
    assert desk.ok("article", "show", row["id"], "--json").json["whereabouts"] == "waiting"
    said = {"id": row["id"], "headline": row["headline"], "whereabouts": "waiting"}
    assert desk.ok("article", "publish", row["id"], "--json").json == said  # once more is the same
    told = desk.ok("sync", "--once", "--json").json
    assert (told["sent"], told["parked"], told["waiting"], told["needs_you"]) == (1, 0, 0, False)
    assert told["words"] == f"fetched {told['fetched']}, sent 1, parked 0, waiting 0"
    assert desk.ok("article", "show", row["id"], "--json").json["whereabouts"] == "published"
    with urllib.request.urlopen(site.url, timeout=10) as answer:
        assert row["headline"] in answer.read().decode("utf-8"), page
