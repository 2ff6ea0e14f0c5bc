"""The reads of attendances."""

from sqlalchemy import Text, cast, func

from ok_api.access.scope import ATTENDANCES as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import flagged, identical
from ok_api.programme.learning.attendances import schemas
from ok_api.programme.learning.sessions.queries import SESSION
from ok_api.tables import Attendance, Session

ATTENDANCE = Projection(
    schemas.Attendance,
    Attendance,
    link=func.concat(
        "/v1/sessions/", Attendance.session_id, "/attendances/", cast(Attendance.id, Text)
    ),
    scope=SCOPE,
    private=["remark"],
)

ATTENDANCES = Listing(
    ATTENDANCE,
    schemas.AttendanceQuery,
    sorts={"id": Attendance.id},
    default_sort=("id",),
    filters={
        "present": flagged(Attendance.present),
        "enrolment_id": identical(Attendance.enrolment_id),
        "team_member_id": identical(Attendance.team_member_id),
    },
    by={"sessionId": Attendance.session_id},
    parent=SESSION,
    parent_by={"sessionId": Session.id},
)
