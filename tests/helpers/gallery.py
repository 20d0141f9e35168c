"""One page with every shared widget, to look at and to test that all of them paint in every theme and ratio."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from editor.ui.screen import Screen
from editor.ui.widgets.banner import Banner
from editor.ui.widgets.buttons import Button, IconButton
from editor.ui.widgets.empty_state import EmptyState
from editor.ui.widgets.fields import LabelledField, TextBlock, TextLine
from editor.ui.widgets.keycap import Chip, KeyHint, Keys
from editor.ui.widgets.labels import Hairline, Line, SectionLabel
from editor.ui.widgets.pane_head import PaneHead
from editor.ui.widgets.reading_text import Mark, ReadingText
from editor.ui.widgets.segmented import SegmentedChoice
from editor.ui.widgets.side_row import SideItem, SideList
from editor.ui.widgets.splitter import PaneSplitter
from editor.ui.widgets.status_light import Status, StatusLight
from editor.ui.widgets.themed import Pane

MARKED = "The company said confirmed that it would not sail from January, and these words are evidence."


class Gallery(Screen):
    """Side pane, type and controls, states and reading text."""

    title = "Parts"

    def __init__(self) -> None:
        super().__init__()
        split = PaneSplitter()
        for pane in (self._side(), self._left(), self._right()):
            split.addWidget(pane)
        split.setSizes([200, 600, 640])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _side(self) -> QWidget:
        pane = Pane("canvas")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PaneHead("Inbox", "38 to do", role="canvas", gutter=16))
        queues = SideList("Queues")
        queues.set_items(
            [
                SideItem("reported", "Reported", "flag", "38"),
                SideItem("held", "Held", "circle-pause", "112"),
                SideItem("2", "No abuse of a person", "", "1,961", "2"),
            ]
        )
        queues.set_current("reported")
        column.addWidget(queues)
        column.addStretch(1)
        return pane

    def _left(self) -> QWidget:
        pane = Pane("surface")
        column = QVBoxLayout(pane)
        column.setContentsMargins(32, 8, 24, 8)
        column.setSpacing(4)
        column.addWidget(SectionLabel("Type", "both serif and sans"))
        for words, style, role in (
            ("Headline, 30/36 bold", "headline", "text"),
            ("Pane title, 20/28", "title", "text"),
            ("Reading 16/26, old-style figures 1985, 07:40", "read", "text"),
            ("Card 15/21: Ask to see the valuation.", "card", "text2"),
            ("Interface, Inter 13/20", "ui", "text"),
            ("Semibold", "ui_semi", "text"),
            ("Detail 12/18, tabular 1,204 · 13:58", "meta", "text2"),
        ):
            column.addWidget(Line(words, style, role, grows=True))
        column.addWidget(SectionLabel("Buttons"))
        grid = QGridLayout()
        for index, look in enumerate(("filled", "bordered", "plain")):
            off = Button("Publish", "", look)  # type: ignore[arg-type]
            off.setEnabled(False)
            grid.addWidget(Button("Send", "Return", look), index, 0)  # type: ignore[arg-type]
            grid.addWidget(Button("New", "Ctrl+N", look, icon="plus"), index, 1)  # type: ignore[arg-type]
            grid.addWidget(off, index, 2)
        grid.addWidget(IconButton("panel-left", "Show articles", "Ctrl+B"), 0, 3)
        column.addLayout(grid)
        column.addWidget(SectionLabel("Keys and chips"))
        for parts in (
            (Keys("J, K"), Keys("Ctrl+K"), Keys("Return"), KeyHint("G, N", "show", words_first=True)),
            (
                Chip("Held", "held", "circle-pause"),
                Chip("Removed", "removed", "circle-x"),
                Chip("Approved", "approved", "circle-check"),
                Chip("Conflict", "conflict", "git-merge"),
            ),
            (
                Chip("Escalated", "escalated", "arrow-up-right"),
                Chip("4 reports · Abuse", "neutral", "flag"),
                Chip("Not sent yet", "offline", "cloud-off"),
            ),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
            column.addLayout(row)
        column.addWidget(Hairline())
        column.addWidget(
            EmptyState("circle-check", "Nothing reported", "The last one was answered at 14:31.", "Go to Held", "G, H")
        )
        column.addStretch(1)
        return pane

    def _right(self) -> QWidget:
        pane = Pane("surface")
        column = QVBoxLayout(pane)
        column.setContentsMargins(24, 8, 32, 8)
        column.setSpacing(6)
        column.addWidget(SectionLabel("Status light"))
        for status in (
            Status("in_step", outbox="All sent", site="Site in step 15:12"),
            Status("sending", outbox="Sending 3"),
            Status("needs_you", outbox="1 thing needs you"),
            Status("offline", outbox="3 waiting", site="Site offline since 14:02"),
        ):
            column.addWidget(StatusLight(status))
        column.addWidget(SectionLabel("Banners"))
        column.addWidget(
            Banner("offline", "You decided 3 comments offline.", "They leave when the site answers.", "Show", "G, O")
        )
        column.addWidget(Banner("conflict", "Two people changed one sentence.", "Publishing waits.", "Settle", "F7"))
        column.addWidget(
            Banner("held", "Embargo until Friday 4 December, 06:00.", "No path sends it earlier.", icon="lock")
        )
        column.addWidget(SectionLabel("Underlines and differences"))
        text = ReadingText(name="Comment")
        text.set_text(
            MARKED,
            [
                Mark(12, 16, "delete"),
                Mark(17, 31, "insert"),
                Mark(41, 44, "yours"),
                Mark(50, 62, "theirs"),
                Mark(68, 79, "evidence"),
            ],
        )
        column.addWidget(text)
        column.addWidget(LabelledField("Label, shown when a reader reports", TextLine("No abuse of a person"), "20"))
        wrong = LabelledField("Slug", TextLine("Lifeboat slip"))
        wrong.set_fault("Letters, figures and hyphens only.")
        column.addWidget(wrong)
        column.addWidget(LabelledField("What readers see", TextBlock("Argue with what people say."), "Markdown"))
        column.addWidget(SegmentedChoice("Severity", (("low", "Low"), ("middle", "Middle"), ("high", "High"))))
        column.addStretch(1)
        return pane


def save_pictures(folder: str) -> None:
    """Save the gallery as PNGs in both themes: python -m tests.helpers.gallery FOLDER."""
    import os
    import tempfile
    from pathlib import Path

    from editor.qt.plumbing import make_application, make_plumbing
    from editor.ui.main_window import MainWindow
    from editor.ui.screen import ScreenEntry
    from tests.helpers.shots import shoot

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    plumbing = make_plumbing(make_application(), Path(tempfile.mkdtemp()))
    window = MainWindow(plumbing, [ScreenEntry(name, name.title(), Gallery) for name in ("drafts", "inbox", "rules")])
    window.show()
    shoot(window, plumbing.theme, "gallery", Path(folder), (1.0, 2.0))
    plumbing.tasks.close()


if __name__ == "__main__":
    import sys

    save_pictures(sys.argv[1])
