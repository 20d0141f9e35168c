"""Every error class has a sentence of its own, and every sentence can be filled."""

from __future__ import annotations

import pytest

from editor.domain import errors
from editor.domain.sentences import SENTENCES, is_our_mistake, sentence_for


def _all(kind: type[errors.BackbenchError]) -> list[type[errors.BackbenchError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


_OURS = [kind for kind in _all(errors.BackbenchError) if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", [k for k in _OURS if k is not errors.BackbenchError])
def test_every_class_has_its_own_sentence(kind: type[errors.BackbenchError]) -> None:
    assert kind in SENTENCES


def test_tree_in_the_docstring_names_every_class() -> None:
    assert errors.__doc__ is not None
    assert [k.__name__ for k in _OURS if k.__name__ not in errors.__doc__] == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.SiteBusy("x", retry_after=12.4), "wait 12 seconds"),
        (errors.SiteRefused(1402, "Another story has this address.", field="slug"), "Another story has this address."),
        (errors.ClockSkew(-400.0), "-400 s away"),
        (errors.BadInput("Choose a rule."), "Choose a rule."),
        (errors.ReadOnlyStorage("the folder"), "cannot write to the folder"),
        (ValueError("x"), "mistake of its own"),
    ],
)
def test_sentences_are_filled(error: Exception, words: str) -> None:
    assert words in sentence_for(error)


def test_world_and_bug_are_told_apart() -> None:
    assert not is_our_mistake(errors.DiskFull())
    assert is_our_mistake(errors.Bug("x"))
    assert is_our_mistake(KeyError("x"))
