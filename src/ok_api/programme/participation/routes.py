"""Participations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import created
from ok_api.foundation.contract import parts
from ok_api.foundation.router import Router, Working
from ok_api.programme.participation import queries, schemas, service
from ok_api.programme.participation.experts.routes import router as experts
from ok_api.programme.participation.facilitations.routes import router as facilitations
from ok_api.programme.participation.plans.routes import router as plans
from ok_api.programme.participation.team.routes import router as team
from ok_api.programme.participation.years.routes import router as years
from ok_api.tables import Participation

router = Router("Participation")
ParticipationId = Annotated[UUID, Path(alias="participationId")]

router.get(
    "/participations/{participationId}",
    "getParticipation",
    "One participation",
    queries.PARTICIPATION,
    {"participationId": Participation.id},
)
router.list("/participations", "listParticipations", "Participations", queries.PARTICIPATIONS)

router.get(
    "/participations/{participationId}/transitions",
    "listParticipationTransitions",
    "What may follow, and why (not)",
    queries.TRANSITIONS,
    {"participationId": Participation.id},
)


@router.post(
    "/participations/{participationId}/withdrawals",
    "withdrawParticipation",
    "End a participation by withdrawal or dropping out",
    schemas.Participation,
    openapi_extra=parts.VERSIONED,
)
async def withdraw_participation(
    work: Working, participation_id: ParticipationId, withdrawal: schemas.Withdrawal
) -> Response:
    participation = await service.withdraw(work, participation_id, withdrawal)
    return await created(work, queries.PARTICIPATION, participation)


for part in (years, plans, team, experts, facilitations):
    router.routes.extend(part.routes)
