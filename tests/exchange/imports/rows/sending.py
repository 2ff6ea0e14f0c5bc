"""Importing in a test: rows as a reader would give them, carried out by what the worker calls."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.access.mandate import mandate_of
from ok_api.exchange.imports.course import CancelledByCaller
from ok_api.exchange.imports.rows import run
from ok_api.exchange.imports.sent import SentRow
from ok_api.exchange.tools import Tools
from ok_api.foundation.identity import Actor
from ok_api.rules.exchange_words import ImportKind, ImportMode, ImportStatus, ImportUnit
from ok_api.tables import AuditRecord, Base, Import, ImportRow

OFFICE = Actor("office@example.org", frozenset({"office"}))


def school(*codes: str) -> Actor:
    return Actor(f"school-{codes[0]}@example.org", frozenset({"school"}), {"schools": codes})


Values = Mapping[str, Any]


async def going_on(_fraction: float) -> None:
    """Nobody asked to stop."""


class Died(Exception):
    """The worker was killed."""


@dataclass
class Imports:
    tools: Tools
    session: AsyncSession

    async def send(
        self,
        kind: ImportKind,
        rows: Iterable[Values],
        *,
        actor: Actor = OFFICE,
        mode: ImportMode = ImportMode.APPLY,
        unit: ImportUnit = ImportUnit.ROW,
    ) -> Import:
        imported = await self.begin(kind, actor=actor, mode=mode, unit=unit)
        await self.carry_on(imported, rows)
        return imported

    async def begin(
        self,
        kind: ImportKind,
        *,
        actor: Actor = OFFICE,
        mode: ImportMode = ImportMode.APPLY,
        unit: ImportUnit = ImportUnit.ROW,
        **values: Any,
    ) -> Import:
        """As a worker takes it up."""
        imported = Import(
            kind=kind,
            mode=mode,
            unit=unit,
            status=ImportStatus.RUNNING,
            size=1,
            sha256="0" * 64,
            reason="Overgenomen uit de oude lijst",
            **{"media_type": "text/csv", **values, **mandate_of(actor)},
        )
        self.session.add(imported)
        await self.session.commit()
        return imported

    async def carry_on(
        self,
        imported: Import,
        rows: Iterable[Values],
        told: Callable[[float], Awaitable[None]] = going_on,
    ) -> None:
        """Also after a plan, or where another worker died."""
        await self.run(imported, sent(rows), told)

    async def run(
        self,
        imported: Import,
        rows: Iterator[SentRow],
        told: Callable[[float], Awaitable[None]] = going_on,
    ) -> None:
        try:
            await run(self.tools, imported, rows, lambda: told(0))
        finally:
            await self.session.refresh(imported)

    async def apply_plan(self, imported: Import, rows: Iterable[Values]) -> None:
        """As `applyImport` does."""
        imported.status, imported.mode = ImportStatus.RUNNING, ImportMode.APPLY
        await self.session.commit()
        await self.carry_on(imported, rows)

    async def report(self, imported: Import) -> list[ImportRow]:
        rows = select(ImportRow).where(ImportRow.import_id == imported.id)
        found = await self.session.scalars(
            rows.order_by(ImportRow.number), execution_options={"populate_existing": True}
        )
        return list(found)

    async def outcomes(self, imported: Import) -> list[str]:
        return [row.outcome.value for row in await self.report(imported)]

    async def count(self, table: type[Base]) -> int:
        return await self.session.scalar(select(func.count()).select_from(table)) or 0

    async def trail(self, imported: Import, action: str | None = None) -> list[AuditRecord]:
        told = select(AuditRecord).where(AuditRecord.request_id == f"import/{imported.id}")
        if action:
            told = told.where(AuditRecord.action == action)
        return list(await self.session.scalars(told.order_by(AuditRecord.id)))


def sent(rows: Iterable[Values]) -> Iterator[SentRow]:
    for line, values in enumerate(rows, start=2):
        own = {name: value for name, value in values.items() if name != "rowId"}
        yield SentRow(line, own, values.get("rowId"))


def stopping(after: int, error: type[Exception]) -> Callable[[float], Awaitable[None]]:
    """Stops an import after so many rows: by its caller, or by a worker that dies."""
    seen = 0

    async def told(_fraction: float) -> None:
        nonlocal seen
        seen += 1
        if seen >= after:
            raise error

    return told


cancelled = CancelledByCaller


def only(problems: list[Any] | None) -> Any:
    assert problems is not None
    assert len(problems) == 1
    return problems[0]
