"""Reads of the audit trail."""

from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, select

from ok_api.access.scope import AUDIT as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, from_day, identical, until_day
from ok_api.programme.monitoring.audit import schemas
from ok_api.tables import AuditRecord


def _as_members(values: Any) -> ColumnElement[Any]:
    """Rows are kept under the names of their columns and told under those of the API."""
    each = func.jsonb_each(values).table_valued("key", "value").alias("each")
    words = func.replace(func.initcap(func.replace(each.c.key, "_", " ")), " ", "")
    camel = func.lower(func.left(words, 1)).concat(func.substr(words, 2))
    name = case((func.strpos(each.c.key, "_") > 0, camel), else_=each.c.key)
    return (
        select(func.jsonb_object_agg(name, each.c.value))
        .select_from(each)
        .correlate(AuditRecord)
        .scalar_subquery()
    )


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
