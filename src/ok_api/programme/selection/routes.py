"""Selection over HTTP: each resource declares its own operations, gathered here."""

from ok_api.foundation.router import Router
from ok_api.programme.selection.applications.routes import router as applications
from ok_api.programme.selection.conversations.routes import router as conversations
from ok_api.programme.selection.criteria.routes import router as criteria
from ok_api.programme.selection.documents.routes import router as documents
from ok_api.programme.selection.rounds.routes import router as rounds
from ok_api.programme.selection.steps.routes import router as steps

router = Router("Selection")
for resource in (rounds, applications, steps, criteria, conversations, documents):
    router.routes.extend(resource.routes)
