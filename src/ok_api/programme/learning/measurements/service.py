"""Recording measurements, so that before and after can be compared."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import ENROLMENTS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.programme.learning.measurements import queries
from ok_api.programme.learning.measurements.schemas import NewMeasurement
from ok_api.programme.participation.dates import happened
from ok_api.rules.text import Text
from ok_api.rules.words import MeasurementMoment
from ok_api.tables import Enrolment, Measurement


async def record_measurement(
    work: Work, enrolment_id: UUID, new: NewMeasurement
) -> Measurement:
    """Once for each indicator and moment; the lock keeps the two moments from missing each other.

    An end measurement without a baseline is kept: what was not measured before is still worth
    knowing after. Raises `WrongState` when the two cannot be compared.
    """
    enrolment = await fetch_for_change(work, Enrolment, ENROLMENTS, Enrolment.id == enrolment_id)
    members = new.model_dump()
    members["measured_on"] = happened(work, new.measured_on, "/measuredOn")
    measurement = Measurement(enrolment_id=enrolment.id, **members)
    other = await work.session.scalar(queries.counterpart(measurement))
    if other is not None:
        _check_comparable(measurement, other)
    work.session.add(measurement)
    return measurement


def _check_comparable(one: Measurement, other: Measurement) -> None:
    if (one.scale_min, one.scale_max) != (other.scale_min, other.scale_max):
        raise WrongState(
            Text(
                f"De {other.moment.label.nl} van deze indicator gebruikt de schaal"
                f" {other.scale_min} tot {other.scale_max}; neem dezelfde.",
                f"The {other.moment.label.en} of this indicator uses the scale"
                f" {other.scale_min} to {other.scale_max}; use the same.",
            ),
            scale=[other.scale_min, other.scale_max],
        )
    first, last = (one, other) if one.moment is MeasurementMoment.BASELINE else (other, one)
    if first.measured_on > last.measured_on:
        raise WrongState(
            Text(
                f"De nulmeting ({first.measured_on}) komt voor de eindmeting ({last.measured_on}).",
                f"The baseline ({first.measured_on}) comes before the end ({last.measured_on}).",
            )
        )
