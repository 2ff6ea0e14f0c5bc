"""Trajectories over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.trajectories import queries, schemas, service
from ok_api.tables import LearningTrajectory

router = Router("Learning")
TrajectoryId = Annotated[UUID, Path(alias="learningTrajectoryId")]

router.get(
    "/learning-trajectories/{learningTrajectoryId}",
    "getLearningTrajectory",
    "One learning trajectory",
    queries.TRAJECTORY,
    {"learningTrajectoryId": LearningTrajectory.id},
)
router.list(
    "/learning-trajectories",
    "listLearningTrajectories",
    "Learning trajectories; without a token, those open for enrolment",
    queries.TRAJECTORIES,
)


@router.post(
    "/learning-trajectories",
    "planLearningTrajectory",
    "Plan a learning trajectory",
    schemas.LearningTrajectory,
)
async def plan_trajectory(work: Working, new: schemas.NewLearningTrajectory) -> Response:
    return await created(work, queries.TRAJECTORY, await service.plan_trajectory(work, new))


@router.patch(
    "/learning-trajectories/{learningTrajectoryId}",
    "changeLearningTrajectory",
    "Change a learning trajectory, or move it on",
    schemas.LearningTrajectory,
)
async def change_trajectory(
    work: Working, trajectory_id: TrajectoryId, changes: schemas.LearningTrajectoryChanges
) -> Response:
    trajectory = await service.change_trajectory(work, trajectory_id, changes)
    return await changed(work, queries.TRAJECTORY, trajectory)
