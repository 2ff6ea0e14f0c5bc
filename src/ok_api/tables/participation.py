"""Participation: a school's way through the programme for one expertise, year by year."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.rules.words import EndingReason, ExpertRole, Phase, ProgrammeYearStatus, TeamRole
from ok_api.tables.base import Base, Days, Fte, Identified, word
from ok_api.tables.selection import SCHOOL_YEAR

ENDED = "CASE WHEN ended_on < started_on THEN started_on ELSE ended_on END"
"""Who leaves between acceptance and the first day of school took part on no day at all."""


class Participation(Identified, Base):
    __tablename__ = "participations"
    __table_args__ = (
        CheckConstraint("(phase = 'ended') = (ended_on IS NOT NULL)", name="ended_has_date"),
        CheckConstraint(
            "ended_on IS NULL OR (end_motivation IS NOT NULL AND end_reason IS NOT NULL)",
            name="end_motivated",
        ),
        ExcludeConstraint(
            ("establishment_code", "="),
            ("expertise_id", "="),
            (func.daterange(text("started_on"), text(ENDED), "[)"), "&&"),
            name="one_participation_per_approach",
        ),
        Index("ix_participations_started_on", "started_on", "id"),
        Index("ix_participations_establishment_code", "establishment_code"),
        Index("ix_participations_phase", "phase", "id"),
        UniqueConstraint("application_id"),
    )

    establishment_code: Mapped[str] = mapped_column(ForeignKey("schools.establishment_code"))
    expertise_id: Mapped[UUID] = mapped_column(ForeignKey("expertises.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    phase: Mapped[Phase] = mapped_column(word(Phase), default=Phase.ASPIRANT)
    school_year: Mapped[str]
    started_on: Mapped[date]
    title_granted_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[EndingReason | None] = mapped_column(word(EndingReason))
    end_motivation: Mapped[str | None]


class ProgrammeYear(Identified, Base):
    """One school year of one participation: what was granted, on which ruling.

    `guided_school_count` is kept by a trigger: the learning schools that really take part.
    """

    __tablename__ = "programme_years"
    __table_args__ = (
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        CheckConstraint(
            "guided_school_count BETWEEN 0 AND granted_school_count", name="guided_within_grant"
        ),
        UniqueConstraint("participation_id", "school_year"),
        Index("ix_programme_years_school_year", "school_year", "id"),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    school_year: Mapped[str]
    phase: Mapped[Phase] = mapped_column(word(Phase))
    status: Mapped[ProgrammeYearStatus] = mapped_column(
        word(ProgrammeYearStatus), default=ProgrammeYearStatus.RUNNING
    )
    granted_school_count: Mapped[int]
    guided_school_count: Mapped[int] = mapped_column(
        server_default=FetchedValue(), server_onupdate=FetchedValue()
    )
    granted_fte: Mapped[Fte]
    granted_days: Mapped[Days]
    facilitation_ruling: Mapped[dict[str, Any]]
    plan_note: Mapped[str | None]
    next_year_planning: Mapped[str | None]


class TeamMember(Identified, Base):
    __tablename__ = "team_members"
    __table_args__ = (
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joined"),
        Index("ix_team_members_participation_id", "participation_id", "id"),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    name: Mapped[str]
    email: Mapped[str | None]
    role: Mapped[TeamRole] = mapped_column(word(TeamRole))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class PlanEntry(Base):
    """The days of one member in the team's plan of one programme year."""

    __tablename__ = "plan_entries"
    __table_args__ = (CheckConstraint("days > 0", name="days"),)

    programme_year_id: Mapped[UUID] = mapped_column(
        ForeignKey("programme_years.id"), primary_key=True
    )
    team_member_id: Mapped[UUID] = mapped_column(ForeignKey("team_members.id"), primary_key=True)
    days: Mapped[Days]
    task: Mapped[str | None]


class ExpertAssignment(Identified, Base):
    __tablename__ = "expert_assignments"
    __table_args__ = (
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="until_after_from"),
        ExcludeConstraint(
            ("participation_id", "="),
            ("school_year", "="),
            ("role", "="),
            (func.daterange(text("from_on"), text("until_on"), "[]"), "&&"),
            name="one_expert_per_role",
        ),
        Index("ix_expert_assignments_participation_id", "participation_id", "id"),
        Index("ix_expert_assignments_subject", "subject"),
    )

    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participations.id"))
    school_year: Mapped[str]
    role: Mapped[ExpertRole] = mapped_column(word(ExpertRole))
    subject: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    organisation: Mapped[str | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
