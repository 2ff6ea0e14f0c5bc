"""The OpenAPI document: the product's face, made from the routes and finished here."""

import json as plain_json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ok_api.foundation import docs
from ok_api.foundation.contract.operations import METHODS, WhoMay, finish_operations
from ok_api.foundation.contract.parts import SHARED, Json, problems
from ok_api.foundation.contract.schemas import clean_names, finish_schemas, name_forms, rename
from ok_api.foundation.prepared import Prepared
from ok_api.foundation.router import BASE

DESCRIPTION = """\
The backend of *Ontwikkelkracht*: schools that are demonstrably good at an evidence-informed
approach make it transferable in one year and then train other schools in it.

Every figure and every refusal is explained down to the source's sentence. The terms are in
`/glossary`, the rules with their values in `/rules`, the enumerations in `/code-lists`, the
problems in `/problem-types`. Titles, details and labels come in Dutch or, by
`Accept-Language: en`, in English.

Every list is also a table, by `Accept: text/csv` for programs and as XLSX for people, with the same
rows. Columns are the members of an item, those of nested objects with dotted names
(`ruling.outcome`); a list of words is joined by `|`, any other list is JSON. In CSV a text that a
spreadsheet could take for a formula begins with an apostrophe.

Any operation may also answer 405 to a method that its address does not know; `Allow` then names
those that it does.
"""
CONTACT = {
    "name": "Programmabureau Ontwikkelkracht",
    "url": "https://www.programmaontwikkelkracht.nl/contact",
    "email": "api@programmaontwikkelkracht.example",
}
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "A token of the configured issuer, with `roles` and `schools` or `boards`.",
}


def describe(app: FastAPI, who_may: WhoMay, tags: Mapping[str, str]) -> None:
    """Publish the document at `/v1/openapi.json` and `/v1/docs`, open to all.

    `who_may` are the roles by operation, `tags` a sentence on each group of operations.
    """
    app.state.contract = (who_may, tags)
    prepared: list[Prepared] = []

    async def published(request: Request) -> Response:
        if not prepared:
            prepared.append(Prepared(render(app).encode(), {"Access-Control-Allow-Origin": "*"}))
        return prepared[0].answer(request)

    app.router.routes.extend([Route(f"{BASE}/openapi.json", published), *docs.routes()])


def render(app: FastAPI) -> str:
    """The document as text, always in the same order: what `openapi/openapi.json` must hold."""
    return plain_json.dumps(document(app), indent=2, ensure_ascii=False) + "\n"


def document(app: FastAPI) -> Json:
    if app.openapi_schema is None:
        who_may, tags = app.state.contract
        raw = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION,
            routes=app.routes,
            contact=CONTACT,
            license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            servers=[{"url": BASE, "description": "This server."}],
            tags=[{"name": name, "description": about} for name, about in tags.items()],
        )
        app.openapi_schema = _finished(raw, who_may)
    return app.openapi_schema


def _finished(raw: Json, who_may: WhoMay) -> Json:
    schemas = raw.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    name_forms(schemas)
    names = clean_names(schemas)
    raw = rename(raw, names)
    renamed = {
        names.get(name, name): schema for name, schema in raw["components"]["schemas"].items()
    }
    raw["components"] = {
        "securitySchemes": {"bearer": BEARER},
        "responses": problems(),
        "schemas": {**dict(sorted(renamed.items())), **SHARED},
    }
    raw["paths"] = {_path(path): _item(item) for path, item in sorted(raw["paths"].items())}
    finish_schemas(raw)
    finish_operations(raw, who_may)
    _drop_unused(raw)
    return {key: raw[key] for key in ("openapi", "info", "servers", "tags", "paths", "components")}


def _drop_unused(raw: Json) -> None:
    used = plain_json.dumps(raw["paths"])
    answers = raw["components"]["responses"]
    raw["components"]["responses"] = {
        name: answer for name, answer in answers.items() if f'responses/{name}"' in used
    }


def _path(path: str) -> str:
    return path.removeprefix(BASE) or "/"


def _item(item: Json) -> dict[str, Any]:
    return {method: item[method] for method in METHODS if method in item}
