"""The reads of knowledge activities."""

from sqlalchemy import Text, cast

from ok_api.access.scope import within_participation
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, from_day, identical, until_day
from ok_api.programme.learning.activities import schemas
from ok_api.tables import KnowledgeActivity

SCOPE = within_participation(KnowledgeActivity.participation_id, KnowledgeActivity.school_year)

KNOWLEDGE_ACTIVITY = Projection(
    schemas.KnowledgeActivity,
    KnowledgeActivity,
    link="/v1/knowledge-activities/" + cast(KnowledgeActivity.id, Text),
    scope=SCOPE,
    participation="/v1/participations/" + cast(KnowledgeActivity.participation_id, Text),
)

KNOWLEDGE_ACTIVITIES = Listing(
    KNOWLEDGE_ACTIVITY,
    schemas.KnowledgeActivityQuery,
    sorts={"heldOn": KnowledgeActivity.held_on, "title": KnowledgeActivity.title},
    default_sort=("heldOn",),
    filters={
        "kind": among(KnowledgeActivity.kind),
        "status": among(KnowledgeActivity.status),
        "school_year": among(KnowledgeActivity.school_year),
        "participation_id": identical(KnowledgeActivity.participation_id),
        "from_day": from_day(KnowledgeActivity.held_on),
        "until_day": until_day(KnowledgeActivity.held_on),
    },
)
