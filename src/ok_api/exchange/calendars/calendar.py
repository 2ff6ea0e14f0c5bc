"""A calendar by RFC 5545 and 7986, as calendar programs read it: dates and places, no persons."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import icalendar

from ok_api import __version__
from ok_api.foundation.clock import AMSTERDAM
from ok_api.rules.text import Text
from ok_api.rules.words import SessionKind, SessionMode, SessionStatus

DAGDEEL = timedelta(hours=4)
"""Half a working day (glossary, Dagdeel), which in the Netherlands is a day of eight hours."""
DAGDELEN_A_DAY = 2
REFRESH_EVERY = timedelta(hours=1)
REMEMBERED = 10_000
"""So many sessions are kept as text, some ten megabytes."""

_STATUSES = {
    SessionStatus.PLANNED: icalendar.STATUS.CONFIRMED,
    SessionStatus.HELD: icalendar.STATUS.CONFIRMED,
    SessionStatus.CANCELLED: icalendar.STATUS.CANCELLED,
}
_SCHOOL = Text("Expertiseschool", "Expertise school")
_TRAJECTORY = Text("Leertraject", "Learning trajectory")
_LEARNING_SCHOOL = Text("Lerende school", "Learning school")
_MODE = Text("Vorm", "Mode")
_CANCELLED = Text("Vervallen: {title}", "Cancelled: {title}")
"""Many programs show a cancelled event like any other."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What no text of a calendar may hold (RFC 5545, 3.3.11), and what some programs end a line at."""


@dataclass(frozen=True)
class Entry:
    """One session, with the names of what it belongs to."""

    id: UUID
    version: int
    updated_at: datetime
    kind: str
    title: str | None
    starts_at: datetime
    dagdelen: Decimal
    mode: str
    location: str | None
    status: str
    school: str
    trajectory: str | None
    learning_school: str | None


def calendar(feed_id: UUID, name: str | None, language: str, entries: Iterable[Entry]) -> bytes:
    """The same sessions give the same bytes, so that its ETag can be a strong one."""
    made = icalendar.Calendar.new(
        prodid=f"-//Ontwikkelkracht//ok-api {__version__}//{language.upper()}", uid=_uid(feed_id)
    )
    called = icalendar.vText(_text(f"Ontwikkelkracht: {name}" if name else "Ontwikkelkracht"))
    # The library knows neither that names are text, to be escaped, nor that RFC 7986 (5.7) wants
    # the type of the interval to be said.
    for known_as in ("name", "x-wr-calname"):
        made.add(known_as, called)
    refresh = icalendar.vDuration(REFRESH_EVERY)
    made.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", icalendar.vDuration(REFRESH_EVERY))
    begin, end, rest = made.to_ical().rpartition(b"END:VCALENDAR")
    return b"".join([begin, *(_event(entry, language) for entry in entries), end, rest])


@lru_cache(maxsize=REMEMBERED)
def _event(entry: Entry, language: str) -> bytes:
    """Once per version of a session: of all that a calendar costs, this is nearly everything."""
    label = SessionKind(entry.kind).label.in_(language)
    kind = label[:1].upper() + label[1:]
    cancelled = SessionStatus(entry.status) is SessionStatus.CANCELLED
    summary = _text(entry.title or kind)
    event = icalendar.Event.new(
        uid=_uid(entry.id),
        stamp=entry.updated_at,
        last_modified=entry.updated_at,
        sequence=entry.version,
        start=entry.starts_at,
        end=entry.starts_at + lasts(entry.starts_at, entry.dagdelen),
        summary=_CANCELLED.format(title=summary).in_(language) if cancelled else summary,
        description=_text(_description(entry, kind, language)),
        location=_text(entry.location) if entry.location else None,
        status=_STATUSES[SessionStatus(entry.status)],
        transparency=icalendar.TRANSP.TRANSPARENT if cancelled else None,
        categories=[kind],
    )
    told: bytes = event.to_ical()
    return told


def _text(said: str) -> str:
    lines = said.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(" ", lines)


def lasts(starts_at: datetime, dagdelen: Decimal) -> timedelta:
    """From its start until its end: two dagdelen fill a day, and the next day goes on as early.

    The clock in the Netherlands may be put forward or back between those days.
    """
    nights = max(0, math.ceil(dagdelen / DAGDELEN_A_DAY) - 1)
    begins = starts_at.astimezone(AMSTERDAM)
    ends = begins + timedelta(days=nights) + float(dagdelen - nights * DAGDELEN_A_DAY) * DAGDEEL
    return ends.astimezone(starts_at.tzinfo) - starts_at


def _description(entry: Entry, kind: str, language: str) -> str:
    told = (
        (_SCHOOL, entry.school),
        (_TRAJECTORY, entry.trajectory),
        (_LEARNING_SCHOOL, entry.learning_school),
        (_MODE, SessionMode(entry.mode).label.in_(language)),
    )
    lines = (f"{what.in_(language)}: {value}" for what, value in told if value)
    return "\n".join([kind, *lines])


def _uid(identity: UUID) -> str:
    return f"{identity}@ok-api"
