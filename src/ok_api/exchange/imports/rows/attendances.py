"""Who was at a session, as a row of it says: one in columns of its own, or a list."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from ok_api.access.scope import ATTENDANCES, TEAM_MEMBERS
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.finding import only_called
from ok_api.exchange.imports.rows.reading import Reading, Several
from ok_api.exchange.imports.rows.shaping import columns_of, differing
from ok_api.exchange.imports.rows.trajectories import enrolled_in
from ok_api.foundation.errors import DomainError, InvalidInput
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Body, Line
from ok_api.programme.learning.attendances import service
from ok_api.programme.learning.attendances.schemas import AttendanceChanges, NewAttendance
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.text import Text
from ok_api.tables import Attendance, Session, TeamMember

LIST, COLUMN = "attendances", "attendance."
MOST = 500
_LINK = re.compile(r"/v1/sessions/[0-9a-f-]{36}/attendances")


class Attendee(Body):
    establishment_code: EstablishmentCode | None = Field(
        None, description="The school that was there or not (vestigingscode).", examples=["99ZZ02"]
    )
    member_name: Line | None = Field(
        None, description="Or the member of the team (teamlid), by name."
    )
    enrolment_id: UUID | None = Field(None, description="Or the enrolment (deelname) of a school.")
    team_member_id: UUID | None = Field(None, description="Or the member of the team, by id.")


MEMBERS = columns_of(Attendee, NewAttendance)
COLUMNS = tuple(f"{COLUMN}{member}" for member in MEMBERS)


@dataclass
class Told:
    """One attendance of a row: who, and what is said of it."""

    reading: Reading
    attendee: Attendee
    changes: AttendanceChanges


def read_attendances(reading: Reading) -> list[Told]:
    """All that the row tells of; their flaws are added to those of the row."""
    parts = [*_listed(reading), *_in_columns(reading)]
    told = []
    for part in parts:
        part.only(MEMBERS)
        attendee, changes = part.part(Attendee), part.part(AttendanceChanges)
        if attendee and changes:
            told.append(Told(part, attendee, changes))
        reading.take_over(part)
    return told


def _listed(reading: Reading) -> Iterator[Reading]:
    listed = reading.values.get(LIST)
    if listed is None or _is_link(listed):
        return
    if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
        reading.refuse(LIST, "not_a_list", _A_LIST)
    elif len(listed) > MOST:
        reading.refuse(LIST, "too_many", _TOO_LONG)
    else:
        for number, item in enumerate(listed):
            within = f"/{LIST}/{number}/"
            yield Reading(item, within=within, ignoring=reading.ignoring)


def _is_link(listed: Any) -> bool:
    """In an export stands where the list lives, and not the list."""
    return isinstance(listed, str) and _LINK.fullmatch(listed) is not None


def _in_columns(reading: Reading) -> Iterator[Reading]:
    own = {
        name.removeprefix(COLUMN): value
        for name, value in reading.values.items()
        if name in COLUMNS and value is not None
    }
    if own:
        yield Reading(own, within=f"/{COLUMN}")


async def take_attendances(
    acting: Acting, session: Session, told: list[Told], *, is_new: bool
) -> None:
    """Raises `Several` with everything that is refused of all of them.

    They are written together at the end, so that none is while another is refused.
    """
    known = {} if is_new or not told else await _known(acting, session)
    refused: list[DomainError] = []
    together = Reading({})
    with acting.work.session.no_autoflush:
        for one in told:
            try:
                await _take(acting, session, one, known)
            except InvalidInput as error:
                one.reading.add(*error.flaws)
                together.take_over(one.reading)
            except DomainError as error:
                refused.append(error)
    if together.flaws:
        refused.insert(0, InvalidInput(*together.flaws))
    if refused:
        raise Several(refused)


async def _take(
    acting: Acting, session: Session, told: Told, known: dict[UUID, Attendance | None]
) -> None:
    who = await _who(acting, session, told)
    (attendee,) = who.values()
    there = known.get(attendee)
    if there is None:
        if attendee in known:
            told.reading.refuse("", "twice", _TWICE)
        new = told.reading.part(NewAttendance, **_as_sent(who))
        told.reading.stop_flawed()
        assert new is not None
        known[attendee] = None
        await service.record_attendance(await acting.to("recordAttendance"), session.id, new)
        return
    if differing(there, told.changes.changes()):
        # All that was sent: how many came is checked against whether they came.
        work = await acting.to("changeAttendance")
        await service.change_attendance(work, session.id, there.id, told.changes)


def _as_sent(who: Mapping[str, UUID]) -> dict[str, UUID]:
    return {str(NewAttendance.model_fields[name].alias): value for name, value in who.items()}


async def _who(acting: Acting, session: Session, told: Told) -> dict[str, UUID]:
    """The attendee as the API names it. Raises `InvalidInput` when that is nobody, or several."""
    attendee, reading = told.attendee, told.reading
    named = [name for name, value in attendee if value is not None]
    if len(named) > 1 or not (named or session.enrolment_id):
        reading.refuse("", "one_attendee", _ONE_ATTENDEE)
    elif attendee.member_name is not None:
        return {"team_member_id": await _member(acting, session, told, attendee.member_name)}
    elif attendee.establishment_code is not None:
        return {"enrolment_id": await _school(acting, session, told, attendee.establishment_code)}
    reading.stop_flawed()
    if attendee.team_member_id is not None:
        return {"team_member_id": attendee.team_member_id}
    enrolment_id = attendee.enrolment_id or session.enrolment_id
    assert enrolment_id is not None
    return {"enrolment_id": enrolment_id}


async def _school(acting: Acting, session: Session, told: Told, code: str) -> UUID:
    trajectory_id = session.learning_trajectory_id
    enrolled = {} if trajectory_id is None else await enrolled_in(acting, trajectory_id)
    if code not in enrolled:
        told.reading.refuse("establishmentCode", "unknown", NOT_ENROLLED)
    told.reading.stop_flawed()
    return enrolled[code]


async def _member(acting: Acting, session: Session, told: Told, name: str) -> UUID:
    found = await only_called(
        acting,
        told.reading,
        "memberName",
        TeamMember,
        TEAM_MEMBERS,
        {TeamMember.participation_id: session.participation_id, TeamMember.name: name},
    )
    told.reading.stop_flawed()
    assert found is not None
    return found


async def _known(acting: Acting, session: Session) -> dict[UUID, Attendance | None]:
    """What was recorded of this session before, by who it is of; null once the row adds one."""
    work = await acting.to("changeAttendance")
    recorded = select(Attendance).where(
        ATTENDANCES.condition(work.actor), Attendance.session_id == session.id
    )
    found = await work.session.scalars(recorded, actor_values(work.actor))
    return {(one.enrolment_id or one.team_member_id): one for one in found}  # type: ignore[misc]


_A_LIST = Text("Hier hoort een lijst van aanwezigen.", "This must be a list of attendees.")
_TOO_LONG = Text(f"Geef er hoogstens {MOST}.", f"Give at most {MOST}.")
_ONE_ATTENDEE = Text(
    "Noem één aanwezige: een lerende school of een teamlid.",
    "Name one attendee: a learning school or a team member.",
)
_TWICE = Text("Deze aanwezige staat al in deze rij.", "This attendee is in this row already.")
NOT_ENROLLED = Text(
    "Deze school volgt dit leertraject niet.", "This school does not follow this trajectory."
)
