"""How a slice declares its operations; the only routes the application knows come from here."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.contract import parts
from ok_api.foundation.database import Work
from ok_api.foundation.exports import offering
from ok_api.foundation.exports.answering import answer_table
from ok_api.foundation.exports.offering import Table
from ok_api.foundation.identity import Actor
from ok_api.foundation.listing import Listing
from ok_api.foundation.negotiation import JSON, check_query
from ok_api.foundation.pages import page_model as page_model
from ok_api.foundation.projection import Projection, Reads
from ok_api.foundation.rates import Cost
from ok_api.foundation.reading import answer_one, answer_page
from ok_api.foundation.routing import (
    Ahead,
    ComputeRoute,
    PatchRoute,
    Read,
    ReadRoute,
    Services,
    StreamRoute,
    UploadRoute,
    WriteRoute,
    services_of,
)
from ok_api.foundation.schema import Shape
from ok_api.foundation.settings import Settings
from ok_api.foundation.uploads import Upload

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
Declare = Callable[[_Endpoint], _Endpoint]
BASE = "/v1"


async def get_work(request: Request) -> Work:
    work: Work = request.state.work
    return work


Working = Annotated[Work, Depends(get_work)]
"""The unit of work of this request: session, actor, context."""


async def get_configured(request: Request) -> Settings:
    return services_of(request).settings


Configured = Annotated[Settings, Depends(get_configured)]
"""How this program runs: its limits."""


async def get_upload(request: Request) -> Upload:
    upload: Upload = request.state.upload
    return upload


Uploaded = Annotated[Upload, Depends(get_upload)]
"""The file that this request brings."""


class Router:
    """Collects the routes of one slice; `tag` groups them in the documentation."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._api = APIRouter(prefix=BASE, tags=[tag])

    @property
    def routes(self) -> list[Any]:
        return self._api.routes

    def get(
        self,
        path: str,
        operation: str,
        summary: str,
        projection: Projection,
        by: Mapping[str, Any],
        *,
        public: bool = False,
    ) -> None:
        """One resource by its key: ETag, If-None-Match, 404 outside the caller's scope."""
        reads = Reads(projection, by)

        async def answer(request: Request, actor: Actor, services: Services) -> Response:
            check_query(request, ())
            return await answer_one(request, actor, services, reads, public=public)

        self.read(path, operation, summary, projection.promised, answer, responses=parts.ONE)

    def list(
        self, path: str, operation: str, summary: str, listing: Listing, *, public: bool = False
    ) -> None:
        """A page of a list: filters, order, cursor, optional total."""

        async def answer(request: Request, actor: Actor, services: Services) -> Response:
            return await answer_page(request, actor, services, listing, public=public)

        model = page_model(listing.projection.promised)
        self.read(
            path,
            operation,
            summary,
            model,
            answer,
            query=listing.query,
            table=partial(answer_table, listing=listing, public=public),
            searches="q" in listing.filters,
            responses=parts.PAGE,
        )

    def read(
        self,
        path: str,
        operation: str,
        summary: str,
        model: Any,
        answer: Read,
        query: type[Shape] | None = None,
        produces: Iterable[str] = JSON,
        table: Table | None = None,
        others: Mapping[str, Read] = offering.NO_TABLES,
        *,
        by_address: bool = False,
        searches: bool = False,
        cost: Cost | None = None,
        **extra: Any,
    ) -> None:
        """Any other read; `answer` gets the request, the actor and the services.

        `produces` are the media types that it answers with, when that is not JSON; `others` answer
        in media types of their own beside it. Whatever has
        `items` is also told as a table: by `table`, or else from the items of its JSON.
        """
        item, produces = offering.item_of(model), (*produces, *others)
        if item is not None:
            extra = offering.told(summary, extra, paged=table is not None)
            produces = (*offering.LIST, *others)
            answer = answer if table else offering.varying(answer)
            others = {**others, **offering.tables(item, table or offering.table_of(answer))}
        extra = _dear(extra) if cost else extra
        route = ReadRoute(
            BASE + path,
            _declared(path, query),
            methods=["GET"],
            operation_id=operation,
            summary=summary,
            response_model=model,
            tags=[self.tag],
            **extra,
        )
        route.produces, route.searches, route.cost = produces, searches, cost
        route.dear = offering.DEAR if item is not None else route.dear
        route.serve(answer, others, by_address=by_address)
        self._api.routes.append(route)

    def post(
        self,
        path: str,
        operation: str,
        summary: str,
        model: Any,
        cost: Cost | None = None,
        **extra: Any,
    ) -> Declare[Any]:
        kind = type("DearRoute", (WriteRoute,), {"cost": cost}) if cost else WriteRoute
        extra = _dear(extra) if cost else extra
        return self._write(kind, "POST", path, operation, summary, model, parts.MADE, extra)

    def upload(
        self, path: str, operation: str, summary: str, model: Any, **extra: Any
    ) -> Declare[Any]:
        return self._write(UploadRoute, "POST", path, operation, summary, model, parts.MADE, extra)

    def stream(
        self,
        path: str,
        operation: str,
        summary: str,
        model: Any,
        consumes: tuple[str, ...],
        ahead: Ahead,
        **extra: Any,
    ) -> Declare[Any]:
        """A POST whose body is a file of one of the types that it `consumes` (`Uploaded`).

        `ahead` looks at what is asked before the file comes in.
        """
        content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in consumes}
        body = {"requestBody": {"required": True, "content": content}}
        extra = {"openapi_extra": body, **extra}
        kind = type(
            "FileRoute", (StreamRoute,), {"consumes": consumes, "ahead": staticmethod(ahead)}
        )
        return self._write(kind, "POST", path, operation, summary, model, parts.MADE, extra)

    def compute(
        self, path: str, operation: str, summary: str, model: Any, **extra: Any
    ) -> Declare[Any]:
        """A POST that changes nothing, and so needs no transaction."""
        return self._write(
            ComputeRoute, "POST", path, operation, summary, model, parts.COMPUTED, _dear(extra)
        )

    def put(
        self, path: str, operation: str, summary: str, model: Any, **extra: Any
    ) -> Declare[Any]:
        answers = {**parts.PUT, 201: {**parts.PUT[201], "model": model}}
        return self._write(WriteRoute, "PUT", path, operation, summary, model, answers, extra)

    def patch(
        self, path: str, operation: str, summary: str, model: Any, **extra: Any
    ) -> Declare[Any]:
        return self._write(
            PatchRoute, "PATCH", path, operation, summary, model, parts.CHANGED, extra
        )

    def delete(self, path: str, operation: str, summary: str, **extra: Any) -> Declare[Any]:
        return self._write(
            WriteRoute, "DELETE", path, operation, summary, None, parts.REMOVED, extra
        )

    def _write(
        self,
        kind: type[WriteRoute],
        method: str,
        path: str,
        operation: str,
        summary: str,
        model: Any,
        answers: parts.Answers,
        extra: dict[str, Any],
    ) -> Callable[[_Endpoint], _Endpoint]:
        """The first of `answers` is the usual one; a slice may state others in `responses`.

        A slice that states a `status_code` of its own makes none of the usual answers. What it
        states as `prepare` is done before the transaction begins.
        """
        prepare = extra.pop("prepare", None)
        usual = {} if "status_code" in extra else answers
        stated = {"status_code": next(iter(answers)), **extra}
        stated["responses"] = {**usual, **extra.get("responses", {})}

        def declare(endpoint: _Endpoint) -> _Endpoint:
            route = kind(
                BASE + path,
                endpoint,
                methods=[method],
                operation_id=operation,
                summary=summary,
                response_model=model,
                tags=[self.tag],
                **stated,
            )
            route.prepare = prepare
            self._api.routes.append(route)
            return endpoint

        return declare


def _dear(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {**extra, "openapi_extra": {**extra.get("openapi_extra", {}), **parts.DEAR}}


def _declared(path: str, query: type[Shape] | None) -> Callable[..., Any]:
    """A function whose signature tells FastAPI the parameters, for the OpenAPI document."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[str, Path()])
        for name in names
    ]
    if query is not None:
        annotation: Any = Annotated.__class_getitem__((query, Query()))  # type: ignore[attr-defined]
        parameters.append(
            inspect.Parameter("query", inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
        )

    async def declared(**_: Any) -> None: ...

    declared.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return declared
