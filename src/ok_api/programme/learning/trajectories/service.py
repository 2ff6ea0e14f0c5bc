"""Planning trajectories and moving them on."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import PARTICIPATIONS, TRAJECTORIES
from ok_api.foundation.database import Work
from ok_api.programme.learning import periods
from ok_api.programme.learning.trajectories import states
from ok_api.programme.learning.trajectories.schemas import (
    LearningTrajectoryChanges,
    NewLearningTrajectory,
)
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import TrajectoryStatus
from ok_api.tables import LearningTrajectory, Participation


async def plan_trajectory(work: Work, new: NewLearningTrajectory) -> LearningTrajectory:
    """A draft for a school year of the participation, or for the year that it prepares."""
    participation = await fetch_for_change(
        work,
        Participation,
        PARTICIPATIONS,
        Participation.id == new.participation_id,
        at="/participationId",
    )
    periods.within(participation, SchoolYear.parse(new.school_year), "/schoolYear")
    trajectory = LearningTrajectory(**new.model_dump())
    work.session.add(trajectory)
    return trajectory


async def change_trajectory(
    work: Work, trajectory_id: UUID, changes: LearningTrajectoryChanges
) -> LearningTrajectory:
    """Change the content, take a step, or both; a step is judged on the changed content."""
    trajectory = await fetch_for_change(
        work, LearningTrajectory, TRAJECTORIES, LearningTrajectory.id == trajectory_id
    )
    sent = dict(changes.changes())
    status = sent.pop("status", trajectory.status)
    for name, value in sent.items():
        setattr(trajectory, name, value)
    if status is not trajectory.status:
        states.step(trajectory, status)
    if status is TrajectoryStatus.READY or states.concerns_content(sent):
        states.check_content(trajectory)
    states.check_capacity(trajectory)
    return trajectory
