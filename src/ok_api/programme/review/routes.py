"""Review over HTTP."""

from ok_api.foundation.router import Router

router = Router("Review")
