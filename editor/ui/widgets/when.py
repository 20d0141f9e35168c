"""Times as people read them, on this computer's wall clock."""

from __future__ import annotations

from datetime import date, datetime


def clock(moment: datetime) -> str:
    """Hours and minutes on this computer's wall clock."""
    return f"{moment.astimezone():%H:%M}"


def day_and_clock(moment: datetime) -> str:
    """ "22 November, 15:10" on this computer's wall clock."""
    local = moment.astimezone()
    return f"{local.day} {local:%B, %H:%M}"


def short_time(moment: datetime, now: datetime) -> str:
    """The time today, the day and month before that."""
    local, today = moment.astimezone(), now.astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b}"


def day_words(day: date, today: date) -> str:
    """ "Today", "Yesterday", "Monday 16 November", with the year when it is another."""
    if day == today:
        return "Today"
    if (today - day).days == 1:
        return "Yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def date_words(moment: datetime) -> str:
    """ "3 June", with the year when it is not this one's."""
    local = moment.astimezone()
    year = f" {local.year}" if local.year != datetime.now().astimezone().year else ""
    return f"{local.day} {local:%B}{year}"
