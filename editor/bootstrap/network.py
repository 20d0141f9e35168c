"""Joins a profile to its site: signing in, the site's adapter, the sync loop and its thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from editor import profiles
from editor.bootstrap.storage import OpenDesk, forget, kept_beside, open_for_command, open_profile, passphrase_given
from editor.domain.activity import Connection, SiteStatus
from editor.domain.changes import ChangeSet
from editor.domain.errors import BadInput, ManyDeletions, NotFound, SiteError, TokenRefused, WorldError
from editor.domain.feed import Kind
from editor.domain.people import Member
from editor.domain.sentences import sentence_for
from editor.ports import SiteApi
from editor.profiles import Profile
from editor.services import activity
from editor.sites.bundled import BundledSite, sign_in, sign_out
from editor.store.desk import Desk, Identity
from editor.store.outbox import next_due, summary
from editor.sync.cycle import Cycle
from editor.sync.loop import SyncLoop
from editor.sync.outcome import Moment, Outcome

_PAGE_SECONDS = 0.02  # of reading a small page
_LOOK = 1.0  # seconds between two looks at the outbox and at whether the loop met a mistake of ours


def site_of(found: OpenDesk) -> SiteApi:
    """The site of an open profile. Raises TokenRefused when this desk has no token for it, BadInput (bad address)."""
    token = found.secrets.get(found.profile.token_name)
    if token is None:
        raise TokenRefused(found.profile.url)
    return BundledSite(found.profile.url, token, pace=partial(found.desk.gate.take_turn, needs=_PAGE_SECONDS))


def add_profile(
    name: str, url: str, *, username: str, password: str, device: str, passphrase: str | None = None
) -> tuple[Profile, Member]:
    """Sign in to a site and make its profile. When anything fails nothing is left of it, here or on the site.

    A database that lies in the profile's folder already (its profile.json was lost) is taken up, and never deleted.
    Raises BadInput (bad or taken name, bad address), SiteError, SecretsUnavailable, StorageError.
    """
    # The desk's own part comes first: what it lacks is said before the site gives out a token.
    profile = profiles.add(name, "bundled", url)
    found_here = profile.database.exists() or bool(kept_beside(profile))
    token: str | None = None
    try:
        found = open_profile(profile, passphrase=passphrase or passphrase_given())
        try:
            token, device_id, member = sign_in(url, username, password, device)
            if found_here:
                _same_person(found, member)
            found.secrets.set(profile.token_name, token)
            site = BundledSite(profile.url, token)
            try:
                site_name = site.info().name
            finally:
                site.close()
            found.desk.set_identity(Identity(member, device_id, site_name, profile.url))
        finally:
            found.desk.close()
    except BaseException:
        if token is not None:
            _sign_out(profile, token)
        if found_here:
            profiles.remove_name(profile)
        else:
            forget(profile.name)
        raise
    return profile, member


def sign_in_again(name: str, *, username: str, password: str, device: str) -> tuple[Profile, Member]:
    """Get the desk of a profile a new token, after the site stopped accepting the old one; its work stays.

    Raises BadInput (no such profile, another person's desk), SiteError, SecretsUnavailable, StorageError.
    """
    profile = profiles.get(name)
    found = open_for_command(name)
    try:
        before = found.desk.identity
        token, device_id, member = sign_in(profile.url, username, password, device)
        try:
            _same_person(found, member)
        except BadInput:
            _sign_out(profile, token)
            raise
        found.secrets.set(profile.token_name, token)
        found.desk.set_identity(Identity(member, device_id, before.site_name, profile.url))
    finally:
        found.desk.close()
    return profile, member


def _same_person(found: OpenDesk, member: Member) -> None:
    """Raises BadInput when the desk is somebody else's."""
    try:
        owner = found.desk.identity.member
    except NotFound:  # nobody ever worked here
        return
    if owner.id != member.id:
        raise BadInput(f"This is {owner.name}’s desk. Add the site under another name for {member.name}.")


def leave_site(name: str) -> bool:
    """Forget a profile, and tell its site that this desk's token is worth nothing any more; False when it was not told.

    Raises NotFound, BadInput.
    """
    profile = profiles.get(name)
    try:
        found = open_for_command(name)
        try:
            token = found.secrets.get(profile.token_name)
        finally:
            found.desk.close()
    except WorldError:  # a lost key or a damaged database: that may be why it is to go
        token = None
    told = token is not None and _sign_out(profile, token)
    forget(name)
    return told


def _sign_out(profile: Profile, token: str) -> bool:
    try:
        sign_out(profile.url, token)
    except TokenRefused:  # revoked already
        return True
    except SiteError:
        return False
    return True


class SyncThread:
    """The sync loop on a thread of its own, from opening the window to closing it."""

    def __init__(
        self,
        found: OpenDesk,
        *,
        on_status: Callable[[SiteStatus], None],
        on_changes: Callable[[ChangeSet], None],
        on_bug: Callable[[BaseException], None],
    ) -> None:
        """Raises what :func:`site_of` raises. The callbacks are called on the sync thread."""
        self._gate = found.desk.gate
        self._site = site_of(found)
        self._loop = SyncLoop(found.desk, self._site, on_status=on_status, on_changes=on_changes, on_bug=on_bug)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def nudge(self) -> None:
        """The outbox got something."""
        self._loop.nudge()

    def retry_now(self) -> None:
        """Ask the site again at once instead of waiting."""
        self._loop.retry_now()

    def confirm_deletions(self, items: frozenset[tuple[Kind, str]]) -> None:
        """Let go of what the status named as held."""
        self._loop.confirm_deletions(items)

    def stop(self) -> None:
        """End the loop; waits for a batch that is being stored, at most five seconds."""
        self._loop.stop()
        self._gate.no_more_turns()
        self._thread.join(5.0)

    def _run(self) -> None:
        try:
            self._loop.run()
        finally:
            self._site.close()


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """One cycle in words and numbers, and whether something waits for a person."""

    words: str
    needs_you: bool
    fetched: int = 0
    sent: int = 0
    parked: int = 0
    waiting: int = 0
    corrected: tuple[Kind, ...] = ()
    gone: int = 0  # what the site says is gone, and stays here until a person confirms it


def sync_once(name: str | None, on_status: Callable[[SiteStatus], None], *, let_go: bool = False) -> SyncSummary:
    """One cycle. Raises SiteError when the site does not answer; nothing is lost then.

    When the site says that much is gone, the summary is the list of it, and ``let_go`` confirms it.
    """
    found = open_for_command(name)
    try:
        site = site_of(found)
        try:
            loop_status = SiteProgress(on_status)
            cycle = Cycle(found.desk, site, on_progress=loop_status.moved)
            outcome = _confirming(cycle) if let_go else cycle.run()
        except ManyDeletions as many:
            return SyncSummary(_listed(found.desk, many), needs_you=True, gone=len(many.items))
        finally:
            site.close()
        with found.desk.read() as view:
            box = summary(view)
    finally:
        found.desk.close()
    waiting = box.waiting + box.unknown
    words = f"fetched {outcome.pulled}, sent {outcome.sent}, parked {box.parked}, waiting {waiting}"
    if outcome.corrected:
        words += f", corrected {', '.join(kind.value for kind in outcome.corrected)}"
    return SyncSummary(
        words, box.parked > 0, outcome.pulled, outcome.sent, box.parked, waiting, tuple(outcome.corrected)
    )


def _confirming(cycle: Cycle) -> Outcome:
    while True:
        try:
            return cycle.run()
        except ManyDeletions as many:
            cycle.allowed |= many.items


def _listed(desk: Desk, many: ManyDeletions) -> str:
    gone = activity.gone(desk, held=many.items)
    more = [f"and {gone.count - len(gone.names):,} more"] if gone.count > len(gone.names) else []
    return "\n".join([*gone.names, *more, sentence_for(many)])


class SiteProgress:
    """Turns a cycle's moments into the status that the command's progress line shows."""

    def __init__(self, on_status: Callable[[SiteStatus], None]) -> None:
        self._on_status = on_status

    def moved(self, moment: Moment) -> None:
        """One step on."""
        status = SiteStatus(Connection.ONLINE, pulled=moment.pulled, pulling=moment.pulling, sending=moment.sending)
        self._on_status(status)


def sync_watch(name: str | None, on_status: Callable[[SiteStatus], None]) -> None:
    """Keep in step until interrupted. Raises KeyboardInterrupt then, once what was being stored is stored."""
    found = open_for_command(name)
    try:
        problems: list[BaseException] = []
        nudged: datetime | None = None
        # On a thread of its own: an interrupt that met the loop in the middle of a callback would be lost there.
        sync = SyncThread(found, on_status=on_status, on_changes=lambda _changes: None, on_bug=problems.append)
        sync.start()
        try:
            while not problems:
                time.sleep(_LOOK)
                now = found.desk.clock.now()
                with found.desk.read() as view:
                    due = next_due(view, now)
                if due is not None and due <= now and due != nudged:
                    sync.nudge()  # written by another command: nobody else tells the loop
                    nudged = due  # what cannot leave yet, as the clock is wrong, is not asked about again and again
        finally:
            sync.stop()
        raise problems[0]
    finally:
        found.desk.close()
