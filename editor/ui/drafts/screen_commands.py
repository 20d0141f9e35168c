"""What a writer can do on the drafting screen, with its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.ui.commands import Command
from editor.ui.drafts.story_group import PUBLISH_KEY

if TYPE_CHECKING:
    from editor.ui.drafts.screen import DraftsScreen

_THIS, _STORIES, _PANES = "This story", "Stories", "Panes"


def commands_for(screen: DraftsScreen) -> list[Command]:
    """Every command of the screen."""
    return [*_of_this_story(screen), *_of_stories(screen), *_of_panes(screen)]


def _of_this_story(screen: DraftsScreen) -> list[Command]:
    area = screen.area

    def has_story() -> bool:
        return area.front is not None

    def in_conflict() -> bool:
        return area.front is not None and area.front.story.article.conflict is not None

    def with_front(name: str, *arguments: str) -> None:
        if area.front is not None:
            getattr(area.front, name)(*arguments)

    def find() -> None:
        if area.front is not None:
            area.front.find_bar.open()

    return [
        Command("drafts.publish", "Publish", screen.publish, PUBLISH_KEY, _THIS, "globe", enabled=has_story),
        Command(
            "drafts.send",
            "Send to the site as a draft",
            lambda: with_front("send_draft"),
            "Ctrl+Shift+D",
            _THIS,
            "upload",
            enabled=has_story,
        ),
        Command("drafts.find", "Find in this story", find, "Ctrl+F", _THIS, "search", footer="find", enabled=has_story),
        Command(
            "drafts.headline",
            "Headline and fields",
            lambda: with_front("focus_field", "headline"),
            "F2",
            _THIS,
            "heading",
            footer="fields",
            enabled=has_story,
        ),
        Command(
            "drafts.text", "Text", lambda: with_front("focus_field", "body"), "F3", _THIS, "type", enabled=has_story
        ),
        Command(
            "drafts.versions",
            "Versions",
            screen.toggle_versions,
            "Ctrl+H",
            _THIS,
            "history",
            footer="versions",
            enabled=has_story,
        ),
        Command(
            "drafts.keep_mine",
            "Keep your words",
            lambda: with_front("settle", "mine"),
            "Alt+1",
            _THIS,
            "git-merge",
            "conflict",
            enabled=in_conflict,
        ),
        Command(
            "drafts.take_theirs",
            "Take the other words",
            lambda: with_front("settle", "theirs"),
            "Alt+2",
            _THIS,
            "git-merge",
            "conflict",
            enabled=in_conflict,
        ),
        Command("drafts.undo", "Undo typing", lambda: None, "Ctrl+Z", _THIS, bound=False, in_palette=False),
        Command("drafts.redo", "Redo typing", lambda: None, "Ctrl+Shift+Z", _THIS, bound=False, in_palette=False),
        Command("drafts.close", "Close this story", area.close_front, "Ctrl+W", _THIS, "x", enabled=has_story),
    ]


def _of_stories(screen: DraftsScreen) -> list[Command]:
    return [
        Command("drafts.new", "New story", screen.new, "Ctrl+N", _STORIES, "file-plus"),
        Command(
            "drafts.import",
            "Import a file",
            screen.ask_for_file,
            "Ctrl+O",
            _STORIES,
            "import",
            detail=".docx .md .html .txt",
        ),
        Command("drafts.list", "List of stories", screen.go_to_list, "Ctrl+L", _STORIES, "list", footer="stories"),
        Command(
            "drafts.other",
            "Drafts or published stories",
            screen.articles.toggle_state,
            "Ctrl+Shift+L",
            _STORIES,
            "history",
        ),
    ]


def _of_panes(screen: DraftsScreen) -> list[Command]:
    area = screen.area
    return [
        Command("drafts.side", "Open to the side", area.move_to_side, "Ctrl+\\", _PANES, "split"),
        Command("drafts.next_tab", "Next open story", lambda: area.step(1), "Ctrl+PgDown", _PANES, "arrow-right"),
        Command("drafts.previous_tab", "Open story before", lambda: area.step(-1), "Ctrl+PgUp", _PANES, "arrow-left"),
        Command("drafts.pane", "Next pane", screen.next_pane, "F6", _PANES, footer="next pane", in_palette=False),
        Command(
            "drafts.preview",
            "Show or hide the preview",
            screen.toggle_preview,
            "Ctrl+E",
            _PANES,
            "eye",
            footer="preview",
        ),
        Command("drafts.articles", "Show or hide the stories", screen.toggle_articles, "Ctrl+B", _PANES, "panel-left"),
        Command(
            "drafts.only_text", "Only the text", screen.toggle_only_text, "F11", _PANES, "type", footer="only the text"
        ),
    ]
