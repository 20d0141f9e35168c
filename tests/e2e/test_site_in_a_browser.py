"""The site in Chromium: the subscriber's gate, a thread with a report, hostile words, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from editor.cli.walk.browser import open_browser
from tests.helpers.site_process import PASSWORD, SiteProcess

pytestmark = pytest.mark.browser

STORY = "/stories/ferry-timetable"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteProcess]:
    process = SiteProcess(tmp_path_factory.mktemp("site"), seed=True)
    for name in ("Abbot", "Brill", "Carrow"):
        process.add_reader(f"{name.lower()}@browser.example", name)
    process.add_reader("outsider@browser.example", "Outsider", subscribed=False)
    with process:
        yield process


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


class Person:
    """Somebody with a browser of their own. Anything a page complains about in its console fails the test."""

    def __init__(self, browser: Browser, site: SiteProcess, name: str = "", *, scripts: bool = True) -> None:
        self.context: BrowserContext = browser.new_context(base_url=site.url, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        if name:
            self.page.goto(f"/login?next={STORY}")
            self.page.get_by_label("E-mail address").fill(f"{name.lower()}@browser.example")
            self.page.get_by_label("Password").fill(PASSWORD)
            self.page.locator("main").get_by_role("button", name="Sign in").click()

    def post(self, words: str) -> None:
        """A comment through the form on the story."""
        self.page.goto(STORY)
        self.page.get_by_label("Your comment", exact=True).fill(words)
        self.page.get_by_role("button", name="Post the comment").click()

    def csrf(self) -> str:
        """The token in the forms of this session."""
        return self.page.locator("form[action='/logout'] input[name=csrf]").input_value()

    def comment(self, words: str) -> Locator:
        """The place of a comment on the page."""
        return self.page.locator(".comment", has_text=words).last


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_comments_another_replies_a_third_reports(site: SiteProcess, browser: Browser, scripts: bool) -> None:
    mark = f"(scripts: {scripts})"
    abbot, brill, carrow = (Person(browser, site, n, scripts=scripts) for n in ("Abbot", "Brill", "Carrow"))
    abbot.post(f"Twelve boats became eight {mark}")
    expect(abbot.comment(f"Twelve boats became eight {mark}")).to_be_visible()

    brill.page.goto(STORY)
    place = brill.comment(f"Twelve boats became eight {mark}")
    place.locator("summary", has_text="Reply").click()
    row = [
        place.get_by_role("button", name="Like").bounding_box(),
        place.get_by_role("link", name="Report").bounding_box(),
    ]
    like, report = (box["y"] for box in row if box is not None)
    assert abs(like - report) < 2  # the open form leaves the row of acts whole
    place.get_by_label("Your reply to Abbot").fill(f"And you are a fool {mark}")
    place.get_by_role("button", name="Post the reply").click()
    expect(brill.comment(f"And you are a fool {mark}")).to_have_class("comment depth-1 own")

    carrow.page.goto(STORY)
    carrow.comment(f"And you are a fool {mark}").get_by_role("link", name="Report").click()
    carrow.page.get_by_label("Abuse of a person").check()
    carrow.page.get_by_label("Anything a moderator should know").fill("Uncalled for")
    carrow.page.get_by_role("button", name="Send the report").click()
    expect(carrow.comment(f"And you are a fool {mark}")).to_contain_text("You reported this")
    carrow.page.goto("/account")
    expect(carrow.page.locator("main")).to_contain_text("Not answered yet")
    for person in (abbot, brill, carrow):
        assert person.complaints == []
        person.context.close()


def sees_why(person: Person) -> None:
    """The story says why this person cannot write, and has no form."""
    person.page.goto(STORY)
    expect(person.page.locator(".why")).to_contain_text("Commenting is for subscribers.")
    expect(person.page.locator(".why")).to_contain_text("an account that somebody pays for")
    expect(person.page.locator(".rules-box").get_by_role("link", name="The full rules")).to_be_visible()
    assert person.page.locator("main textarea, main form").count() == 0


def statuses(person: Person, target: str, article_id: str, csrf: str) -> dict[str, int]:
    """What the site answers to each kind of write, as a form and through the API, sent past the page."""
    request = person.context.request
    text = {"text": "By another path"}
    forms: dict[str, dict[str, str | float | bool]] = {
        f"{STORY}/comments": {**text},
        f"/comments/{target}/reply": {**text},
        f"/comments/{target}/edit": {**text},
        f"/comments/{target}/like": {"on": "1"},
        f"/comments/{target}/report": {"clause": "1"},
    }
    api = {
        ("POST", "/comments"): {"article_id": article_id, **text},
        ("PUT", f"/comments/{target}"): {**text},
        ("POST", f"/comments/{target}/like"): {"on": True},
        ("POST", f"/comments/{target}/reports"): {"clause": 1},
    }
    found = {path: request.post(path, form=form | {"csrf": csrf}).status for path, form in forms.items()}
    for (method, path), body in api.items():
        headers = {"X-CSRF-Token": csrf}
        answer = request.fetch(f"/api/v1/reader{path}", method=method, data=body, headers=headers)
        found[f"{method} {path}"] = answer.status
    return found


def test_without_a_subscription_nobody_can_write_by_any_path(site: SiteProcess, browser: Browser) -> None:
    subscriber, visitor, outsider = (Person(browser, site, name) for name in ("Abbot", "", "Outsider"))
    subscriber.post("A view to answer")
    subscriber.page.wait_for_url("**#comment-*")
    target = subscriber.page.url.partition("#comment-")[2]
    replayed = subscriber.csrf()
    said = subscriber.context.request.put(
        f"/api/v1/reader/comments/{target}", data={"text": "A view"}, headers={"X-CSRF-Token": replayed}
    )
    article_id = said.json()["thing"]["article_id"]
    for person in (visitor, outsider):
        sees_why(person)
    before = visitor.page.locator(".comment").count()
    assert set(statuses(visitor, target, article_id, replayed).values()) == {401}
    assert set(statuses(outsider, target, article_id, replayed).values()) == {401}
    # The form token is their own: only the gate stands between them and the page.
    found = statuses(outsider, target, article_id, outsider.csrf())
    assert set(found.values()) == {403}, found
    visitor.page.goto(STORY)
    assert visitor.page.locator(".comment").count() == before
    assert "By another path" not in visitor.page.content()
    for person in (subscriber, visitor, outsider):
        person.context.close()


def test_a_form_sent_again_by_going_back_posts_once(site: SiteProcess, browser: Browser) -> None:
    person = Person(browser, site, "Abbot")
    said = person.page.locator(".words", has_text="Said only once, said the ferryman")
    box = person.page.get_by_label("Your comment", exact=True)
    person.post("Said only once, said the ferryman")
    person.page.wait_for_url("**#comment-*")
    first = person.page.url
    person.page.go_back()
    expect(box).to_have_value("Said only once, said the ferryman")  # as the browser brings it back
    person.page.get_by_role("button", name="Post the comment").click()
    person.page.wait_for_url(first)
    expect(said).to_have_count(1)
    person.page.go_back()
    box.fill("And another thing, said the ferryman")
    person.page.get_by_role("button", name="Post the comment").click()
    expect(person.page.locator(".words", has_text="And another thing, said the ferryman")).to_be_visible()
    expect(said).to_have_count(1)
    person.context.close()


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "<style>body{display:none}</style></textarea><iframe src='javascript:alert(3)'></iframe>",
        'javascript:alert(4) https://ok.example/?a="><svg onload=alert(5)>',
        "שלום \u202eworld and \u0645\u0631\u062d\u0628\u0627 together",
    ],
)
def test_hostile_words_do_nothing(site: SiteProcess, browser: Browser, words: str) -> None:
    person = Person(browser, site, "Brill")
    person.post(words)
    shown = person.page.locator(".comment.own .words").first
    expect(shown).to_contain_text(words[:8].replace("\u202e", ""))
    person.page.wait_for_timeout(200)
    assert person.complaints == []
    assert person.page.locator("main script, main img, main iframe, main svg, main style").count() == 0
    expect(person.page.locator(".wordmark")).to_be_visible()
    person.context.close()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("\u200b\u200d" * 20, "Write something before you post."),
        ("long " * 200_000, "A comment can be at most 5,000 characters; this one has 1,000,000."),
    ],
)
def test_what_cannot_be_posted_stays_in_the_box(site: SiteProcess, browser: Browser, words: str, sentence: str) -> None:
    person = Person(browser, site, "Carrow")
    person.page.goto(STORY)
    person.page.get_by_label("Your comment", exact=True).fill(words)
    person.page.get_by_role("button", name="Post the comment").click()
    expect(person.page.get_by_role("alert")).to_have_text(sentence)
    assert person.page.get_by_label("Your comment", exact=True).input_value() == words
    person.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_the_screen(site: SiteProcess, browser: Browser, width: int, scheme: str, tmp_path: Path) -> None:
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    for path in ("/", STORY, "/rules", "/login", "/sections/harbour", "/nothing"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert background == ("rgb(28, 30, 33)" if scheme == "dark" else "rgb(255, 255, 255)")
    page.goto(STORY)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Source Serif 4\"'))")
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_screen(site: SiteProcess, browser: Browser, width: int) -> None:
    reader = Person(browser, site, "Abbot")
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.post("unbroken" * 60)
    for path in ("/", "/sections/harbour", STORY, "/account", "/rules", "/login", "/nothing"):
        reader.page.goto(path)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [390, 1280])
def test_a_wrapped_line_of_facts_does_not_begin_with_a_dot(site: SiteProcess, browser: Browser, width: int) -> None:
    reader = Person(browser, site)
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.page.goto("/")
    # The dots of items at the left edge lie wholly in the strip that the row's clip cuts off.
    strips = reader.page.eval_on_selector_all(
        ".card .dots",
        """rows => rows.map(row => {
            const left = row.getBoundingClientRect().left + 10;
            return [...row.children].map(item => item.getBoundingClientRect().left + 14 - left);
        })""",
    )
    assert strips
    assert all(min(row) == 4 for row in strips)  # the first words stand where the text of the card does
    assert any(row.count(4) > 1 for row in strips)  # and some rows are wrapped


_FIRST_LETTER = """place => {
    const words = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const text = words.nextNode();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    const letter = range.getBoundingClientRect(), box = place.getBoundingClientRect();
    return [letter.left - box.left, box.right - letter.right];
}"""


def begins_right(place: Locator) -> bool:
    """Whether the first letter of a paragraph stands at its right edge."""
    left, right = place.evaluate(_FIRST_LETTER)
    assert min(left, right) < 8 < max(left, right), (left, right)
    return bool(right < left)


@pytest.mark.parametrize("words", ["המעבורת שוב מאחרת, אומר השייט", "العبارة متأخرة مرة أخرى"])
def test_what_is_written_from_right_to_left_is_laid_out_so(site: SiteProcess, browser: Browser, words: str) -> None:
    person = Person(browser, site, "Abbot")
    person.post(f"{words}\n\nAnd this from left to right.")
    theirs, ours = person.comment(words).locator(".words p").all()
    assert begins_right(theirs) and not begins_right(ours)
    # a story is set by the style sheet alone: its HTML comes from Markdown, which has no direction
    body = person.page.locator(".story .body")
    assert not begins_right(body.locator("p").first)
    body.evaluate(
        "(body, words) => { const p = document.createElement('p'); p.textContent = words; body.prepend(p); }", words
    )
    assert begins_right(body.locator("p").first)
    assert person.complaints == []
    person.context.close()
