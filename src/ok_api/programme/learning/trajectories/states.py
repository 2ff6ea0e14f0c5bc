"""Which status a trajectory may take next, and what it must then have."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation.errors import WrongState
from ok_api.rules.ruling import camel
from ok_api.rules.text import NOTHING_MORE, Text, listed
from ok_api.rules.words import TrajectoryStatus as Status
from ok_api.tables import LearningTrajectory

NEXT: Mapping[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.READY, Status.CANCELLED),
    Status.READY: (Status.DRAFT, Status.OPEN, Status.CANCELLED),
    Status.OPEN: (Status.READY, Status.RUNNING, Status.CANCELLED),
    Status.RUNNING: (Status.COMPLETED, Status.CANCELLED),
    Status.COMPLETED: (),
    Status.CANCELLED: (),
}
CONTENT = {
    "working_elements": Text("werkzame elementen", "working elements"),
    "requirements": Text("randvoorwaarden", "requirements"),
    "target_group": Text("doelgroep", "target group"),
}
"""A school can only be trained in what has been described (BROCHURE, jaar 1: ontwikkelen)."""


def step(trajectory: LearningTrajectory, to: Status) -> None:
    """Raises `WrongState`, naming the steps that there are, or the schools that stand in the way.

    A step back to `draft` or `ready` is for mending, before the sessions have started.
    """
    if to not in NEXT[trajectory.status]:
        raise _no_such_step(trajectory.status, to)
    if to is Status.CANCELLED and trajectory.enrolled_count > 0:
        raise WrongState(
            Text(
                f"Aantal deelnemende scholen: {trajectory.enrolled_count}. Trek eerst hun deelname"
                " aan het leertraject in.",
                f"Schools that take part: {trajectory.enrolled_count}. Withdraw their enrolments"
                " in the trajectory first.",
            ),
            enrolledCount=trajectory.enrolled_count,
        )
    trajectory.status = to


def check_content(trajectory: LearningTrajectory) -> None:
    """Raises `WrongState`, naming everything that a trajectory beyond its draft still lacks."""
    if trajectory.status in (Status.DRAFT, Status.CANCELLED):
        return
    missing = [name for name in CONTENT if not getattr(trajectory, name)]
    if missing:
        raise WrongState(
            Text(
                "Het leertraject is nog niet gereed. Vul aan: {missing}.",
                "The trajectory is not ready yet. Add: {missing}.",
            ).format(missing=listed(CONTENT[name] for name in missing)),
            missing=[camel(name) for name in missing],
        )


def check_capacity(trajectory: LearningTrajectory) -> None:
    """Raises `WrongState`; the database holds the same, also against who enrols meanwhile."""
    if trajectory.capacity < trajectory.enrolled_count:
        raise WrongState(
            Text(
                f"Aantal deelnemende scholen: {trajectory.enrolled_count}. Minder plaatsen dan dat"
                " heeft het leertraject niet.",
                f"Schools that take part: {trajectory.enrolled_count}. The trajectory has no fewer"
                " places than that.",
            ),
            enrolledCount=trajectory.enrolled_count,
        )


def concerns_content(changes: Mapping[str, Any]) -> bool:
    return not CONTENT.keys().isdisjoint(changes)


def _no_such_step(current: Status, to: Status) -> WrongState:
    following = NEXT[current]
    possible = listed(status.label for status in following) if following else NOTHING_MORE
    return WrongState(
        Text(
            "Van ‘{here}’ naar ‘{there}’ kan niet. Wel: {possible}.",
            "From ‘{here}’ to ‘{there}’ is not possible. Possible: {possible}.",
        ).format(here=current.label, there=to.label, possible=possible),
        trajectoryStatus=current.value,
        allowed=[status.value for status in following],
    )
