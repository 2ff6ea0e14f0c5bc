"""A whole import: row by row in short transactions, or at once in a single one.

Row by row, what is committed stays, each row with its report; an import that is taken up again goes
on after the last row that has one. At once, as a plan and as what was planned always are, nothing
is there before all of it is.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update

from ok_api.access.mandate import actor_under
from ok_api.exchange.imports import telling
from ok_api.exchange.imports.course import CancelledByCaller
from ok_api.exchange.imports.reading import batches
from ok_api.exchange.imports.rows.acting import Acting, context_of
from ok_api.exchange.imports.rows.kinds import KINDS
from ok_api.exchange.imports.rows.repeating import once_each
from ok_api.exchange.imports.rows.report import (
    TRAILED,
    Counts,
    Entry,
    Report,
    close_trail,
    keep,
)
from ok_api.exchange.imports.rows.taking import Going, Numbered, take_together
from ok_api.exchange.imports.sent import SentRow
from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import DomainError
from ok_api.foundation.identity import SYSTEM
from ok_api.foundation.problems import kept_problem
from ok_api.rules.exchange_words import ImportMode, ImportStatus, ImportUnit, RowOutcome
from ok_api.tables import Import, ImportRow, LogHead

ROWS_TOGETHER = 50
"""What they touch stays locked until they are committed: half a second, as measured."""


@dataclass
class _Ending:
    status: ImportStatus
    problem: DomainError | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        problem = None if self.problem is None else kept_problem(self.problem)
        ended = {"status": self.status, "problem": problem, "ended_at": clock.now()}
        return {**ended, "progress": 1, **self.more}


async def run(tools: Tools, imported: Import, rows: Iterator[SentRow], going: Going) -> None:
    """To its end, which its row then tells. Raises only what is worth another attempt.

    An import with a plan (`planned_on`) is carried out as planned, or not at all.
    """
    whole = Whole(tools, imported, going)
    numbered = enumerate(once_each(KINDS[imported.kind], rows), start=1)
    try:
        await (whole.row_by_row(numbered) if whole.by_rows else whole.at_once(numbered))
    except CancelledByCaller:
        await whole.end(_Ending(ImportStatus.CANCELLED))
    except DomainError as error:
        await whole.end(_Ending(ImportStatus.FAILED, error))


@dataclass
class Whole:
    tools: Tools
    imported: Import
    going: Going

    @property
    def planned(self) -> bool:
        return self.imported.planned_on is not None

    @property
    def by_rows(self) -> bool:
        by_rows = self.imported.unit is ImportUnit.ROW
        return by_rows and self.imported.mode is ImportMode.APPLY and not self.planned

    async def row_by_row(self, rows: Iterator[Numbered]) -> None:
        counts = await self._counted()
        async for some in self._after(counts.rows, rows):
            await self._commit(some, counts)
        async with self._working() as work:
            await close_trail(work, self.imported.id, counts)
        await self.end(_Ending(ImportStatus.APPLIED))

    async def _after(self, done: int, rows: Iterator[Numbered]) -> AsyncIterator[list[Numbered]]:
        async for some in batches(rows, ROWS_TOGETHER):
            if left := [row for row in some if row[0] > done]:
                yield left
            else:
                await self.going()

    async def _commit(self, some: list[Numbered], counts: Counts) -> None:
        """The rows, their report and the counts: all of it, or none."""
        async with self._working() as work:
            entries = await self._take(Acting.under(self.imported, work), some)
            for entry in entries:
                counts.add(entry)
            refusals = [refusal for entry in entries for refusal in entry.refusals]
            if counts.refused > TRAILED:
                refusals = []
            await keep(work, [entry.row for entry in entries], refusals)
            await self._note(work, counts.columns())

    async def _counted(self) -> Counts:
        """What was done already, when this goes on where another worker died."""
        done = (
            select(ImportRow.outcome, func.count())
            .where(ImportRow.import_id == self.imported.id)
            .group_by(ImportRow.outcome)
        )
        async with self._aside() as work:
            found = (await work.session.execute(done)).all()
        counts = Counts()
        for outcome, count in found:
            counts.by_outcome[RowOutcome(outcome)] = count
        return counts

    async def at_once(self, rows: Iterator[Numbered]) -> None:
        with Report() as report:
            async with self._working() as work:
                seen = await work.session.scalar(select(LogHead.position)) or 0
                await self._take_all(work, rows, report)
                ending = self._judged(report, seen)
                if ending.status is not ImportStatus.APPLIED:
                    # Nothing is kept of it but the report that follows.
                    await work.session.rollback()
                await self._close(work, report, ending)

    async def _take_all(self, work: Work, rows: Iterator[Numbered], report: Report) -> None:
        acting = Acting.under(self.imported, work)
        async for some in batches(rows, ROWS_TOGETHER):
            for entry in await self._take(acting, some):
                report.add(entry)

    def _judged(self, report: Report, seen: int) -> _Ending:
        if self.imported.mode is ImportMode.PLAN and not self.planned:
            plan = {"planned_on": seen, "plan_digest": report.digest}
            return _Ending(ImportStatus.PLANNED, more=plan)
        if self.planned and report.digest != self.imported.plan_digest:
            return _Ending(ImportStatus.FAILED, telling.moved(self.imported.planned_on or 0))
        if self.imported.unit is ImportUnit.FILE and report.counts.refused:
            refused = telling.refused(report.counts.refused, report.counts.rows)
            return _Ending(ImportStatus.FAILED, refused)
        return _Ending(ImportStatus.APPLIED)

    async def _close(self, work: Work, report: Report, ending: _Ending) -> None:
        await report.store(
            work,
            self.imported.id,
            done=ending.status is ImportStatus.APPLIED,
            tried=ending.status is not ImportStatus.PLANNED,
        )
        if not await self._note(work, {**report.counts.columns(), **ending.columns()}):
            raise CancelledByCaller

    async def end(self, ending: _Ending) -> None:
        async with self._aside() as work:
            await self._note(work, ending.columns())

    async def _take(self, acting: Acting, some: list[Numbered]) -> list[Entry]:
        kind = KINDS[self.imported.kind]
        return await take_together(acting, self.imported, kind, some, self.going)

    async def _note(self, work: Work, columns: dict[str, Any]) -> bool:
        """Last in its transaction: the row is locked from here, and progress is told beside it.

        Whether nobody asked for it to stop in the meantime.
        """
        noted = update(Import).where(Import.id == self.imported.id).values(**columns)
        asked = await work.session.scalar(
            noted.returning(Import.cancel_asked_at),
            execution_options={"synchronize_session": False},
        )
        return asked is None

    def _working(self) -> AbstractAsyncContextManager[Work]:
        actor = actor_under(self.imported)
        return self.tools.database.unit_of_work(actor, context_of(self.imported))

    def _aside(self) -> AbstractAsyncContextManager[Work]:
        """Not a change in the programme, and nobody's."""
        return self.tools.database.unit_of_work(SYSTEM, context_of(self.imported))
