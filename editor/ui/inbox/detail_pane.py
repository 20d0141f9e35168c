"""The comment itself: the story it stands under, its words to read and to quote, and the thread around it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from editor.domain.inbox import CommentCard, CommentContext
from editor.qt.theme import current_theme
from editor.ui.inbox.thread_view import SHORT, ThreadView, branch_of, shown_entries
from editor.ui.inbox.wording import counted, is_decided, quoting_words, short_time, slug_words, verdict_look
from editor.ui.inbox.words import HeadlineLink
from editor.ui.widgets.buttons import Button
from editor.ui.widgets.icon_mark import IconMark
from editor.ui.widgets.keycap import Chip
from editor.ui.widgets.labels import Hairline, Line, SectionLabel
from editor.ui.widgets.painting import text_width
from editor.ui.widgets.reading_text import Mark, ReadingText
from editor.ui.widgets.scroll import ScrollPane
from editor.ui.widgets.themed import Pane

_GUTTER = 24
_BUTTON_PADDING = 8  # beside the words of a plain button, so that its key ends where the lines above it end
_MOST = 620  # px of a line with something at its right end; the words themselves stop at 560


class DetailPane(Pane):
    """Shows one comment. ``words`` is the text with its selection; ``thread_toggled`` asks for the whole thread."""

    thread_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", (), parent)
        self.words = ReadingText("", "read", "text", name="Comment")
        self._card: CommentCard | None = None
        self._context: CommentContext | None = None
        self._whole = False
        self._blank = Pane("surface")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_story())
        self._scroll = ScrollPane(self._make_body(), "surface")
        column.addWidget(self._scroll, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._blank)
        self._stack.addWidget(page)
        self.setMinimumWidth(300)

    @property
    def shows_whole_thread(self) -> bool:
        """Whether all of the thread is in view, not only the comment's own branch."""
        return self._whole

    def show_comment(
        self, card: CommentCard | None, context: CommentContext | None, evidence: tuple[int, int] | None
    ) -> None:
        """Show a card; what its context brings comes with it or a moment later, and nothing above it moves."""
        same = card is not None and self._card is not None and card.id == self._card.id
        self._card, self._context = card, context
        self._stack.setCurrentIndex(0 if card is None else 1)
        if card is None:
            return
        if not same:
            self._whole = False
            self._scroll.verticalScrollBar().setValue(0)
        self._show_story(card, context)
        self._show_head(card)
        if not same or self.words.text != card.text:
            self.words.set_text(card.text)
        self.show_evidence(evidence)
        self._show_thread()

    def expect(self, card: CommentCard, context: CommentContext | None) -> None:
        """Shape and lay out now, while there is time, what :meth:`show_comment` is likely to show next."""
        for style, text in (
            ("title", card.author_name),
            ("meta", card.standing),
            ("meta", short_time(card.created)),
            ("meta", slug_words(card.article_slug)),
            ("ui_semi", context.headline if context else slug_words(card.article_slug)),
        ):
            current_theme().shaped.expect(style, text)
        self.words.expect(card.text)
        if context is not None:
            self.thread_view.expect(shown_entries(context.thread, False))

    def show_evidence(self, evidence: tuple[int, int] | None) -> None:
        """Mark the words quoted as evidence: code points, start and end; None for none."""
        words = self.words.text
        quote = self._decided_quote()
        if evidence is None and quote and quote in words:
            start = words.index(quote)
            evidence = (start, start + len(quote))
        self.words.set_marks([Mark(*evidence, "evidence")] if evidence else [])
        if evidence:
            number = len(words[evidence[0] : evidence[1]].split())
            self._evidence.set_text(f"Quoted as evidence, {counted(number, 'word')}")
        else:
            self._evidence.set_text("Select words and press Q to quote them as evidence")

    def toggle_thread(self) -> None:
        """All of the thread, or the comment's branch again."""
        self._whole = not self._whole
        self._show_thread()

    def open_thread(self) -> None:
        """All of the thread; nothing happens when it is in view already."""
        if not self._whole:
            self.toggle_thread()

    def _decided_quote(self) -> str:
        if self._context is None or self._card is None or not is_decided(self._card):
            return ""
        found = (d.quote for d in self._context.log if d.id == self._card.decision_id)
        return next(found, "")

    def _make_story(self) -> QWidget:
        story = Pane("surface", ("bottom",))
        row = self._story_row = QHBoxLayout(story)
        row.setContentsMargins(_GUTTER, 10, _GUTTER, 11)
        row.setSpacing(8)
        self._headline = HeadlineLink()
        self._headline.clicked.connect(self._open_story)
        self._slug = Line("", "meta", "text3")
        row.addWidget(IconMark("file-text", "text2", 15))
        row.addWidget(self._headline, 1)
        row.addWidget(self._slug)
        return story

    def _make_body(self) -> QWidget:
        body = Pane("surface")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(0)
        self._comment_column = comment = QVBoxLayout()
        comment.setContentsMargins(_GUTTER, 18, _GUTTER, 14)
        comment.setSpacing(6)
        comment.addLayout(self._make_head())
        comment.addWidget(self.words)
        comment.addLayout(self._make_evidence())
        column.addLayout(comment)
        column.addWidget(Hairline())
        self._thread_column = thread = QVBoxLayout()
        thread.setContentsMargins(_GUTTER, 8, _GUTTER, 0)
        self.thread_view = ThreadView()
        thread.addWidget(self.thread_view)
        self._thread_head = self._make_thread_head()
        column.addLayout(self._thread_head)
        column.addLayout(thread)
        column.addStretch(1)
        return body

    def resizeEvent(self, event: QResizeEvent) -> None:
        # what stands at the right of a line stays beside it on a wide screen
        right = max(self.width() - _GUTTER - current_theme().px(_MOST), _GUTTER)
        self._story_row.setContentsMargins(_GUTTER, 10, right, 11)
        self._comment_column.setContentsMargins(_GUTTER, 18, right, 14)
        self._thread_head.setContentsMargins(_GUTTER, 10, right - _BUTTON_PADDING, 0)
        self._thread_column.setContentsMargins(_GUTTER, 8, right, 0)
        self._fit_slug()
        super().resizeEvent(event)

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self._name = Line("", "title", "text")
        self._standing = Line("", "meta", "text3", grows=True)
        self._state = Chip("", "neutral", "flag")
        self._time = Line("", "meta", "text3")
        for widget in (self._name, self._standing, self._state, self._time):
            row.addWidget(widget, 1 if widget is self._standing else 0)
        return row

    def _make_evidence(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(7)
        self._evidence = Line("", "meta", "text2", grows=True)
        self._quoting = Line("", "meta", "held")
        row.addWidget(IconMark("quote", "text3", 15))
        row.addWidget(self._evidence, 1)
        row.addWidget(self._quoting)
        return row

    def _make_thread_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._thread_label = SectionLabel("Thread", beside=True)
        self._toggle = Button("whole thread", "O", "plain", height="button_in_bar")
        self._toggle.clicked.connect(self.thread_toggled)
        row.addWidget(self._thread_label, 1)
        row.addWidget(self._toggle)
        return row

    def _show_story(self, card: CommentCard, context: CommentContext | None) -> None:
        self._headline.set_link(
            context.headline if context else slug_words(card.article_slug), context.article_url if context else ""
        )
        self._slug.set_text(slug_words(card.article_slug))
        self._fit_slug()

    def _fit_slug(self) -> None:
        """The headline wins: the slug's words stand beside it only where both have room, and never repeat it."""
        headline, slug = self._headline.text(), self._slug.text
        margins = self._story_row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - current_theme().px(15) - 2 * 8
        needed = text_width("ui_semi", headline) + text_width("meta", slug)
        self._slug.setVisible(needed <= room and not headline.lower().startswith(slug.lower()))

    def _show_head(self, card: CommentCard) -> None:
        self._name.set_text(card.author_name)
        self._standing.set_text(card.standing)
        self._time.set_text(short_time(card.created))
        self._state.setVisible(is_decided(card))
        if is_decided(card):
            role, icon, words = verdict_look(card)
            self._state.set_text(words, role if role in ("removed", "approved") else "neutral", icon)

    def _show_thread(self) -> None:
        context = self._context
        if context is None:
            self._quoting.set_text("")
            self.thread_view.set_entries((), frozenset())
            self._thread_label.set_detail("")
            self._toggle.hide()
            return
        self._quoting.set_text(quoting_words(context))
        self.thread_view.set_entries(shown_entries(context.thread, self._whole), frozenset(context.quoting))
        self._thread_label.set_detail(counted(context.replies, "reply", "replies") if context.replies else "no replies")
        branch = branch_of(context.thread)
        more = len(branch) < len(context.thread) or len(branch) > SHORT + 1
        self._toggle.setVisible(more or self._whole)
        self._toggle.set_text("its branch only" if self._whole else "whole thread")

    def _open_story(self) -> None:
        if self._headline.url:
            QDesktopServices.openUrl(QUrl(self._headline.url, QUrl.ParsingMode.StrictMode))

    def focus_words(self) -> None:
        """Give the comment's text the keyboard, with a caret."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
