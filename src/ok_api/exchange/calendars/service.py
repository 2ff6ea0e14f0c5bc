"""Opening a calendar, and revoking its address."""

from sqlalchemy import ColumnElement, exists, or_, select

from ok_api.access.mandate import mandate_of
from ok_api.access.rows import fetch, fetch_for_change, known_school
from ok_api.access.scope import ACTING, CALENDAR_FEEDS, ENROLMENTS, PARTICIPATIONS, TRAJECTORIES
from ok_api.exchange.calendars.schemas import NewCalendarFeed
from ok_api.exchange.room import check_room
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, Forbidden, InvalidInput
from ok_api.foundation.identity import actor_values
from ok_api.rules.exchange_words import CalendarSubject
from ok_api.rules.text import Text
from ok_api.tables import CalendarFeed, Enrolment, LearningTrajectory, Participation, School

_NAMED_BY = {
    "establishment_code": (CalendarSubject.SCHOOL, "establishmentCode"),
    "learning_trajectory_id": (CalendarSubject.TRAJECTORY, "learningTrajectoryId"),
}


async def open_feed(work: Work, new: NewCalendarFeed, *, most: int) -> CalendarFeed:
    """A calendar with the rights of who opens it. Raises `Forbidden` for another's school,
    `WrongState` for one too many.
    """
    _check_subject(new)
    if new.establishment_code is not None:
        await _may_follow(work, new.establishment_code)
    if new.learning_trajectory_id is not None:
        wanted = LearningTrajectory.id == new.learning_trajectory_id
        await fetch(work, LearningTrajectory, TRAJECTORIES, wanted, at="/learningTrajectoryId")
    open_still = CalendarFeed.revoked_at.is_(None)
    await check_room(work, CalendarFeed, open_still, most=most, full=_full(most))
    feed = CalendarFeed(**new.model_dump(), **mandate_of(work.actor))
    work.session.add(feed)
    return feed


async def revoke_feed(work: Work, where: ColumnElement[bool]) -> None:
    """The address is forgotten at once; the feed stays, to tell that there was one."""
    feed = await fetch_for_change(work, CalendarFeed, CALENDAR_FEEDS, where)
    feed.revoked_at = feed.revoked_at or clock.now()


def _check_subject(new: NewCalendarFeed) -> None:
    flaws = [
        _flaw(member, needed=getattr(new, name) is None)
        for name, (about, member) in _NAMED_BY.items()
        if (getattr(new, name) is None) == (new.about is about)
    ]
    if flaws:
        raise InvalidInput(*flaws)


def _flaw(member: str, *, needed: bool) -> Flaw:
    if needed:
        said = Text("Noem waar de agenda over gaat.", "Name what the calendar is about.")
        return Flaw(where="body", name=f"/{member}", code="missing", message=said)
    said = Text("Dit hoort niet bij deze agenda.", "This does not go with such a calendar.")
    return Flaw(where="body", name=f"/{member}", code="not_allowed", message=said)


def _full(most: int) -> Text:
    return Text(
        f"U hebt al {most} agenda's; trek er eerst een in.",
        f"You have {most} calendar feeds already; revoke one first.",
    )


async def _may_follow(work: Work, code: str) -> None:
    """Whoever speaks for a school follows it, and whoever sees it take part in the programme."""
    school = await known_school(work, code, "/establishmentCode")
    ways = (
        (School.establishment_code, ACTING),
        (Participation.establishment_code, PARTICIPATIONS),
        (Enrolment.establishment_code, ENROLMENTS),
    )
    seen = (
        exists(select(1).where(column == code, scope.condition(work.actor)))
        for column, scope in ways
    )
    if not await work.session.scalar(select(or_(*seen)), actor_values(work.actor)):
        raise Forbidden(
            Text(
                f"De agenda van {school.name} is niet voor u.",
                f"The calendar of {school.name} is not for you.",
            )
        )
