"""What a writer does: begin, save, import, publish, settle a conflict; and the reads behind the screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from editor.qt.operation import Operation

if TYPE_CHECKING:
    from editor.domain.articles import Article, ArticleFields, ArticleRow, ArticleState, OnScreen
    from editor.domain.changes import Done
    from editor.services.desk import Desk
    from editor.services.drafting import KeptVersions

# Services and the database under them are slow to import, so each function below imports them where it runs: on a
# worker, after the first paint.


@dataclass(frozen=True, slots=True)
class StoryLists:
    """What the list of stories shows: both kinds, newest save first, and how many there are of each."""

    rows: tuple[ArticleRow, ...]
    counts: dict[ArticleState, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """A story after an earlier version was restored, and the version that stood before."""

    article: Article
    before: str


def read_stories(desk: Desk, state: ArticleState) -> StoryLists:
    """The stories in one state, and the counts of all. Run it on a read worker."""
    from editor.services import drafting

    return StoryLists(drafting.stories(desk, state=state), drafting.story_counts(desk))


def read_story(desk: Desk, article_id: str) -> Article:
    """One story with its words. Run it on a read worker."""
    from editor.services import drafting

    return drafting.open_story(desk, article_id=article_id)


def read_versions(desk: Desk, article_id: str) -> KeptVersions:
    """The versions of a story before the one that stands now. Run it on a read worker."""
    from editor.services import drafting

    return drafting.kept_versions(desk, article_id=article_id)


def restore(*, desk: Desk, article_id: str, version_id: str) -> Operation[Done[Restored]]:
    """Make the words of an earlier version stand again; silent, because the story says it."""

    def work() -> Done[Restored]:
        from editor.domain.changes import Done
        from editor.services import drafting

        before = drafting.open_story(desk, article_id=article_id).head_version
        done = drafting.restore(desk, article_id=article_id, version_id=version_id)
        return Done(Restored(done.result, before), done.changes)

    return Operation("Restore", work)


def new_story(*, desk: Desk) -> Operation[Done[Article]]:
    """Begin an empty story."""

    def work() -> Done[Article]:
        from editor.services import drafting

        return drafting.new_story(desk)

    return Operation("New story", work)


def save(
    *, desk: Desk, article_id: str, fields: ArticleFields, parent: str, initiator: str
) -> Operation[Done[Article]]:
    """Save what was typed; silent, because the foot of the story says it."""

    def work() -> Done[Article]:
        from editor.services import drafting

        return drafting.save(desk, article_id=article_id, fields=fields, parent=parent, initiator=initiator)

    return Operation("Save", work)


def import_story(*, desk: Desk, path: Path) -> Operation[Done[tuple[Article, tuple[str, ...]]]]:
    """Make a story from a file; with it come notes on what was left out."""

    def work() -> Done[tuple[Article, tuple[str, ...]]]:
        from editor.services import drafting

        return drafting.import_story(desk, path=path)

    return Operation("Import", work, f"“{path.name}” was imported.")


def publish(*, desk: Desk, article_id: str, on_screen: OnScreen) -> Operation[Done[Article]]:
    """Save what is on screen and queue it for the readers."""

    def work() -> Done[Article]:
        from editor.services import publishing

        return publishing.publish(desk, article_id=article_id, on_screen=on_screen)

    return Operation("Publish", work, "Publishing is under way. The story says when readers can see it.")


def send_draft(*, desk: Desk, article_id: str, on_screen: OnScreen) -> Operation[Done[Article]]:
    """Save what is on screen and queue it for the site as a draft that colleagues see."""

    def work() -> Done[Article]:
        from editor.services import publishing

        return publishing.send_draft(desk, article_id=article_id, on_screen=on_screen)

    return Operation("Send draft", work, "The draft is on its way to the site. Readers do not see it.")


def settle(*, desk: Desk, article_id: str, keep: str) -> Operation[Done[Article]]:
    """Settle a conflict by keeping "mine" or "theirs"; the other text stays in the versions."""

    def work() -> Done[Article]:
        from editor.services import publishing

        return publishing.settle(desk, article_id=article_id, keep=keep)

    said = "Your words stand." if keep == "mine" else "Your colleague’s words stand."
    return Operation("Settle", work, f"{said} The other text is kept on this desk.")
