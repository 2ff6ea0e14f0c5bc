"""Attendances over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from starlette.responses import Response

from ok_api.foundation.answers import changed, created
from ok_api.foundation.router import Router, Working
from ok_api.programme.learning.attendances import queries, schemas, service
from ok_api.programme.learning.sessions.routes import SessionId
from ok_api.tables import Attendance

router = Router("Learning")
AttendanceId = Annotated[UUID, Path(alias="attendanceId")]
_ALL = "/sessions/{sessionId}/attendances"
_ONE = _ALL + "/{attendanceId}"

router.list(_ALL, "listAttendances", "Who was at a session", queries.ATTENDANCES)
router.get(
    _ONE,
    "getAttendance",
    "One attendance",
    queries.ATTENDANCE,
    {"sessionId": Attendance.session_id, "attendanceId": Attendance.id},
)


@router.post(_ALL, "recordAttendance", "Record an attendance", schemas.Attendance)
async def record_attendance(
    work: Working, session_id: SessionId, new: schemas.NewAttendance
) -> Response:
    attendance = await service.record_attendance(work, session_id, new)
    return await created(work, queries.ATTENDANCE, attendance)


@router.patch(_ONE, "changeAttendance", "Mend an attendance", schemas.Attendance)
async def change_attendance(
    work: Working,
    session_id: SessionId,
    attendance_id: AttendanceId,
    changes: schemas.AttendanceChanges,
) -> Response:
    attendance = await service.change_attendance(work, session_id, attendance_id, changes)
    return await changed(work, queries.ATTENDANCE, attendance)
