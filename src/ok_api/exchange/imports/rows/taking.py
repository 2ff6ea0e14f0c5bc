"""One row: taken over between two savepoints, so that a refusal undoes that row alone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.exc import DBAPIError

from ok_api.exchange.imports.rows.acting import Acting
from ok_api.exchange.imports.rows.reading import Reading, Several
from ok_api.exchange.imports.rows.refusing import mended_by, problems_of
from ok_api.exchange.imports.rows.report import Entry
from ok_api.exchange.imports.sent import SentRow
from ok_api.foundation.errors import DomainError, InvalidInput
from ok_api.foundation.problems import domain_error_of
from ok_api.records.audit import WATCHED, refused
from ok_api.rules.exchange_words import RowOutcome
from ok_api.tables import Import


@dataclass(frozen=True)
class Taken:
    """What a row became: the key of a resource, as the audit trail names both."""

    key: str


Take = Callable[[Acting, Reading], Awaitable[Taken]]


@dataclass(frozen=True)
class RowKind:
    """How rows of one kind are taken over."""

    resource: str
    columns: tuple[str, ...]
    take: Take


async def take_over(
    acting: Acting, imported: Import, kind: RowKind, number: int, sent: SentRow
) -> Entry:
    """Whatever the row was refused for becomes its report; any other error is not the row's."""
    session = acting.work.session
    changes: list[dict[str, Any]] = []
    session.info[WATCHED] = changes
    acting.work.context = replace(acting.work.context, operation=None)
    row = _named(imported, number, sent)
    try:
        async with session.begin_nested():
            taken = await _taken(acting, kind, sent)
    except (DomainError, Several, DBAPIError) as error:
        return _refused(acting, kind, row, _refusals(error))
    finally:
        # The next row finds the database as it then is, like any request.
        session.expunge_all()
    outcome = _outcome(changes, kind.resource, taken.key)
    became = {"outcome": outcome.value, "resource": kind.resource, "key": taken.key}
    return Entry({**row, **became, "flaws": None, "mended_by": None}, changes)


async def _taken(acting: Acting, kind: RowKind, sent: SentRow) -> Taken:
    reading = Reading(sent.values, sent.flaws)
    reading.only(kind.columns)
    return await kind.take(acting, reading)


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


def _refused(
    acting: Acting, kind: RowKind, row: dict[str, Any], errors: Sequence[DomainError]
) -> Entry:
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
    return Entry(told, (), [refused(acting.work, "imports", place, asked, one) for one in tried])
