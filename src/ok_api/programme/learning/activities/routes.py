"""Knowledge activities over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.activities import queries, schemas, service
from ok_api.tables import KnowledgeActivity

router = Router("Learning")
ActivityId = Annotated[UUID, Path(alias="knowledgeActivityId")]
_ALL = "/knowledge-activities"
_ONE = _ALL + "/{knowledgeActivityId}"

router.get(
    _ONE,
    "getKnowledgeActivity",
    "One knowledge activity",
    queries.KNOWLEDGE_ACTIVITY,
    {"knowledgeActivityId": KnowledgeActivity.id},
)
router.list(_ALL, "listKnowledgeActivities", "Knowledge activities", queries.KNOWLEDGE_ACTIVITIES)


@router.post(
    _ALL, "announceKnowledgeActivity", "Announce a knowledge activity", schemas.KnowledgeActivity
)
async def announce_activity(work: Working, new: schemas.NewKnowledgeActivity) -> Response:
    activity = await service.announce_activity(work, new)
    return await created(work, queries.KNOWLEDGE_ACTIVITY, activity)


@router.patch(
    _ONE,
    "changeKnowledgeActivity",
    "Change, hold or cancel a knowledge activity",
    schemas.KnowledgeActivity,
)
async def change_activity(
    work: Working, activity_id: ActivityId, changes: schemas.KnowledgeActivityChanges
) -> Response:
    activity = await service.change_activity(work, activity_id, changes)
    return await changed(work, queries.KNOWLEDGE_ACTIVITY, activity)
