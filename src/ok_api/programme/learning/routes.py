"""Learning over HTTP: each resource declares its own operations, gathered here."""

from ok_api.foundation.router import Router
from ok_api.programme.learning.activities.routes import router as activities
from ok_api.programme.learning.attendances.routes import router as attendances
from ok_api.programme.learning.enrolments.routes import router as enrolments
from ok_api.programme.learning.measurements.routes import router as measurements
from ok_api.programme.learning.sessions.routes import router as sessions
from ok_api.programme.learning.trajectories.routes import router as trajectories

router = Router("Learning")
for resource in (trajectories, enrolments, measurements, sessions, attendances, activities):
    router.routes.extend(resource.routes)
