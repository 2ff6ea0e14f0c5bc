"""What is kept beside the work: who changed what and why, and answers to repeat."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ok_api.tables.base import Base


class AuditRecord(Base):
    """One change or one refused attempt. Never changed, never deleted."""

    __tablename__ = "audit_records"
    __table_args__ = (
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


class StoredAnswer(Base):
    """The answer to a request that carried an Idempotency-Key, committed with its work."""

    __tablename__ = "stored_answers"
    __table_args__ = (Index("ix_stored_answers_stored_at", "stored_at"),)

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
