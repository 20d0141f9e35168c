"""Reading text, fields, banners, side rows, splitter and folding do what their names promise."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from editor.qt.plumbing import Plumbing
from editor.ui.palette.matching import match
from editor.ui.widgets.banner import Banner, BannerStack
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.fields import LabelledField, TextLine
from editor.ui.widgets.folding import Fold, FoldOrder
from editor.ui.widgets.labels import Line
from editor.ui.widgets.painting import split_keys
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.reading_text import MARK_STYLES, Mark, ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.segmented import SegmentedChoice
from editor.ui.widgets.side_row import SideItem, SideList
from editor.ui.widgets.splitter import PaneSplitter
from tests.helpers.shots import colours, grab

WORDS = "Nobody 😀 on that board has hauled a boat. Orrick is a liar and a parasite."


def reading(qtbot: QtBot, text: str = WORDS) -> ReadingText:
    widget = ReadingText(text, name="Comment")
    widget.resize(300, 200)
    qtbot.addWidget(widget)
    widget.show()
    widget.setFocus()
    QApplication.processEvents()
    return widget


def test_words_are_quoted_by_keyboard_in_code_points(plumbing: Plumbing, qtbot: QtBot) -> None:
    text = reading(qtbot)
    heard: list[tuple[int, int]] = []
    text.selection_changed.connect(lambda start, end: heard.append((start, end)))
    for _ in range(7):
        QTest.keyClick(text, Qt.Key.Key_Right)
    for _ in range(4):
        QTest.keyClick(text, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert text.selection == (7, 11)
    assert text.selected_text == "😀 on"
    assert heard[-1] == (7, 11)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "😀 on"
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert text.selected_text == WORDS


def test_words_are_quoted_by_mouse(plumbing: Plumbing, qtbot: QtBot) -> None:
    text = reading(qtbot)
    pitch = plumbing.theme.line("read")
    QTest.mousePress(text, Qt.MouseButton.LeftButton, pos=QPoint(0, pitch // 2))
    QTest.mouseMove(text, QPoint(299, pitch // 2))
    QTest.mouseRelease(text, Qt.MouseButton.LeftButton, pos=QPoint(299, pitch // 2))
    assert text.selected_text.startswith("Nobody 😀")
    QTest.mouseDClick(text, Qt.MouseButton.LeftButton, pos=QPoint(10, pitch // 2))
    assert text.selected_text == "Nobody"


def test_height_follows_width_and_paragraphs_and_scale(plumbing: Plumbing, qtbot: QtBot) -> None:
    text = reading(qtbot)
    assert text.heightForWidth(200) > text.heightForWidth(500)
    assert reading(qtbot, "one\n\ntwo").heightForWidth(400) == 3 * plumbing.theme.line("read")
    before = text.heightForWidth(300)
    plumbing.theme.set_scale(2.0)
    assert text.heightForWidth(300) > 2 * before


def test_marks_paint_at_their_code_points(plumbing: Plumbing, qtbot: QtBot) -> None:
    text = reading(qtbot)
    ground = plumbing.theme.color("mark").name()
    assert ground not in colours(grab(text))
    text.set_marks([Mark(WORDS.index("Orrick"), WORDS.index(" and a"), "evidence")])
    assert ground in colours(grab(text))
    for kind in MARK_STYLES:
        text.set_marks([Mark(0, 6, kind)])
        grab(text)


def test_zero_width_and_mixed_directions_do_not_break_the_layout(plumbing: Plumbing, qtbot: QtBot) -> None:
    text = reading(qtbot, "\u200b" * 500 + "abc \u202eדוגמה\u202c def " * 20)
    assert text.heightForWidth(200) > 0
    text.select(0, 40)
    grab(text)
    assert text.selection == (0, 40)


def test_a_button_acts_by_key_and_shows_its_ring_for_the_keyboard_only(plumbing: Plumbing, qtbot: QtBot) -> None:
    box = QWidget()
    row = QHBoxLayout(box)
    button = Button("Publish", "Ctrl+P")
    row.addWidget(button)
    qtbot.addWidget(box)
    box.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = plumbing.theme.color("focus").name()
    assert ring in colours(grab(button))
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert clicks == [1, 1]
    button.clearFocus()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert ring not in colours(grab(button))


def test_a_long_line_elides_and_never_widens_its_window(plumbing: Plumbing, qtbot: QtBot) -> None:
    box = QWidget()
    row = QHBoxLayout(box)
    line = Line("A very long headline " * 20, "ui", grows=True)
    row.addWidget(line)
    qtbot.addWidget(box)
    box.resize(200, 40)
    box.show()
    assert box.minimumSizeHint().width() < 200
    assert line.toolTip() == line.text
    assert line.accessibleName() == line.text


def test_at_most_two_banners_strictest_first(plumbing: Plumbing, qtbot: QtBot) -> None:
    stack = BannerStack()
    qtbot.addWidget(stack)
    stack.put("offline", Banner("offline", "You are offline."))
    stack.put("legal", Banner("escalated", "Legal: live case.", action="Why", shortcut_shown="W"))
    stack.put("embargo", Banner("held", "Embargo until Friday."))
    assert stack.names == ("legal", "embargo")
    stack.take("legal")
    assert stack.names == ("embargo", "offline")


def test_side_list_walks_by_keys_and_keeps_its_place_when_counts_change(plumbing: Plumbing, qtbot: QtBot) -> None:
    rows = SideList("Queues")
    qtbot.addWidget(rows)
    items = [SideItem(name, name.title(), "flag", "1") for name in ("reported", "held", "new")]
    rows.set_items(items)
    rows.set_current("reported")
    heard: list[str] = []
    rows.chosen.connect(heard.append)
    for key in (Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_J, Qt.Key.Key_K):
        QTest.keyClick(rows, key)
    assert heard == ["held", "new", "new", "held"]
    rows.set_items([SideItem(item.name, item.text, item.icon, "2") for item in items])
    assert rows.current == "held"
    assert rows.accessibleDescription() == "Held 2"
    rows.set_items([SideItem("legal", "Legal"), *items])  # keys walk the rows as they stand
    rows.choose("reported")
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert rows.current == "legal"


def test_a_fault_is_told_at_the_field(plumbing: Plumbing, qtbot: QtBot) -> None:
    field = LabelledField("Slug", TextLine("Lifeboat slip"))
    qtbot.addWidget(field)
    field.set_fault("Letters, figures and hyphens only.")
    field.resize(300, 90)
    field.show()
    assert field.editor.accessibleDescription() == "Letters, figures and hyphens only."
    assert plumbing.theme.color("removed").name() in colours(grab(field))
    field.set_fault("")
    assert plumbing.theme.color("removed").name() not in colours(grab(field))


def test_segmented_choice_by_key_and_pointer(plumbing: Plumbing, qtbot: QtBot) -> None:
    choice = SegmentedChoice("Severity", (("low", "Low"), ("middle", "Middle"), ("high", "High")))
    qtbot.addWidget(choice)
    choice.show()
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    QTest.keyClick(choice, Qt.Key.Key_Right)
    QTest.mouseClick(choice, Qt.MouseButton.LeftButton, pos=QPoint(choice.width() - 5, 10))
    QTest.keyClick(choice, Qt.Key.Key_Right)
    assert heard == ["middle", "high"]
    assert choice.accessibleDescription() == "High"


def test_panes_keep_their_widths_and_fold_by_the_window(plumbing: Plumbing, qtbot: QtBot) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    screen = QWidget()
    row.addWidget(screen)
    inner = QHBoxLayout(screen)
    split = PaneSplitter(settings=plumbing.settings, screen="inbox")
    inner.addWidget(split)
    queues, body = QWidget(), QWidget()
    split.addWidget(queues)
    split.addWidget(body)
    folded: list[bool] = []
    folds = FoldOrder(screen, (Fold(1440, queues, folded.append),))
    qtbot.addWidget(window)
    window.resize(1440, 400)
    window.show()
    split.restore([200, 1000])
    split.moveSplitter(300, 1)
    assert plumbing.settings.pane_widths("inbox") == split.sizes()
    assert split.handle(1).width() >= 5  # the line is 1 px, the grip 5
    window.resize(1280, 400)
    QApplication.processEvents()
    assert folds.is_folded(queues) and not queues.isVisible() and folded == [False, True]
    window.resize(1440, 400)
    QApplication.processEvents()
    assert queues.isVisible() and folded[-1] is False


def test_keys_are_split_into_caps() -> None:
    assert split_keys("Ctrl+K") == ("Ctrl", "K")
    assert split_keys("G, N") == ("G", "N")
    assert split_keys("Ctrl+Return") == ("Ctrl", "Enter")
    assert split_keys("*") == ("*",)
    assert split_keys("Ctrl++") == ("Ctrl", "+")
    assert split_keys("+") == ("+",)


def test_matching_prefers_starts_of_words_and_ignores_case_and_accents() -> None:
    whole = match("rem ab", "Remove under 2, Abuse")
    inner = match("rem ab", "Premium cabin")
    assert whole is not None and inner is not None and whole.score > inner.score
    assert whole.spans == ((0, 3), (16, 18))
    assert match("orrick", "Órrick is here") is not None
    assert match("zzz", "Remove") is None
    assert match("", "Anything") is not None
    scattered = match("gth", "Go to Held")
    assert scattered is not None and scattered.spans == ((0, 1), (3, 4), (6, 7))


def test_words_keep_all_their_lines_when_their_column_becomes_narrower(plumbing: Plumbing, qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    text = ReadingText(WORDS, name="Comment")
    column.addWidget(text)
    column.addStretch(1)
    pane = ScrollPane(page)
    qtbot.addWidget(pane)
    pane.resize(700, 400)
    pane.show()
    QApplication.processEvents()
    wide = text.height()
    pane.resize(240, 400)
    QApplication.processEvents()
    assert text.height() == text.heightForWidth(text.width()) > wide
    pane.resize(700, 400)
    QApplication.processEvents()
    assert text.height() == wide


@pytest.mark.parametrize("between", ["nothing", "another text", "another width", "another scale", "marks"])
def test_expected_words_are_laid_out_like_any_others(plumbing: Plumbing, qtbot: QtBot, between: str) -> None:
    text, plain = reading(qtbot, "Something else."), reading(qtbot, "Something else.")
    plain.clearFocus()  # a caret would differ
    text.expect(WORDS)
    if between == "another text":
        text.set_text("Not what was expected.")
    elif between == "another width":
        text.resize(text.width() // 2, text.height())
        plain.resize(text.size())
    elif between == "another scale":
        plumbing.theme.set_scale(1.5)
    for widget in (text, plain):
        widget.set_text(WORDS, [Mark(0, 4, "evidence")] if between == "marks" else ())
    assert text.heightForWidth(text.width()) == plain.heightForWidth(plain.width())
    text.resize(plain.size())
    assert text.grab().toImage() == plain.grab().toImage()


def test_a_banner_that_no_longer_holds_is_out_of_sight_at_once(plumbing: Plumbing, qtbot: QtBot) -> None:
    stack = BannerStack()
    qtbot.addWidget(stack)
    stack.show()
    first, second = Banner("held", "The disk is full."), Banner("held", "The disk is full.")
    stack.put("save", first)
    stack.put("save", second)
    assert (first.isVisible(), second.isVisible()) == (False, True)
    stack.take("save")
    assert not second.isVisible()


def test_a_banner_takes_more_lines_instead_of_cutting_its_sentence(plumbing: Plumbing, qtbot: QtBot) -> None:
    stack = BannerStack()
    host = QWidget()
    column = QVBoxLayout(host)
    column.addWidget(stack)
    column.addStretch(1)
    qtbot.addWidget(host)
    host.resize(900, 400)
    host.show()
    banner = Banner(
        "held",
        "The file could not be read as a Word document although it is named like one.",
        "Save it again as .docx.",
        action="Seen",
    )
    stack.put("import", banner)
    QApplication.processEvents()
    assert banner.height() == plumbing.theme.size("banner")
    host.resize(420, 400)
    QApplication.processEvents()
    QApplication.processEvents()
    assert banner.height() >= plumbing.theme.size("banner") + plumbing.theme.line("ui")


def test_a_scrolling_pane_has_its_ground_in_both_themes_with_its_content_hidden(
    plumbing: Plumbing, qtbot: QtBot
) -> None:
    inner = QWidget()
    pane = ScrollPane(inner, "canvas")
    qtbot.addWidget(pane)
    pane.resize(200, 100)
    pane.show()
    for hidden in (False, True):
        inner.setVisible(not hidden)
        for mode in ("light", "dark"):
            plumbing.theme.set_mode(mode)
            assert colours(grab(pane)) == {plumbing.theme.color("canvas").name()}


def test_a_pane_s_title_stands_whole_before_its_count(plumbing: Plumbing, qtbot: QtBot) -> None:
    head = PaneHead("Reported", "1,204 to do")
    qtbot.addWidget(head)
    head.resize(400, 49)
    head.show()
    QApplication.processEvents()
    assert head._count.isVisible()
    head.resize(140, 49)
    QApplication.processEvents()
    assert not head._count.isVisible()
    assert head._title.width() >= head._title.sizeHint().width()
