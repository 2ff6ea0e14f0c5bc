"""What is told of a measurement, and what may be asked and sent."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Line, ListQuery, Prose, SortBy, example
from ok_api.programme.learning.fields import Day, People
from ok_api.rules.words import MeasurementMoment

Score = Annotated[
    Decimal,
    Field(ge=Decimal(-100_000), le=Decimal(100_000), max_digits=8, decimal_places=2),
]


class Measurement(Answer):
    """One indicator at a learning school, before or after it learns (nulmeting, eindmeting)."""

    id: UUID = Field(description="Identity of the measurement.")
    enrolment_id: UUID = Field(description="The enrolment (deelname) it belongs to.")
    moment: MeasurementMoment = Field(description="Before or after (meetmoment).")
    indicator: str = Field(description="What is measured.", examples=["begrijpend lezen"])
    instrument: str = Field(description="With what it is measured.", examples=["vragenlijst"])
    measured_on: date = Field(description="Day of the measurement.")
    score: Decimal = Field(description="The score, an exact decimal.", examples=[3.4])
    scale_min: Decimal = Field(description="Lowest score of the scale (schaal).", examples=[1])
    scale_max: Decimal = Field(description="Highest score of the scale.", examples=[5])
    respondent_count: int | None = Field(description="How many people answered (respondenten).")
    note: str | None = Field(description="What is to be known of it (toelichting).")
    baseline_score: Decimal | None = Field(
        description="At an end measurement: the baseline of the same indicator, when there is one."
    )
    difference: Decimal | None = Field(
        description="The end score less the baseline (verschil); null without a baseline.",
        examples=[0.8],
    )


class NewMeasurement(Body):
    """Baseline and end of one indicator are measured on the same scale, or cannot be compared."""

    model_config = example(
        moment="baseline",
        indicator="begrijpend lezen",
        instrument="vragenlijst",
        measuredOn="2025-10-06",
        score=2.6,
        scaleMin=1,
        scaleMax=5,
        respondentCount=24,
    )

    moment: MeasurementMoment = Field(description="Before or after.", examples=["baseline"])
    indicator: Line = Field(description="What is measured.", examples=["begrijpend lezen"])
    instrument: Line = Field(description="With what it is measured.", examples=["vragenlijst"])
    measured_on: Day | None = Field(
        None, description="Day of the measurement, today by default; not in the future."
    )
    score: Score = Field(description="The score, on the scale.", examples=[2.6])
    scale_min: Score = Field(description="Lowest score of the scale.", examples=[1])
    scale_max: Score = Field(description="Highest score of the scale.", examples=[5])
    respondent_count: People | None = Field(None, description="How many people answered.")
    note: Prose | None = Field(None, description="What is to be known of it.")


class MeasurementQuery(ListQuery):
    sort: SortBy[Literal["indicator", "-indicator", "measuredOn", "-measuredOn"]] = Field(
        ("indicator",), description="Order; `indicator` puts baseline and end side by side."
    )
    moment: list[MeasurementMoment] | None = Field(None, description="Only before, or after.")
    indicator: list[Line] | None = Field(None, description="Only these indicators.")
