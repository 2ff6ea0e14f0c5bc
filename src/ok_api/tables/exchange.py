"""Exchange with other systems: files that come in, notifications that go out, calendars."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.rules.exchange_words import (
    CalendarSubject,
    DeliveryStatus,
    ImportKind,
    ImportMode,
    ImportStatus,
    ImportUnit,
    MendedBy,
    RowOutcome,
    SubscriptionStatus,
    UnknownColumns,
)
from ok_api.tables.base import Base, Identified, Mandated, word


class Import(Identified, Mandated, Base):
    """One file that was sent in, and how far it has come. The worker keeps it, not the trail."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
        CheckConstraint("(status = 'failed') = (problem IS NOT NULL)", name="failed_says_why"),
        Index("ix_imports_actor", "actor", "id"),
        Index("ix_imports_status", "status", "id"),
    )
    recorded = False

    kind: Mapped[ImportKind] = mapped_column(word(ImportKind))
    mode: Mapped[ImportMode] = mapped_column(word(ImportMode))
    unit: Mapped[ImportUnit] = mapped_column(word(ImportUnit))
    status: Mapped[ImportStatus] = mapped_column(word(ImportStatus), default=ImportStatus.QUEUED)
    media_type: Mapped[str]
    charset: Mapped[str | None]
    """Of a text, as its sender declared it."""
    unknown_columns: Mapped[UnknownColumns] = mapped_column(
        word(UnknownColumns), server_default=text("'refuse'")
    )
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    reference_date: Mapped[date | None]
    accept_shrinkage: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str | None]
    progress: Mapped[Decimal] = mapped_column(Numeric(4, 3), server_default=text("0"))
    row_count: Mapped[int] = mapped_column(server_default=text("0"))
    created_count: Mapped[int] = mapped_column(server_default=text("0"))
    updated_count: Mapped[int] = mapped_column(server_default=text("0"))
    unchanged_count: Mapped[int] = mapped_column(server_default=text("0"))
    absent_count: Mapped[int] = mapped_column(server_default=text("0"))
    refused_count: Mapped[int] = mapped_column(server_default=text("0"))
    planned_on: Mapped[int | None] = mapped_column(BigInteger)
    """The number of the last commit when the plan was made: what came later may have moved it."""
    plan_digest: Mapped[str | None]
    problem: Mapped[dict[str, Any] | None]
    sheet: Mapped[str | None]
    """Of a workbook, the one that was read."""
    remarks: Mapped[list[Any] | None]
    """What is to be known of the file as a whole, without refusing it."""
    taken_up_count: Mapped[int] = mapped_column(server_default=text("0"))
    """By workers that did not live to tell what came of it, and the one that has it now."""
    cancel_asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ImportPart(Base):
    """A piece of the file, so that no process ever holds the whole of it."""

    __tablename__ = "import_parts"
    recorded = False

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """What happened, or would happen, to one row; committed with what it did."""

    __tablename__ = "import_rows"
    __table_args__ = (
        CheckConstraint("(outcome = 'refused') = (flaws IS NOT NULL)", name="refused_says_why"),
        Index("ix_import_rows_outcome", "import_id", "outcome", "number"),
    )
    recorded = False

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place in the report; what the file does not name comes after what it does."""
    line: Mapped[int | None]
    row_id: Mapped[str | None]
    """The sender's own name for the row."""
    outcome: Mapped[RowOutcome] = mapped_column(word(RowOutcome))
    resource: Mapped[str | None]
    key: Mapped[str | None]
    flaws: Mapped[list[Any] | None]
    remarks: Mapped[list[Any] | None]
    mended_by: Mapped[MendedBy | None] = mapped_column(word(MendedBy))


class WebhookSubscription(Identified, Mandated, Base):
    """Where somebody wants to be told of which changes.

    Its signing secret is worked out from the installation's own key and `secret_generation`, so
    that a copy of the database holds none.
    """

    __tablename__ = "webhook_subscriptions"
    __table_args__ = (
        CheckConstraint("cardinality(event_types) > 0", name="event_types"),
        Index("ix_webhook_subscriptions_actor", "actor", "id"),
    )

    address: Mapped[str]
    description: Mapped[str | None]
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    establishment_codes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    status: Mapped[SubscriptionStatus] = mapped_column(
        word(SubscriptionStatus), default=SubscriptionStatus.ACTIVE
    )
    status_reason: Mapped[str | None]
    secret_generation: Mapped[int] = mapped_column(server_default=text("1"))
    previous_secret_until: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class WebhookCourse(Base):
    """How far a subscription has come in the log: not told to the trail, it moves all day."""

    __tablename__ = "webhook_courses"
    recorded = False

    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_subscriptions.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(BigInteger)
    """All changes up to this commit have become deliveries, or are no concern of the receiver."""
    record: Mapped[int] = mapped_column(BigInteger)
    """In that commit, up to this record."""
    failing_since: Mapped[datetime | None]
    confirmed_address: Mapped[str | None]
    """The address that answered a test event; to any other nothing else is sent."""


class WebhookDelivery(Base):
    """One event for one receiver. Those about one subject are delivered in the order of `id`.

    So only the first of a subject that is still to be delivered has its `next_attempt_at`.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "record_id"),
        Index(
            "ix_webhook_deliveries_pending",
            "subscription_id",
            "subject",
            "id",
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "uq_webhook_deliveries_in_turn",
            "subscription_id",
            "subject",
            unique=True,
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index(
            "ix_webhook_deliveries_due",
            "subscription_id",
            "next_attempt_at",
            "id",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index("ix_webhook_deliveries_status", "subscription_id", "status", "id"),
        CheckConstraint(
            "status = 'pending' OR next_attempt_at IS NULL", name="only_pending_is_attempted"
        ),
    )
    recorded = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_subscriptions.id", ondelete="CASCADE")
    )
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    """The change it tells of; a test event tells of none."""
    event_id: Mapped[str]
    event_type: Mapped[str]
    subject: Mapped[str]
    event: Mapped[dict[str, Any]]
    status: Mapped[DeliveryStatus] = mapped_column(
        word(DeliveryStatus), server_default=text("'pending'")
    )
    attempt_count: Mapped[int] = mapped_column(server_default=text("0"))
    next_attempt_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    delivered_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]


class CalendarFeed(Identified, Mandated, Base):
    """A calendar that a calendar program subscribes to by its secret address alone.

    Like a signing secret, the address is worked out and never kept: a copy of the database opens
    no calendar.
    """

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        CheckConstraint(
            "(about = 'school') = (establishment_code IS NOT NULL)"
            " AND (about = 'trajectory') = (learning_trajectory_id IS NOT NULL)",
            name="one_subject",
        ),
        CheckConstraint("language IN ('nl','en')", name="language"),
        Index("ix_calendar_feeds_actor", "actor", "id"),
    )

    about: Mapped[CalendarSubject] = mapped_column(word(CalendarSubject))
    establishment_code: Mapped[str | None] = mapped_column(ForeignKey("schools.establishment_code"))
    learning_trajectory_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("learning_trajectories.id")
    )
    description: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default=text("'nl'"))
    """Calendar programs ask in no language of their own."""
    revoked_at: Mapped[datetime | None]
