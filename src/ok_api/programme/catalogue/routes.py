"""The catalogue over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.catalogue import queries, schemas, service
from ok_api.tables import Expertise

router = Router("Catalogue")
ExpertiseId = Annotated[UUID, Path(alias="expertiseId")]

router.get(
    "/expertises/{expertiseId}",
    "getExpertise",
    "One expertise",
    queries.EXPERTISE,
    {"expertiseId": Expertise.id},
)
router.list("/expertises", "listExpertises", "Expertises, searchable", queries.EXPERTISES)


@router.post("/expertises", "describeExpertise", "Describe an expertise", schemas.Expertise)
async def describe_expertise(work: Working, new: schemas.NewExpertise) -> Response:
    return await created(work, queries.EXPERTISE, await service.describe_expertise(work, new))


@router.patch(
    "/expertises/{expertiseId}", "changeExpertise", "Change an expertise", schemas.Expertise
)
async def change_expertise(
    work: Working, expertise_id: ExpertiseId, changes: schemas.ExpertiseChanges
) -> Response:
    expertise = await service.change_expertise(work, expertise_id, changes)
    return await changed(work, queries.EXPERTISE, expertise)
