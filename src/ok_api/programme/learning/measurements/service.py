"""Recording measurements, so that before and after can be compared."""

from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import ENROLMENTS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.programme.learning import taking_part
from ok_api.programme.learning.measurements import queries
from ok_api.programme.learning.measurements.schemas import NewMeasurement
from ok_api.programme.participation.dates import happened
from ok_api.rules.numbers import tidy, written
from ok_api.rules.text import Text
from ok_api.rules.words import MeasurementMoment
from ok_api.tables import Enrolment, Measurement


async def record_measurement(work: Work, enrolment_id: UUID, new: NewMeasurement) -> Measurement:
    """Once for each indicator and moment; the lock keeps the two moments from missing each other.

    An end measurement without a baseline is kept: what was not measured before is still worth
    knowing after. Raises `WrongState` when the two cannot be compared, and for a school that does
    not take part.
    """
    enrolment = await fetch_for_change(work, Enrolment, ENROLMENTS, Enrolment.id == enrolment_id)
    _check_scale(new)
    taking_part.refuse_measurement(enrolment)
    members = new.model_dump()
    members["measured_on"] = happened(work, new.measured_on, "/measuredOn")
    measurement = Measurement(enrolment_id=enrolment.id, **members)
    other = await work.session.scalar(queries.counterpart(measurement))
    if other is not None:
        _check_comparable(measurement, other)
    work.session.add(measurement)
    return measurement


def _check_scale(new: NewMeasurement) -> None:
    flaws = []
    if new.scale_min >= new.scale_max:
        flaws.append(
            _flaw(
                "/scaleMax",
                "scale",
                Text("De schaal loopt van laag naar hoog.", "The scale runs from low to high."),
            )
        )
    elif not new.scale_min <= new.score <= new.scale_max:
        flaws.append(
            _flaw(
                "/score",
                "score_on_scale",
                Text("De score valt buiten de schaal.", "The score lies outside the scale."),
            )
        )
    if flaws:
        raise InvalidInput(*flaws)


def _flaw(pointer: str, code: str, message: Text) -> Flaw:
    return Flaw(where="body", name=pointer, code=code, message=message)


def _check_comparable(one: Measurement, other: Measurement) -> None:
    if (one.scale_min, one.scale_max) != (other.scale_min, other.scale_max):
        low, high = (written(tidy(end)) for end in (other.scale_min, other.scale_max))
        raise WrongState(
            Text(
                f"De {other.moment.label.nl} van deze indicator gebruikt de schaal"
                f" {low.nl} tot {high.nl}; neem dezelfde.",
                f"The {other.moment.label.en} of this indicator uses the scale"
                f" {low.en} to {high.en}; use the same.",
            ),
            scale=[tidy(other.scale_min), tidy(other.scale_max)],
        )
    first, last = (one, other) if one.moment is MeasurementMoment.BASELINE else (other, one)
    if first.measured_on > last.measured_on:
        raise WrongState(
            Text(
                "De nulmeting is van {first} en de eindmeting van {last}; de nulmeting hoort eerst"
                " te komen.",
                "The baseline is of {first} and the end measurement of {last}; the baseline must"
                " come first.",
            ).format(first=first.measured_on, last=last.measured_on)
        )
