"""What is told of an evaluation, and what may be asked and sent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.foundation.schema import Answer, Body, Line, ListQuery, Prose, SortBy, example
from ok_api.programme.participation.schemas import SchoolYearName
from ok_api.programme.schools.schemas import EstablishmentCode
from ok_api.rules.words import EvaluationConclusion, EvaluationStatus, EvaluationSubject

Codes = Annotated[list[EstablishmentCode], Field(max_length=50)]

ONE_ID = "Give exactly the id that goes with `subject`."


class Evaluation(Answer):
    """An evaluation (evaluatie) of one subject; until it is completed only its evaluator and the
    programme office see it."""

    id: UUID = Field(description="Identity of the evaluation.")
    subject: EvaluationSubject = Field(description="What is evaluated.")
    participation_id: UUID = Field(description="The participation (deelname) it is about.")
    establishment_code: EstablishmentCode = Field(
        description="The expertise school (vestigingscode) it is about.", examples=["99ZZ01"]
    )
    school_year: SchoolYearName = Field(
        description="The school year (schooljaar) it is about.", examples=["2025-2026"]
    )
    programme_year_id: UUID | None = Field(description="The programme year (programmajaar).")
    learning_trajectory_id: UUID | None = Field(description="The trajectory (leertraject).")
    enrolment_id: UUID | None = Field(description="The enrolment (deelname ontwikkelschool).")
    status: EvaluationStatus = Field(description="Draft, or completed and then unchangeable.")
    evaluator_subject: str | None = Field(
        description="The evaluator's account; null for who may not know persons."
    )
    evaluator_name: str | None = Field(
        description="The evaluator's name (evaluator); null for who may not know persons."
    )
    evaluator_establishment_codes: list[EstablishmentCode] | None = Field(
        description="The schools the evaluator belongs to; null for who may not know persons."
    )
    trajectories_judgement: str | None = Field(
        description="Judgement of the trajectories (oordeel over de leertrajecten)."
    )
    knowledge_activities_judgement: str | None = Field(
        description="Judgement of the knowledge activities (kennisdeelactiviteiten)."
    )
    effort_judgement: str | None = Field(description="Judgement of the effort (inzet).")
    conclusion: EvaluationConclusion | None = Field(description="Positive or negative (conclusie).")
    conclusion_motivation: str | None = Field(description="Why (motivering van de conclusie).")
    completed_on: date | None = Field(description="The day it was completed (afgerond op).")
    completions: str = Field(description="POST here to complete it.")
    created_at: datetime = Field(description="When it was recorded.")
    updated_at: datetime = Field(description="When it was last changed.")


class NewEvaluation(Body):
    """Whom the office asks to evaluate what. The evaluator stands outside the school (R-DEC-2)."""

    model_config = example(
        subject="programme_year",
        programmeYearId=EXAMPLE_ID,
        evaluatorSubject="evaluator@example.org",
        evaluatorName="V. Voorbeeld",
        evaluatorEstablishmentCodes=["98YY09"],
    )

    subject: EvaluationSubject = Field(
        description="What is evaluated (onderwerp).", examples=["programme_year"]
    )
    programme_year_id: UUID | None = Field(
        None, description=ONE_ID, examples=["01920000-0000-7000-8000-000000000001"]
    )
    learning_trajectory_id: UUID | None = Field(None, description=ONE_ID)
    enrolment_id: UUID | None = Field(None, description=ONE_ID)
    evaluator_subject: Line = Field(
        description="The evaluator's account: the subject of the token.",
        examples=["evaluator@example.org"],
    )
    evaluator_name: Line = Field(description="The evaluator's name.", examples=["V. Voorbeeld"])
    evaluator_establishment_codes: Codes = Field(
        default_factory=list,
        description="The schools the evaluator works at or belongs to; empty for none. None of "
        "them shares an institution or board with the school evaluated.",
        examples=[["98YY09"]],
    )


class EvaluationChanges(Body):
    """JSON Merge Patch while it is a draft: absent leaves, null clears.

    Only the office puts another evaluator in place, who then begins anew; only the evaluator
    judges and concludes.
    """

    model_config = example(
        trajectoriesJudgement="De leertrajecten zijn volgens plan uitgevoerd.",
        knowledgeActivitiesJudgement="De webinar bereikte veertig scholen.",
        effortJudgement="Het team heeft alle sessies gegeven.",
        conclusion="positive",
        conclusionMotivation="De aanpak is overdraagbaar en de scholen zijn tevreden.",
    )

    evaluator_subject: Line = Field("", description="Another evaluator's account.")
    evaluator_name: Line = Field("", description="Another evaluator's name.")
    evaluator_establishment_codes: Codes = Field(
        default_factory=list, description="The schools the evaluator belongs to."
    )
    trajectories_judgement: Prose | None = Field(
        None,
        description="Judgement of the trajectories.",
        examples=["De leertrajecten zijn volgens plan uitgevoerd."],
    )
    knowledge_activities_judgement: Prose | None = Field(
        None, description="Judgement of the knowledge activities."
    )
    effort_judgement: Prose | None = Field(None, description="Judgement of the effort.")
    conclusion: EvaluationConclusion | None = Field(None, description="Positive or negative.")
    conclusion_motivation: Prose | None = Field(None, description="Why.")


class EvaluationCompletion(Body):
    """Completing (afronden): everything is there, and from then on nothing changes."""

    completed_on: date | None = Field(
        None,
        description="The day it was completed; today in the Netherlands when absent.",
        examples=["2026-06-15"],
    )


class EvaluationQuery(ListQuery):
    sort: SortBy[Literal["id", "-id", "completedOn", "-completedOn"]] = Field(
        ("-id",), description="Order; drafts stand after what was completed last."
    )
    subject: list[EvaluationSubject] | None = Field(None, description="Only of these subjects.")
    status: list[EvaluationStatus] | None = Field(None, description="Only in these states.")
    participation_id: UUID | None = Field(None, description="Only about this participation.")
    school_year: list[SchoolYearName] | None = Field(
        None, description="Only about these school years."
    )
    conclusion: list[EvaluationConclusion] | None = Field(
        None, description="Only with these conclusions."
    )
