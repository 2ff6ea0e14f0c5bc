"""The OpenAPI document: the product's face, made from the routes and finished here."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ok_api.foundation import json
from ok_api.foundation.problems import ALL_KINDS, MEDIA_TYPE
from ok_api.foundation.router import BASE

DESCRIPTION = """\
The backend of *Ontwikkelkracht*: schools that are demonstrably good at an evidence-informed
approach make it transferable in one year and then train other schools in it.

Every figure and every refusal is explained down to the source's sentence. The terms are in
`/glossary`, the rules with their values in `/rules`, the enumerations in `/code-lists`, the
problems in `/problem-types`. Titles, details and labels come in Dutch or, by
`Accept-Language: en`, in English.
"""
CONTACT = {
    "name": "Programmabureau Ontwikkelkracht",
    "url": "https://www.programmaontwikkelkracht.nl/contact",
    "email": "api@programmaontwikkelkracht.example",
}
VERSION_HEADER = {
    "API-Version": {
        "description": "The full version of this API.",
        "schema": {"type": "string", "examples": ["1.0.0"]},
    }
}
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeat the request with the same key: the first answer comes back, once done.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the version you are changing.",
    "schema": {"type": "string"},
}
REASON = {
    "name": "Audit-Reason",
    "in": "header",
    "required": False,
    "description": "Why you do this; kept in the audit trail (percent-encode beyond ASCII).",
    "schema": {"type": "string", "maxLength": 500},
}
PROBLEM = {
    "type": "object",
    "description": "What went wrong, by RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance", "requestId"],
    "properties": {
        "type": {
            "type": "string",
            "description": "The stable type, described at that address.",
            "enum": [f"{BASE}/problem-types/{kind.slug}" for kind in ALL_KINDS],
        },
        "title": {"type": "string", "description": "The type in a few words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened this time."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "requestId": {"type": "string", "description": "Name it when you report this."},
        "errors": {
            "type": "array",
            "description": "All flaws of the input at once.",
            "items": {"$ref": "#/components/schemas/Flaw"},
        },
        "ruling": {
            "type": "object",
            "description": "What the rules said: conditions, figures, parameters and sources.",
        },
    },
}
FLAW = {
    "type": "object",
    "description": "One thing that is wrong with the input.",
    "required": ["in", "code", "message"],
    "properties": {
        "in": {
            "type": "string",
            "enum": ["body", "query", "path", "header"],
            "description": "Where.",
        },
        "pointer": {"type": "string", "description": "JSON pointer, for the body."},
        "parameter": {"type": "string", "description": "Name of the parameter, elsewhere."},
        "code": {"type": "string", "description": "Stable code of the flaw."},
        "message": {"type": "string", "description": "What to do about it."},
    },
}
ALWAYS_POSSIBLE = ("400", "401", "403", "404", "406", "500", "503")
WHEN_WRITING = ("409", "413", "415")
TITLES = {str(kind.status): kind.title.en for kind in reversed(ALL_KINDS)}


def describe(app: FastAPI) -> None:
    """Publish the document at `/v1/openapi.json`, open to all."""

    async def published(_request: Request) -> Response:
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, no-cache"}
        return Response(json.encode(document(app)), 200, headers, "application/json")

    app.router.routes.append(Route(f"{BASE}/openapi.json", published))


def document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = _finished(
            get_openapi(
                title=app.title,
                version=app.version,
                description=DESCRIPTION,
                routes=app.routes,
                contact=CONTACT,
                license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
                servers=[{"url": BASE, "description": "This server."}],
            )
        )
    return app.openapi_schema


def _finished(raw: dict[str, Any]) -> dict[str, Any]:
    components = raw.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= {"Problem": PROBLEM, "Flaw": FLAW}
    components["responses"] = {f"Problem{code}": _problem(code) for code in TITLES}
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    raw["paths"] = {path.removeprefix(BASE): item for path, item in raw["paths"].items()}
    for method, operation in _operations(raw):
        _finish(method, operation)
    return raw


def _operations(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in raw["paths"].values():
        item.pop("head", None)
        yield from item.items()


def _finish(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for response in responses.values():
        response["headers"] = {**VERSION_HEADER, **response.get("headers", {})}
    parameters = operation.setdefault("parameters", [])
    possible = [*ALWAYS_POSSIBLE]
    if method != "get":
        possible += WHEN_WRITING
        parameters.append(REASON)
    if method == "post":
        parameters.append(IDEMPOTENCY)
    if method in ("put", "patch", "delete"):
        parameters.append({**IF_MATCH, "required": method != "put"})
        possible += ["412", "428"]
    for code in possible:
        responses.setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})
    for parameter in parameters:
        if parameter["name"] == "sort":
            parameter |= {"style": "form", "explode": False}


def _problem(code: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": TITLES[code],
        "headers": VERSION_HEADER,
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
