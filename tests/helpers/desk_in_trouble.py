"""The desk's window opened where something is wrong; prints as JSON what a person reads there.

``python -m tests.helpers.desk_in_trouble look WORDS`` opens the only profile below BACKBENCH_HOME and waits until the
window shows a sentence with WORDS. ``import FILE …`` imports files, one after another. ``unlock WRONG RIGHT`` gives two
passphrases. ``full-disk FOLDER`` types while the file system of FOLDER is full, and goes on once there is space.
"""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from editor import profiles
from editor.bootstrap.storage import passphrase_given
from editor.bootstrap.window import make_window
from editor.qt.driver import Driver, TooLong
from editor.services import drafting
from editor.ui.drafts.screen import DraftsScreen
from editor.ui.unlock import UnlockPanel
from editor.ui.widgets.banner import Banner
from editor.ui.widgets.labels import Line
from editor.ui.widgets.reading_text import ReadingText

LONG = "The tide came in over the quay. " * 12_000  # 384,000 characters, nearly the longest story


class Trouble:
    """One window and what it says."""

    def __init__(self) -> None:
        self.desk = make_window(profiles.get(None), passphrase=passphrase_given())
        self.driver = Driver(self.desk.window, self.desk.plumbing)
        self.crashes: list[str] = []
        self.desk.plumbing.crash.crashed.connect(lambda sentence, _log: self.crashes.append(sentence))
        self.desk.window.resize(1440, 900)
        self.desk.show()

    def sentences(self) -> list[str]:
        """Every sentence in view that says something is wrong: banners, the unlock panel, the light."""
        window = self.desk.window
        banners = [banner.accessibleName() for banner in window.findChildren(Banner) if banner.isVisible()]
        asked = [
            part.text
            for panel in window.findChildren(UnlockPanel)
            for part in (*panel.findChildren(Line), *panel.findChildren(ReadingText))
            if part.isVisible()
        ]
        return [words for words in (*banners, *asked, window.footer.light.status.words) if words]

    def look(self, words: str) -> None:
        """Wait for a sentence with these words."""
        self.driver.wait(words, lambda: any(words in sentence for sentence in self.sentences()))
        print(json.dumps({"sentences": self.sentences(), "crashes": self.crashes}))

    def import_files(self, names: list[str]) -> None:
        """Import each; tell the sentence and how many stories there are then."""
        drafts = self._drafts()
        for name in names:
            drafts.import_file(Path(name))
            self.driver.settle()
            stories = len(drafting.stories(self.desk.desk))  # type: ignore[arg-type]
            print(
                json.dumps(
                    {
                        "file": name,
                        "sentences": self.sentences(),
                        "stories": stories,
                        "open": len(drafts.area.editors),
                        "crashes": self.crashes,
                    }
                )
            )

    def unlock(self, wrong: str, right: str) -> None:
        """Give the wrong passphrase, then the right one, by key."""
        opened: list[bool] = []
        self.desk.ready.connect(lambda: opened.append(True))
        self.driver.wait("the panel", lambda: any("passphrase" in sentence for sentence in self.sentences()))
        self.driver.type(f"{wrong}\n")
        self.driver.wait("the refusal", lambda: any("does not open" in sentence for sentence in self.sentences()))
        refused = self.sentences()
        assert not opened
        self.driver.type(f"{right}\n")
        self.driver.wait("the desk", lambda: bool(opened))
        self.driver.settle()
        print(json.dumps({"refused": refused, "sentences": self.sentences(), "crashes": self.crashes}))

    def fill_the_disk(self, folder: Path) -> None:
        """Type, fill the disk, type more, give space back."""
        drafts = self._drafts()
        drafts.new()
        self.driver.wait("a story", lambda: drafts.area.front is not None)
        editor = drafts.area.front
        assert editor is not None
        editor.focus_field("body")
        self.driver.type("Before. ")
        self._wait_saved(editor)
        last_saved = editor.fields.body
        # what the site has is here before there is no room for it
        self.driver.wait("the site", lambda: self.desk.site_status.in_step_at is not None, timeout=60)
        _fill(folder / "filler")
        for number in range(30):  # the first versions may find room in files that are there already
            QApplication.clipboard().setText(f"Version {number}. {LONG}")
            self.driver.press("Ctrl+A")
            self.driver.press("Ctrl+V")
            self.driver.wait("the foot to say how it went", lambda: not editor.story.unsaved or editor.story.failing)
            if editor.story.failing:
                break
            last_saved = editor.fields.body
        self.driver.wait("the foot to say not saved", lambda: editor.foot.saving == "Not saved yet")
        full = self.sentences()
        self.driver.type(" Typed while full.")
        kept = editor.fields.body
        on_disk = drafting.open_story(self.desk.desk, article_id=editor.story.article.id).fields.body  # type: ignore[arg-type]
        (folder / "filler").unlink()
        self._wait_saved(editor)
        self.driver.wait("the sentence to go", lambda: not any("disk is full" in words for words in self.sentences()))
        print(
            json.dumps(
                {
                    "full": full,
                    "kept": len(kept),
                    "as_saved": on_disk == last_saved,
                    "after": self.sentences(),
                    "crashes": self.crashes,
                    "article": editor.story.article.id,
                    "end": kept[-30:],
                }
            )
        )

    def close(self) -> None:
        """Close the window as a person does."""
        self.desk.window.close()
        self.desk.close()

    def _drafts(self) -> DraftsScreen:
        opened: list[bool] = []
        self.desk.ready.connect(lambda: opened.append(True))
        self.driver.wait("the desk", lambda: bool(opened))
        return cast(DraftsScreen, self.desk.window.show_screen("drafts"))

    def _wait_saved(self, editor: object) -> None:
        self.driver.wait("the words to be saved", lambda: editor.foot.saving.startswith("Saved on this desk"))  # type: ignore[attr-defined]


def _fill(path: Path) -> None:
    """Leave not a byte free."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as problem:
                assert problem.errno == errno.ENOSPC


def _main(words: list[str]) -> None:
    trouble = Trouble()
    try:
        match words:
            case ["look", sentence]:
                trouble.look(sentence)
            case ["import", *files]:
                trouble.import_files(files)
            case ["unlock", wrong, right]:
                trouble.unlock(wrong, right)
            case ["full-disk", folder]:
                trouble.fill_the_disk(Path(folder))
    except TooLong:
        print(json.dumps({"sentences": trouble.sentences(), "crashes": trouble.crashes}))
        raise
    finally:
        trouble.close()


if __name__ == "__main__":
    _main(sys.argv[1:])
