"""From a record to what is known of one school, with all that is wrong with the row at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ok_api.exchange.register import cleaning, reasons
from ok_api.exchange.register.cleaning import Unusable
from ok_api.exchange.register.formats import Field, ListFormat
from ok_api.exchange.register.reading import Record
from ok_api.exchange.register.refusing import printable
from ok_api.rules.text import Text
from ok_api.rules.words import RegionKind, Sector

LONGEST_QUOTE = 80
RegionCodes = Mapping[tuple[RegionKind, str | None], str]
"""The codes of the regions whose name the register knows, and knows only once."""


@dataclass(frozen=True)
class Finding:
    """What is wrong in one column, or, without a column, with the row as a whole."""

    column: str | None
    value: str | None
    reason: Text
    code: str = "unusable"


@dataclass
class Row:
    """A refused row has no facts; its code, where one can be read, still names a school."""

    line: int
    code: str | None = None
    facts: dict[str, Any] | None = None
    refusals: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    regions: list[tuple[RegionKind, str, str | None]] = field(default_factory=list)
    again: bool = False
    """The school is named earlier in the file; that row counts."""
    row_id: str | None = None
    """The sender's own name for the row."""
    whole: bool = True
    """Whether it was split for certain, so that it is one row and the next one is another."""

    @property
    def names_a_school(self) -> bool:
        """Otherwise some school is not named by the file, though it is on the list."""
        return self.whole and self.code is not None


class RowReader:
    """Reads the rows of one file. It remembers the codes, and so knows a second row for a school:

    some six bytes of text and a line number for each, the only memory that grows with the file.
    """

    def __init__(
        self, known: ListFormat, header: Sequence[str], region_codes: RegionCodes | None = None
    ) -> None:
        self._format = known
        self._width = len(header)
        places = {name.strip(): place for place, name in enumerate(header)}
        self._code_place = places[known.code_column]
        self._fields = [(one, [places[name] for name in one.sources]) for one in known.fields]
        self._regions = [(one, places[one.name] if one.name else None) for one in known.regions]
        self._look_ups = [(one, places[one.source]) for one in known.look_ups]
        self._region_codes = region_codes or {}
        self._constants = _only_sector(known.sectors)
        self._lines: dict[str, int] = {}

    def read(self, record: Record) -> Row:
        row = Row(record.line, whole=record.split and len(record.cells) == self._width)
        self._read_code(record, row)
        if record.flaw:
            row.refusals.append(Finding(None, _quote(record.cells[0]), record.flaw))
        elif not row.whole:
            reason = reasons.CELLS.format(found=len(record.cells), expected=self._width)
            row.refusals.append(Finding(None, None, reason))
        else:
            facts = self._constants | dict(self._facts(record.cells, row))
            if not row.refusals:
                row.facts = facts
                row.regions = list(self._named_regions(facts, record.cells))
        return row

    def _read_code(self, record: Record, row: Row) -> None:
        cell = record.cells[self._code_place] if len(record.cells) > self._code_place else ""
        column = self._format.code_column
        try:
            row.code = cleaning.establishment_code(cell)
        except Unusable as unusable:
            row.refusals.append(Finding(column, _quote(cell), unusable.reason))
            return
        first = self._lines.setdefault(row.code, row.line)
        if first != row.line:
            row.again = True
            row.refusals.append(Finding(column, row.code, reasons.TWICE.format(first=first)))

    def _facts(self, cells: list[str], row: Row) -> Iterator[tuple[str, Any]]:
        for one, places in self._fields:
            raw = [cells[place] for place in places]
            value = _cleaned(one, raw, row)
            if value is None and not one.blank_tells:
                continue
            if len(one.targets) == 1:
                yield one.targets[0], value
            else:
                yield from zip(one.targets, value, strict=True)
        for look_up, place in self._look_ups:
            code = self._region_codes.get((look_up.kind, _name_or_none(cells[place])))
            if code is not None:
                yield look_up.target, code

    def _named_regions(
        self, facts: dict[str, Any], cells: list[str]
    ) -> Iterator[tuple[RegionKind, str, str | None]]:
        for one, place in self._regions:
            code = facts[one.code]
            if code is not None:
                yield one.kind, code, code if place is None else _name_or_none(cells[place])


def _cleaned(one: Field, raw: list[str], row: Row) -> Any:
    try:
        return one.clean(*raw)
    except Unusable as unusable:
        found = Finding(one.sources[unusable.at], _quote(raw[unusable.at]), unusable.reason)
        (row.refusals if one.essential else row.remarks).append(found)
        return unusable.instead


def _quote(cell: str) -> str | None:
    """The start of what stood there, fit to be printed."""
    return printable(cell[:LONGEST_QUOTE]).strip() or None


def _name_or_none(raw: str) -> str | None:
    try:
        return cleaning.text(raw)
    except Unusable:
        return None


def _only_sector(sectors: tuple[Sector, ...]) -> dict[str, str]:
    """A list of one sector has no column for it."""
    return {"sector": sectors[0].value} if len(sectors) == 1 else {}
