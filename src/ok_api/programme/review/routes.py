"""Review over HTTP."""

from ok_api.foundation.router import Router
from ok_api.programme.review.decisions.routes import router as decisions
from ok_api.programme.review.evaluations.routes import router as evaluations

router = Router("Review")
router.routes.extend([*evaluations.routes, *decisions.routes])
