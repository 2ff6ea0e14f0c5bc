"""What is told of each resource of this slice, for whoever tells several of them together."""

from ok_api.programme.learning.activities.queries import KNOWLEDGE_ACTIVITY
from ok_api.programme.learning.attendances.queries import ATTENDANCE
from ok_api.programme.learning.enrolments.queries import ENROLMENT
from ok_api.programme.learning.measurements.queries import MEASUREMENT
from ok_api.programme.learning.sessions.queries import SESSION
from ok_api.programme.learning.trajectories.queries import TRAJECTORY

__all__ = [
    "ATTENDANCE",
    "ENROLMENT",
    "KNOWLEDGE_ACTIVITY",
    "MEASUREMENT",
    "SESSION",
    "TRAJECTORY",
]
