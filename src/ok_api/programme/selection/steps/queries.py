"""Reading the steps that an application took."""

from sqlalchemy import Text, cast

from ok_api.access.scope import within_application
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.selection.applications.queries import APPLICATION
from ok_api.programme.selection.steps import schemas
from ok_api.tables import Application, ApplicationStep

_APPLICATION = "/v1/applications/" + cast(ApplicationStep.application_id, Text)

STEP = Projection(
    schemas.ApplicationStep,
    ApplicationStep,
    link=_APPLICATION + "/steps/" + cast(ApplicationStep.id, Text),
    scope=within_application(ApplicationStep.application_id),
    private=["taken_by", "motivation"],
)

STEPS = Listing(
    STEP,
    schemas.ApplicationStepQuery,
    sorts={"takenOn": ApplicationStep.taken_on},
    default_sort=("takenOn",),
    filters={"to_status": among(ApplicationStep.to_status)},
    by={"applicationId": ApplicationStep.application_id},
    parent=APPLICATION,
    parent_by={"applicationId": Application.id},
)
