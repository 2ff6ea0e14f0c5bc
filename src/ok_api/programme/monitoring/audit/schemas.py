"""What is told of the audit trail, and what may be asked of it."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from ok_api.foundation.schema import Answer, Line, ListQuery, SortBy

Action = Literal["create", "update", "remove", "close", "refuse"]


class AuditRecord(Answer):
    """One change, or one attempt that was refused (logregel). Never changed, never deleted.

    `before` and `after` hold only what differs. Of a refused attempt, `after` holds what was
    answered: the address, the error, and for a refused rule the whole ruling.
    """

    id: int = Field(description="Number of the record; later ones are higher.", examples=[1])
    occurred_at: datetime = Field(description="When it happened (tijdstip).")
    actor: str = Field(description="Who did it (account).", examples=["office@example.org"])
    roles: list[str] = Field(description="The roles of that account.", examples=[["office"]])
    action: Action = Field(
        description="Created, updated, removed, closed by an import, or refused (handeling)."
    )
    operation: str | None = Field(
        description="The operation that did it.", examples=["recordGoNoGoDecision"]
    )
    resource: str = Field(
        description="What it was done to, as the paths name it.", examples=["go-no-go-decisions"]
    )
    key: str = Field(
        description="Which one: its identity; empty for an attempt to make a new one.",
        examples=["99ZZ01"],
    )
    before: dict[str, Any] | None = Field(description="What stood there; null for what is new.")
    after: dict[str, Any] | None = Field(description="What stands there now; null once removed.")
    reason: str | None = Field(description="The caller's `Audit-Reason` (reden).")
    request_id: str | None = Field(
        description="The request it happened in.", examples=["4bf92f3577b34da6a3ce929d0e0e4736"]
    )


class AuditQuery(ListQuery):
    sort: SortBy[Literal["id", "-id"]] = Field(("-id",), description="Order; the latest first.")
    resource: list[Line] | None = Field(None, description="Only on these resources.")
    key: list[Line] | None = Field(None, description="Only on what has this identity.")
    actor: list[Line] | None = Field(None, description="Only by these accounts.")
    action: list[Action] | None = Field(None, description="Only these actions.")
    operation: list[Line] | None = Field(None, description="Only by these operations.")
    request_id: Line | None = Field(None, description="Only in this request.")
    from_day: date | None = Field(
        None, alias="from", description="Only from this day on, in the Netherlands."
    )
    until_day: date | None = Field(
        None, alias="until", description="Only up to and including this day, in the Netherlands."
    )
