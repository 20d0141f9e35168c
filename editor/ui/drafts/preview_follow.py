"""Keeps a preview and a source together: renders off the UI thread, follows cursor and scrolling both ways by line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from editor.qt.tasks import Tasks
from editor.services.preview import Preview, Rendering
from editor.ui.drafts.preview_pane import PreviewPane, Shown
from editor.ui.drafts.source import SourceEdit

_WAIT = 40  # ms after a key: several keys are rendered as one


class PreviewFollow(QObject):
    """Feeds one preview pane from one source at a time. `rendered` follows every rendering (words, minutes)."""

    rendered = Signal(object)

    def __init__(self, pane: PreviewPane, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._tasks = tasks
        self._source: SourceEdit | None = None
        self._preview = Preview()
        self._kept: WeakKeyDictionary[Preview, Shown] = WeakKeyDictionary()  # layouts of the other open stories
        self._busy = False
        self._again = False
        self._wait = QTimer(self, singleShot=True, interval=_WAIT)
        self._wait.timeout.connect(self._render)
        self._undo: list[Callable[[], object]] = []
        pane.scrolled_by_person.connect(self._on_preview_scrolled)
        pane.line_chosen.connect(self._on_line_chosen)

    def follow(self, source: SourceEdit | None, preview: Preview | None = None) -> None:
        """Follow another source from now on; `preview` is the renderer that remembers its parts."""
        for undo in self._undo:
            undo()
        self._undo = []
        if self._source is not None:
            self._kept[self._preview] = self._pane.shown
        self._source = source
        self._preview = preview or Preview()
        if source is None:
            self._pane.set_blocks(())
            return
        if (kept := self._kept.get(self._preview)) is not None:
            self._pane.show_again(kept)
        for signal, slot in (
            (source.textChanged, self._on_text_changed),
            (source.line_changed, self._on_line_changed),
            (source.scrolled, self._on_source_scrolled),
        ):
            connection = signal.connect(slot)
            self._undo.append(partial(QObject.disconnect, connection))
        self._render()

    def rest(self) -> None:
        """Render nothing more until the next edit."""
        self._wait.stop()
        self._again = False

    def _on_text_changed(self) -> None:
        if not self._wait.isActive():
            self._wait.start()

    def _render(self) -> None:
        if self._source is None:
            return
        if self._busy:
            self._again = True
            return
        self._busy = True
        source, body = self._source, self._source.words()
        self._tasks.read(
            partial(self._preview.render, body),
            lambda rendering: self._on_rendered(source, rendering),
            failed=self._on_failed,
            owner=self,
        )

    def _on_rendered(self, source: SourceEdit, rendering: Rendering) -> None:
        self._busy = False
        if source is self._source:
            self._pane.set_blocks(rendering.blocks)
            self._pane.set_line(source.line)
            self._align()
            self.rendered.emit(rendering)
        if self._again or source is not self._source:
            self._again = False
            self._render()

    def _on_failed(self, error: BaseException) -> None:
        self._busy = False
        raise error

    def _on_line_changed(self, line: int) -> None:
        self._pane.set_line(line)
        if not self._wait.isActive():
            self._align()

    def _on_source_scrolled(self) -> None:
        self._align()

    def _align(self) -> None:
        """Bring the part of the anchor line to the anchor's height, so that lines compare."""
        if self._source is not None and not self._pane.hasFocus():
            line, y = self._source.anchor()
            self._pane.scroll_line_to(line, max(y, 0.0))

    def _on_preview_scrolled(self, line: int, y: float) -> None:
        if self._source is not None:
            self._source.blockSignals(True)  # its echo would scroll the preview under the person's hand
            self._source.scroll_line_to(line, y)
            self._source.blockSignals(False)

    def _on_line_chosen(self, line: int) -> None:
        if self._source is not None:
            self._source.show_line(line, move_cursor=True)
            self._source.setFocus()
