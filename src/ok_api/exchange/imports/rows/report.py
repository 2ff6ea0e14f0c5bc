"""What became of each row: kept apart on disk, so that it survives what is rolled back."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from sqlalchemy import delete, insert

from ok_api.foundation import json
from ok_api.foundation.database import Work
from ok_api.records import audit
from ok_api.rules.exchange_words import RowOutcome
from ok_api.tables import AuditRecord, ImportRow

IN_MEMORY = 1_000_000
TRAILED = 1_000
"""Refused rows of one import that stand in the trail each; the report has them all, and a last
record tells how many there were.
"""
AT_A_TIME = 500
NATURAL = frozenset({"school-boards"})
"""What is addressed by a key that the file itself names."""


@dataclass(frozen=True)
class Entry:
    """One row: what stands in the report, and what the trail tells of its refusal."""

    row: Mapping[str, Any]
    changes: Sequence[Mapping[str, Any]] = ()
    refusals: Sequence[Mapping[str, Any]] = ()

    @property
    def outcome(self) -> RowOutcome:
        return RowOutcome(self.row["outcome"])


@dataclass
class Counts:
    by_outcome: Counter[RowOutcome] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        self.by_outcome[entry.outcome] += 1

    @property
    def rows(self) -> int:
        return self.by_outcome.total()

    @property
    def refused(self) -> int:
        return self.by_outcome[RowOutcome.REFUSED]

    def columns(self) -> dict[str, int]:
        told = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.REFUSED)
        counted = {f"{outcome.value}_count": self.by_outcome[outcome] for outcome in told}
        return {"row_count": self.rows, **counted}


class Report:
    """The rows of a file that is taken over at once, until it is known whether it is kept."""

    def __init__(self) -> None:
        self.counts = Counts()
        self._digest = hashlib.sha256()
        # It lives as long as the import is under way, which `with` closes.
        self._spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def add(self, entry: Entry) -> None:
        self.counts.add(entry)
        self._digest.update(json.encode(effect_of(entry)))
        self._spool.write(json.encode([entry.row, entry.refusals]) + b"\n")

    async def store(self, work: Work, import_id: UUID, *, done: bool, tried: bool) -> None:
        """In place of an earlier report.

        What was not `done` has no address: its rows were created under numbers that are gone. What
        was really `tried` leaves its refusals in the trail, as a refused request does.
        """
        gone = delete(ImportRow).where(ImportRow.import_id == import_id)
        await work.session.execute(gone)
        self._spool.seek(0)
        lines = (json.decode(line) for line in self._spool)
        kept = 0
        for some in batched(lines, AT_A_TIME):
            rows = [row if done else without_address(row) for row, _ in some]
            refusals = [refusal for _, refusals in some for refusal in refusals if tried]
            await keep(work, rows, refusals[: TRAILED - kept])
            kept = min(TRAILED, kept + len(refusals))
        if tried:
            await close_trail(work, import_id, self.counts)


async def close_trail(work: Work, import_id: UUID, counts: Counts) -> None:
    """How many rows were refused, when the trail does not have them all."""
    if counts.refused > TRAILED:
        told = {"refusedRows": counts.refused, "report": f"/v1/imports/{import_id}/rows"}
        await audit.write(work, [audit.counted(work, "imports", str(import_id), told)])


async def keep(
    work: Work, rows: Sequence[Mapping[str, Any]], refusals: Sequence[Mapping[str, Any]] = ()
) -> None:
    if rows:
        await work.session.execute(insert(ImportRow.__table__), rows)  # type: ignore[arg-type]
    if refusals:
        await work.session.execute(insert(AuditRecord.__table__), refusals)  # type: ignore[arg-type]


def without_address(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Only what has a key of its own in the programme keeps it."""
    new = row["outcome"] == RowOutcome.CREATED.value
    return {**row, "key": None} if new and row["resource"] not in NATURAL else row


_OF_THE_MOMENT = frozenset({"id", "taken_on", "taken_by", "recorded_at", "session_id"})
"""Differs each time, or follows from the file: by default a step is taken today."""


def effect_of(entry: Entry) -> list[Any]:
    """What the row does, but for the identities that are made anew each time."""
    made = {change["key"] for change in entry.changes if change["action"] == "create"}
    told = [
        [
            change["action"],
            change["resource"],
            *(_lasting(change[side], made) for side in ("before", "after")),
        ]
        for change in entry.changes
    ]
    return [entry.row["number"], entry.row["outcome"], entry.row["resource"], told]


def _lasting(values: Mapping[str, Any] | None, made: set[str]) -> list[Any]:
    return sorted(
        (name, json.encode_text(value))
        for name, value in (values or {}).items()
        if name not in _OF_THE_MOMENT and str(value) not in made
    )


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
