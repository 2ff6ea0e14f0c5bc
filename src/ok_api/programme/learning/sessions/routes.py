"""Sessions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.sessions import queries, schemas, service
from ok_api.programme.learning.trajectories.routes import TrajectoryId
from ok_api.tables import Session

router = Router("Learning")
SessionId = Annotated[UUID, Path(alias="sessionId")]
ParticipationId = Annotated[UUID, Path(alias="participationId")]
_OF_TRAJECTORY = "/learning-trajectories/{learningTrajectoryId}/sessions"
_OF_PARTICIPATION = "/participations/{participationId}/sessions"

router.get(
    "/sessions/{sessionId}",
    "getSession",
    "One session",
    queries.SESSION,
    {"sessionId": Session.id},
)
router.list("/sessions", "listSessions", "Sessions, by the day they start", queries.SESSIONS)
router.list(
    _OF_TRAJECTORY,
    "listTrajectorySessions",
    "Sessions of a trajectory, those of single schools included",
    queries.TRAJECTORY_SESSIONS,
)
router.list(
    _OF_PARTICIPATION,
    "listParticipationSessions",
    "Sessions of a participation, those of its trajectories included",
    queries.PARTICIPATION_SESSIONS,
)


@router.post(
    _OF_TRAJECTORY,
    "planTrajectorySession",
    "Plan or record a session of a trajectory",
    schemas.Session,
)
async def plan_for_trajectory(
    work: Working, trajectory_id: TrajectoryId, new: schemas.NewTrajectorySession
) -> Response:
    session = await service.plan_for_trajectory(work, trajectory_id, new)
    return await created(work, queries.SESSION, session)


@router.post(
    _OF_PARTICIPATION,
    "planParticipationSession",
    "Plan or record a session of the team itself",
    schemas.Session,
)
async def plan_for_team(
    work: Working, participation_id: ParticipationId, new: schemas.NewTeamSession
) -> Response:
    session = await service.plan_for_team(work, participation_id, new)
    return await created(work, queries.SESSION, session)


@router.patch(
    "/sessions/{sessionId}",
    "changeSession",
    "Reschedule, hold, cancel or annotate a session",
    schemas.Session,
)
async def change_session(
    work: Working, session_id: SessionId, changes: schemas.SessionChanges
) -> Response:
    return await changed(
        work, queries.SESSION, await service.change_session(work, session_id, changes)
    )
