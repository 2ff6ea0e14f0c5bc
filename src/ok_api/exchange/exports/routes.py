"""The programme as research data over HTTP."""

from collections.abc import Mapping
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from ok_api.exchange.exports.schemas import ExportQuery
from ok_api.foundation import clock
from ok_api.foundation.context import is_head
from ok_api.foundation.exports.spool import Spool
from ok_api.foundation.identity import Actor
from ok_api.foundation.rates import Cost
from ok_api.foundation.reading import parse_query
from ok_api.foundation.router import Router
from ok_api.foundation.routing import Services

router = Router("Exchange")

ZIP = "application/zip"
PRODUCED = frozenset({ZIP, "application/*", "*/*"})
TOLD = {
    200: {
        "description": (
            "A ZIP (UTF-8) with one CSV per table, `dictionary.csv`, `datapackage.json` "
            "(Data Package v2) and `README.txt`."
        ),
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
        "headers": {
            "Content-Disposition": {
                "description": "The name to keep it under.",
                "schema": {
                    "type": "string",
                    "examples": ['attachment; filename="ontwikkelkracht-2026-02-01.zip"'],
                },
            }
        },
    }
}


class FileAnswer(StreamingResponse):
    """Sends a file and closes it, also when the caller hangs up."""

    def __init__(self, file: IO[bytes], headers: Mapping[str, str]) -> None:
        self._spool = Spool()
        self._spool.adopt(file)
        self._spool.end()
        sized = {**headers, "Content-Length": str(self._spool.size)}
        super().__init__(self._spool.chunks(), 200, sized, ZIP)

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            self._spool.close()


async def export_programme(request: Request, actor: Actor, services: Services) -> Response:
    """A HEAD is told the name, and spares us the work."""
    asked = parse_query(request, ExportQuery)
    name = "-".join(
        ["ontwikkelkracht", *filter(None, [asked.school_year]), clock.today().isoformat()]
    )
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.zip"',
    }
    if is_head(request):
        return Response(None, 200, headers, ZIP)
    from ok_api.exchange.exports import service  # Late: its many selects are rarely asked for.

    file = await service.export_programme(
        services.database, services.settings, actor, asked.school_year
    )
    return FileAnswer(file, headers)


router.read(
    "/exports/programme.zip",
    "exportProgramme",
    "The whole programme as research data, pseudonymised",
    None,
    export_programme,
    query=ExportQuery,
    produces=PRODUCED,
    cost=Cost.TABLE,
    response_class=Response,
    description=(
        "For the research council (NRO) and evaluators: schools, selection, participations, "
        "facilitation, learning, measurements, evaluations and decisions, all of one moment. "
        "Persons, free text, names, codes and the identities of this API do not leave; every "
        "thing has a pseudonym that is the same in each export. The dictionary explains each "
        "column, with the rules and sources behind the figures."
    ),
    responses=TOLD,
)
