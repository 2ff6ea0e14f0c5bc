"""Imports over HTTP."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response

from ok_api.exchange.imports import queries, schemas, service
from ok_api.exchange.imports.reading import MEDIA_TYPES
from ok_api.exchange.imports.watching import changes_of
from ok_api.exchange.listeners import LISTENERS
from ok_api.foundation import clock, events
from ok_api.foundation.answers import accepted
from ok_api.foundation.contract import parts
from ok_api.foundation.errors import WrongState
from ok_api.foundation.exactness import written_out
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import JSON, check_accept, check_query
from ok_api.foundation.reading import answer_one, caller_values
from ok_api.foundation.router import Configured, Router, Uploaded, Working
from ok_api.foundation.routing import Services
from ok_api.rules.exchange_words import ImportKind, ImportMode, ImportUnit, UnknownColumns
from ok_api.tables import ImportRow

router = Router("Exchange")

PRODUCED = (JSON[0], events.MEDIA_TYPE, *JSON[1:])
ImportId = Annotated[UUID, Path(alias="importId")]
Kind = Annotated[ImportKind, Query(description="What the rows are (soort).")]
Mode = Annotated[ImportMode, Query(description="`plan` checks everything and changes nothing.")]
Unit = Annotated[
    ImportUnit,
    Query(description="Take over all rows or none (`file`), or each that can be (`row`)."),
]
ReferenceDate = Annotated[
    date | None,
    Query(
        alias="referenceDate",
        description="The day on which the list was true (peildatum); required for schools.",
        examples=["2026-08-01"],
    ),
    BeforeValidator(partial(written_out, frozenset({date}))),
]
AcceptShrinkage = Annotated[
    bool,
    Query(
        alias="acceptShrinkage",
        description="Let a list of schools close more than half of those it named before.",
    ),
]
Unknown = Annotated[
    UnknownColumns,
    Query(
        alias="unknownColumns",
        description="What becomes of columns that the kind does not know: refuse the file, or"
        " ignore them, and name each in `remarks`.",
    ),
]
ACCEPTED = {
    202: {
        "description": "It is queued; follow it at its address.",
        "headers": {**parts.LOCATION, **parts.ETAG, **parts.REPLAYED},
    }
}
WATCHED = {
    200: {
        **parts.ONE[200],
        "content": {
            events.MEDIA_TYPE: {
                "schema": {
                    "type": "string",
                    "description": "An event `import` with the same document at each change, until"
                    " the import has ended.",
                }
            }
        },
    },
    304: parts.ONE[304],
}


async def look_ahead(
    asked: Mapping[str, Any], actor: Actor, services: Services, *, repeatable: bool
) -> None:
    """The kind, what goes with it, and the room there is: before a hundred megabytes come in."""
    service.check_order(actor, service.Order(**asked), clock.today())
    most = services.settings.max_imports_per_account
    if not repeatable and await service.in_hand(services.database.reads, actor) >= most:
        raise WrongState(service.full(most), limit=most)


@router.stream(
    "/imports",
    "sendImport",
    "Send a file with rows to take over",
    schemas.Import,
    MEDIA_TYPES,
    look_ahead,
    status_code=202,
    responses=ACCEPTED,
    description=(
        "The file is the body: DUO's lists as they are, or columns with the names of the API's own"
        " members (dotted within an object), as CSV (`,` `;` or tab; UTF-8, UTF-16 or windows-1252,"
        " or as `charset` says), JSON Lines or the first sheet of an XLSX; packed with"
        " `Content-Encoding: gzip` if you like. At most 200,000 rows. A column `rowId` comes back"
        " in the report. Each row passes the checks of the single request, with the rights of the"
        " sender."
    ),
)
async def send_import(
    work: Working,
    configured: Configured,
    upload: Uploaded,
    kind: Kind,
    mode: Mode = ImportMode.APPLY,
    unit: Unit = ImportUnit.FILE,
    reference_date: ReferenceDate = None,
    accept_shrinkage: AcceptShrinkage = False,
    unknown_columns: Unknown = UnknownColumns.REFUSE,
) -> Response:
    order = service.Order(kind, mode, unit, reference_date, accept_shrinkage, unknown_columns)
    most = configured.max_imports_per_account
    imported = await service.send_import(work, order, upload, most=most)
    return await accepted(work, queries.IMPORT, imported)


@router.post(
    "/imports/{importId}/application",
    "applyImport",
    "Carry out a planned import",
    schemas.Import,
    status_code=202,
    responses=ACCEPTED,
    openapi_extra=parts.VERSIONED,
    description="By the account that sent it, with the rights that it has now; 412 when something"
    " that the plan rests on has changed since it was made.",
)
async def apply_import(work: Working, import_id: ImportId) -> Response:
    imported = await service.apply_import(work, import_id)
    return await accepted(work, queries.IMPORT, imported)


@router.post(
    "/imports/{importId}/cancellation",
    "cancelImport",
    "Stop an import",
    schemas.Import,
    status_code=202,
    responses=ACCEPTED,
    openapi_extra=parts.VERSIONED,
    description="What is queued or planned ends at once, what is running within a moment; what a "
    "row-by-row import has taken over by then stays.",
)
async def cancel_import(work: Working, import_id: ImportId) -> Response:
    imported = await service.cancel_import(work, import_id)
    return await accepted(work, queries.IMPORT, imported)


async def get_import(request: Request, actor: Actor, services: Services) -> Response:
    check_query(request, ())
    answer = await answer_one(request, actor, services, queries.ONE, public=False)
    if check_accept(request, PRODUCED) != events.MEDIA_TYPE:
        answer.headers.add_vary_header("Accept")
        return answer
    values = {"path_importId": UUID(request.path_params["importId"])}
    values |= caller_values(request, actor)
    LISTENERS.require_room(actor)
    told = changes_of(services.database, services.signals, actor, values)
    return events.stream(request, told)


router.read(
    "/imports/{importId}",
    "getImport",
    "One import: how far it has come",
    schemas.Import,
    get_import,
    produces=PRODUCED,
    responses=WATCHED,
    description="With `Accept: text/event-stream` it is told again at each change.",
)
router.list("/imports", "listImports", "Imports", queries.IMPORTS)
router.list(
    "/imports/{importId}/rows",
    "listImportRows",
    "The report of an import, row by row",
    queries.IMPORT_ROWS,
)
router.get(
    "/imports/{importId}/rows/{number}",
    "getImportRow",
    "What became of one row",
    queries.IMPORT_ROW,
    {"importId": ImportRow.import_id, "number": ImportRow.number},
)
