"""Schools by the names of the API's own members: what one may PUT of a school, many at a time.

Such a list is of the sender's choosing, so it closes no school by leaving it out. A member that is
absent, or a blank cell, is left as it is; only a `null` in JSON Lines clears.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationError

from ok_api.exchange.imports.reading.header import check_header, ignored_flaw
from ok_api.exchange.imports.reading.tables import ROW_ID, SentFile
from ok_api.exchange.imports.rows.cells import kinds_of, meant
from ok_api.exchange.imports.sent import SentRow
from ok_api.exchange.register.formats import ListFormat
from ok_api.exchange.register.reasons import TWICE
from ok_api.exchange.register.rows import Finding, Row
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.flaws import flaws_of
from ok_api.programme.schools.fields import (
    AreaCode,
    EstablishmentCode,
    Fact,
    HolidayRegion,
    PostalCode,
)
from ok_api.programme.schools.schemas import School, SchoolFacts
from ok_api.programme.schools.service import check_closing
from ok_api.rules import forms
from ok_api.rules.words import RegionKind

CODE = "establishmentCode"
DECIMALS = 6


class OwnSchool(SchoolFacts):
    """One row: the facts that may be PUT, and those that only lists tell.

    A list has its coordinates from a map, in more decimals than are kept.
    """

    longitude: Decimal | None = Field(None, ge=-180, le=180, description="Longitude in degrees.")
    latitude: Decimal | None = Field(None, ge=-90, le=90, description="Latitude in degrees.")
    establishment_code: EstablishmentCode = Field(description="Establishment code.")
    correspondence_street: Fact = Field(None, description="Street of the postal address.")
    correspondence_house_number: Fact = Field(None, description="House number of it.")
    correspondence_postal_code: PostalCode = Field(None, description="Postal code of it.")
    correspondence_city: Fact = Field(None, description="Place of it.")
    nodal_area_code: AreaCode = Field(None, description="Nodal area.")
    rpa_area_code: AreaCode = Field(None, description="RPA area.")
    wgr_area_code: AreaCode = Field(None, description="WGR area.")
    corop_area_code: AreaCode = Field(None, description="COROP area.")
    education_area_code: AreaCode = Field(None, description="Education area.")
    rmc_region_code: AreaCode = Field(None, description="RMC region.")
    holiday_region: HolidayRegion = Field(None, description="School holiday region.")


MEMBERS = tuple(str(field.alias) for field in OwnSchool.model_fields.values())
TOLD_ONLY = frozenset(Columns(School).names).difference(MEMBERS)
"""They stand in every export, and follow from the rest."""
KNOWN = TOLD_ONLY.union(MEMBERS, [ROW_ID])
OWN = ListFormat(kind="own-columns", code_column=CODE, columns=MEMBERS, fields=(), ours=True)


NEEDS = tuple(((str(f.alias),),) for f in OwnSchool.model_fields.values() if f.is_required())


def check_own(file: SentFile) -> None:
    """Raises `InvalidInput` for columns that no row of our own may have, or that all lack."""
    check_header(file, (ROW_ID, *MEMBERS), NEEDS, TOLD_ONLY)


def is_own(header: Sequence[str]) -> bool:
    """No list of DUO has any of these names, also when written otherwise; what is wrong with them
    is told by the name.
    """
    return not {name.casefold() for name in header}.isdisjoint(map(str.casefold, MEMBERS))


def own_rows(sent: Iterator[SentRow], *, ignoring: bool = False) -> Iterator[Row]:
    """Each row by itself, and whether its school stands earlier in the file."""
    lines: dict[str, int] = {}
    for one in sent:
        ignored = [name for name in one.values if name not in KNOWN] if ignoring else []
        row = _row(one, ignored)
        if row.code is not None:
            first = lines.setdefault(row.code, row.line)
            if first != row.line:
                row.again, row.facts = True, None
                row.refusals.append(Finding(CODE, row.code, TWICE.format(first=first), "twice"))
        yield row


def _row(sent: SentRow, ignored: Sequence[str]) -> Row:
    row = Row(sent.line, row_id=sent.row_id)
    if ignored:
        row.remarks.append(_finding(ignored_flaw(ignored)))
    flaws = list(sent.flaws)
    if flaws and not sent.values:
        row.refusals = [_finding(flaw) for flaw in flaws]
        return row
    try:
        school = OwnSchool.model_validate(_meant(sent.values, without=ignored))
        row.code = school.establishment_code
        if not flaws:
            row.facts = _facts(school)
            row.regions = list(_regions(school))
    except ValidationError as error:
        found = error.errors(include_url=False)
        flaws += flaws_of(({**one, "loc": ("body", *one["loc"])} for one in found), MEMBERS)
        row.code = _code_of(sent.values, flaws)
    except InvalidInput as error:
        flaws += error.flaws
    row.refusals = [_finding(flaw) for flaw in flaws]
    return row


def _meant(values: Mapping[str, Any], without: Collection[str]) -> dict[str, Any]:
    return {
        name: _value(name, value)
        for name, value in values.items()
        if name not in TOLD_ONLY and name not in without
    }


def _value(name: str, value: Any) -> Any:
    kind = kinds_of(OwnSchool).get(name)
    return value if kind is None else meant(kind, value)


def _facts(school: OwnSchool) -> dict[str, Any]:
    """Only what was sent. Status and closing date go together, as in a single change."""
    sent = set(school.model_fields_set)
    if sent & {"status", "closed_on"}:
        check_closing(school)
        sent |= {"status", "closed_on"}
    facts = school.model_dump(mode="json", include=sent - {"establishment_code"})
    for name in ("longitude", "latitude"):
        if facts.get(name) is not None:
            # As the table keeps it, so that the same place is no change.
            facts[name] = round(float(facts[name]), DECIMALS)
    return facts


def _regions(school: OwnSchool) -> Iterator[tuple[RegionKind, str, str | None]]:
    """So that a municipality can be asked for by its name, whichever way it came in."""
    if school.municipality_code is not None:
        yield RegionKind.MUNICIPALITY, school.municipality_code, school.municipality_name


def _code_of(values: Mapping[str, Any], flaws: list[Flaw]) -> str | None:
    """A row with other flaws still names its school."""
    named = values.get(CODE)
    return forms.code(named) if isinstance(named, str) and not _flawed(flaws) else None


def _flawed(flaws: list[Flaw]) -> bool:
    return any(flaw.name == f"/{CODE}" for flaw in flaws)


def _finding(flaw: Flaw) -> Finding:
    column = flaw.name.removeprefix("/").replace("/", ".")
    return Finding(column or None, None, flaw.message, flaw.code)
