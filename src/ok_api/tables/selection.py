"""Selection: rounds, applications, and the dated record of everything that leads to a choice."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, deferred, mapped_column
from uuid6 import uuid7

from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DocumentKind,
    Judgement,
)
from ok_api.tables.base import Base, Identified, word

SCHOOL_YEAR = "school_year ~ '^[0-9]{4}-[0-9]{4}$'"
COMPLETED = "COALESCE(complete_on, 'infinity'::date)"
SUBMITTED = "COALESCE(submitted_at, 'infinity'::timestamp with time zone)"
"""What is not complete, or not submitted, stands last in the order of receipt (R-SEL-5)."""


class SelectionRound(Identified, Base):
    __tablename__ = "selection_rounds"
    __table_args__ = (
        CheckConstraint(SCHOOL_YEAR, name="school_year"),
        CheckConstraint("opens_at < closes_at", name="opens_before_closes"),
        CheckConstraint("places > 0", name="places"),
        UniqueConstraint("school_year", "title"),
    )

    school_year: Mapped[str]
    title: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    places: Mapped[int]


class Application(Identified, Base):
    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('rejected','withdrawn') OR motivation IS NOT NULL", name="motivated"
        ),
        Index(
            "uq_applications_one_running",
            "selection_round_id",
            "expertise_id",
            unique=True,
            postgresql_where=text("status NOT IN ('rejected','withdrawn')"),
        ),
        Index("ix_applications_establishment_code", "establishment_code"),
        Index("ix_applications_status", "status", "id"),
        Index("ix_applications_selection_round_id", "selection_round_id"),
        Index("ix_applications_handling_order", text(COMPLETED), text(SUBMITTED), "id"),
        Index("ix_applications_submitted_at", text(SUBMITTED), "id"),
    )

    selection_round_id: Mapped[UUID] = mapped_column(ForeignKey("selection_rounds.id"))
    establishment_code: Mapped[str] = mapped_column(ForeignKey("schools.establishment_code"))
    expertise_id: Mapped[UUID] = mapped_column(ForeignKey("expertises.id"))
    status: Mapped[ApplicationStatus] = mapped_column(
        word(ApplicationStatus), default=ApplicationStatus.EXPLORING
    )
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    trajectory_part: Mapped[str | None]
    other_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """The location's other roles in the programme in that school year, kept elsewhere (R-SEL-3)."""
    submitted_at: Mapped[datetime | None]
    completion_asked_on: Mapped[date | None]
    complete_on: Mapped[date | None]
    formally_registered_on: Mapped[date | None]
    motivation: Mapped[str | None]


class ApplicationStep(Base):
    """One step an application took: when, by whom, and on which ruling. Never changed."""

    __tablename__ = "application_steps"
    __table_args__ = (Index("ix_application_steps_application_id", "application_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    from_status: Mapped[ApplicationStatus | None] = mapped_column(
        word(ApplicationStatus, "from_status")
    )
    to_status: Mapped[ApplicationStatus] = mapped_column(word(ApplicationStatus, "to_status"))
    taken_on: Mapped[date]
    taken_by: Mapped[str]
    motivation: Mapped[str | None]
    ruling: Mapped[dict[str, Any] | None]
    """`None` for the start, which no rule is asked about."""
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Conversation(Identified, Base):
    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_application_id", "application_id", "id"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[ConversationKind] = mapped_column(word(ConversationKind))
    held_on: Mapped[date]
    participants: Mapped[str | None]
    summary: Mapped[str]
    conclusion: Mapped[str | None]


class Document(Identified, Base):
    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("size > 0 AND size = octet_length(content)", name="size"),
        Index("ix_documents_application_id", "application_id", "id"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    kind: Mapped[DocumentKind] = mapped_column(word(DocumentKind))
    file_name: Mapped[str]
    description: Mapped[str | None]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Criterion(Identified, Base):
    """The judgement of one criterion of one application."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("application_id", "criterion"),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    criterion: Mapped[CriterionKey] = mapped_column(word(CriterionKey))
    judgement: Mapped[Judgement] = mapped_column(word(Judgement))
    motivation: Mapped[str]
    evidence: Mapped[str | None]
    judged_by: Mapped[str]
