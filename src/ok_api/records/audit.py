"""The audit trail: every change that the session makes, and every attempt that was refused.

A listener writes it, so that no service can forget to; set-based work writes its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert, inspect, null
from sqlalchemy.orm import Session, UOWTransaction
from starlette.requests import Request

from ok_api.foundation.database import Work
from ok_api.foundation.errors import DomainError, Flaw, InvalidInput
from ok_api.rules.moments import written_moment
from ok_api.tables import AuditRecord, Base

LONGEST_PATH = 300
KEPT = "records"
"""Whoever has a list under this name in `session.info` is given the records of its changes, and
writes many of them together (`write`) or rolls back what they tell of."""
UNTOLD = frozenset(
    {"version", "created_at", "updated_at", "enrolled_at", "left_at", "content", "receipt"}
)
"""Counted elsewhere, or too large to keep twice."""


def install() -> None:
    """Listen to every session; once per process."""
    if not event.contains(Session, "after_flush", _record_changes):
        event.listen(Session, "after_flush", _record_changes)


def _record_changes(session: Session, _context: UOWTransaction) -> None:
    work: Work | None = session.info.get("work")
    rows = list(_changes(session, work)) if work else []
    kept = session.info.get(KEPT)
    if kept is not None:
        kept.extend(rows)
    elif rows:
        session.execute(insert(AuditRecord), rows)


async def write(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """In the order in which they were made."""
    if rows:
        await work.session.execute(insert(AuditRecord), rows)


def _changes(session: Session, work: Work) -> Iterator[dict[str, Any]]:
    for action, objects in (
        ("create", session.new),
        ("update", session.dirty),
        ("remove", session.deleted),
    ):
        for row in objects:
            if not isinstance(row, Base) or not row.recorded:
                continue
            before, after = _difference(action, row)
            if before or after:
                yield {**_record(work, action, *_name(row)), "before": before, "after": after}


def _difference(action: str, row: Base) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    state = inspect(row)
    columns = [key for key in state.mapper.column_attrs.keys() if key not in UNTOLD]  # noqa: SIM118
    if action == "remove":
        return {key: _plain(state.dict.get(key)) for key in columns}, None
    if action == "create":
        return None, {key: _plain(state.dict.get(key)) for key in columns if key in state.dict}
    changed = {key: state.attrs[key].history for key in columns}
    moved = {key: history for key, history in changed.items() if history.has_changes()}
    before = {
        key: _plain(next(iter(history.deleted or ()), None)) for key, history in moved.items()
    }
    after = {key: _plain(next(iter(history.added or ()), None)) for key, history in moved.items()}
    return before or None, after or None


def _name(row: Base) -> tuple[str, str]:
    identity = inspect(row).mapper.primary_key_from_instance(row)
    return row.__tablename__.replace("_", "-"), "/".join(str(part) for part in identity)


def _record(work: Work, action: str, resource: str, key: str) -> dict[str, Any]:
    return {
        "actor": work.actor.subject,
        "roles": sorted(work.actor.roles),
        "action": action,
        "operation": work.context.operation,
        "resource": resource,
        "key": key,
        "reason": work.context.reason,
        "request_id": work.context.request_id,
    }


def _plain(value: Any) -> Any:
    """A number stays a number."""
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, (UUID, date)):
        return str(value)
    return list(value) if isinstance(value, (tuple, set)) else value


def refusal(work: Work, request: Request, error: DomainError) -> AuditRecord:
    """The record of an attempt that was refused, with the whole of what was answered."""
    path = request.url.path.replace("\0", "")[:LONGEST_PATH]
    resource, key, *_ = [*path.split("/")[2:], "", ""]
    asked = {"method": request.method, "path": path}
    return AuditRecord(**{**refused(work, resource, key, asked, error), "log_commit_id": null()})


def refused(
    work: Work, resource: str, key: str, asked: Mapping[str, Any], error: DomainError
) -> dict[str, Any]:
    """The columns of such a record, whatever the attempt was: a request, or a row of a file."""
    answered = {"error": type(error).__name__, "detail": error.detail.en, **error.members}
    if isinstance(error, InvalidInput):
        answered["errors"] = [_flaw(flaw) for flaw in error.flaws]
    told = _jsonable({**asked, **answered})
    row = _record(work, "refuse", resource, key)
    return {**row, "before": None, "after": told, "log_commit_id": None}


def counted(work: Work, resource: str, key: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record that stands for many refusals."""
    row = _record(work, "refuse", resource, key)
    return {**row, "before": None, "after": _jsonable(dict(told)), "log_commit_id": None}


def _flaw(flaw: Flaw) -> dict[str, str]:
    return {"in": flaw.where, "name": flaw.name, "code": flaw.code, "message": flaw.message.en}


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(item) for item in value]
    return _plain(value)
