"""Routes by kind: reads pass on what PostgreSQL built, writes are one transaction each."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from types import MappingProxyType
from typing import Any, Protocol

from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.bodies import limited
from ok_api.foundation.context import (
    RequestContext,
    language_of,
    reason_of,
    request_id_of,
)
from ok_api.foundation.database import Work
from ok_api.foundation.errors import PreconditionMissing, TooManyRequests, Unavailable
from ok_api.foundation.forms import FormRequest, check_once_each
from ok_api.foundation.identity import Actor
from ok_api.foundation.json_bodies import JsonRequest, read_json
from ok_api.foundation.leaving import while_connected
from ok_api.foundation.logging import log_failure
from ok_api.foundation.negotiation import (
    JSON,
    check_accept,
    check_media_type,
    check_query,
    takes_many,
)
from ok_api.foundation.packing import GZIP, check_packing
from ok_api.foundation.problems import domain_error_of
from ok_api.foundation.rates import Cost
from ok_api.foundation.services import Records
from ok_api.foundation.services import Services as Services
from ok_api.foundation.services import services_of as services_of
from ok_api.foundation.settings import Settings
from ok_api.foundation.uploads import received

CONDITIONAL = frozenset({"PUT", "PATCH", "DELETE"})
BIGINT_BITS = 63
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


Read = Callable[[Request, Actor, Services], Awaitable[Response]]
"""Answers a read."""


class Ahead(Protocol):
    """Looks at what is asked, by the names of the endpoint, before the body has come in.

    What is `repeatable` may have its answer already, and is not refused for want of room.
    """

    async def __call__(
        self, asked: Mapping[str, Any], actor: Actor, services: Services, *, repeatable: bool
    ) -> None: ...


class ReadRoute(APIRoute):
    """Declared like any FastAPI route, for the OpenAPI document; served on the fast lane."""

    produces: Iterable[str] = JSON
    searches = False
    """Whether it has a `q`."""
    cost: Cost | None = None
    """What makes it dear, whatever is asked of it."""
    dear: Mapping[str, Cost] = MappingProxyType({})
    """What makes it dear, by the media type that is wanted."""
    answer: Handler

    def serve(
        self,
        handler: Read,
        others: Mapping[str, Read] = MappingProxyType({}),
        *,
        by_address: bool = False,
    ) -> None:
        """`others` make the answer in media types of their own.

        `by_address` it is answered to whoever knows its secret address, also to programs that
        send credentials of another kind with everything they ask for.
        """
        operation = str(self.operation_id)

        async def answer(request: Request) -> Response:
            services = services_of(request)
            caller = await services.identify(request, by_address=by_address)
            actor = services.policy.require(caller, operation)
            wanted = check_accept(request, self.produces)
            read, costs = others.get(wanted, handler), self._costs(request, wanted)
            if not costs:
                async with while_connected(request):
                    return await read(request, actor, services)
            allowance = await services.rates.take(costs)
            async with while_connected(request), _beside(services, costs):
                made = await read(request, actor, services)
            made.headers.update(allowance)
            return made

        self.answer = answer

    def _costs(self, request: Request, wanted: str) -> list[Cost]:
        costs = [self.dear.get(wanted, self.cost)]
        if self.searches and request.query_params.get("q", "").strip():
            costs.append(Cost.SEARCH)
        return [cost for cost in costs if cost is not None]


def _beside(services: Services, costs: list[Cost]) -> AbstractAsyncContextManager[None]:
    """Searches have places of their own, so that they never take those of other reads."""
    return services.database.searches.place() if Cost.SEARCH in costs else nullcontext()


Prepare = Callable[[Request, Actor, Services], Awaitable[None]]
"""Finds out, before the transaction begins, what others may be slow to say."""


class WriteRoute(APIRoute):
    """Runs its endpoint in one unit of work, committed before the answer leaves.

    An Idempotency-Key's answer is stored in that same unit; a refusal is recorded in one of its
    own, because the refused work itself leaves no trace.
    """

    consumes: tuple[str, ...] = ("application/json",)
    prepare: Prepare | None = None
    unpacks: tuple[str, ...] = ()
    reads: type[Request] = JsonRequest
    cost: Cost | None = None
    """What makes it dear, when it is a question more than a deed."""

    def get_route_handler(self) -> Handler:
        endpoint = super().get_route_handler()

        async def transact(request: Request) -> Response:
            services = services_of(request)
            actor = await services.identify(request)
            context = self._context(request)
            try:
                actor = services.policy.require(actor, str(self.operation_id))
                self._check(request, context)
                allowance = await self._rated(services)
                await self._look_ahead(request, actor, services)
                sent = self._limited(request, services.settings)
                async with self._received(sent):
                    if self.prepare is not None:
                        await self.prepare(sent, actor, services)
                    async with (
                        _turn(services, actor, sent),
                        services.database.unit_of_work(actor, context) as work,
                    ):
                        made = await _answered(services.records, work, sent, endpoint)
                made.headers.update(allowance)
            except Exception as error:
                told = await services.existing(services.database, actor, error)
                await _record_refusal(services, actor, context, request, told)
                raise told from None if told is error else error
            return made

        return transact

    async def _look_ahead(self, request: Request, actor: Actor, services: Services) -> None:
        """What can be refused before the body has come in; a small body is not worth the look."""

    async def _rated(self, services: Services) -> Mapping[str, str]:
        return await services.rates.take([self.cost]) if self.cost else {}

    def _limited(self, request: Request, settings: Settings) -> Request:
        return limited(
            request, self._limit(settings), settings.body_timeout_seconds, read_as=self.reads
        )

    def _limit(self, settings: Settings) -> int:
        return settings.max_body_bytes

    @asynccontextmanager
    async def _received(self, request: Request) -> AsyncIterator[None]:
        """The whole body comes in before the transaction begins: a slow sender holds nothing."""
        await request.body()
        if self.body_field is not None and isinstance(request, JsonRequest):
            await read_json(request)
        yield

    def _context(self, request: Request) -> RequestContext:
        return RequestContext(
            request_id=request_id_of(request),
            language=language_of(request),
            reason=reason_of(request),
            operation=self.operation_id,
            if_match=request.headers.get("if-match"),
            conditional=request.method in CONDITIONAL,
        )

    def _check(self, request: Request, context: RequestContext) -> None:
        check_accept(request)
        asked = self.dependant.query_params
        lists = [one.alias for one in asked if takes_many(one.field_info.annotation)]
        check_query(request, [one.alias for one in asked], lists)
        if self.body_field is not None and (
            self.body_field.field_info.is_required() or _has_body(request)
        ):
            check_media_type(request, self.consumes)
        check_packing(request, self.unpacks)
        if request.method in ("PATCH", "DELETE") and context.if_match is None:
            raise PreconditionMissing


def _has_body(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    return length != "0" or "transfer-encoding" in request.headers


class UploadRoute(WriteRoute):
    consumes = ("multipart/form-data",)
    reads = FormRequest

    @asynccontextmanager
    async def _received(self, request: Request) -> AsyncIterator[None]:
        await request.body()
        form = await request.form()
        try:
            check_once_each(form)
            yield
        finally:
            await form.close()

    def _limit(self, settings: Settings) -> int:
        """The document, and room for the rest of the form."""
        return settings.max_document_bytes + 65_536


class StreamRoute(WriteRoute):
    """Takes a file as its whole body, which is on disk before the transaction begins."""

    unpacks = (GZIP,)
    ahead: Ahead

    def _limit(self, settings: Settings) -> int:
        return settings.max_import_bytes

    async def _look_ahead(self, request: Request, actor: Actor, services: Services) -> None:
        """Nobody sends a hundred megabytes to hear that the question was wrong."""
        asked, errors = request_params_to_args(self.dependant.query_params, request.query_params)
        if errors:
            raise RequestValidationError(errors)
        await self.ahead(asked, actor, services, repeatable=_repeatable(request))

    @asynccontextmanager
    async def _received(self, request: Request) -> AsyncIterator[None]:
        limit = self._limit(services_of(request).settings)
        async with received(request, limit) as upload:
            request.state.upload = upload
            yield

    def _check(self, request: Request, context: RequestContext) -> None:
        super()._check(request, context)
        check_media_type(request, self.consumes)


class PatchRoute(WriteRoute):
    consumes = ("application/merge-patch+json", "application/json")


class ComputeRoute(WriteRoute):
    """A POST that only computes: no unit of work, nothing to repeat and nothing to record."""

    cost = Cost.COMPUTE

    def get_route_handler(self) -> Handler:
        endpoint = APIRoute.get_route_handler(self)

        async def compute(request: Request) -> Response:
            services = services_of(request)
            actor = await services.identify(request)
            services.policy.require(actor, str(self.operation_id))
            self._check(request, self._context(request))
            allowance = await self._rated(services)
            sent = self._limited(request, services.settings)
            async with self._received(sent), while_connected(sent):
                made = await endpoint(sent)
            made.headers.update(allowance)
            return made

        return compute


def _repeatable(request: Request) -> bool:
    return request.method == "POST" and "idempotency-key" in request.headers


def _turn(
    services: Services, actor: Actor, request: Request
) -> AbstractAsyncContextManager[object]:
    """Thirty-two who wait for one deed take no connection from the others."""
    if not _repeatable(request):
        return nullcontext()
    return services.turns.of((actor.subject, request.headers["idempotency-key"]))


async def _answered(records: Records, work: Work, request: Request, endpoint: Handler) -> Response:
    if not _repeatable(request):
        request.state.work = work
        return await endpoint(request)
    recalled = await records.recall(work, request)
    if recalled is not None:
        return recalled
    request.state.work = work
    answer = await endpoint(request)
    await records.store(work, request, answer)
    return answer


async def _record_refusal(
    services: Services, actor: Actor, context: RequestContext, request: Request, error: Exception
) -> None:
    """A record that cannot be made never hides the refusal itself. That there was no room says
    nothing of what was asked, and to write it down would take more of it.
    """
    refusal = domain_error_of(error)
    if refusal is None or isinstance(refusal, (TooManyRequests, Unavailable)):
        return
    if not services.records.keeps_refusal(actor, context.operation, refusal):
        return
    with log_failure("refusal not recorded"):
        async with services.database.unit_of_work(actor, context) as work:
            await services.records.record_refusal(work, request, refusal)


def path_values(request: Request, columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """The path's values as the columns have them, or `None` when one cannot be a key at all."""
    given = {name: request.path_params[name] for name in columns}
    if any("\0" in value for value in given.values()):
        return None
    try:
        return {f"path_{name}": _as_key(column, given[name]) for name, column in columns.items()}
    except ValueError:
        return None


def _as_key(column: Any, given: str) -> Any:
    """A column may say in what form it keeps its keys."""
    form = column.info.get("form", column.type.python_type)
    key = form(given)
    if isinstance(key, int) and key.bit_length() > BIGINT_BITS:
        raise ValueError(given)
    return key
