"""Reads of the audit trail."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ok_api.access.scope import AUDIT as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, from_day, identical, until_day, utc
from ok_api.programme.monitoring.audit import schemas
from ok_api.tables import AuditRecord, Base

_MOMENTS = sorted(
    {
        column.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime)
    }
)
_OFFSET = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$"


def _as_members(values: Any) -> ColumnElement[Any]:
    """Rows are kept under the names of their columns and told under those of the API."""
    each = func.jsonb_each(values).table_valued("key", "value").alias("each")
    words = func.replace(func.initcap(func.replace(each.c.key, "_", " ")), " ", "")
    camel = func.lower(func.left(words, 1)).concat(func.substr(words, 2))
    name = case((func.strpos(each.c.key, "_") > 0, camel), else_=each.c.key)
    return (
        select(func.jsonb_object_agg(name, _in_utc(each.c.key, each.c.value)))
        .select_from(each)
        .correlate(AuditRecord)
        .scalar_subquery()
    )


def _in_utc(key: ColumnElement[Any], value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The trail is never rewritten: what it holds of before release 1.2.0 has other offsets."""
    written = cast(value, JSONB).op("#>>")(literal_column("'{}'::text[]"))
    moment = (key == func.any(literal(_MOMENTS, ARRAY(Text)))) & written.op("~")(_OFFSET)
    return case((moment, func.to_jsonb(utc(cast(written, DateTime(timezone=True))))), else_=value)


AUDIT_RECORD = Projection(
    schemas.AuditRecord,
    AuditRecord,
    link="/v1/audit-records/" + cast(AuditRecord.id, Text),
    scope=SCOPE,
    before=_as_members(AuditRecord.before),
    after=_as_members(AuditRecord.after),
)

AUDIT_RECORDS = Listing(
    AUDIT_RECORD,
    schemas.AuditQuery,
    sorts={"id": AuditRecord.id},
    default_sort=("-id",),
    filters={
        "resource": among(AuditRecord.resource),
        "key": among(AuditRecord.key),
        "actor": among(AuditRecord.actor),
        "action": among(AuditRecord.action),
        "operation": among(AuditRecord.operation),
        "request_id": identical(AuditRecord.request_id),
        "from_day": from_day(AuditRecord.occurred_at),
        "until_day": until_day(AuditRecord.occurred_at),
    },
)
