"""What happens to an import outside the work itself: taken up, told of, ended, found again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import func, select, text, update

from ok_api.exchange.imports import telling
from ok_api.exchange.tools import Tools
from ok_api.foundation import clock, jobs
from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Work
from ok_api.foundation.identity import SYSTEM
from ok_api.rules.exchange_words import ImportStatus
from ok_api.tables import Import, ImportPart

JOB = "import"
UNDER_WAY = (ImportStatus.QUEUED, ImportStatus.RUNNING)
TAKEN_UP_AT_MOST = 5
"""Times that an import may take its worker with it, before it is given up."""
_CONTEXT = RequestContext(request_id="", language="nl", operation="carryOutImport")
_ALONE = "SELECT pg_advisory_lock(hashtextextended('ok_api.import/' || $1, 0))"
_PART = "SELECT content FROM import_parts WHERE import_id = $1 AND number = $2"
_FORGOTTEN = text(
    "SELECT i.id FROM imports i WHERE i.status IN ('queued', 'running') AND NOT EXISTS ("
    " SELECT FROM pgqueuer q WHERE q.entrypoint = :job"
    " AND convert_from(q.payload, 'UTF8')::jsonb->>'id' = i.id::text)"
)


@asynccontextmanager
async def alone(tools: Tools, import_id: UUID) -> AsyncIterator[None]:
    """Whoever else runs this import goes first: a stalled worker may wake up again.

    The lock goes with its connection, so it never outlives the worker that holds it.
    """
    connection = await asyncpg.connect(
        tools.dsn, server_settings={"application_name": "ok-api import"}
    )
    try:
        await connection.execute(_ALONE, str(import_id))
        yield
    finally:
        await connection.close(timeout=2)


async def take_up(tools: Tools, import_id: UUID) -> Import | None:
    """The import, now running; `None` when it has ended, or was cancelled, in the meantime.

    One that has cost too many workers their life ends here: the queue does not count those.
    """
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        imported = await work.session.get(Import, import_id, with_for_update=True)
        if imported is None or imported.status not in UNDER_WAY:
            return None
        imported.taken_up_count += 1
        if imported.taken_up_count > TAKEN_UP_AT_MOST:
            _give_up(imported)
            return None
        imported.status = ImportStatus.RUNNING
        imported.started_at = imported.started_at or clock.now()
        await work.session.flush()
        await work.session.refresh(imported)
        return imported


def _give_up(imported: Import) -> None:
    imported.status = ImportStatus.FAILED
    imported.problem = telling.unavailable()
    imported.ended_at = clock.now()


async def put_back(tools: Tools, import_id: UUID) -> None:
    """Its worker lives, so this time does not count."""
    less = (
        update(Import)
        .where(Import.id == import_id)
        .values(taken_up_count=func.greatest(Import.taken_up_count - 1, 0))
        .execution_options(synchronize_session=False)
    )
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        await work.session.execute(less)


async def parts_of(tools: Tools, import_id: UUID) -> AsyncIterator[bytes]:
    number = 0
    while (part := await tools.database.reads.fetchval(_PART, import_id, number)) is not None:
        yield part
        number += 1


async def note_progress(tools: Tools, import_id: UUID, share: float) -> bool:
    """Whether somebody asked for it to stop."""
    progress = Decimal(str(round(max(0.0, min(share, 0.999)), 3)))
    noted = (
        update(Import)
        .where(Import.id == import_id, Import.status == ImportStatus.RUNNING)
        .values(progress=func.greatest(Import.progress, progress))
        .returning(Import.cancel_asked_at)
        .execution_options(synchronize_session=False)
    )
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        row = (await work.session.execute(noted)).one_or_none()
    return row is not None and row[0] is not None


async def note_file(
    tools: Tools, import_id: UUID, *, sheet: str | None, remarks: list[Any] | None
) -> None:
    """What is to be known of the file as a whole; most have nothing of the kind."""
    if sheet is None and remarks is None:
        return
    noted = (
        update(Import)
        .where(Import.id == import_id)
        .values(sheet=sheet, remarks=remarks)
        .execution_options(synchronize_session=False)
    )
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        await work.session.execute(noted)


async def end(
    tools: Tools, import_id: UUID, status: ImportStatus, problem: dict[str, Any] | None = None
) -> None:
    """Ends what is under way; what has ended by itself stays as it ended."""
    ended = (
        update(Import)
        .where(Import.id == import_id, Import.status.in_(UNDER_WAY))
        .values(status=status, problem=problem, ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        await work.session.execute(ended)


async def ask(work: Work, import_id: UUID) -> None:
    await jobs.ask(work, JOB, id=str(import_id))


async def find_forgotten(tools: Tools) -> None:
    """An import that is under way without a job: the queue gave it up, or lost it."""
    async with tools.database.unit_of_work(SYSTEM, _CONTEXT) as work:
        forgotten = await work.session.scalars(_FORGOTTEN, {"job": JOB})
        for import_id in forgotten.all():
            await ask(work, import_id)


async def has_file(work: Work, import_id: UUID) -> bool:
    """The file is kept for some time after the import has ended."""
    part = select(ImportPart.number).where(ImportPart.import_id == import_id).limit(1)
    return await work.session.scalar(part) is not None
