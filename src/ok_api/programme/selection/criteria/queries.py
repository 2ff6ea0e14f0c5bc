"""Reading the judgements of an application."""

from uuid import UUID

from sqlalchemy import Select, Text, case, cast, select, type_coerce

from ok_api.access.scope import within_application
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.criteria import schemas
from ok_api.rules.words import CriterionKey
from ok_api.tables import Application, Criterion

_APPLICATION = "/v1/applications/" + cast(Criterion.application_id, Text)
_PLACE = {key.value: place for place, key in enumerate(CriterionKey)}

CRITERION = Projection(
    schemas.ApplicationCriterion,
    Criterion,
    link=_APPLICATION + "/criteria/" + cast(Criterion.criterion, Text),
    scope=within_application(Criterion.application_id),
    private=["judged_by"],
    judged_at=Criterion.updated_at,
)

CRITERIA = Listing(
    CRITERION,
    schemas.CriterionQuery,
    sorts={"criterion": case(_PLACE, value=type_coerce(Criterion.criterion, Text))},
    default_sort=("criterion",),
    filters={"judgement": among(Criterion.judgement)},
    by={"applicationId": Criterion.application_id},
    parent=APPLICATION,
    parent_by={"applicationId": Application.id},
)


def judgement_of(application_id: UUID, criterion: CriterionKey) -> Select[Criterion]:
    return (
        select(Criterion)
        .where(Criterion.application_id == application_id, Criterion.criterion == criterion)
        .with_for_update()
    )
