"""Review: evaluations, and the decisions that alone move a participation on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.rules.words import (
    DecisionOutcome,
    EvaluationConclusion,
    EvaluationStatus,
    EvaluationSubject,
    Phase,
)
from ok_api.tables.base import Base, Days, Fte, Identified, word


class Evaluation(Identified, Base):
    """An evaluation of exactly one subject; `participation_id` says whose work it is about."""

    __tablename__ = "evaluations"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(programme_year_id, learning_trajectory_id, enrolment_id) = 1",
            name="one_subject",
        ),
        CheckConstraint(
            "status <> 'completed' OR (conclusion IS NOT NULL AND completed_on IS NOT NULL)",
            name="completed_has_conclusion",
        ),
        Index("ix_evaluations_participation_id", "participation_id"),
        Index("ix_evaluations_evaluator_subject", "evaluator_subject"),
        Index("ix_evaluations_enrolment_id", "enrolment_id"),
        Index(
            "uq_evaluations_programme_year_id",
            "programme_year_id",
            unique=True,
            postgresql_where=text("programme_year_id IS NOT NULL"),
        ),
    )

    subject: Mapped[EvaluationSubject] = mapped_column(word(EvaluationSubject))
    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    programme_year_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme_years.id"))
    learning_trajectory_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("learning_trajectories.id")
    )
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    status: Mapped[EvaluationStatus] = mapped_column(
        word(EvaluationStatus), default=EvaluationStatus.DRAFT
    )
    evaluator_subject: Mapped[str]
    evaluator_name: Mapped[str]
    evaluator_establishment_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    trajectories_judgement: Mapped[str | None]
    knowledge_activities_judgement: Mapped[str | None]
    effort_judgement: Mapped[str | None]
    conclusion: Mapped[EvaluationConclusion | None] = mapped_column(word(EvaluationConclusion))
    conclusion_motivation: Mapped[str | None]
    completed_on: Mapped[date | None]


class GoNoGoDecision(Base):
    """Kept for ever: a later decision replaces an earlier one, it never changes it."""

    __tablename__ = "go_no_go_decisions"
    __table_args__ = (
        CheckConstraint("btrim(motivation) <> ''", name="motivated"),
        CheckConstraint(
            "replaces_id IS NULL OR btrim(replacement_motivation) <> ''",
            name="replacement_motivated",
        ),
        CheckConstraint("(outcome = 'go') = (school_count IS NOT NULL)", name="go_has_schools"),
        CheckConstraint("school_count >= 0", name="school_count"),
        Index(
            "uq_go_no_go_decisions_first",
            "programme_year_id",
            unique=True,
            postgresql_where=text("replaces_id IS NULL"),
        ),
        UniqueConstraint("replaces_id"),
        Index("ix_go_no_go_decisions_participation_id", "participation_id"),
        Index("ix_go_no_go_decisions_decided_on", "decided_on", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    programme_year_id: Mapped[UUID] = mapped_column(ForeignKey("programme_years.id"))
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.id"))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("go_no_go_decisions.id"))
    outcome: Mapped[DecisionOutcome] = mapped_column(word(DecisionOutcome))
    school_count: Mapped[int | None]
    motivation: Mapped[str]
    replacement_motivation: Mapped[str | None]
    departures: Mapped[dict[str, Any]]
    decided_on: Mapped[date]
    decided_by: Mapped[str]
    from_phase: Mapped[Phase] = mapped_column(word(Phase, "from_phase"))
    next_phase: Mapped[Phase] = mapped_column(word(Phase, "next_phase"))
    next_school_year: Mapped[str | None]
    granted_fte: Mapped[Fte | None]
    granted_days: Mapped[Days | None]
    receipt: Mapped[dict[str, Any]]
    receipt_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
