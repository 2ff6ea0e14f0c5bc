"""Describing expertises."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change, may_act_for
from ok_api.access.scope import EXPERTISES
from ok_api.foundation.database import Work
from ok_api.programme.catalogue.schemas import ExpertiseChanges, NewExpertise
from ok_api.tables import Expertise


async def describe_expertise(work: Work, new: NewExpertise) -> Expertise:
    """Raises `Forbidden` for a school the caller does not speak for."""
    await may_act_for(work, new.establishment_code, "/establishmentCode")
    expertise = Expertise(**new.model_dump())
    work.session.add(expertise)
    return expertise


async def change_expertise(work: Work, expertise_id: UUID, changes: ExpertiseChanges) -> Expertise:
    expertise = await fetch_for_change(work, Expertise, EXPERTISES, Expertise.id == expertise_id)
    for name, value in changes.changes().items():
        setattr(expertise, name, value)
    return expertise
