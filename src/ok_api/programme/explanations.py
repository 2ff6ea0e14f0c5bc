"""The shapes in which the rules explain themselves; they follow `as_json` member by member."""

from typing import Any

from pydantic import Field

from ok_api.foundation.schema import Shape, without_default
from ok_api.rules.words import ConditionKind, Outcome, Role, Unit


class Sentence(Shape):
    """One sentence in both languages."""

    nl: str = Field(description="In Dutch.", examples=["Het teamplan verdeelt 160 dagen."])
    en: str = Field(description="In English.", examples=["The team plan divides 160 days."])


class SourceShape(Shape):
    """Who says so (bron): a document, the place in it, and its own words."""

    name: str = Field(description="Short name of the document.", examples=["BROCHURE"])
    place: str = Field(description="Where in the document.")
    sentence: str = Field(description="The document's own words.")


class ParameterUseShape(Shape):
    """A dated value that a rule was applied with."""

    key: str = Field(description="Key of the parameter.", examples=["facilitation.days_per_fte"])
    value: float = Field(description="The value, an exact decimal.", examples=[200])
    unit: Unit = Field(description="Unit of the value.")
    version: str = Field(description="The day this value came into force.", examples=["2023-08-01"])


class ConditionShape(Shape):
    """One thing that is asked (voorwaarde): whether it is so, and who can see to it."""

    id: str = Field(description="Stable id of the condition.", examples=["evaluation_exists"])
    rule_id: str = Field(description="The rule that asks it.", examples=["R-Y1-5"])
    kind: ConditionKind = Field(description="A requirement, or a norm (comply or explain).")
    text: Sentence = Field(description="What is asked.")
    met: bool = Field(description="Whether it is so.")
    not_applicable: bool = Field(
        False,
        description="Whether there is nothing to judge: then it is neither met nor missing, and"
        " asks no explanation (niet van toepassing). Absent from what was kept before 1.2.0.",
        json_schema_extra=without_default,
    )
    evidence: dict[str, Any] = Field(description="The facts this was judged on.")
    missing: Sentence | None = Field(description="What is missing; null when nothing is.")
    supplied_by: list[Role] = Field(description="The roles that can see to it.")
    source: SourceShape = Field(description="Who says so.")
    departure: str | None = Field(description="The reason given for departing from this norm.")


class StepShape(Shape):
    """One step of a computation, in words and as a figure."""

    rule_id: str = Field(description="The rule that was applied.", examples=["R-FAC-2"])
    text: Sentence = Field(description="The step in words.")
    figure: str = Field(description="Name of the figure that comes out.", examples=["fte"])
    value: float = Field(description="The figure, an exact decimal.", examples=[1.0])
    unit: Unit = Field(description="Unit of the figure.")
    parameters: list[ParameterUseShape] = Field(description="The values that were used.")
    source: SourceShape = Field(description="Who says so.")


class RulingShape(Shape):
    """What the rules say about some facts on a date: the outcome and its whole explanation."""

    rule_ids: list[str] = Field(description="The rules that were applied.")
    outcome: Outcome = Field(description="Allowed, refused, or simply computed.")
    conditions: list[ConditionShape] = Field(description="Each condition, met or not.")
    figures: dict[str, Any] = Field(description="What was computed.")
    steps: list[StepShape] = Field(description="How it was computed, step by step.")
    parameters: list[ParameterUseShape] = Field(description="Every value used, with its version.")
    sources: list[SourceShape] = Field(description="Every source cited.")


class TransitionShape(Shape):
    """One step that may follow: whether it is allowed, why (not), and what it will ask."""

    to: str = Field(description="The status or phase it leads to.", examples=["pilot"])
    ruling: RulingShape = Field(description="The conditions, each met or not.")
    asks: list[Sentence] = Field(description="What whoever takes the step must still bring.")


class ExpectationShape(Shape):
    """What is expected of a norm by today (R-PRG-2), and on what that rests."""

    value: float = Field(description="How much is expected to have been done.", examples=[2])
    rule_id: str = Field(description="The rule that says so.", examples=["R-PRG-2"])
    text: Sentence = Field(description="How it was reckoned.")
    parameters: list[ParameterUseShape] = Field(description="The values that were used.")
    source: SourceShape = Field(
        description="Who says so: `geen bron` where no document does and it is an assumption."
    )


class NormProgressShape(Shape):
    """Where a programme year stands against one norm: done, planned, and what is asked."""

    id: str = Field(description="Stable id of the norm.")
    rule_id: str = Field(description="The rule that sets it.", examples=["R-Y2-1"])
    text: Sentence = Field(description="The norm in words.")
    done: float = Field(description="How much was done.")
    planned: float = Field(description="How much more is planned, from today on (gepland).")
    overdue: float = Field(
        description="How much was planned for a day that has passed, without a record of whether it"
        " took place (te laat); it is planned no more."
    )
    interested: float | None = Field(
        description="Of recruiting: the schools that registered and are not recruited"
        " (belangstelling), which count for nothing; null for other norms."
    )
    expected: float = Field(
        description="How much is expected to have been done by today (verwacht).", examples=[2]
    )
    expectation: ExpectationShape = Field(description="How that was reckoned.")
    minimum: float = Field(description="What the norm asks at least.")
    maximum: float | None = Field(description="What the norm asks at most, where it says so.")
    unit: Unit = Field(description="Unit of these figures.")
    met: bool = Field(description="Whether what was done meets the norm.")
    not_applicable: bool = Field(
        description="Whether there is nothing to measure, such as without learning schools: then"
        " the norm is neither met nor missing (niet van toepassing)."
    )
    on_course: bool = Field(
        description="Whether as much was done as is expected by today, and no more than is asked at"
        " most (op koers); of a norm for each school, by each school."
    )
    missing: Sentence | None = Field(description="What is missing; null when nothing is.")
    supplied_by: list[Role] = Field(description="The roles that can see to it.")
    parameters: list[ParameterUseShape] = Field(description="The values that were used.")
    source: SourceShape = Field(description="Who says so.")
