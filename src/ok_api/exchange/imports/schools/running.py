"""One list of schools taken over: the load, its report and the end of the import together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from ok_api.exchange.imports import telling
from ok_api.exchange.imports.course import CancelledByCaller, Tell
from ok_api.exchange.imports.opening import opened_by
from ok_api.exchange.imports.reading import Content
from ok_api.exchange.imports.schools import reporting
from ok_api.exchange.imports.schools.reading import school_list
from ok_api.exchange.register import queries
from ok_api.exchange.register.load import SentList, load_list
from ok_api.exchange.register.merge import Load
from ok_api.exchange.register.reasons import WITHHELD_ABSENCE
from ok_api.exchange.register.report import RegisterReport
from ok_api.exchange.register.rows import Row
from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from ok_api.foundation.database import bulk
from ok_api.foundation.errors import DomainError, Flaw
from ok_api.foundation.problems import kept_flaws, kept_problem
from ok_api.rules.exchange_words import ImportMode, ImportStatus, ImportUnit
from ok_api.tables import Import

RESTS_ON = frozenset({"schools", "school-boards", "regions"})
"""Resources whose change may make a plan untrue."""
LONGEST_REASON = 500
READING = 0.5
"""The part of the work that reading is; the merge that follows does not tell how far it is."""


class _Undone(Exception):
    """Rolls back what the load did, when only its report is kept."""


@dataclass(frozen=True)
class Outcome:
    """How the import ends, and what its report is told from."""

    status: ImportStatus
    report: RegisterReport
    digest: str
    refusal: DomainError | None = None


async def run(tools: Tools, imported: Import, path: Path, tell: Tell) -> None:
    """All or nothing in one transaction, the report and the final status included.

    What is not kept (a plan, a refused file) is undone up to a savepoint; its report stays.
    """
    with path.open("rb") as stream:
        content = Content.of(imported, stream)
        sent = await opened_by(
            tools, imported, content, lambda: school_list(content, imported.media_type)
        )
        async with bulk(tools.dsn) as connection:
            # Before the head is read: a load that is under way belongs to what is planned on.
            await queries.alone(connection)
            planned_on = await reporting.log_head(connection)
            outcome = await _taken(connection, imported, sent, content, tell, path)
            await _end(connection, imported, outcome, planned_on, content.remarks)


async def _taken(
    connection: asyncpg.Connection,
    imported: Import,
    sent: SentList,
    content: Content,
    tell: Tell,
    path: Path,
) -> Outcome:
    kept = path.with_name("report")
    outcome: Outcome | None = None
    try:
        async with connection.transaction():
            report = await _load(connection, imported, sent, content, tell)
            outcome = _outcome(imported, report, await reporting.digest(connection))
            await _keep(connection, imported, outcome, kept)
    except _Undone:
        await reporting.take_back(connection, imported.id, kept)
    assert outcome is not None
    return outcome


async def _keep(
    connection: asyncpg.Connection, imported: Import, outcome: Outcome, kept: Path
) -> None:
    """Raises `_Undone` for what is not kept, once its report is."""
    if outcome.status is ImportStatus.APPLIED:
        await reporting.store(connection, imported.id)
        return
    await reporting.put_aside(connection, imported.id, kept)
    raise _Undone


async def _load(
    connection: asyncpg.Connection,
    imported: Import,
    sent: SentList,
    content: Content,
    tell: Tell,
) -> RegisterReport:
    async def on_batch(batch: Sequence[Row]) -> None:
        await reporting.note_findings(connection, batch)
        await tell(content.share * READING)

    assert imported.reference_date is not None
    await reporting.begin(connection)
    load = Load(
        sent.known,
        imported.reference_date,
        imported.actor,
        _reason(imported, sent),
        tuple(imported.actor_roles),
    )
    return await load_list(connection, load, sent.rows, on_batch, imported.accept_shrinkage)


def _reason(imported: Import, sent: SentList) -> str:
    """The trail leads back to the import, and says why when its sender did."""
    told = f"{sent.known.kind} {imported.reference_date} (import {imported.id})"
    return f"{imported.reason} – {told}"[:LONGEST_REASON] if imported.reason else told


def _outcome(imported: Import, report: RegisterReport, digest: str) -> Outcome:
    if imported.mode is ImportMode.PLAN:
        return Outcome(ImportStatus.PLANNED, report, digest)
    if imported.plan_digest not in (None, digest):
        return Outcome(ImportStatus.FAILED, report, digest, telling.moved(imported.planned_on or 0))
    if imported.unit is ImportUnit.FILE and report.refused.count:
        refusal = telling.refused(report.refused.count, report.rows)
        return Outcome(ImportStatus.FAILED, report, digest, refusal)
    return Outcome(ImportStatus.APPLIED, report, digest)


def _remarks(report: RegisterReport) -> Iterator[Flaw]:
    if report.withheld:
        message = WITHHELD_ABSENCE.format(count=report.unclear)
        yield Flaw("body", "", "absence_withheld", message)


async def _end(
    connection: asyncpg.Connection,
    imported: Import,
    outcome: Outcome,
    planned_on: int,
    remarks: Sequence[Flaw],
) -> None:
    report = outcome.report
    values: dict[str, Any] = {
        "status": outcome.status.value,
        "progress": 1,
        "row_count": report.rows,
        "created_count": report.created.count,
        "updated_count": report.updated.count,
        "unchanged_count": report.unchanged + report.ignored,
        "absent_count": report.absent.count,
        "refused_count": report.refused.count,
        "problem": kept_problem(outcome.refusal) if outcome.refusal else None,
        "remarks": kept_flaws([*remarks, *_remarks(report)]) or None,
        "ended_at": clock.now(),
    }
    if outcome.status is ImportStatus.PLANNED:
        values |= {"planned_on": planned_on, "plan_digest": outcome.digest}
    if not await reporting.end(connection, imported.id, values):
        raise CancelledByCaller
