"""The only place that gives an error its status: every answer that is no success, by RFC 9457."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ok_api.foundation import errors, json
from ok_api.foundation.context import language_of, request_id_of
from ok_api.foundation.flaws import flaws_of
from ok_api.foundation.kinds import BUSY, DEFECT, KINDS, METHOD_NOT_ALLOWED, Kind
from ok_api.foundation.refusals import from_database, is_passing
from ok_api.rules.text import Text, asdict

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger(__name__)

LATER = {"Retry-After": "2"}
BY_STATUS = {404: errors.NotFound, 413: errors.TooLarge, 400: errors.InvalidInput}

SAID: Mapping[int, Text] = {
    400: Text("Het verzoek is niet te lezen.", "The request cannot be read."),
    404: Text("Dit adres bestaat niet.", "There is nothing at this address."),
    405: Text(
        "Dit adres kent deze methode niet; zie Allow.",
        "This address does not know this method; see Allow.",
    ),
    413: Text("De inhoud is groter dan hier mag.", "The body is larger than is taken here."),
    500: Text(
        "Er ging iets mis. Noem het requestId als u dit meldt.",
        "Something went wrong. Mention the requestId when you report this.",
    ),
    503: Text("Probeer het over enkele seconden weer.", "Try again in a few seconds."),
}


def problem(
    request: Request,
    kind: Kind,
    detail: Text,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    language = language_of(request)
    body = {
        **(members or {}),  # First, so that no member can take the place of one of the standard's.
        "type": kind.address,
        "title": kind.title.in_(language),
        "status": kind.status,
        "detail": detail.in_(language),
        "instance": request.url.path,
        "requestId": request_id_of(request),
    }
    return Response(
        json.encode_safely(body),
        kind.status,
        {"Content-Language": language, "Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


async def _domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.DomainError)
    members = dict(error.members)
    headers: dict[str, str] = {}
    if isinstance(error, errors.InvalidInput):
        members["errors"] = [_flaw(flaw, language_of(request)) for flaw in error.flaws]
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = f'Bearer error="{error.code}"'
    if isinstance(error, errors.Unavailable):
        headers |= LATER
    if isinstance(error, errors.TooSlow):
        headers["Connection"] = "close"
    if isinstance(error, errors.TooManyRequests):
        headers |= error.headers
    return problem(request, KINDS[type(error)], error.detail, members, headers)


def _flaw(flaw: errors.Flaw, language: str) -> dict[str, Any]:
    place = {"pointer": flaw.name} if flaw.where == "body" else {"parameter": flaw.name}
    about = {"parameters": dict(flaw.parameters)} if flaw.parameters else {}
    said = flaw.message.in_(language)
    return {"in": flaw.where, **place, "code": flaw.code, **about, "message": said}


def kept_problem(error: errors.DomainError) -> dict[str, Any]:
    """The problem as it is kept for later readers: its own sentences in both languages."""
    kind, members = KINDS[type(error)], dict(error.members)
    if isinstance(error, errors.InvalidInput):
        members["errors"] = kept_flaws(error.flaws)
    return {
        **members,
        "type": kind.address,
        "title": asdict(kind.title),
        "status": kind.status,
        "detail": asdict(error.detail),
    }


def kept_flaws(flaws: Iterable[errors.Flaw]) -> list[dict[str, Any]]:
    return [{**_flaw(flaw, "nl"), "message": asdict(flaw.message)} for flaw in flaws]


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(flaw["loc"][0] == "path" for flaw in error.errors()):
        return await _domain_error(request, errors.NotFound())
    return await _domain_error(request, errors.InvalidInput(*flaws_of(error.errors())))


async def _http_error(request: Request, error: Exception) -> Response:
    """What the router and the framework say on their own: no such path, no such method."""
    assert isinstance(error, HTTPException)
    if error.status_code == METHOD_NOT_ALLOWED.status:
        return _other_method(request)
    kind = KINDS.get(BY_STATUS.get(error.status_code, Exception), DEFECT)
    return problem(request, kind, SAID[kind.status], headers=error.headers)


def _other_method(request: Request) -> Response:
    """The router only knows the first route of a path; `Allow` names the methods of them all."""
    known = {
        method
        for route in request.app.routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or ()
    }
    allow = ", ".join(sorted(known | ({"HEAD"} if "GET" in known else set()) | {"OPTIONS"}))
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": allow})
    said = SAID[METHOD_NOT_ALLOWED.status]
    return problem(request, METHOD_NOT_ALLOWED, said, headers={"Allow": allow})


def domain_error_of(error: Exception) -> errors.DomainError | None:
    """The refusal in an error: the database's refusals are answers, not defects."""
    if isinstance(error, errors.DomainError):
        return error
    return from_database(error) if isinstance(error, DBAPIError) else None


async def _database_error(request: Request, error: Exception) -> Response:
    refusal = domain_error_of(error)
    if refusal is not None:
        return await _domain_error(request, refusal)
    return await (_busy if is_passing(error) else _defect)(request, error)


async def _unreadable(request: Request, error: Exception) -> Response:
    """A value that PostgreSQL cannot read as what it should be, or a body that broke off."""
    return problem(request, KINDS[errors.InvalidInput], SAID[400])


async def _busy(request: Request, error: Exception) -> Response:
    log.warning("unavailable", error=repr(error), request_id=request_id_of(request))
    return problem(request, BUSY, SAID[503], headers=LATER)


async def _defect(request: Request, error: Exception) -> Response:
    log.error("defect", exc_info=error, request_id=request_id_of(request))
    return problem(request, DEFECT, SAID[500])


class Defects:
    """Answers what nobody foresaw, inside the envelope: the framework would do so outside it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            answer = await _defect(Request(scope), error)
            await answer(scope, receive, send)


async def answer_to(request: Request, error: Exception) -> Response:
    """What the caller is told of an error, wherever it was raised."""
    for kind, answer in ANSWERS.items():
        if isinstance(error, kind):
            return await answer(request, error)
    return await _defect(request, error)


ANSWERS: Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    errors.DomainError: _domain_error,
    RequestValidationError: _invalid,
    HTTPException: _http_error,
    DBAPIError: _database_error,
    asyncpg.DataError: _unreadable,
    asyncpg.PostgresError: _database_error,
    asyncpg.InterfaceError: _database_error,
    ConnectionError: _busy,
    TimeoutError: _busy,
    PoolTimeout: _busy,
    ClientDisconnect: _unreadable,
}


def install(app: FastAPI) -> None:
    """Before any other middleware, so that these surround the answers to defects too."""
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)
    app.add_middleware(Defects)
