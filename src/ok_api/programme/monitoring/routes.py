"""Monitoring over HTTP."""

from ok_api.foundation.router import Router
from ok_api.programme.monitoring.audit.routes import router as audit
from ok_api.programme.monitoring.dossier.routes import router as dossier
from ok_api.programme.monitoring.variety.routes import router as variety

router = Router("Monitoring")
router.routes.extend(variety.routes)
router.routes.extend(dossier.routes)
router.routes.extend(audit.routes)
