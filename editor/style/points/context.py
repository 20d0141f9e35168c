"""What a rule needs of its style book while it is read: the vocabulary, the word template, dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from editor.style.entries import Reader
from editor.style.patterns import Alternatives

if TYPE_CHECKING:
    from editor.style.spelling import Speller


def no_dictionary(names: Sequence[str], folder: str, rule: str) -> Speller:
    """For books that check no spelling."""
    from editor.domain.errors import BadInput

    raise BadInput(f"The rule {rule} cannot be used: there is no dictionary {', '.join(names) or folder}.")


@dataclass
class Context:
    """``accepted``: matcher of the accepted words, or None. ``speller``: dictionaries by names and folder."""

    accepted: Alternatives | None = None
    accepted_words: tuple[str, ...] = ()
    word_template: str = ""
    speller: Callable[[Sequence[str], str, str], Speller] = no_dictionary
    word_list: Callable[[str, str], list[str]] = field(default=lambda name, rule: [])

    def exceptions(self, reader: Reader, rule: str) -> tuple[Alternatives, ...]:
        """The matchers of a rule's ``exceptions`` and, unless ``vocab: false``, of the accepted words."""
        matchers: list[Alternatives] = []
        if own := reader.texts("exceptions"):
            matchers.append(Alternatives(sorted(own, key=len, reverse=True), rule))
        if reader.flag("vocab", True) and self.accepted is not None:
            matchers.append(self.accepted)
        return tuple(matchers)
