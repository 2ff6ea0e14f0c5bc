"""Which status a trajectory may take next, and what it must then have."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation.errors import WrongState
from ok_api.rules.ruling import camel
from ok_api.rules.text import Text
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
                f"Er nemen {trajectory.enrolled_count} scholen deel; trek eerst hun deelname in.",
                f"{trajectory.enrolled_count} schools take part; withdraw their enrolments first.",
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
                f"Het leertraject is nog niet gereed. Vul aan: {_listed(missing, 'nl')}.",
                f"The trajectory is not ready yet. Add: {_listed(missing, 'en')}.",
            ),
            missing=[camel(name) for name in missing],
        )


def check_capacity(trajectory: LearningTrajectory) -> None:
    """Raises `WrongState`; the database holds the same, also against who enrols meanwhile."""
    if trajectory.capacity < trajectory.enrolled_count:
        raise WrongState(
            Text(
                f"Er nemen al {trajectory.enrolled_count} scholen deel.",
                f"{trajectory.enrolled_count} schools take part already.",
            ),
            enrolledCount=trajectory.enrolled_count,
        )


def concerns_content(changes: Mapping[str, Any]) -> bool:
    return not CONTENT.keys().isdisjoint(changes)


def _no_such_step(current: Status, to: Status) -> WrongState:
    following = NEXT[current]
    return WrongState(
        Text(
            f"Van ‘{current.label.nl}’ naar ‘{to.label.nl}’ kan niet."
            f" Wel: {_labels(following, 'nl') or 'niets meer'}.",
            f"From ‘{current.label.en}’ to ‘{to.label.en}’ is not possible."
            f" Possible: {_labels(following, 'en') or 'nothing any more'}.",
        ),
        trajectoryStatus=current.value,
        allowed=[status.value for status in following],
    )


def _labels(statuses: tuple[Status, ...], language: str) -> str:
    return ", ".join(status.label.in_(language) for status in statuses)


def _listed(names: list[str], language: str) -> str:
    return ", ".join(CONTENT[name].in_(language) for name in names)
