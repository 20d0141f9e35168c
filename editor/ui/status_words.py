"""What the status light says: where things are saved, what waits, and how the site is."""

from __future__ import annotations

from datetime import datetime

from editor.domain.activity import Connection, Outbox, SiteStatus
from editor.ui.widgets.status_light import Status


def status_of(site: SiteStatus, outbox: Outbox | None, zone_now: datetime) -> Status:
    """The light for this state; ``zone_now`` is the present wall-clock time, whose zone and day the words use.

    ``outbox`` None means that the desk is still being opened.
    """
    if outbox is None:
        return Status("offline", saved="Opening the desk")
    waiting = outbox.waiting + outbox.unknown
    if outbox.parked:
        things = "1 thing needs you" if outbox.parked == 1 else f"{outbox.parked} things need you"
        return Status("needs_you", outbox=things, site=_site(site, zone_now))
    if site.connection in (Connection.OFFLINE, Connection.NEVER):
        return Status("offline", outbox=f"{waiting} waiting" if waiting else "", site=_site(site, zone_now))
    if site.connection is Connection.TROUBLE:
        return Status("needs_you", outbox=f"{waiting} waiting" if waiting else "", site=_site(site, zone_now))
    if site.pulling:
        return Status("sending", outbox=f"Fetching {site.pulled:,} of {site.pulling:,}")
    if waiting:
        return Status("sending", outbox=f"Sending {waiting}")
    return Status("in_step", outbox="All sent", site=_site(site, zone_now))


def _site(site: SiteStatus, zone_now: datetime) -> str:
    if site.connection is Connection.NEVER:
        return "Site not asked yet"
    if site.connection is Connection.OFFLINE:
        return f"Site offline since {_clock(site.since, zone_now)}" if site.since else "Site offline"
    if site.connection is Connection.TROUBLE:
        return site.sentence
    return f"Site in step {_clock(site.in_step_at, zone_now)}" if site.in_step_at else "Site answering"


def _clock(moment: datetime, zone_now: datetime) -> str:
    local = moment.astimezone(zone_now.tzinfo)
    if local.date() == zone_now.date():
        return f"{local:%H:%M}"
    return f"{local.day} {local:%B}, {local:%H:%M}"
