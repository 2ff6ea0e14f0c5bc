"""Measurements over HTTP."""

from starlette.responses import Response

from ok_api.foundation.answers import created
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.enrolments.routes import EnrolmentId
from ok_api.programme.learning.measurements import queries, schemas, service
from ok_api.tables import Measurement

router = Router("Learning")
_PATH = "/enrolments/{enrolmentId}/measurements"

router.list(_PATH, "listMeasurements", "Measurements at a learning school", queries.MEASUREMENTS)
router.get(
    _PATH + "/{measurementId}",
    "getMeasurement",
    "One measurement",
    queries.MEASUREMENT,
    {"enrolmentId": Measurement.enrolment_id, "measurementId": Measurement.id},
)


@router.post(_PATH, "recordMeasurement", "Record a measurement", schemas.Measurement)
async def record_measurement(
    work: Working, enrolment_id: EnrolmentId, new: schemas.NewMeasurement
) -> Response:
    measurement = await service.record_measurement(work, enrolment_id, new)
    return await created(work, queries.MEASUREMENT, measurement)
