"""What a desk's decisions taught: the personal model, its calibration, and its record against the prior."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from editor.triage.score.calibration import Platt, ReliabilityBin
from editor.triage.score.shape import SHAPE_RULES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH: Final = 250  # decisions before the personal model says anything
ENOUGH_OF_EACH: Final = 20
FULL_VOICE_AT: Final = 1_000  # decisions from which the prior speaks only through the personal model
# Both enter the logistic regression smaller than they are, so that its penalty holds them as it holds words.
PRIOR_SCALE: Final = 0.5
SHAPE_SCALE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Record:
    """How both did on decisions that neither had learned from, in the order in which they were taken."""

    decisions: int = 0
    prior_auc: float = 0.5
    personal_auc: float = 0.5
    proven: bool = False  # enough decisions of each kind, and the personal model ahead

    @property
    def sentence(self) -> str:
        """For people."""
        if not self.decisions:
            return "No record yet."
        return (
            f"On {self.decisions:,} decisions before learning from them: personal model {self.personal_auc:.3f}, "
            f"prior {self.prior_auc:.3f} (0.5 is chance)."
        )


@dataclass(frozen=True)
class Model:
    """A desk's model. Of the comments it holds only weights of hashes; see :mod:`editor.triage.score.model_file`."""

    approved: int  # decisions seen of each kind, before sampling
    removed: int
    learned_from: int  # decisions used
    columns: NDArray[np.int32]  # of editor.triage.score.features, ascending
    weights: NDArray[np.float32]  # one for each of ``columns``
    intercept: float = 0.0
    prior_weight: float = 0.0  # for PRIOR_SCALE times the prior's logit
    shape_weights: tuple[float, ...] = (0.0,) * len(SHAPE_RULES)
    penalty: float = 1.0  # the C of the logistic regression
    prior_platt: Platt = field(default_factory=Platt)
    personal_platt: Platt = field(default_factory=Platt)
    final_platt: Platt = field(default_factory=Platt)
    record: Record = field(default_factory=Record)
    curve: tuple[ReliabilityBin, ...] = ()  # of scores that were given without having learned from the comment
    alarm_level: float = 1.0  # the score above which 5 % of the approved stand, from the same scores

    @property
    def decisions(self) -> int:
        """Of both kinds."""
        return self.approved + self.removed

    @property
    def voice(self) -> float:
        """How much the personal model has to say beside the prior, 0 to 1: nothing until it is ahead."""
        return voice(self.approved, self.removed) if self.record.proven else 0.0

    @property
    def state(self) -> str:
        """In a sentence, what the personal model does."""
        if self.voice:
            return f"The personal model has {self.voice:.0%} of the voice, the prior has the rest."
        if min(self.approved, self.removed) < ENOUGH_OF_EACH or self.decisions < ENOUGH:
            return (
                f"The personal model is silent until it has {ENOUGH} decisions with {ENOUGH_OF_EACH} of each kind; "
                f"there are {self.approved:,} approved and {self.removed:,} removed."
            )
        return "The personal model is silent: on decisions it had not learned from it was no better than the prior."


def voice(approved: int, removed: int) -> float:
    """The voice of a proven model after so many decisions: none, then rising evenly to all of it."""
    decisions = approved + removed
    if decisions < ENOUGH or min(approved, removed) < ENOUGH_OF_EACH:
        return 0.0
    return min(1.0, (decisions - ENOUGH + 50) / (FULL_VOICE_AT - ENOUGH + 50))


def refit_due(decisions: int, at_last_fit: int) -> bool:
    """Whether to learn again: after 25 decisions, and on a desk with many after a fortieth of them."""
    return decisions - at_last_fit >= max(25, at_last_fit // 40)
