"""The demo's invented content hangs together: every reference resolves, and nothing in it could be taken for real."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from editor.domain.counting import word_count
from editor.prose.importing import import_file
from editor.prose.render import render_article, render_comment

SEED = files("resources") / "seed"


def articles() -> dict[str, dict]:
    found = {}
    for file in sorted((SEED / "articles").iterdir(), key=lambda f: f.name):
        empty, front, body = file.read_text("utf-8").split("+++\n", 2)
        assert empty == ""
        fields = tomllib.loads(front)
        assert file.name == f"{fields['id']}.md"
        found[fields["id"]] = fields | {"body": body}
    return found


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (SEED / name).read_text("utf-8").splitlines()]


ARTICLES = articles()
READERS = {reader["handle"]: reader for reader in tomllib.loads((SEED / "readers.toml").read_text("utf-8"))["readers"]}
COMMENTS = {comment["key"]: comment for comment in lines("comments.jsonl")}
REPORTS = lines("reports.jsonl")
CLAUSES = {
    clause["number"]
    for clause in tomllib.loads((files("resources") / "rulebook/starter.toml").read_text("utf-8"))["clauses"]
}


def test_articles():
    assert Counter(a["state"] for a in ARTICLES.values()) == {"published": 9, "draft": 3}
    assert len({a["slug"] for a in ARTICLES.values()}) == 12
    for article in ARTICLES.values():
        assert {"headline", "standfirst", "byline", "section", "comments"} <= article.keys()
        assert all(article[key].strip() for key in ("headline", "standfirst", "byline", "section"))
        assert article["comments"] in ("open", "closed")
        assert (article["state"] == "published") == ("hours_ago" in article)
        assert 250 <= word_count(article["body"]) <= 700
    assert [a["slug"] for a in ARTICLES.values() if a["comments"] == "closed"] == ["crab-landing"]


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_article_renders_clean(name):
    html = render_article(ARTICLES[name]["body"])
    assert html.startswith("<") and "<h1" not in html
    assert not re.search(r"(?<!\w)[*_]{1,2}\w|^#", re.sub(r"<[^>]+>", "", html), re.MULTILINE)
    assert not re.search(r"[\"]|(?<=\w)'(?=\w)", ARTICLES[name]["body"]), "typographic quotation marks only"


def test_readers():
    assert len(READERS) == 46
    assert len({r["name"] for r in READERS.values()}) == 46
    assert len({r["email"] for r in READERS.values()}) == 46
    assert sum("months" not in r for r in READERS.values()) == 6
    assert all(re.fullmatch(r"[a-z0-9]+", handle) for handle in READERS)
    assert Counter(r["standing"] for r in READERS.values()) == {"good": 45, "suspended": 1}
    assert all(r["email"].endswith("@readers.example") for r in READERS.values())


def test_comments_resolve():
    assert len(COMMENTS) == len(lines("comments.jsonl")) == 276
    for comment in COMMENTS.values():
        article = ARTICLES[comment["article"]]
        assert article["state"] == "published" and article["comments"] == "open"
        assert 1 <= comment["minutes_ago"] < article["hours_ago"] * 60
        assert "months" in READERS[comment["author"]], "only subscribers comment"
        assert comment["text"].strip() and render_comment(comment["text"])
        if comment["parent"] is not None:
            parent = COMMENTS[comment["parent"]]
            assert parent["article"] == comment["article"]
            assert parent["minutes_ago"] >= comment["minutes_ago"]
            assert list(COMMENTS).index(parent["key"]) < list(COMMENTS).index(comment["key"])
    assert Counter(c["state"] for c in COMMENTS.values()) == {"published": 273, "held": 3}


def depth(comment: dict) -> int:
    return 0 if comment["parent"] is None else 1 + depth(COMMENTS[comment["parent"]])


def test_comments_are_as_varied_as_a_real_section():
    texts = [c["text"] for c in COMMENTS.values()]
    assert max(depth(c) for c in COMMENTS.values()) == 4
    assert max(map(len, texts)) > 2_000
    assert any(re.search("[\U0001f300-\U0001faff]", text) for text in texts)
    assert any(re.search("[\u0590-\u05ff]", text) for text in texts)
    assert any(re.search("[\u0600-\u06ff]", text) for text in texts)
    assert any(re.search("[\u4e00-\u9fff]", text) for text in texts)
    assert any(text.count("https://") == 3 for text in texts)
    repeated = {text: count for text, count in Counter(texts).items() if count > 1}
    assert list(repeated.values()) == [6]
    assert {c["author"] for c in COMMENTS.values() if c["text"] in repeated} == {"northpier"}


def test_reports_resolve():
    assert len(REPORTS) == 57
    assert len({(r["comment"], r["reporter"]) for r in REPORTS}) == 57, "a reader reports a comment once"
    for report in REPORTS:
        comment = COMMENTS[report["comment"]]
        assert "months" in READERS[report["reporter"]]
        assert report["reporter"] != comment["author"]
        assert report["clause"] in CLAUSES
        assert 0 <= report["minutes_ago"] <= comment["minutes_ago"]
    assert {r["clause"] for r in REPORTS} == CLAUSES, "each rule is reported at least once"
    most = Counter(r["comment"] for r in REPORTS)
    assert sum(count >= 3 for count in most.values()) >= 4


def test_no_address_could_be_real():
    for file in ("readers.toml", "comments.jsonl", "reports.jsonl"):
        assert_only_example((SEED / file).read_text("utf-8"))
    for article in ARTICLES.values():
        assert_only_example(article["body"])


def assert_only_example(text: str) -> None:
    hosts = re.findall(r"[\w.+-]+@([\w.-]+\w)", text) + re.findall(r"https?://([^/\s)\"\\]+)", text)
    assert all(host.endswith(".example") for host in hosts), hosts
    assert not re.search(r"\+\d[\d ]{7,}|\b0\d{3,4} ?\d{5,7}\b", text), "no telephone numbers"
    assert not re.search(r"\bwww\.|\.(com|org|net|uk)\b", text)


def test_sample_document_imports(tmp_path):
    path = tmp_path / "harbour-lights.docx"
    path.write_bytes((SEED / "import/harbour-lights.docx").read_bytes())
    story = import_file(path)
    assert story.headline == "Harbour lights to be dimmed after midnight in six-month trial"
    assert story.standfirst.startswith("Trustees say")
    assert story.byline == "Ines Marrable"
    assert story.notes == []
    assert "**does not touch the navigation lights**" in story.body_markdown
    assert "\n- the electricity used, lamp by lamp\n" in story.body_markdown
    assert "(https://harbour.skerrow.example/papers/lighting)" in story.body_markdown
    assert 300 <= word_count(story.body_markdown) <= 400
