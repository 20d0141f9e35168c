"""The editor of one story: banners, conflict, find bar, fields, text and foot, bound to its autosave."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor.domain.articles import Article, ArticleFields, ArticleState, Whereabouts, missing_for_publishing
from editor.domain.changes import Done
from editor.domain.errors import WorldError
from editor.domain.sentences import sentence_for
from editor.qt.operation import Operation
from editor.qt.plumbing import Plumbing
from editor.services.preview import Rendering
from editor.ui.drafts.conflict_panel import ConflictPanel
from editor.ui.drafts.find_bar import FindBar
from editor.ui.drafts.form import FieldsForm
from editor.ui.drafts.open_story import OpenStory
from editor.ui.drafts.preview_head import HeadWords
from editor.ui.drafts.source import SourceEdit
from editor.ui.drafts.story_foot import StoryFoot
from editor.ui.drafts.whereabouts import listed
from editor.ui.operations import drafting
from editor.ui.operations.drafting import Restored
from editor.ui.widgets.banner import Banner, BannerStack
from editor.ui.widgets.when import clock, day_and_clock

if TYPE_CHECKING:
    from editor.services.desk import Desk


class StoryEditor(QWidget):
    """One open story. `changed` follows what its tab, its publish button and the preview's head show.

    `files_given(paths)` follows files pasted into it.
    """

    changed = Signal()
    files_given = Signal(tuple)

    def __init__(self, plumbing: Plumbing, desk: Desk, article: Article, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self.story = OpenStory(plumbing, desk, article, self)
        self.form = FieldsForm()
        self.source = SourceEdit(self.form)
        self.find_bar = FindBar(self.source)
        self.banners = BannerStack()
        self.conflict = ConflictPanel()
        self.foot = StoryFoot()
        self._lay_out()
        self._connect()
        self._show_words(article.fields)
        self._on_refreshed()

    @property
    def fields(self) -> ArticleFields:
        """What is typed now."""
        return self.form.fields(self.source.words())

    @property
    def head_words(self) -> HeadWords:
        """What the preview shows above the text."""
        article = self.story.article
        when = day_and_clock(article.published_at) if article.published_at else "Not published yet"
        form = self.form
        return HeadWords(
            form.section.text().strip(),
            form.headline.words(),
            form.standfirst.words(),
            form.byline.text().strip(),
            when,
        )

    @property
    def has_change_to_publish(self) -> bool:
        """Whether readers do not have the newest words yet, and nothing is on its way to them."""
        article = self.story.article
        if article.state is ArticleState.PUBLISHED:
            return article.whereabouts is not Whereabouts.PUBLISHED and article.whereabouts is not Whereabouts.WAITING
        return article.whereabouts is not Whereabouts.WAITING

    @property
    def can_publish(self) -> bool:
        """Whether the story could go to readers as it stands."""
        ready = not self._missing() and self.story.article.conflict is None
        return ready and (self.has_change_to_publish or self.story.unsaved)

    def publish(self) -> None:
        """Queue what is on screen for the readers; what stands in the way is said, and shown."""
        missing = self._missing()
        if missing:
            self.show_problem(f"Before readers can see it, the story needs {listed(missing)}.")
            self.focus_field(missing[0])
        elif self.story.article.whereabouts is Whereabouts.PUBLISHED and not self.story.unsaved:
            self._plumbing.messages.info("Readers have these words already.")
        else:
            self._send(drafting.publish)

    def send_draft(self) -> None:
        """Queue what is on screen for the site as a draft for colleagues."""
        self._send(drafting.send_draft)

    def settle(self, keep: str) -> None:
        """Settle the conflict by keeping "mine" or "theirs"."""
        if self.story.article.conflict is None:
            return
        self.banners.take("refused")
        self.story.save()
        self._plumbing.operations.run(
            drafting.settle(desk=self._desk, article_id=self.story.article.id, keep=keep),
            done=lambda done: self.story.take(done.result),
            failed=self._on_send_failed,
            owner=self,
            initiator=self.story.tag,
        )

    def restore(self, version_id: str, *, back: bool = False) -> None:
        """Let the words of an earlier version stand again; what is on screen is saved first, so that nothing goes.

        In the text it is one step of Undo; the banner takes all fields back, which is what ``back`` says.
        """
        self.banners.take("restored")
        self.story.save()
        self._plumbing.operations.run(
            drafting.restore(desk=self._desk, article_id=self.story.article.id, version_id=version_id),
            done=lambda done: self._on_restored(done.result, back),
            failed=self._on_send_failed,
            owner=self,
            initiator=self.story.tag,
        )

    def focus_field(self, name: str) -> None:
        """Give the keyboard to a field of the story or to its text."""
        if name == "body":
            self.source.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.form.focus_field(name)

    def focus_start(self) -> None:
        """Give the keyboard to where writing goes on: the headline of an empty story, the text of another."""
        self.focus_field("body" if self.form.headline.words() else "headline")

    def show_problem(self, sentence: str, name: str = "problem", action: str = "") -> Banner:
        """Show a sentence above the text until it no longer holds."""
        banner = Banner("held", sentence, action=action, icon="triangle-alert")
        self.banners.put(name, banner)
        return banner

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Show what an import left out."""
        if notes:
            more = " ".join(notes[1:])
            banner = Banner("offline", notes[0], more, "Seen", icon="import")
            banner.acted.connect(lambda: self.banners.take("import"))
            banner.setToolTip("\n".join(notes))
            self.banners.put("import", banner)

    def take_rendering(self, rendering: Rendering) -> None:
        """Counts come with each rendering of the preview."""
        self.foot.set_counts(rendering.words, rendering.minutes)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.banners, self.conflict, self.find_bar):
            column.addWidget(widget)
        column.addWidget(self.source, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.story.read_from(lambda: self.fields)
        self.story.refreshed.connect(self._on_refreshed)
        self.story.words_arrived.connect(self._show_words)
        self.story.problem.connect(self._on_save_problem)
        self.source.edited.connect(self._on_edited)
        self.form.edited.connect(self._on_edited)
        self.form.edited.connect(self.changed)
        self.banners.keyboard_lost.connect(self.focus_start)
        for part in (self.form, self.source):
            part.files_given.connect(self.files_given)
        self.conflict.chosen.connect(self.settle)
        form = self.form
        parts = (form.headline, form.standfirst, form.byline, form.section, form.slug, self.source)
        for before, after in pairwise(parts):
            before.installEventFilter(self)
            self.setTabOrder(before, after)

    def _send(self, queue: Callable[..., Operation[Done[Article]]]) -> None:
        article_id = self.story.article.id
        self.banners.take("refused")
        self.story.send(
            lambda on_screen: queue(desk=self._desk, article_id=article_id, on_screen=on_screen),
            failed=self._on_send_failed,
        )

    def _on_restored(self, restored: Restored, back: bool) -> None:
        self.story.take(restored.article)
        if restored.article.head_version == restored.before:
            self._plumbing.messages.info("The story says these words already.")
        elif not back:
            more = "What stood before is among the versions."
            banner = Banner("offline", "An earlier version stands again.", more, "Take it back", icon="history")
            banner.acted.connect(lambda: self.restore(restored.before, back=True))
            self.banners.put("restored", banner)

    def _on_send_failed(self, error: BaseException) -> None:
        if not isinstance(error, WorldError):
            raise error
        self.show_problem(sentence_for(error), "refused")

    def _on_edited(self) -> None:
        self.banners.take("restored")
        self.story.note_edit()
        self._show_readiness()

    def _on_save_problem(self, sentence: str) -> None:
        if not sentence:
            self.banners.take("save")
            return
        if self.banners.renew("save", sentence):
            return
        banner = self.show_problem(sentence, "save", "Try again")
        banner.acted.connect(self.story.save)

    def _show_words(self, fields: ArticleFields) -> None:
        self.form.set_fields(fields)
        if not self.source.document().isModified() and not self.source.words():
            self.source.set_words(fields.body)
        elif fields.body != self.source.words():
            self.source.replace_words(fields.body)
        self.changed.emit()

    def _on_refreshed(self) -> None:
        article = self.story.article
        if article.state is ArticleState.PUBLISHED:
            self.form.fix_address()
        self.conflict.show_article(article)
        if article.conflict is not None:
            them = article.conflict.theirs.updated_by or "Somebody"
            if "conflict" not in self.banners.names:
                self.banners.put(
                    "conflict",
                    Banner("conflict", f"{them} also changed this story.", "Publishing waits until you choose below."),
                )
        else:
            self.banners.take("conflict")
        self._show_saving()
        self._show_readiness()
        self.changed.emit()

    def _show_saving(self) -> None:
        if self.story.failing:
            self.foot.set_saving("Not saved yet", unsure=True)
        elif self.story.unsaved:
            self.foot.set_saving("Saving")
        else:
            self.foot.set_saving(f"Saved on this desk {clock(self.story.article.saved_at)}")

    def _missing(self) -> tuple[str, ...]:
        return missing_for_publishing(self.form.fields("words" if self.source.has_words() else ""))

    def _show_readiness(self) -> None:
        missing = self._missing()
        self.foot.set_missing(f"Before readers can see it: {listed(missing)}" if missing else "")
        if not missing:
            self.banners.take("problem")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.conflict.set_most(self.height() // 3)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.source.verticalScrollBar().setValue(0)  # the fields scroll with the text
        return False
