"""Applications: one per round, school and approach; what is there already is changed."""

from uuid import UUID

from pydantic import Field
from sqlalchemy import case, select

from ok_api.access.scope import APPLICATIONS, EXPERTISES, ROUNDS
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.finding import ID, RowKey, by_id, only_called
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.exchange.imports.rows.shaping import beyond, columns_of, differing
from ok_api.exchange.imports.rows.taking import RowKind, Taken
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Body, Line
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.programme.selection.applications import schemas, service
from ok_api.programme.selection.applications.schemas import ApplicationChanges, NewApplication
from ok_api.rules.text import Text
from ok_api.rules.words import ApplicationStatus
from ok_api.tables import Application, Expertise, SelectionRound


class ApplicationKey(Body):
    selection_round_id: UUID | None = Field(None, description="The selection round (ronde).")
    school_year: SchoolYearName | None = Field(
        None,
        description="School year (schooljaar) of the round, when its id is not given.",
        examples=["2026-2027"],
    )
    selection_round_title: Line | None = Field(
        None, description="Name of the round (naam van de ronde), when its year has several."
    )
    establishment_code: EstablishmentCode | None = Field(
        None, description="The school that applies (vestigingscode).", examples=["99ZZ01"]
    )
    expertise_id: UUID | None = Field(None, description="The approach (aanpak) it applies with.")
    expertise_title: Line | None = Field(
        None, description="Name of the approach (naam van de aanpak), when its id is not given."
    )


class ApplicationById(RowKey):
    selection_round_id: UUID | None = None
    establishment_code: EstablishmentCode | None = None
    expertise_id: UUID | None = None


UNKNOWN = UUID(int=0)
"""Stands for what was not found, of which the row tells in words of its own."""


async def take(acting: Acting, reading: Reading) -> Taken:
    """Starts the application, or finds it, and changes what the row says otherwise."""
    changes = reading.part(ApplicationChanges)
    new = None if reading.named(ID) else await _read_new(acting, reading)
    known = await _known(acting, reading, new)
    reading.refuse_flawed()
    assert changes is not None
    if known:
        application, changed = known, differing(known, changes.changes())
    else:
        application = await _start(acting, new)
        changed = beyond(NewApplication, changes.changes())
    if changed:
        work = await acting.to("changeApplication")
        sent = ApplicationChanges.model_construct(set(changed), **changed)
        await service.change_application(work, application.id, sent)
    return Taken(str(application.id), application)


async def _read_new(acting: Acting, reading: Reading) -> NewApplication | None:
    key = reading.part(ApplicationKey)
    await acting.to("startApplication")
    round_id = await _round(acting, reading, key) if key else None
    expertise_id = await _expertise(acting, reading, key) if key else None
    named = {"selectionRoundId": round_id or UNKNOWN, "expertiseId": expertise_id or UNKNOWN}
    return reading.part(NewApplication, **named)


async def _start(acting: Acting, new: NewApplication | None) -> Application:
    assert new is not None
    return await service.start_application(await acting.to("startApplication"), new)


async def _round(acting: Acting, reading: Reading, key: ApplicationKey) -> UUID | None:
    year, title = key.school_year, key.selection_round_title
    if key.selection_round_id and not (year or title):
        return key.selection_round_id
    if not (key.selection_round_id or year):
        reading.missing("selectionRoundId", _WHICH_ROUND)
        return None
    meant = {
        SelectionRound.id: key.selection_round_id,
        SelectionRound.school_year: year,
        SelectionRound.title: title,
    }
    return await only_called(
        acting,
        reading,
        "selectionRoundId" if key.selection_round_id else "schoolYear",
        SelectionRound,
        ROUNDS,
        meant,
    )


async def _expertise(acting: Acting, reading: Reading, key: ApplicationKey) -> UUID | None:
    code, title = key.establishment_code, key.expertise_title
    if key.expertise_id and not (code or title):
        return key.expertise_id
    if not key.expertise_id and not code:
        reading.missing("establishmentCode", _WHICH_SCHOOL)
    if not key.expertise_id and not title:
        reading.missing("expertiseTitle", _WHICH_APPROACH)
    if not (key.expertise_id or (code and title)):
        return None
    meant = {
        Expertise.id: key.expertise_id,
        Expertise.establishment_code: code,
        Expertise.title: title,
    }
    return await only_called(
        acting,
        reading,
        "expertiseId" if key.expertise_id else "expertiseTitle",
        Expertise,
        EXPERTISES,
        meant,
    )


async def _known(
    acting: Acting, reading: Reading, new: NewApplication | None
) -> Application | None:
    """The one that runs, or else the last one there was: a file that is sent again starts none."""
    work = await acting.to("changeApplication")
    if reading.named(ID):
        return await by_id(acting, reading, Application, APPLICATIONS, ApplicationById)
    if new is None:
        return None
    ended = Application.status.in_((ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN))
    known = (
        select(Application)
        .where(
            APPLICATIONS.condition(work.actor),
            Application.selection_round_id == new.selection_round_id,
            Application.expertise_id == new.expertise_id,
        )
        .order_by(case((ended, 1), else_=0), Application.id.desc())
        .limit(1)
    )
    return await work.session.scalar(known, actor_values(work.actor))


_WHICH_ROUND = Text(
    "Noem de ronde: haar kenmerk, of het schooljaar met zo nodig de naam van de ronde.",
    "Name the round: its id, or the school year with the name of the round where needed.",
)
_WHICH_SCHOOL = Text("Noem de school die aanvraagt.", "Name the school that applies.")
_WHICH_APPROACH = Text(
    "Noem de aanpak: haar titel of haar kenmerk.",
    "Name the approach: its title or its id.",
)
KIND = RowKind(
    "applications",
    columns_of(RowKey, ApplicationKey, NewApplication, ApplicationChanges),
    take,
    told=schemas.Application,
    needs=(
        (("selectionRoundId",), ("schoolYear",), (ID,)),
        (("expertiseId",), ("establishmentCode", "expertiseTitle"), (ID,)),
    ),
    named_by=columns_of(ApplicationKey),
)
