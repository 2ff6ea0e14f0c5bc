"""The application: wires the floors together and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI

from ok_api import __version__
from ok_api.access import policy
from ok_api.exchange.calendars.routes import router as calendars
from ok_api.exchange.changes.routes import router as changes
from ok_api.exchange.existing import linked
from ok_api.exchange.exports.routes import router as exports
from ok_api.exchange.imports.routes import router as imports
from ok_api.exchange.webhooks.lookups import Lookups
from ok_api.exchange.webhooks.routes import router as webhooks
from ok_api.foundation import health, problems
from ok_api.foundation.application import Application
from ok_api.foundation.database import Database
from ok_api.foundation.keys import secret
from ok_api.foundation.metrics_server import serving_metrics
from ok_api.foundation.openapi import describe
from ok_api.foundation.paging import Cursors
from ok_api.foundation.routing import Services
from ok_api.foundation.settings import Settings, get_settings
from ok_api.foundation.signals import Signals
from ok_api.programme.catalogue.routes import router as catalogue
from ok_api.programme.learning.routes import router as learning
from ok_api.programme.monitoring.routes import router as monitoring
from ok_api.programme.participation.routes import router as participation
from ok_api.programme.reference.routes import router as reference
from ok_api.programme.review.routes import router as review
from ok_api.programme.schools.routes import router as schools
from ok_api.programme.selection.routes import router as selection
from ok_api.records import Records, audit
from ok_api.tables import refusals

ROUTERS = (
    schools,
    catalogue,
    participation,
    selection,
    learning,
    review,
    monitoring,
    reference,
    changes,
    calendars,
    exports,
    imports,
    webhooks,
)


def create_app(settings: Settings | None = None, *, dsn: str | None = None) -> FastAPI:
    """The API on the database at `dsn`; without one, the settings' address is used."""
    settings = settings or get_settings()
    refusals.install()
    audit.install()
    address = dsn or str(settings.database_url)
    database, signals = Database(address, settings), Signals(address)
    cursors = Cursors(secret(settings, "cursor"))
    records = Records(settings.max_refusals_per_minute)
    services = Services(settings, database, policy, records, cursors, signals, linked)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        signals.open()
        try:
            async with serving_metrics(services), records.refusals.written_to(database):
                yield
        finally:
            services.identity.close()
            await signals.close()
            await database.close()

    app = Application(
        settings,
        title="Ontwikkelkracht API",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services, app.state.lookups = services, Lookups()
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    app.router.routes.extend(health.routes(settings))
    describe(app, policy.OPERATIONS, {router.tag: _about(router.tag) for router in ROUTERS})
    problems.install(app)
    return app


def _about(tag: str) -> str:
    """A slice introduces itself in the words of its package; all of exchange is one group."""
    floor = "ok_api" if tag == "Exchange" else "ok_api.programme"
    return str(import_module(f"{floor}.{tag.lower()}").__doc__)
