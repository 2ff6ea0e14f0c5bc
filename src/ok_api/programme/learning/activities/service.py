"""Announcing knowledge activities, and recording that they were given or cancelled."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import PARTICIPATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.programme.learning import periods
from ok_api.programme.learning.activities.queries import SCOPE
from ok_api.programme.learning.activities.schemas import (
    KnowledgeActivityChanges,
    NewKnowledgeActivity,
)
from ok_api.programme.participation.dates import happened
from ok_api.rules.text import Text
from ok_api.rules.words import ActivityStatus
from ok_api.tables import KnowledgeActivity, Participation


async def announce_activity(work: Work, new: NewKnowledgeActivity) -> KnowledgeActivity:
    participation = await fetch_for_change(
        work,
        Participation,
        PARTICIPATIONS,
        Participation.id == new.participation_id,
        at="/participationId",
    )
    activity = KnowledgeActivity(**{**new.model_dump(), "status": ActivityStatus(new.status)})
    _date(work, participation, activity, held_by="/heldOn")
    work.session.add(activity)
    return activity


async def change_activity(
    work: Work, activity_id: UUID, changes: KnowledgeActivityChanges
) -> KnowledgeActivity:
    """Raises `WrongState` for a step that there is not, and for what was cancelled."""
    activity = await fetch_for_change(
        work, KnowledgeActivity, SCOPE, KnowledgeActivity.id == activity_id
    )
    sent = changes.changes()
    _check_step(activity, sent)
    for name, value in sent.items():
        setattr(activity, name, value)
    participation = await work.session.get_one(Participation, activity.participation_id)
    held_by = "/status" if "status" in sent else "/heldOn"
    _date(work, participation, activity, held_by=held_by)
    return activity


def _date(
    work: Work, participation: Participation, activity: KnowledgeActivity, *, held_by: str
) -> None:
    """The school year follows the day; what is held was given by today."""
    activity.school_year = str(periods.year_of(participation, activity.held_on, "/heldOn"))
    if activity.status is ActivityStatus.HELD:
        happened(work, activity.held_on, held_by)


def _check_step(activity: KnowledgeActivity, sent: Mapping[str, Any]) -> None:
    """planned → held | cancelled."""
    to = sent.get("status", activity.status)
    cancelled = activity.status is ActivityStatus.CANCELLED
    if cancelled or (activity.status is ActivityStatus.HELD and to is not ActivityStatus.HELD):
        status = activity.status
        raise WrongState(
            Text(
                f"Deze activiteit is {status.label.nl}; dat wordt niet teruggedraaid.",
                f"This activity is {status.label.en}; that is not undone.",
            ),
            activityStatus=status.value,
        )
