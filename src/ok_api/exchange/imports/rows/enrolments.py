"""Enrolments: one per trajectory and school, brought to the status that the row states."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from ok_api.access.scope import ENROLMENTS
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.finding import ID, RowKey, by_id
from ok_api.exchange.imports.rows.reading import Reading
from ok_api.exchange.imports.rows.shaping import beyond, columns_of, differing
from ok_api.exchange.imports.rows.taking import RowKind, Taken
from ok_api.exchange.imports.rows.trajectories import (
    BY_ID,
    BY_NAME,
    ENDED,
    TrajectoryKey,
    trajectory_of,
)
from ok_api.foundation.identity import actor_values
from ok_api.foundation.schema import Body, Prose
from ok_api.programme.learning.enrolments import schemas, service
from ok_api.programme.learning.enrolments.schemas import (
    EnrolmentChanges,
    EnrolmentStep,
    NewEnrolment,
)
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import EnrolmentStatus
from ok_api.tables import Enrolment


class EnrolmentKey(TrajectoryKey):
    establishment_code: EstablishmentCode = Field(
        description="The learning school (vestigingscode van de lerende school).",
        examples=["99ZZ02"],
    )


class EnrolmentById(RowKey):
    learning_trajectory_id: UUID | None = None
    establishment_code: EstablishmentCode | None = None


class EnrolmentStanding(Body):
    status: EnrolmentStatus | None = Field(
        None,
        description="The status (stand) to bring it to, by every step on the way; absent leaves.",
    )
    motivation: Prose | None = Field(
        None, description="Why (motivering), with each step to that status."
    )


WAY = (
    EnrolmentStatus.REGISTERED,
    EnrolmentStatus.INTAKE,
    EnrolmentStatus.ENROLLED,
    EnrolmentStatus.COMPLETED,
)


async def take(acting: Acting, reading: Reading) -> Taken:
    """Registers the school, or finds it, changes what is otherwise, and takes its steps."""
    changes, standing = reading.part(EnrolmentChanges), reading.part(EnrolmentStanding)
    trajectory_id: UUID | None = None
    if reading.named(ID):
        await acting.to("changeEnrolment")
        found = await by_id(acting, reading, Enrolment, ENROLMENTS, EnrolmentById)
        new = None
    else:
        trajectory_id, found = await _by_name(acting, reading)
        new = None if found else reading.part(NewEnrolment)
    reading.refuse_flawed()
    assert changes is not None
    assert standing is not None
    if found:
        enrolment, changed = found, differing(found, changes.changes())
    else:
        enrolment = await _enrol(acting, trajectory_id, new)
        changed = beyond(NewEnrolment, changes.changes())
    await _change(acting, enrolment, changed)
    await _bring(acting, enrolment, standing)
    return Taken(str(enrolment.id), enrolment)


async def _by_name(acting: Acting, reading: Reading) -> tuple[UUID | None, Enrolment | None]:
    key = reading.part(EnrolmentKey)
    await acting.to("enrolSchool")
    trajectory_id = await trajectory_of(acting, reading, key) if key else None
    if key is None or trajectory_id is None:
        return None, None
    return trajectory_id, await _known(acting, trajectory_id, key.establishment_code)


async def _enrol(acting: Acting, trajectory_id: UUID | None, new: NewEnrolment | None) -> Enrolment:
    assert trajectory_id is not None
    assert new is not None
    return await service.enrol_school(await acting.to("enrolSchool"), trajectory_id, new)


async def _change(acting: Acting, enrolment: Enrolment, changed: Mapping[str, Any]) -> None:
    if changed:
        work = await acting.to("changeEnrolment")
        sent = EnrolmentChanges.model_construct(set(changed), **changed)
        await service.change_enrolment(work, enrolment.id, sent)


async def _bring(acting: Acting, enrolment: Enrolment, standing: EnrolmentStanding) -> None:
    if standing.status is None:
        return
    for to in steps_between(enrolment.status, standing.status):
        work = await acting.to("takeEnrolmentStep")
        step = EnrolmentStep(to=to, motivation=standing.motivation)
        await service.take_step(work, enrolment.id, step)


def steps_between(here: EnrolmentStatus, there: EnrolmentStatus) -> Sequence[EnrolmentStatus]:
    """Every step on the way; what lies behind or aside is asked for at once, and judged so."""
    if here is there:
        return ()
    if here in WAY and there in WAY and WAY.index(here) < WAY.index(there):
        return WAY[WAY.index(here) + 1 : WAY.index(there) + 1]
    return (there,)


async def _known(acting: Acting, trajectory_id: UUID, code: str) -> Enrolment | None:
    """The one that runs, or else the last one: a file that is sent again does not enrol again."""
    work = await acting.to("changeEnrolment")
    known = (
        select(Enrolment)
        .where(
            ENROLMENTS.condition(work.actor),
            Enrolment.learning_trajectory_id == trajectory_id,
            Enrolment.establishment_code == code,
        )
        .order_by(Enrolment.status.in_(ENDED), Enrolment.id.desc())
        .limit(1)
    )
    return await work.session.scalar(known, actor_values(work.actor))


KIND = RowKind(
    "enrolments",
    columns_of(RowKey, EnrolmentKey, NewEnrolment, EnrolmentChanges, EnrolmentStanding),
    take,
    told=schemas.Enrolment,
    needs=((BY_ID, BY_NAME, (ID,)), (("establishmentCode",), (ID,))),
    named_by=columns_of(EnrolmentKey),
)
