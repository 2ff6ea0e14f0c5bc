"""What a request needs of the running application."""

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.context import serve_caller
from ok_api.foundation.database import Database, Work
from ok_api.foundation.errors import DomainError
from ok_api.foundation.exports.kept import Kept
from ok_api.foundation.identity import ANYONE, Actor, Identity
from ok_api.foundation.paging import Cursors
from ok_api.foundation.rates import Rates
from ok_api.foundation.settings import Settings
from ok_api.foundation.signals import Signals
from ok_api.foundation.turns import Turns


class Policy(Protocol):
    """May this actor do this at all? Raises `Unauthenticated` or `Forbidden`.

    Answers the actor in those of its roles that may, so that one role's rows never go with the
    verbs of another.
    """

    def require(self, actor: Actor, operation: str) -> Actor: ...


class Records(Protocol):
    """What is kept beside the work: answers to repeat, and attempts that were refused."""

    async def recall(self, work: Work, request: Request) -> Response | None: ...

    async def store(self, work: Work, request: Request, answer: Response) -> None: ...

    def keeps_refusal(self, actor: Actor, operation: str | None, error: DomainError) -> bool: ...

    async def record_refusal(self, work: Work, request: Request, error: DomainError) -> None: ...


class Existing(Protocol):
    """What a write collides with: the same error, or the refusal that tells where that lives."""

    async def __call__(self, database: Database, actor: Actor, error: Exception) -> Exception: ...


class Services:
    """What a request needs of the running application; hangs on `app.state.services`."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        policy: Policy,
        records: Records,
        cursors: Cursors,
        signals: Signals,
        existing: Existing,
    ) -> None:
        self.settings = settings
        self.database = database
        self.signals = signals
        self.identity = Identity(settings)
        self.policy = policy
        self.records = records
        self.cursors = cursors
        self.existing = existing
        self.turns = Turns()
        self.rates = Rates(settings)
        self.kept = Kept()

    async def identify(self, request: Request, *, by_address: bool = False) -> Actor:
        """Who asks; from here on the work is done for that caller."""
        actor = ANYONE if by_address else await self.identity.identify(request)
        serve_caller(request, None if actor.anonymous else actor.subject)
        return actor


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services
