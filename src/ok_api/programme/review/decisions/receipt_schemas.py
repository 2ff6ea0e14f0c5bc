"""The receipt of a decision, and what running it again tells."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Shape, without_default
from ok_api.programme.explanations import ParameterUseShape, RulingShape
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.rules.words import (
    DecisionOutcome,
    EvaluationConclusion,
    ExpertRole,
    Outcome,
    Phase,
    Role,
)


class TallyShape(Shape):
    """How much was done and how much more is planned, in the unit of the norm."""

    done: float = Field(description="Done (gedaan).", examples=[3])
    planned: float = Field(description="Planned (gepland).", examples=[0])
    overdue: float = Field(
        0,
        description="Planned for a day that had passed (te laat); before 1.2.0 part of planned.",
        json_schema_extra=without_default,
    )


class EvaluationFactsShape(Shape):
    """What the rules were told of the evaluation."""

    complete: bool = Field(description="Whether it was completed.")
    conclusion: EvaluationConclusion | None = Field(description="Its conclusion.")
    evaluator_independent: bool = Field(description="Whether the evaluator was independent.")


class LearningSchoolFactsShape(Shape):
    """What the rules were told of one learning school (ontwikkelschool)."""

    establishment_code: str = Field(description="The learning school.", examples=["99ZZ02"])
    study_days: TallyShape = Field(description="Collective study days (studiedagen).")
    guidance_moments: TallyShape = Field(description="Guidance moments (begeleidingsmomenten).")
    start_conversation: bool = Field(description="Whether it had a start conversation.")
    evaluated: bool = Field(description="Whether there was an evaluation with it.")


class YearFactsShape(Shape):
    """The facts of the programme year as they stood when the decision was recorded."""

    phase: Phase = Field(description="Phase of the year.")
    school_year: SchoolYearName = Field(description="The year.", examples=["2025-2026"])
    norms_version: date | None = Field(
        None,
        description="The day from which facts are counted and norms measured as they are here;"
        " absent from what was kept before 1.2.0.",
        json_schema_extra=without_default,
    )
    evaluation: EvaluationFactsShape | None = Field(description="Its evaluation.")
    decided: bool = Field(description="Whether a decision already stood.")
    trajectory_ready: bool = Field(description="Whether a trajectory was ready.")
    granted_days: float = Field(description="Days granted for the year.", examples=[160])
    team_plan_days: float = Field(description="Days divided in the team plan.", examples=[160])
    training: dict[str, TallyShape] = Field(description="Training days by kind.")
    work_sessions: TallyShape = Field(
        description="Guided work sessions (werksessies), one by one, wherever they were."
    )
    work_sessions_at_school: dict[str, TallyShape] = Field(
        default_factory=dict,
        description="Those at the school itself by month, such as 2026-11; absent before 1.2.0.",
    )
    expert_roles: list[ExpertRole] = Field(description="The roles of the experts attached.")
    recruited_for_next_year: int = Field(
        description="Schools recruited for the next year: intake held and agreed. Before 1.2.0 all"
        " that had registered."
    )
    agreed_for_next_year: int = Field(
        0,
        description="Schools that agreed, with or without an intake; absent before 1.2.0.",
        json_schema_extra=without_default,
    )
    recruited_with_intake: int = Field(
        description="How many of those that agreed had their intake."
    )
    interested_for_next_year: int | None = Field(
        None,
        description="Schools that registered and are not recruited; absent before 1.2.0.",
        json_schema_extra=without_default,
    )
    next_year_planned: bool = Field(description="Whether the next year was planned.")
    learning_schools: list[LearningSchoolFactsShape] = Field(description="The learning schools.")
    learning_schools_in_intake: int = Field(description="Schools still in intake.")
    intervision: TallyShape = Field(description="Intervision, in dagdelen.")
    coaching: TallyShape = Field(description="Coaching on the job, in dagdelen.")
    knowledge_activities: TallyShape = Field(description="Knowledge activities.")
    aspirant_guidance: TallyShape = Field(description="Guidance of aspirants.")


class ProposedDecisionShape(Shape):
    """What was proposed to the rules."""

    outcome: DecisionOutcome = Field(description="Go or no-go.")
    motivation: str = Field(description="Why.")
    taken_by: Role = Field(description="The role that took it.")
    school_count: int | None = Field(description="Schools for the next year.", examples=[6])
    departures: dict[str, str] = Field(description="By norm departed from, the explanation.")
    replaces_earlier: bool = Field(description="Whether it replaces an earlier decision.")
    replacement_motivation: str = Field(description="Why it replaces that one.")


class ReceiptContent(Shape):
    """All that the decision was taken on; the hash is over exactly this."""

    participation_id: UUID = Field(description="The participation.")
    school_year: SchoolYearName = Field(description="The year.", examples=["2025-2026"])
    decided_on: date = Field(description="The day it was taken.")
    facts: YearFactsShape = Field(description="The facts (feiten).")
    decision: ProposedDecisionShape = Field(description="The decision that was proposed.")
    parameters: list[ParameterUseShape] = Field(
        description="The rule values that were in force, each with its version."
    )
    ruling: RulingShape = Field(description="What the rules said, in full.")
    rules_version: str = Field(description="Version of the rules package.", examples=["1.0.0"])
    rulebook_hash: str = Field(description="Fingerprint of every rule, value and source then.")


class DecisionReceipt(Answer):
    """What a decision was taken on (bewijs), with its fingerprint.

    The hash is the SHA-256 of `content` as canonical JSON in UTF-8: members sorted by name, no
    white space, numbers written out without trailing zeros. Who recorded it stands outside, so
    that whoever may not know persons can check the hash too.
    """

    decision: str = Field(description="Where the decision lives.")
    decided_by: str | None = Field(
        description="The account that recorded it; null for who may not know persons."
    )
    hash: str = Field(description="SHA-256 of the content, in hexadecimal.")
    content: ReceiptContent = Field(description="All that it was taken on.")


class NewReplay(Body):
    """How to run a decision again."""

    as_of: date | None = Field(
        None,
        description="Judge as if it were taken on this day; the day it was taken when absent.",
        examples=["2026-07-01"],
    )


class DifferenceShape(Shape):
    """One place that differs; what is absent on one side reads as null."""

    pointer: str = Field(description="JSON pointer to the place.", examples=["/grantedDays"])
    before: Any = Field(description="What stood there.", examples=[160])
    after: Any = Field(description="What stands there now.", examples=[180])


class Replay(Answer):
    """A decision run again through today's rules; nothing was kept or changed."""

    decision: str = Field(description="Where the decision lives.")
    as_of: date = Field(description="The day it was judged as of.")
    same_answer: bool = Field(description="Whether the rules say exactly the same.")
    same_outcome: bool = Field(description="Whether they still allow it, or not.")
    outcome_then: Outcome = Field(description="What they said then.", examples=["allowed"])
    outcome_now: Outcome = Field(description="What they say now.", examples=["allowed"])
    ruling_differences: list[DifferenceShape] = Field(
        description="What the rules now say differently of the recorded facts."
    )
    facts_differences: list[DifferenceShape] = Field(
        description="What has since changed in the facts themselves; not part of the replay."
    )
    rules_version_then: str = Field(description="Version of the rules then.", examples=["1.0.0"])
    rules_version_now: str = Field(description="Version of the rules now.", examples=["1.0.0"])
    same_rulebook: bool = Field(description="Whether every rule, value and source is the same.")
    receipt_intact: bool = Field(description="Whether the receipt still has its hash.")
    ruling: RulingShape = Field(description="What the rules say now, in full.")
