"""The main window, palette and shortcut sheet, used with the keyboard alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.qt.settings import Settings
from editor.ui.commands import Command
from editor.ui.main_window import MainWindow
from editor.ui.palette.items import PaletteItem
from editor.ui.screen import Screen, ScreenEntry
from editor.ui.widgets.dropping import drop
from editor.ui.widgets.status_light import Status
from tests.helpers.gallery import Gallery
from tests.helpers.shots import RATIOS, colours, grab


class Desk(Screen):
    """A screen with a field and a few commands that note what ran."""

    def __init__(self, ran: list[str]) -> None:
        super().__init__()
        self.ran = ran
        self.able = True
        self.field = QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def commands(self) -> list[Command]:
        return [
            Command(
                "approve",
                "Approve",
                lambda: self.ran.append("approve"),
                "A",
                "This comment",
                footer="approve",
                enabled=lambda: self.able,
            ),
            Command(
                "remove.2",
                "Remove under 2, Abuse",
                lambda: self.ran.append("remove 2"),
                "R, 2",
                "This comment",
                "circle-x",
                "removed",
            ),
            Command(
                "remove.3",
                "Remove under 3, Abuse of groups",
                lambda: self.ran.append("remove 3"),
                "R, 3",
                "This comment",
                "circle-x",
                "removed",
            ),
            Command("next", "Next", lambda: None, "J", "Moving", footer="move", bound=False),
            Command("before", "Before", lambda: None, "K", "Moving", footer="move", bound=False),
            Command("send", "Send", lambda: self.ran.append("send"), "Ctrl+Return", "This comment"),
        ]


class Readers:
    group = "Readers"
    links = False

    def __init__(self) -> None:
        self.asked: list[tuple[str, Callable[[Sequence[PaletteItem]], None]]] = []

    def search(self, query: str, deliver: Callable[[Sequence[PaletteItem]], None]) -> None:
        self.asked.append((query, deliver))


class Links(Readers):
    group = "Link"
    links = True


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def window(plumbing: Plumbing, qtbot: QtBot, ran: list[str], made: list[str]) -> MainWindow:
    def entry(name: str) -> ScreenEntry:
        def make() -> Screen:
            made.append(name)
            return Desk(ran)

        return ScreenEntry(name, name.title(), make)

    window = MainWindow(plumbing, [entry(name) for name in ("drafts", "inbox", "rules", "activity")], first="inbox")
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    return window


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key | str, control: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(focus(), key, held)
    QApplication.processEvents()


def test_screens_are_made_when_first_shown_and_keys_switch(window: MainWindow, made: list[str]) -> None:
    assert made == ["inbox"]
    press(Qt.Key.Key_3, control=True)
    assert (window.current, made) == ("rules", ["inbox", "rules"])
    press(Qt.Key.Key_2, control=True)
    assert (window.current, made) == ("inbox", ["inbox", "rules"])
    assert window.current_screen.isAncestorOf(focus()) or focus() is window.current_screen


def test_keys_of_the_screen_work_in_turn_and_stay_letters_in_a_field(window: MainWindow, ran: list[str]) -> None:
    for key in "ar2":
        press(key)
    assert ran == ["approve", "remove 2"]
    screen = window.current_screen
    assert isinstance(screen, Desk)
    screen.field.setFocus()
    for key in "ar2?":
        press(key)
    assert ran == ["approve", "remove 2"]
    assert screen.field.text() == "ar2?"
    press(Qt.Key.Key_Enter, control=True)
    assert ran[-1] == "send"


def test_a_command_that_is_not_enabled_does_nothing(window: MainWindow, ran: list[str]) -> None:
    screen = window.current_screen
    assert isinstance(screen, Desk)
    screen.able = False
    press("a")
    assert ran == []


def test_palette_by_keyboard_alone(window: MainWindow, ran: list[str]) -> None:
    before = focus()
    press(Qt.Key.Key_K, control=True)
    palette = window.palette_overlay
    assert palette is not None and palette.is_open and focus() is palette.field
    QTest.keyClicks(focus(), "rem ab")
    words = [item.words for item in palette.results.items]
    assert words == ["Remove under 2, Abuse", "Remove under 3, Abuse of groups"]
    assert palette.results.items[0].spans == ((0, 3), (16, 18))
    assert palette.results.items[0].keys == ("R", "2")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert ran == ["remove 3"]
    assert not palette.is_open
    assert focus() is before


def test_palette_goes_to_screens_and_escape_gives_the_keyboard_back(window: MainWindow, ran: list[str]) -> None:
    press(Qt.Key.Key_K, control=True)
    press(Qt.Key.Key_2, control=True)  # keys of the window do not reach through
    assert window.palette_overlay is not None and window.palette_overlay.is_open
    press(Qt.Key.Key_Escape)
    assert not window.palette_overlay.is_open and window.current == "inbox"
    press(Qt.Key.Key_K, control=True)
    QTest.keyClicks(focus(), "activ")
    press(Qt.Key.Key_Return)
    assert window.current == "activity"


@pytest.mark.parametrize("wait", [True, False])
def test_escape_finds_a_place_for_the_keyboard_when_the_one_before_is_gone(window: MainWindow, wait: bool) -> None:
    screen = window.current_screen
    assert isinstance(screen, Desk)
    row = QLineEdit(screen)
    row.show()
    row.setFocus()
    press(Qt.Key.Key_K, control=True)
    palette = window.palette_overlay
    assert palette is not None
    drop(row)  # a list was rebuilt behind the palette
    if wait:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.is_open
    assert focus() is screen


def test_tab_stays_on_the_palette(window: MainWindow) -> None:
    press(Qt.Key.Key_K, control=True)
    palette = window.palette_overlay
    assert palette is not None
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        press(key)
        assert palette.isAncestorOf(focus())


def test_providers_answer_late_and_stale_answers_are_dropped(window: MainWindow, qtbot: QtBot) -> None:
    readers, links = Readers(), Links()
    window.add_palette_provider(readers)
    window.open_palette()
    window.add_palette_provider(links)
    palette = window.palette_overlay
    assert palette is not None
    QTest.keyClicks(palette.field, "remy")
    qtbot.waitUntil(lambda: bool(readers.asked))
    query, deliver = readers.asked[-1]
    assert query == "remy" and links.asked == []
    QTest.keyClicks(palette.field, "x")
    deliver([PaletteItem("Remy Abelard-Fenn", lambda: None, "user")])
    assert [item.words for item in palette.results.items] == []
    palette.field.setText("remy")
    qtbot.waitUntil(lambda: len(readers.asked) >= 2 and readers.asked[-1][0] == "remy")
    readers.asked[-1][1]([PaletteItem("Remy Abelard-Fenn", lambda: None, "user")])
    assert [(item.words, item.spans) for item in palette.results.items] == [("Remy Abelard-Fenn", ((0, 4),))]
    palette.field.setText("https://example.org/story/1")
    qtbot.waitUntil(lambda: bool(links.asked))
    assert readers.asked[-1][0] == "remy"


def test_shortcut_sheet_lists_every_key(window: MainWindow) -> None:
    press("?")
    sheet = window.sheet_overlay
    assert sheet is not None and sheet.is_open
    rows = dict(sheet.table.rows)
    for command in window.all_commands():
        if command.keys:
            assert rows[command.words] == command.keys
    assert rows["Remove under 2, Abuse"] == ("R", "2")
    press("?")
    assert not sheet.is_open
    press("?")
    press(Qt.Key.Key_Escape)
    assert not sheet.is_open


def test_overlays_follow_the_text_scale(window: MainWindow, plumbing: Plumbing) -> None:
    window.open_shortcut_sheet()
    press(Qt.Key.Key_Escape)
    small = window.sheet_overlay
    assert small is not None
    height = small.panel.height()
    plumbing.theme.set_scale(1.5)
    QApplication.processEvents()
    window.open_shortcut_sheet()
    large = window.sheet_overlay
    assert large is not None and large.panel.height() > height


def test_footer_shows_keys_status_and_sentences(window: MainWindow, plumbing: Plumbing) -> None:
    hints = [(hint.keys, hint.words) for hint in window.footer.hints.hints]
    assert hints == [(("A",), "approve"), (("J", "K"), "move"), (("?",), "keys")]
    window.set_status(Status("offline", outbox="3 waiting", site="Site offline since 14:02"))
    assert window.footer.light.accessibleName() == "Saved on this desk · 3 waiting · Site offline since 14:02"
    plumbing.messages.info("Removed under 2.")
    assert window.footer.sentence == "Removed under 2."
    plumbing.messages.error("The disk is full.")
    assert window.errors.sentence == "The disk is full."
    window.footer.light.click()
    assert window.current == "activity"


def test_messages_wait_for_a_window(plumbing: Plumbing, qtbot: QtBot, ran: list[str]) -> None:
    plumbing.messages.error("The database is in use.")
    window = MainWindow(plumbing, [ScreenEntry("inbox", "Inbox", lambda: Desk(ran))])
    qtbot.addWidget(window)
    assert window.errors.sentence == "The database is in use."


def test_place_and_screen_come_back(window: MainWindow, plumbing: Plumbing, qtbot: QtBot, ran: list[str]) -> None:
    window.resize(1000, 640)
    window.show_screen("rules")
    window.close()
    entries = [ScreenEntry(name, name.title(), lambda: Desk(ran)) for name in ("drafts", "inbox", "rules", "activity")]
    again = MainWindow(plumbing, entries, first="inbox")
    qtbot.addWidget(again)
    assert again.current == "rules"
    assert again.height() == 640  # Qt keeps the width inside the screen, which is narrow here
    assert isinstance(plumbing.settings, Settings)


def test_everything_that_acts_has_a_name_and_is_large_enough(plumbing: Plumbing, qtbot: QtBot) -> None:
    window = MainWindow(plumbing, [ScreenEntry("drafts", "Drafts", Gallery)])
    qtbot.addWidget(window)
    window.show()
    QApplication.processEvents()
    buttons = window.findChildren(QAbstractButton)
    assert len(buttons) > 10
    for button in buttons:
        assert button.accessibleName(), button
        assert button.height() >= 27 and button.width() >= 27, button.accessibleName()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
def test_every_widget_paints_whole_at_each_ratio(plumbing: Plumbing, qtbot: QtBot, mode: str, scale: float) -> None:
    window = MainWindow(plumbing, [ScreenEntry("drafts", "Drafts", Gallery)])
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    plumbing.theme.set_mode(mode)  # type: ignore[arg-type]
    plumbing.theme.set_scale(scale)
    for ratio in RATIOS:
        image = grab(window, ratio)
        assert image.width() == round(window.width() * ratio)
        seen = colours(image)
        assert "#ff00ff" not in seen
        assert {plumbing.theme.color(role).name() for role in ("canvas", "surface", "accent", "hairline")} <= seen


def test_the_window_loads_nothing_heavy() -> None:
    code = (
        "import sys, editor.qt.plumbing, editor.ui.main_window;"
        "heavy = {'sqlalchemy', 'alembic', 'httpx', 'pydantic', 'keyring', 'markdown', 'sqlcipher3', 'jinja2', 'db'};"
        "print(sorted(heavy & set(sys.modules)), 'editor.store' in sys.modules, 'editor.services' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False False"


def test_f1_opens_the_keys_where_a_question_mark_is_typed(window: MainWindow) -> None:
    screen = window.current_screen
    assert isinstance(screen, Desk)
    screen.field.setFocus()
    press(Qt.Key.Key_Question)
    assert screen.field.text() == "?"
    assert window.sheet_overlay is None
    press(Qt.Key.Key_F1)
    assert window.sheet_overlay is not None and window.sheet_overlay.is_open
    press(Qt.Key.Key_F1)
    assert not window.sheet_overlay.is_open


@pytest.mark.parametrize("part", ["tab", "find", "light"])
def test_a_click_on_the_frame_leaves_the_keyboard_where_work_is(window: MainWindow, part: str, ran: list[str]) -> None:
    screen = window.current_screen
    assert isinstance(screen, Desk)
    screen.field.setFocus()
    masthead = window._masthead
    button = {"tab": masthead.tab("inbox"), "find": masthead.find_field, "light": window.footer.light}[part]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    if part == "find":
        press(Qt.Key.Key_Escape)
    assert window.current_screen.isAncestorOf(focus()) or focus() is window.current_screen
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus  # Tab still gets there


@pytest.mark.parametrize("by_key", [True, False])
def test_dismissing_an_error_leaves_the_keyboard_on_the_screen(
    window: MainWindow, plumbing: Plumbing, by_key: bool
) -> None:
    screen = window.current_screen
    assert isinstance(screen, Desk)
    screen.field.setFocus()
    plumbing.messages.error("The disk is full.")
    QApplication.processEvents()
    button = window.errors.findChild(QAbstractButton)
    assert button is not None
    if by_key:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        press(Qt.Key.Key_Return)
        assert focus() is screen
    else:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert focus() is screen.field
    assert window.errors.sentence == ""


def test_placeholders_are_as_readable_as_other_quiet_words(window: MainWindow, plumbing: Plumbing) -> None:
    window.open_palette()
    assert window.palette_overlay is not None
    field = window.palette_overlay.field
    for mode in ("light", "dark"):
        plumbing.theme.set_mode(mode)  # type: ignore[arg-type]
        QApplication.processEvents()
        assert field.palette().placeholderText().color().name() == plumbing.theme.color("text3").name()
