"""The reads of measurements: an end measurement tells what has changed since the baseline."""

from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import aliased

from ok_api.access.scope import within_enrolment
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among
from ok_api.programme.learning.enrolments.queries import ENROLMENT
from ok_api.programme.learning.measurements import schemas
from ok_api.rules.words import MeasurementMoment
from ok_api.tables import Enrolment, Measurement

_baseline = aliased(Measurement)


def _of_baseline(told: Any) -> Any:
    return (
        select(told)
        .where(
            Measurement.moment == MeasurementMoment.END.value,
            _baseline.enrolment_id == Measurement.enrolment_id,
            _baseline.indicator == Measurement.indicator,
            _baseline.moment == MeasurementMoment.BASELINE.value,
        )
        .correlate(Measurement)
        .scalar_subquery()
    )


MEASUREMENT = Projection(
    schemas.Measurement,
    Measurement,
    link=func.concat(
        "/v1/enrolments/", Measurement.enrolment_id, "/measurements/", cast(Measurement.id, Text)
    ),
    scope=within_enrolment(Measurement.enrolment_id),
    private=["note"],
    versions=[func.coalesce(_of_baseline(_baseline.version), 0)],
    baseline_score=_of_baseline(_baseline.score),
    difference=Measurement.score - _of_baseline(_baseline.score),
)

MEASUREMENTS = Listing(
    MEASUREMENT,
    schemas.MeasurementQuery,
    sorts={"indicator": Measurement.indicator, "measuredOn": Measurement.measured_on},
    default_sort=("indicator",),
    filters={"moment": among(Measurement.moment), "indicator": among(Measurement.indicator)},
    by={"enrolmentId": Measurement.enrolment_id},
    parent=ENROLMENT,
    parent_by={"enrolmentId": Enrolment.id},
)


def counterpart(measurement: Measurement) -> Select[Measurement]:
    """The same indicator at the other moment."""
    return select(Measurement).where(
        Measurement.enrolment_id == measurement.enrolment_id,
        Measurement.indicator == measurement.indicator,
        Measurement.moment != measurement.moment,
    )
