"""Every error a person may meet, in one tree.

::

    BackbenchError
    ├── WorldError                  what the world did; the person gets a sentence with a way out
    │   ├── BadInput                something given to us cannot be used as it is
    │   ├── NotFound                the thing asked for is not here
    │   ├── NotAllowed              the person's role does not reach so far
    │   ├── StorageError
    │   │   ├── DiskFull
    │   │   ├── ReadOnlyStorage
    │   │   ├── WrongKey
    │   │   ├── NewerDatabase
    │   │   ├── DamagedDatabase
    │   │   └── DatabaseInUse
    │   ├── SecretsUnavailable      no keyring, and no passphrase given
    │   ├── PortTaken
    │   └── SiteError
    │       ├── SiteUnreachable     no connection, time-out, 5xx
    │       ├── NotOurSite          something answered, but not our protocol (a log-in page, a captive portal)
    │       ├── TokenRefused        the site does not accept this desk's token
    │       ├── SiteBusy            429 or 503 with Retry-After
    │       ├── ResyncRequired      the change feed does not know our cursor
    │       ├── SiteRefused         a numbered refusal of one request
    │       ├── ClockSkew           the desk's clock is too far from the site's
    │       └── ManyDeletions       the site says that much is gone; a person has to confirm
    └── Bug                         what we did; goes to the crash reporter

Sentences are made by :func:`editor.domain.sentences.sentence_for`, never here and never in a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from editor.domain.feed import Kind


class BackbenchError(Exception):
    """Root of all errors that we raise on purpose."""


class Bug(BackbenchError):
    """A state that our own code should have made impossible."""


class WorldError(BackbenchError):
    """Something outside the program went wrong; ``detail`` completes the sentence shown to the person."""

    def __init__(self, detail: str = "", **fields: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields


class BadInput(WorldError):
    """What was given cannot be used; ``detail`` is a whole sentence saying why and what would be accepted."""

    def __init__(self, detail: str, *, field: str = "") -> None:
        super().__init__(detail, field=field)
        self.field = field


class NotFound(WorldError):
    """The thing asked for is not in this desk's database; ``detail`` names it."""


class NotAllowed(WorldError):
    """The person's role does not allow this; ``detail`` names what would."""


class StorageError(WorldError):
    """The local database cannot be used as it is; ``detail`` is its path or what SQLite said."""


class DiskFull(StorageError):
    """No space left where the database lives. Nothing acknowledged is lost."""


class ReadOnlyStorage(StorageError):
    """The folder or file of the database cannot be written."""


class WrongKey(StorageError):
    """The key does not open this database."""


class NewerDatabase(StorageError):
    """The database was written by a newer version of the program; ``fields`` hold ``found`` and ``known`` revisions."""


class DamagedDatabase(StorageError):
    """SQLite reports damage in the file."""


class DatabaseInUse(StorageError):
    """Another program holds the database and did not let go in time."""


class SecretsUnavailable(WorldError):
    """There is no keyring on this computer and no passphrase was given."""


class PortTaken(WorldError):
    """The port for the bundled site is in use; ``detail`` is host:port."""


class SiteError(WorldError):
    """Something between this desk and the site; ``detail`` names the site."""


class SiteUnreachable(SiteError):
    """No connection, a time-out, a reset or a server error. Work goes on offline."""


class NotOurSite(SiteError):
    """Something answered that does not speak our protocol, a log-in page for example."""


class TokenRefused(SiteError):
    """The site does not accept this desk's token (revoked, wrong or missing)."""


class SiteBusy(SiteError):
    """The site asks to wait; ``retry_after`` is in seconds."""

    def __init__(self, detail: str = "", *, retry_after: float) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.retry_after = retry_after


class ResyncRequired(SiteError):
    """The site's feed has another epoch or does not know our sequence: compare in full, never wipe."""


class SiteRefused(SiteError):
    """The site refused one request with a number, a field and a sentence (see :mod:`editor.wire.errors`)."""

    def __init__(self, code: int, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence, code=code, field=field)
        self.code = code
        self.sentence = sentence
        self.field = field


class ClockSkew(SiteError):
    """The desk's clock differs from the site's by more than a time-bound operation can bear; ``seconds`` signed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:+.0f} s", seconds=seconds)
        self.seconds = seconds


class ManyDeletions(SiteError):
    """The site says that many objects are gone; none of them was deleted here. ``items`` are (kind, id)."""

    def __init__(self, items: frozenset[tuple[Kind, str]]) -> None:
        super().__init__(f"{len(items)} objects", count=len(items))
        self.items = items
