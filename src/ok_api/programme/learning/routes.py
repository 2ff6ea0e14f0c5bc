"""Learning over HTTP: importing a resource's routes declares its operations."""

from ok_api.programme.learning.activities import routes as activities
from ok_api.programme.learning.attendances import routes as attendances
from ok_api.programme.learning.enrolments import routes as enrolments
from ok_api.programme.learning.measurements import routes as measurements
from ok_api.programme.learning.router import router
from ok_api.programme.learning.sessions import routes as sessions
from ok_api.programme.learning.trajectories import routes as trajectories

RESOURCES = (trajectories, enrolments, measurements, sessions, attendances, activities)

__all__ = ["RESOURCES", "router"]
