"""The job: one import from its file to its end, whatever comes in between."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ok_api.exchange.imports import rows, schools, steps, telling
from ok_api.exchange.imports.course import CancelledByCaller, course_of, until_stopped
from ok_api.exchange.imports.opening import opened_by
from ok_api.exchange.imports.reading import Content, SentFile, sent_file
from ok_api.exchange.tools import Tools
from ok_api.foundation.errors import DomainError
from ok_api.foundation.jobs import Interrupted, Kind, Regular
from ok_api.foundation.problems import domain_error_of, kept_problem
from ok_api.foundation.refusals import is_passing
from ok_api.rules.exchange_words import ImportKind, ImportStatus
from ok_api.tables import Import

AT_ONCE = 4

log = structlog.get_logger(__name__)


def kinds(tools: Tools) -> Sequence[Kind]:
    return [
        Kind(
            steps.JOB,
            partial(run_import, tools),
            at_once=AT_ONCE,
            given_up=partial(give_up, tools),
        )
    ]


def regular(tools: Tools) -> Sequence[Regular]:
    return [Regular("forgotten imports", "*/5 * * * *", partial(steps.find_forgotten, tools))]


async def run_import(tools: Tools, payload: Mapping[str, Any]) -> None:
    """Raises only what may pass by itself: the queue then has it done again."""
    import_id = UUID(payload["id"])
    async with until_stopped(tools.stop), steps.alone(tools, import_id):
        imported = await steps.take_up(tools, import_id)
        if imported is None:
            return
        try:
            await _to_its_end(tools, imported)
        except (Exception, asyncio.CancelledError):
            await steps.put_back(tools, import_id)
            raise


async def _to_its_end(tools: Tools, imported: Import) -> None:
    try:
        await _carry_out(tools, imported)
    except CancelledByCaller:
        await steps.end(tools, imported.id, ImportStatus.CANCELLED)
    except Exception as error:
        if domain_error_of(error) is None and _may_pass(error):
            raise
        await steps.end(tools, imported.id, ImportStatus.FAILED, _problem(imported.id, error))


async def give_up(tools: Tools, payload: Mapping[str, Any]) -> None:
    import_id = UUID(payload["id"])
    await steps.end(tools, import_id, ImportStatus.FAILED, telling.unavailable())


def _may_pass(error: Exception) -> bool:
    return is_passing(error) or isinstance(error, (PoolTimeout, Interrupted))


def _problem(import_id: UUID, error: Exception) -> dict[str, Any]:
    refusal: DomainError | None = domain_error_of(error)
    if refusal is not None:
        return kept_problem(refusal)
    log.error("an import failed", exc_info=error, import_id=str(import_id))
    return telling.defect()


async def _carry_out(tools: Tools, imported: Import) -> None:
    tell = course_of(tools, imported.id)
    async with _file_of(tools, imported) as path:
        await tell(0)
        if imported.kind is ImportKind.SCHOOLS:
            await schools.run(tools, imported, path, tell)
            return
        with path.open("rb") as stream:
            content = Content.of(imported, stream)
            file = await opened_by(tools, imported, content, lambda: _read(imported, content))
            # Who takes rows over knows how many are done, and the file how many are to come.
            await rows.run(tools, imported, file.rows, lambda: tell(file.content.share))


def _read(imported: Import, content: Content) -> SentFile:
    file = sent_file(content, imported.media_type, rows.KNOWN[imported.kind])
    rows.check_columns(imported.kind, file)
    return file


@asynccontextmanager
async def _file_of(tools: Tools, imported: Import) -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ok-import-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            async for part in steps.parts_of(tools, imported.id):
                file.write(part)
        yield path
