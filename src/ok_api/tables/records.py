"""What is kept beside the work: who changed what and why, in which order, and answers to repeat."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.tables.base import Base


class LogCommit(Base):
    """One transaction that changed something; the database numbers it while it commits.

    The numbers have no holes and follow the order of the commits (`ok_number_commit`), so whoever
    has seen number n will never meet a change that belongs before it.
    """

    __tablename__ = "log_commits"
    __table_args__ = (Index("uq_log_commits_position", "position", unique=True),)
    recorded = False

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    position: Mapped[int | None] = mapped_column(BigInteger)
    committed_at: Mapped[datetime | None]


class LogHead(Base):
    """The number of the last commit, in its only row: its lock makes commits take turns."""

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("singleton", name="one_row"),)
    recorded = False

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    position: Mapped[int] = mapped_column(BigInteger)


class AuditRecord(Base):
    """One change or one refused attempt. Never changed, never deleted.

    In the order of their commits the changes are also what other systems follow. A refused attempt
    changes nothing, so it belongs to no commit.
    """

    __tablename__ = "audit_records"
    recorded = False
    __table_args__ = (
        Index("ix_audit_records_log_commit_id", "log_commit_id", "id"),
        Index("ix_audit_records_resource_key", "resource", "key", "id"),
        Index("ix_audit_records_actor", "actor", "id"),
        Index("ix_audit_records_operation", "operation", "id"),
        Index("ix_audit_records_request_id", "request_id"),
        Index("ix_audit_records_occurred_at", "occurred_at", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    actor: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    action: Mapped[str]
    operation: Mapped[str | None]
    resource: Mapped[str]
    key: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    request_id: Mapped[str | None]
    log_commit_id: Mapped[int | None] = mapped_column(
        BigInteger, server_default=text("ok_log_commit()")
    )


class StoredAnswer(Base):
    """The answer to a request that carried an Idempotency-Key, committed with its work."""

    __tablename__ = "stored_answers"
    recorded = False
    __table_args__ = (Index("ix_stored_answers_stored_at", "stored_at"),)

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
