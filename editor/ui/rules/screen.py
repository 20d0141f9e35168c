"""The rules screen: outline, one clause as a form, what readers will see, publishing the next version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from editor.domain.changes import ChangeSet
from editor.domain.errors import NotFound, WorldError
from editor.domain.sentences import sentence_for
from editor.qt.operation import Operation
from editor.qt.plumbing import Plumbing
from editor.ui.commands import Command
from editor.ui.leaving import all_saved
from editor.ui.operations import rules
from editor.ui.operations.rules import RulebookView
from editor.ui.rules.clause_draft import ClauseDraft
from editor.ui.rules.clause_form import ClauseForm
from editor.ui.rules.commands import rules_commands
from editor.ui.rules.outline import Outline
from editor.ui.rules.panes import RulesPanes
from editor.ui.rules.proof import History, Proof
from editor.ui.rules.publish_bar import PublishBar
from editor.ui.screen import Screen
from editor.ui.widgets.banner import Banner, BannerStack
from editor.ui.widgets.fields import LabelledField
from editor.ui.widgets.folding import NARROW, room

if TYPE_CHECKING:
    from editor.services.desk import Desk
    from editor.services.rulebook import Editing

T = TypeVar("T")

_SURE_FOR = 4_000  # ms in which Discard must be pressed again
_LEAVE_WITHIN = 10_000  # ms in which a second closing leaves without what cannot be saved


class RulesScreen(Screen):
    """Edits a draft of the rulebook; it never changes what is in force."""

    title = "Rules"

    def __init__(self, plumbing: Plumbing, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plumbing = plumbing
        self._desk = desk
        self._view: RulebookView | None = None
        self._number = 0
        self._reading = False
        self._again = False
        self._proof_wanted: bool | None = None
        self.outline = Outline()
        self.form = ClauseForm()
        self.proof = Proof()
        self.history = History()
        self.bar = PublishBar()
        self.banners = BannerStack()
        self.draft = ClauseDraft(plumbing, desk, lambda: self.form.clause, self)
        self._sure = QTimer(self, singleShot=True, interval=_SURE_FOR)
        self._leaving = QTimer(self, singleShot=True, interval=_LEAVE_WITHIN)
        self.panes = RulesPanes(
            plumbing.settings,
            outline=self.outline,
            banners=self.banners,
            form=self.form,
            proof=self.proof,
            history=self.history,
            bar=self.bar,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._connect()
        self.load()

    def commands(self) -> list[Command]:
        """Everything a rule writer can do here."""
        return rules_commands(self)

    @property
    def has_changes(self) -> bool:
        """Whether the draft differs from what is in force."""
        return self._view is not None and bool(self._view.editing.changes)

    @property
    def has_draft(self) -> bool:
        """Whether there is a draft to discard; what waits for the site is none any more."""
        return self._view is not None and self._view.editing.has_draft

    @property
    def can_publish(self) -> bool:
        """Whether there is something to publish and nothing waits."""
        typed = self.draft.unsaved
        return self._view is not None and (self.has_changes or typed) and self._view.editing.waiting is None

    def focus_first(self) -> None:
        """The list of rules."""
        self.outline.list.setFocus()

    def arrived(self) -> None:
        """Decisions may have been made meanwhile."""
        self.load()

    def may_leave(self) -> bool:
        """Everything typed is on disk; or the window stays open and asks, and to close it again is the answer."""
        if all_saved(lambda: [self.draft]):
            return True
        if self._leaving.isActive():
            self.draft.rest()
            return True
        self._leaving.start()
        which = _not_saved(self.draft.unsaved_numbers)
        self._plumbing.messages.error(f"The window stays open: {which} Close it again at once to leave without it.")
        return False

    def load(self) -> None:
        """Read the rulebook off the UI thread; one read at a time."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._plumbing.tasks.read(
            lambda: rules.read_rulebook(self._desk), self._show, failed=self._on_read_failed, owner=self
        )

    def choose(self, number: int) -> None:
        """Show another clause; what was typed in this one is saved first."""
        self.draft.save()
        self._number = number
        self._show_clause()
        self.panes.form_pane.verticalScrollBar().setValue(0)

    def step(self, by: int) -> None:
        """Show the next clause (1) or the one before (-1)."""
        if self._view is not None:
            numbers = [clause.number for clause in self._view.editing.draft.clauses]
            at = numbers.index(self._number) + by
            if 0 <= at < len(numbers):
                self.outline.list.choose(str(numbers[at]))

    def write_note(self) -> None:
        """Give the keyboard to the note on the change, unfolding its pane where it is folded."""
        if not self.panes.right_side.isVisible():
            self.toggle_proof()
        self.bar.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def publish(self) -> None:
        """Publish the draft as the next version, with the note; what stands in the way is said.

        It waits for the words on screen to be on disk: readers get those, or nothing.
        """
        if self.form.fault:
            self.banners.put("problem", Banner("held", f"Not published. {self.form.fault}", icon="triangle-alert"))
            return
        operation = rules.publish(desk=self._desk, note=self.bar.note.text())
        self.draft.when_saved(lambda: self._run(operation, self.bar.note.clear))

    def discard(self) -> None:
        """Discard the draft; asked twice within 4 s it is done."""
        if not self._sure.isActive():
            self._sure.start()
            self.bar.ask_twice(True)
            return
        self._sure.stop()
        self.bar.ask_twice(False)
        self.draft.save()  # writes keep their order: what is typed goes with the rest
        self._run(rules.discard_draft(desk=self._desk), self.draft.forget)

    def toggle_history(self) -> None:
        """Show the versions instead of the preview, or the preview again."""
        shown = self.panes.right.currentWidget() is self.history
        self.panes.right.setCurrentWidget(self.proof if shown else self.history)
        self._show_right_head()

    def toggle_proof(self) -> None:
        """Show or hide the right pane."""
        self._proof_wanted = not self.panes.right_side.isVisible()
        self._arrange()

    def go_into(self, field: QWidget) -> None:
        """Give a field of the form the keyboard, in view."""
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._reveal()

    def _reveal(self) -> None:
        """The field with the keyboard stands in view with its label, and with the sentence about a fault below it."""
        at = QApplication.focusWidget()
        while at is not None and not isinstance(at, LabelledField):
            at = at.parentWidget()
        if at is not None and self.form.isAncestorOf(at):
            self.panes.form_pane.ensureWidgetVisible(at, 0, 12)

    def _run(self, operation: Operation[T], after: Callable[[], object] | None = None) -> None:
        self._plumbing.operations.run(
            operation, done=lambda _done: self._on_done(after), failed=self._on_failed, owner=self
        )

    def _on_done(self, after: Callable[[], object] | None) -> None:
        self.banners.take("problem")
        if after is not None:
            after()
        self.load()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, WorldError):
            raise error
        self.banners.put("problem", Banner("held", sentence_for(error), icon="triangle-alert"))

    def _connect(self) -> None:
        self.outline.chosen.connect(self.choose)
        self.outline.history_asked.connect(self.toggle_history)
        self.form.edited.connect(self.draft.note_edit)
        self.form.edited.connect(lambda: QTimer.singleShot(0, self, self._reveal))  # once a new line has its room
        self.draft.refreshed.connect(self._show_saving)
        self.draft.saved.connect(self._on_saved)
        self.draft.problem.connect(self._on_save_problem)
        self.bar.publish_asked.connect(self.publish)
        self.bar.discard_asked.connect(self.discard)
        self._sure.timeout.connect(lambda: self.bar.ask_twice(False))
        self._plumbing.changes.changed.connect(self._on_changes)
        self._plumbing.theme.theme_changed.connect(self._arrange)

    def _show(self, view: RulebookView) -> None:
        self._reading = False
        again, self._again = self._again, False
        if again:
            self.load()
            if self._view is not None:
                return  # read before the last change: words just saved may be missing in it
        self._view = view
        was_empty = not self.panes.shows_rules
        self.panes.show_rules()
        if was_empty and self.isVisible():
            self.focus_first()
        self.outline.show_view(view)
        self.proof.show_view(view)
        self.history.show_versions(view.history, view.editing.waiting)
        numbers = [clause.number for clause in view.editing.draft.clauses]
        if self._number not in numbers and numbers:
            self._number = numbers[0]
        self.outline.list.set_current(str(self._number))
        if not self.draft.typed:
            self._show_clause()
        self._show_saving()
        self._show_right_head()

    def _show_clause(self) -> None:
        if self._view is None or not self._number:
            return
        editing = self._view.editing
        before = next((c for c in editing.in_force.clauses if c.number == self._number), None)
        clause = self.draft.kept(self._number) or editing.draft.clause(self._number)
        self.form.show_clause(clause, before, editing.in_force.version)
        self._show_saving()

    def _show_saving(self) -> None:
        clause = self.form.clause
        if self._view is None or clause is None:
            return
        editing = self._view.editing
        self.panes.clause_head.set_title(f"{clause.number}  {clause.label or 'No label yet'}")
        count = self.form.changes()
        plural = "" if count == 1 else "s"
        changed = f"{count} change{plural} from {editing.in_force.version}" if count else "as in force"
        unsaved = self.draft.typed or self.draft.kept(clause.number) is not None
        failing = unsaved and self.draft.failing
        saving = "not saved yet" if failing else "saving" if unsaved else "saved on this desk"
        self.panes.saving.set_text(
            f"{changed} · {saving}" if count or unsaved else changed, "held" if failing else "text3"
        )
        self.panes.rest.show_count(editing.decisions.get(clause.number, 0) if count else 0, editing.in_force.version)
        waiting = editing.waiting
        self.bar.show_state(
            (editing.in_force if waiting is None else waiting).version + 1,
            can_publish=self.can_publish,
            can_discard=self.has_draft,
            waiting=waiting.version if waiting is not None else None,
        )

    def _show_right_head(self) -> None:
        if self._view is None:
            return
        if self.panes.right.currentWidget() is self.history:
            self.panes.right_head.set_title("Versions")
            self.panes.right_head.set_count(f"{len(self._view.history):,} known to this desk")
        else:
            self.panes.right_head.set_title("What readers will see")
            now = self._view.editing.in_force.version
            self.panes.right_head.set_count(f"version {now + 1 if self.has_changes else now}")

    def _arrange(self) -> None:
        wide = room(self.window()) >= NARROW
        shown = wide if self._proof_wanted is None else self._proof_wanted
        if not shown and self.panes.right_side.isAncestorOf(QApplication.focusWidget() or self):
            self.focus_first()  # Qt would give the keyboard to whatever comes next, outside this screen
        self.panes.right_side.setVisible(shown)

    def _on_changes(self, changes: ChangeSet, initiator: object) -> None:
        if changes.rulebook:
            self.load()

    def _on_read_failed(self, error: BaseException) -> None:
        self._reading = False
        if not isinstance(error, NotFound):
            raise error
        self.panes.show_none()

    def _on_saved(self, editing: Editing) -> None:
        """The view knows the words at once, so that coming back to the rule before it is read again shows them."""
        if self._view is not None:
            self._view = replace(self._view, editing=editing)

    def _on_save_problem(self, why: str) -> None:
        if not why:
            self.banners.take("save")
            return
        sentence = _not_saved(self.draft.unsaved_numbers)
        if self.banners.renew("save", sentence, why):
            return
        banner = Banner("held", sentence, why, "Try again", icon="triangle-alert")
        banner.acted.connect(self.draft.save)
        self.banners.put("save", banner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _not_saved(numbers: tuple[int, ...]) -> str:
    """ "Rule 2 is not saved yet.", "Rules 2 and 3 are not saved yet." """
    if len(numbers) < 2:
        return f"Rule {numbers[0]} is not saved yet." if numbers else "The rule is not saved yet."
    return f"Rules {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} are not saved yet."
