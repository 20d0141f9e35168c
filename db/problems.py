"""What can be wrong with a database file, and how SQLite says it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError


class Problem(StrEnum):
    """What went wrong, in the order in which a person would ask."""

    FULL = "full"  # no space left
    READ_ONLY = "read_only"
    WRONG_KEY = "wrong_key"
    NEWER = "newer"  # schema of a later program
    DAMAGED = "damaged"
    IN_USE = "in_use"  # another program held it for too long
    OTHER = "other"


class DatabaseTrouble(Exception):
    """The database cannot be used as it is; ``detail`` is its path or what SQLite said."""

    def __init__(self, problem: Problem, detail: str, **fields: object) -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail
        self.fields = fields


# Primary result codes, https://www.sqlite.org/rescode.html; the extended ones keep them in the low byte.
_CODES = {
    5: Problem.IN_USE,  # BUSY
    6: Problem.IN_USE,  # LOCKED
    8: Problem.READ_ONLY,
    11: Problem.DAMAGED,  # CORRUPT
    13: Problem.FULL,
    14: Problem.READ_ONLY,  # CANTOPEN: the folder does not let us make the file or its journal
    26: Problem.WRONG_KEY,  # NOTADB: SQLCipher says so when the key does not decrypt page one
}


def diagnose(error: BaseException) -> Problem | None:
    """What ``error`` says about the database; None when it is not a database error at all, or a mistake in our SQL."""
    if isinstance(error, DatabaseTrouble):
        return error.problem
    if isinstance(error, DBAPIError):
        error = error.orig or error
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    if code & 0xFF == 10:  # IOERR; a write that found no room may come back as this on some file systems
        return Problem.OTHER
    return _CODES.get(code & 0xFF)


def is_from_sqlite(error: BaseException) -> bool:
    """Whether SQLite said it: a full disk as well as an interruption, which has many names."""
    return isinstance(getattr(error, "sqlite_errorcode", None), int)
