"""Learning: trajectories, the schools that follow them, and what happens on which day."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from ok_api.rules.words import (
    ActivityStatus,
    EnrolmentStatus,
    KnowledgeActivityKind,
    MeasurementMoment,
    SessionKind,
    SessionMode,
    SessionStatus,
    TrajectoryStatus,
)
from ok_api.tables.base import Base, Dagdelen, Identified, word
from ok_api.tables.selection import SCHOOL_YEAR


def _kept() -> MappedColumn[datetime | None]:
    """A moment that a trigger keeps."""
    return mapped_column(server_default=FetchedValue(), server_onupdate=FetchedValue())


class LearningTrajectory(Identified, Base):
    """`enrolled_count` is kept by a trigger, so its check holds however many enrol at once."""

    __tablename__ = "learning_trajectories"
    __table_args__ = (
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("enrolled_count BETWEEN 0 AND capacity", name="enrolled_within_capacity"),
        Index("ix_learning_trajectories_participation_id", "participation_id"),
        Index("ix_learning_trajectories_status", "status", "id"),
        Index("ix_learning_trajectories_title", "title", "id"),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    school_year: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    working_elements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    requirements: Mapped[str | None]
    target_group: Mapped[str | None]
    capacity: Mapped[int]
    enrolled_count: Mapped[int] = mapped_column(
        server_default=text("0"), server_onupdate=FetchedValue()
    )
    status: Mapped[TrajectoryStatus] = mapped_column(
        word(TrajectoryStatus), default=TrajectoryStatus.DRAFT
    )


class Enrolment(Identified, Base):
    """A trigger keeps since when it takes part, and when it left."""

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('rejected','withdrawn') OR motivation IS NOT NULL", name="motivated"
        ),
        Index(
            "uq_enrolments_one_per_school",
            "learning_trajectory_id",
            "establishment_code",
            unique=True,
            postgresql_where=text("status NOT IN ('rejected','withdrawn')"),
        ),
        Index("ix_enrolments_establishment_code", "establishment_code"),
        Index("ix_enrolments_learning_trajectory_id", "learning_trajectory_id", "id"),
    )

    learning_trajectory_id: Mapped[UUID] = mapped_column(ForeignKey("learning_trajectories.id"))
    establishment_code: Mapped[str] = mapped_column(ForeignKey("schools.establishment_code"))
    status: Mapped[EnrolmentStatus] = mapped_column(
        word(EnrolmentStatus), default=EnrolmentStatus.REGISTERED
    )
    improvement_question: Mapped[str]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    enrolled_at: Mapped[datetime | None] = _kept()
    left_at: Mapped[datetime | None] = _kept()
    intake_held_on: Mapped[date | None]
    intake_summary: Mapped[str | None]
    agreed_on: Mapped[date | None]
    planning: Mapped[str | None]
    motivation: Mapped[str | None]


class Session(Identified, Base):
    """A dated activity of a participation: its team's own, a trajectory's, or one enrolment's.

    Of one kind there is one at a time for whom it is for; `parallel` is one that is meant to be
    given beside it, such as to a second group.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("dagdelen > 0", name="dagdelen"),
        CheckConstraint(
            "enrolment_id IS NULL OR learning_trajectory_id IS NOT NULL",
            name="enrolment_of_trajectory",
        ),
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        Index("ix_sessions_participation_id", "participation_id", "school_year"),
        Index("ix_sessions_learning_trajectory_id", "learning_trajectory_id"),
        Index("ix_sessions_enrolment_id", "enrolment_id"),
        Index("ix_sessions_starts_at", "starts_at", "id"),
        Index(
            "uq_sessions_one_at_a_time",
            "participation_id",
            "learning_trajectory_id",
            "enrolment_id",
            "kind",
            "starts_at",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("status <> 'cancelled' AND NOT parallel"),
        ),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    learning_trajectory_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("learning_trajectories.id")
    )
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    school_year: Mapped[str]
    kind: Mapped[SessionKind] = mapped_column(word(SessionKind))
    title: Mapped[str | None]
    starts_at: Mapped[datetime]
    dagdelen: Mapped[Dagdelen]
    mode: Mapped[SessionMode] = mapped_column(word(SessionMode))
    location: Mapped[str | None]
    status: Mapped[SessionStatus] = mapped_column(
        word(SessionStatus), default=SessionStatus.PLANNED
    )
    parallel: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    note: Mapped[str | None]


class Attendance(Identified, Base):
    """Who of which enrolled school, or of the expertise school's own team, was there."""

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("(enrolment_id IS NULL) <> (team_member_id IS NULL)", name="one_attendee"),
        CheckConstraint("participant_count >= 0", name="participant_count"),
        UniqueConstraint("session_id", "enrolment_id"),
        UniqueConstraint("session_id", "team_member_id"),
        Index("ix_attendances_enrolment_id", "enrolment_id"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id"))
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    team_member_id: Mapped[UUID | None] = mapped_column(ForeignKey("team_members.id"))
    present: Mapped[bool]
    participant_count: Mapped[int]
    remark: Mapped[str | None]


class Measurement(Identified, Base):
    __tablename__ = "measurements"
    __table_args__ = (
        CheckConstraint("scale_min < scale_max", name="scale"),
        CheckConstraint("score BETWEEN scale_min AND scale_max", name="score_on_scale"),
        UniqueConstraint("enrolment_id", "moment", "indicator"),
    )

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolments.id"))
    moment: Mapped[MeasurementMoment] = mapped_column(word(MeasurementMoment))
    indicator: Mapped[str]
    instrument: Mapped[str]
    measured_on: Mapped[date]
    score: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    scale_min: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    scale_max: Mapped[Decimal] = mapped_column(Numeric(8, 2))
    respondent_count: Mapped[int | None]
    note: Mapped[str | None]


class KnowledgeActivity(Identified, Base):
    __tablename__ = "knowledge_activities"
    __table_args__ = (
        CheckConstraint("participant_count >= 0", name="participant_count"),
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        Index("ix_knowledge_activities_participation_id", "participation_id", "school_year"),
        Index("ix_knowledge_activities_held_on", "held_on", "id"),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    school_year: Mapped[str]
    kind: Mapped[KnowledgeActivityKind] = mapped_column(word(KnowledgeActivityKind))
    title: Mapped[str]
    held_on: Mapped[date]
    audience: Mapped[str | None]
    participant_count: Mapped[int | None]
    web_address: Mapped[str | None]
    status: Mapped[ActivityStatus] = mapped_column(
        word(ActivityStatus), default=ActivityStatus.PLANNED
    )
