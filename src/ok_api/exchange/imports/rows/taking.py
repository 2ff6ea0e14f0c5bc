"""Rows taken over such that a refusal undoes its own row alone, and says what it was for."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy.exc import DBAPIError

from ok_api.exchange.imports.reading.header import Choices, ignored_flaw
from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.reading import Reading, Several
from ok_api.exchange.imports.rows.refusing import mended_by, problems_of
from ok_api.exchange.imports.rows.report import Entry
from ok_api.exchange.imports.rows.shaping import told_only, told_otherwise
from ok_api.exchange.imports.sent import SentRow
from ok_api.foundation.errors import DomainError, Flaw, InvalidInput
from ok_api.foundation.problems import domain_error_of, kept_flaws
from ok_api.foundation.schema import Answer
from ok_api.records import audit
from ok_api.rules.exchange_words import RowOutcome, UnknownColumns
from ok_api.rules.text import Text
from ok_api.tables import Base, Import


@dataclass(frozen=True)
class Taken:
    """What a row became: the key of a resource, as the audit trail names both."""

    key: str
    row: Base
    remarks: tuple[Flaw, ...] = ()


Take = Callable[[Acting, Reading], Awaitable[Taken]]
Going = Callable[[], Awaitable[None]]
"""Asked before each row; raises when the import is to stop."""
Numbered = tuple[int, SentRow]


@dataclass(frozen=True)
class RowKind:
    """How rows of one kind are taken over."""

    resource: str
    columns: tuple[str, ...]
    take: Take
    told: type[Answer]
    """What an export has rows of."""
    needs: tuple[Choices, ...]
    """Without which no row can be understood."""
    named_by: tuple[str, ...] = ()
    """The columns that name one and the same thing; none where several rows may tell of one."""

    @cached_property
    def told_only(self) -> tuple[str, ...]:
        """The other columns of an export, which may come back and are not taken over."""
        return told_only(self.told, self.columns)


async def take_together(
    acting: Acting, imported: Import, kind: RowKind, rows: Sequence[Numbered], going: Going
) -> list[Entry]:
    """As if each had its own savepoint: only when one is refused is each given its own.

    Most rows are not refused, and two savepoints cost as much as the rest of a small row.
    """
    session = acting.work.session
    try:
        try:
            async with session.begin_nested():
                taken = [await _sure(acting, imported, kind, row, going) for row in rows]
        except (DomainError, Several, DBAPIError) as error:
            _refusals(error)
            session.expunge_all()
            taken = [await _alone(acting, imported, kind, row, going) for row in rows]
    finally:
        session.info.pop(audit.KEPT, None)
    await audit.write(acting.work, [change for entry in taken for change in entry.changes])
    return taken


async def _sure(
    acting: Acting, imported: Import, kind: RowKind, row: Numbered, going: Going
) -> Entry:
    """Raises what the row is refused for, unless that was before it changed anything."""
    await going()
    changes = _watched(acting)
    session = acting.work.session
    try:
        taken = await _taken(acting, imported, kind, row[1])
        await session.flush()
    except (DomainError, Several) as error:
        if changes or session.new or session.dirty:
            raise
        return _refused(acting, _named(imported, *row), _refusals(error))
    # The next row finds the database as it then is, like any request.
    session.expunge_all()
    return _done(kind, _named(imported, *row), taken, changes)


async def _alone(
    acting: Acting, imported: Import, kind: RowKind, row: Numbered, going: Going
) -> Entry:
    """Whatever the row was refused for becomes its report; any other error is not the row's."""
    await going()
    changes = _watched(acting)
    session = acting.work.session
    try:
        async with session.begin_nested():
            taken = await _taken(acting, imported, kind, row[1])
    except (DomainError, Several, DBAPIError) as error:
        return _refused(acting, _named(imported, *row), _refusals(error))
    finally:
        session.expunge_all()
    return _done(kind, _named(imported, *row), taken, changes)


def _watched(acting: Acting) -> list[dict[str, Any]]:
    """Where the trail is told of what the next row changes; it is written for many rows at once."""
    changes: list[dict[str, Any]] = []
    acting.work.session.info[audit.KEPT] = changes
    acting.work.context = replace(acting.work.context, operation=None)
    return changes


def _done(
    kind: RowKind, row: dict[str, Any], taken: Taken, changes: Sequence[dict[str, Any]]
) -> Entry:
    outcome = _outcome(changes, kind.resource, taken.key)
    became: dict[str, Any] = {"outcome": outcome.value, "resource": kind.resource, "key": taken.key}
    became["remarks"] = kept_flaws(taken.remarks) or None
    return Entry({**row, **became, "flaws": None, "mended_by": None}, changes)


async def _taken(acting: Acting, imported: Import, kind: RowKind, sent: SentRow) -> Taken:
    ignoring = imported.unknown_columns is UnknownColumns.IGNORE
    reading = Reading(sent.values, sent.flaws, ignoring=ignoring)
    reading.only(kind.columns, kind.told_only)
    taken = await kind.take(acting, reading)
    untaken = told_otherwise(kind.told, kind.told_only, taken.row, sent.values)
    remarks = [_untaken(column) for column in untaken]
    if reading.ignored:
        remarks.append(ignored_flaw(reading.ignored))
    return replace(taken, remarks=tuple(remarks))


def _untaken(column: str) -> Flaw:
    return Flaw("body", f"/{column}", "not_taken", _UNTAKEN)


def _named(imported: Import, number: int, sent: SentRow) -> dict[str, Any]:
    return {
        "import_id": str(imported.id),
        "number": number,
        "line": sent.line,
        "row_id": sent.row_id,
        "remarks": None,
    }


def _outcome(changes: Sequence[dict[str, Any]], resource: str, key: str) -> RowOutcome:
    if not changes:
        return RowOutcome.UNCHANGED
    for change in changes:
        if (change["action"], change["resource"], change["key"]) == ("create", resource, key):
            return RowOutcome.CREATED
    return RowOutcome.UPDATED


def _refusals(error: DomainError | Several | DBAPIError) -> Sequence[DomainError]:
    """Raises what is no refusal: a defect of ours, a lost connection, a lock that took too long."""
    if isinstance(error, Several):
        return error.errors
    refusal = domain_error_of(error)
    if refusal is None:
        raise error
    return [refusal]


def _refused(acting: Acting, row: dict[str, Any], errors: Sequence[DomainError]) -> Entry:
    told = {
        **row,
        "outcome": RowOutcome.REFUSED.value,
        "resource": None,
        "key": None,
        "flaws": problems_of(errors),
        "mended_by": mended_by(errors).value,
    }
    asked = {"line": row["line"], "rowId": row["row_id"]}
    place = f"{row['import_id']}/rows/{row['number']}"
    # What cannot be read asked for nothing yet: of a request that cannot, the trail tells nothing.
    tried = [error for error in errors if not isinstance(error, InvalidInput)]
    return Entry(
        told, (), [audit.refused(acting.work, "imports", place, asked, one) for one in tried]
    )


_UNTAKEN = Text(
    "Dit gegeven wordt niet uit een bestand overgenomen; wat er stond, blijft staan.",
    "This is not taken over from a file; what there was, stays.",
)
