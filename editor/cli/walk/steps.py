"""The seven steps of the main job, each seen to work from the desk and from a reader's browser."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from editor.bootstrap.driving import bugs_seen
from editor.cli.walk.browser import Reader, open_browser
from editor.cli.walk.desk_work import DeskWork
from editor.cli.walk.offline import work_offline
from editor.cli.walk.paper import Paper
from editor.cli.walk.report import Report, Step

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLUG = "last-lamp-on-the-harbour-wall"
SAYS = "Maud Penhale read the minutes for me and I am grateful to the clerk who kept them."
REPLY = "You would say that. You are a liar and a parasite, and the whole quay knows it."
LIAR = "a liar and a parasite"
RULES = "Argue with what people say, and never with who they are."


class Walk:
    """What the steps share: the paper, the readers, the desk, the report."""

    def __init__(self, paper: Paper, passphrase: str | None, browser: Browser, report: Report) -> None:
        self.paper = paper
        self.report = report
        self.passphrase = passphrase
        self._browser = browser
        self.desk = DeskWork.open(passphrase)
        self.visitor = Reader(browser, paper.url)
        self.subscriber = self._reader("marchbanks")
        self.replier = self._reader("northpier")
        self.reporter = self._reader("aske")
        self.outsider = self._reader("visitor1")  # an account without a subscription
        self.slug = ""
        self.comment_id = ""
        self.reply_id = ""

    def _reader(self, handle: str) -> Reader:
        return Reader(self._browser, self.paper.url, f"{handle}@readers.example", self.paper.password)

    def desk_pictures(self, step: Step, name: str) -> None:
        """The desk's window in both themes."""
        for mode in ("light", "dark"):
            self.desk.driven.look(mode)
            self.desk.driven.picture(self.report.picture(step, f"{name}-{mode}"))
        self.desk.driven.look("light")

    def look_round(self, step: Step) -> None:
        """Every screen in a small and a large window, the palette and the keys."""
        desk = self.desk.driven
        for screen in ("drafts", "inbox", "rules", "activity"):
            desk.show(screen)
            for width, height in ((1280, 800), (2560, 1440)):
                desk.picture(self.report.picture(step, f"{screen}-{width}"), width, height)
        desk.show("inbox")
        desk.press("F1")
        self.desk_pictures(step, "keys")
        desk.press("Escape", "Ctrl+K")
        desk.type("har")
        desk.breathe(0.5)
        self.desk_pictures(step, "palette")
        desk.press("Escape")

    def open_the_paper(self, step: Step) -> None:
        """1: the site with its content, and the desk on it."""
        front = self.visitor.read("/")
        step.expect("the site's front page names the paper", "Skerrow Tideline" in front)
        self.visitor.picture(self.report.picture(step, "site-front"))
        self.visitor.picture(self.report.picture(step, "site-front-dark"), dark=True)
        self.desk.driven.wait_sent()
        reported, stories = self.desk.counts()
        step.expect(f"the desk has {stories} stories and {reported} reported comments", stories > 8 and reported > 20)
        self.desk.driven.show("inbox")
        self.desk_pictures(step, "inbox")
        self.look_round(step)

    def publish_a_story(self, step: Step) -> None:
        """2: a Word file becomes a published story."""
        article = self.desk.import_sample(section="Harbour", more="\n\nThe board meets again on Thursday.")
        step.expect("the Word file became a story with its headline", bool(article.fields.headline))
        self.slug = article.fields.slug
        self.desk_pictures(step, "drafting")
        self.desk.publish(article.id)
        self.desk.driven.wait_sent()
        text = self.visitor.read(f"/stories/{self.slug}")
        step.expect("the story is on the site", article.fields.headline in text and "meets again on Thursday" in text)
        self.subscriber.read(f"/stories/{self.slug}")
        page = self.subscriber.page
        step.expect("with a comment box", page.locator(f"form[action='/stories/{self.slug}/comments']").count() == 1)
        step.expect("with the short rules", page.locator(".rules-box").count() >= 1)
        step.expect("with a link to the full rules", page.locator(".rules-box a[href='/rules']").count() >= 1)
        self.subscriber.picture(self.report.picture(step, "site-story"))

    def readers_write(self, step: Step) -> None:
        """3: without a subscription nobody can write by any path; subscribers comment, reply and report."""
        text = self.visitor.read(f"/stories/{self.slug}")
        step.expect("a visitor is told that commenting is for subscribers", "Commenting is for subscribers" in text)
        step.expect("a visitor has no comment box", self.visitor.page.locator("form.write").count() == 0)
        self.visitor.picture(self.report.picture(step, "site-visitor"))
        path = f"/stories/{self.slug}/comments"
        self.comment_id = self.subscriber.comment(self.slug, SAYS)
        step.expect("a direct post by a visitor is refused", self.visitor.post(path, {"text": "hello"}) in (401, 403))
        replayed = {"text": "hello", "csrf": self.subscriber.csrf(), "nonce": "n" * 22}
        step.expect(
            "a subscriber's form replayed by a visitor is refused", self.visitor.post(path, replayed) in (401, 403)
        )
        data = {"article_id": self.desk.article_id(self.slug), "text": "hello", "nonce": "n" * 22}
        answer = self.visitor.send("/api/v1/reader/comments", data)
        step.expect("the readers' API refuses a visitor", answer in (401, 403))
        self.outsider_tries(step)
        self.reply_id = self.replier.reply(self.slug, self.comment_id, REPLY)
        step.expect(
            "a subscriber's reply stands below the comment", REPLY in self.visitor.read(f"/stories/{self.slug}")
        )
        self.reporter.report(self.reply_id, 2, "This is about a person, not about the story.")
        account = self.reporter.read("/account")
        step.expect("the report under rule 2 is in the reporter's account", "Not answered yet" in account)
        self.reporter.read(f"/comments/{self.reply_id}/report")
        self.reporter.picture(self.report.picture(step, "site-report"))

    def outsider_tries(self, step: Step) -> None:
        """Somebody signed in, with forms of their own, but without a subscription."""
        text = self.outsider.read(f"/stories/{self.slug}")
        step.expect("an account without a subscription is told so too", "without a subscription" in text)
        csrf = self.outsider.csrf()
        for what, path, form in self._writes(self.comment_id):
            status = self.outsider.post(path, {"csrf": csrf, "nonce": f"{what:n<22}", **form})
            step.expect(f"and cannot {what}", status == 403)
        data = {"article_id": self.desk.article_id(self.slug), "text": "hello"}
        status = self.outsider.send("/api/v1/reader/comments", data, {"X-CSRF-Token": csrf})
        step.expect("nor through the readers' API", status == 403)

    def _writes(self, own_id: str) -> tuple[tuple[str, str, dict[str, str]], ...]:
        """Every kind of write past the page: what it is called, where it goes, what is in it."""
        return (
            ("comment", f"/stories/{self.slug}/comments", {"text": "again"}),
            ("reply", f"/comments/{self.comment_id}/reply", {"text": "again"}),
            ("edit", f"/comments/{own_id}/edit", {"text": "again"}),
            ("like", f"/comments/{self.comment_id}/like", {"on": "1"}),
            ("report", f"/comments/{self.comment_id}/report", {"clause": "1", "note": ""}),
        )

    def decide(self, step: Step) -> None:
        """4: the report appears by itself; remove by key; undo."""
        self.desk.wait_reported(self.reply_id)
        step.expect("the report appeared on the desk by itself", True)
        self.desk.find_in_reported(self.reply_id)
        self.desk.driven.press("J", "K")
        self.desk.driven.press("J", "A")
        self.desk.driven.settle()
        self.desk.find_in_reported(self.reply_id)
        self.desk.remove(self.reply_id, 3)
        self.desk_pictures(step, "removed")
        self.desk.driven.wait_sent()
        text = self.visitor.read(f"/stories/{self.slug}")
        step.expect("the removed reply is gone from the page", LIAR not in text and "Removed under rule 3" in text)
        self.visitor.picture(self.report.picture(step, "site-removed"))
        told = self.replier.read("/account")
        step.expect(
            "its author sees the rule, the quoted words and how to appeal",
            "rule 3" in told and LIAR in told and "appeal" in told,
        )
        self.replier.picture(self.report.picture(step, "site-notice"))
        self.desk.undo(self.reply_id)
        self.desk.driven.wait_sent()
        step.expect("undo brought it back", LIAR in self.visitor.read(f"/stories/{self.slug}"))

    def ban(self, step: Step) -> None:
        """5: a permanent ban on the account, on every kind of write."""
        self.desk.find_in_reported(self.reply_id)
        csrf = self.replier.csrf()
        self.desk.ban(self.reply_id, 2)
        self.desk.driven.wait_sent()
        text = self.replier.read(f"/stories/{self.slug}")
        step.expect("the reader is told", "may not take part" in text)
        self.replier.picture(self.report.picture(step, "site-banned"))
        for what, path, form in self._writes(self.reply_id):
            status = self.replier.post(path, {"csrf": csrf, "nonce": f"{what:n<22}", **form})
            step.expect(f"and can no longer {what}", status == 403)

    def change_the_rules(self, step: Step) -> None:
        """6: a rule's public text, published as version 2."""
        self.desk.edit_rule(2, f" {RULES}")
        self.desk_pictures(step, "rules")
        self.desk.publish_rules("Said more plainly.")
        self.desk.driven.wait_sent()
        text = self.visitor.read("/rules")
        step.expect("the rules page shows version 2", "ersion 2" in text)
        step.expect("with what changed", self.visitor.page.locator("ins").count() > 0 and RULES in text)
        self.visitor.picture(self.report.picture(step, "site-rules"))
        self.visitor.picture(self.report.picture(step, "site-rules-phone"), width=390, height=844)


def walk(paper: Paper, passphrase: str | None, out: Path) -> bool:
    """All seven steps; whether all passed. ``out`` gets ``report.json`` and the pictures."""
    report = Report(out)
    titles_and_steps = (
        ("The site runs and the desk opens on it", Walk.open_the_paper),
        ("A Word file becomes a published story", Walk.publish_a_story),
        ("Subscribers comment, reply and report; a visitor cannot", Walk.readers_write),
        ("The report arrives; the moderator removes by key, and takes it back", Walk.decide),
        ("A permanent ban on the subscribing account", Walk.ban),
        ("A rule is changed and published as version 2", Walk.change_the_rules),
        ("All of it again with the site stopped, and a kill in the middle", work_offline),
    )
    with open_browser() as browser:
        with_all = Walk(paper, passphrase, browser, report)
        try:
            for number, (title, act) in enumerate(titles_and_steps, 1):
                with report.step(number, title) as step:
                    before = len(bugs_seen())
                    act(with_all, step)
                    bugs = bugs_seen()[before:]
                    step.expect("the desk reported no bug of its own" + "".join(f": {bug}" for bug in bugs), not bugs)
        except Exception as problem:
            print(f"The walk stopped: {problem}", flush=True)
            with suppress(Exception):  # the picture helps to see why; without it the report still says what failed
                with_all.desk.driven.picture(out / "stopped.png")
        finally:
            with_all.desk.driven.close()
    print(f"Report and pictures are in {out}", flush=True)
    return report.passed and len(report.steps) == len(titles_and_steps) and not bugs_seen()
