"""The audit trail over HTTP."""

from ok_api.foundation.router import Router
from ok_api.programme.monitoring.audit import queries
from ok_api.tables import AuditRecord

router = Router("Monitoring")

router.list(
    "/audit-records", "listAuditRecords", "Changes and refused attempts", queries.AUDIT_RECORDS
)
router.get(
    "/audit-records/{recordNumber}",
    "getAuditRecord",
    "One change or refused attempt",
    queries.AUDIT_RECORD,
    {"recordNumber": AuditRecord.id},
)
