"""From what the database says to the errors a person may meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.problems import DatabaseTrouble, Problem, diagnose
from editor.domain import errors

_ERRORS: dict[Problem, type[errors.StorageError]] = {
    Problem.FULL: errors.DiskFull,
    Problem.READ_ONLY: errors.ReadOnlyStorage,
    Problem.WRONG_KEY: errors.WrongKey,
    Problem.NEWER: errors.NewerDatabase,
    Problem.DAMAGED: errors.DamagedDatabase,
    Problem.IN_USE: errors.DatabaseInUse,
    Problem.OTHER: errors.StorageError,
}


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Inside, whatever the database cannot do is raised as a StorageError that names ``where``.

    A mistake in our own SQL passes unchanged: it is a bug and belongs to the crash reporter.
    """
    try:
        yield
    except Exception as error:
        problem = diagnose(error)
        if problem is None:
            raise
        detail = str(error) if problem is Problem.OTHER else where
        fields: dict[str, object] = {}
        if isinstance(error, DatabaseTrouble):
            detail, fields = error.detail, error.fields
        elif problem is Problem.WRONG_KEY:  # it was open: the key was right, so a page does not decrypt any more
            problem = Problem.DAMAGED
        raise _ERRORS[problem](detail, **fields) from error
