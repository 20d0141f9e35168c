"""Readers at their browsers: Chromium, driven through Playwright, on the bundled site's pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from editor.domain.errors import BadInput

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_FLAGS = (
    "--no-sandbox",  # Chromium refuses its sandbox to root; the pages are our own, on loopback
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Reader:
    """One reader (or a visitor, without ``email``) with a browser session of their own."""

    def __init__(self, browser: Browser, url: str, email: str = "", password: str = "") -> None:
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 900})
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        if email:
            self.page.goto("/login")
            self.page.fill("input[name=email]", email)
            self.page.fill("input[name=password]", password)
            self.page.click("form[action='/login'] button, main form button")
            self.page.wait_for_load_state()

    def read(self, path: str) -> str:
        """Go to a page; what stands on it."""
        self.page.goto(path)
        return str(self.page.inner_text("body"))

    def comment(self, slug: str, text: str) -> str:
        """Write under a story; the id of the comment."""
        self.page.goto(f"/stories/{slug}")
        self.page.fill(f"form[action='/stories/{slug}/comments'] textarea", text)
        self.page.click(f"form[action='/stories/{slug}/comments'] button")
        return self._id_of(text)

    def reply(self, slug: str, comment_id: str, text: str) -> str:
        """Answer a comment; the id of the reply."""
        self.page.goto(f"/stories/{slug}#comment-{comment_id}")
        item = f"#comment-{comment_id}"
        self.page.click(f"{item} > .acts details.reply > summary")
        self.page.fill(f"{item} > .acts form[action='/comments/{comment_id}/reply'] textarea", text)
        self.page.click(f"{item} > .acts form[action='/comments/{comment_id}/reply'] button")
        return self._id_of(text)

    def report(self, comment_id: str, rule: int, note: str) -> None:
        """Report a comment under a named rule."""
        self.page.goto(f"/comments/{comment_id}/report")
        self.page.check(f"input[name=clause][value='{rule}']")
        self.page.fill("textarea[name=note]", note)
        self.page.click("form.report button.button")
        self.page.wait_for_load_state()

    def post(self, path: str, form: Mapping[str, str]) -> int:
        """A direct POST with this session's cookies, past the page; the status."""
        return int(self.page.request.post(path, form=dict(form), max_redirects=0).status)

    def send(self, path: str, data: dict[str, Any], headers: dict[str, str] | None = None) -> int:
        """The same with JSON, as the readers' API takes it."""
        return int(self.page.request.post(path, data=data, headers=headers or {}, max_redirects=0).status)

    def csrf(self) -> str:
        """The token in this session's forms, "" when the page has no form."""
        self.page.goto("/account")
        field = self.page.query_selector("input[name=csrf]")
        return str(field.get_attribute("value")) if field is not None else ""

    def picture(self, path: Path, *, dark: bool = False, width: int = 1280, height: int = 900) -> None:
        """Save what the window shows as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.screenshot(path=str(path))

    def _id_of(self, text: str) -> str:
        words = text.split("\n")[0][:60]
        item = self.page.locator("li.comment").filter(has_text=words).last
        found = re.fullmatch(r"comment-(.+)", str(item.get_attribute("id")))
        assert found is not None
        return found.group(1)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Headless Chromium. Raises BadInput when the machine has none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise BadInput("The walk needs a browser driver: run “make demo HEADLESS=1”, which installs it.") from missing
    if chromium is None:
        raise BadInput("The walk needs Chromium: run “make demo HEADLESS=1”, which installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
