"""The lists that tell which schools exist, and what every column of them becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ok_api.exchange.register import cleaning, figures
from ok_api.rules.words import RegionKind, Sector


@dataclass(frozen=True)
class Field:
    """One fact, or a few that belong together, read from one or more columns."""

    targets: tuple[str, ...]
    sources: tuple[str, ...]
    clean: Callable[..., Any]
    essential: bool = False
    """An unusable cell refuses the row, instead of only being remarked on."""
    blank_tells: bool = True
    """A blank clears what was known; otherwise a blank says nothing."""


@dataclass(frozen=True)
class NamedRegion:
    """Where a region's name stands; its code is a fact. Without a column, the code is the name."""

    kind: RegionKind
    code: str
    name: str | None = None


@dataclass(frozen=True)
class LookUp:
    """A region that the list only names; the register may know its code from another list."""

    kind: RegionKind
    source: str
    target: str


@dataclass(frozen=True)
class ListFormat:
    kind: str
    code_column: str
    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    sectors: tuple[Sector, ...] = ()
    """Of the list as a whole; a list without any never tells that a school exists or is gone."""
    regions: tuple[NamedRegion, ...] = ()
    look_ups: tuple[LookUp, ...] = ()
    ours: bool = False
    """A choice that somebody made: each row says what it means, whatever other lists say."""

    @property
    def tells_existence(self) -> bool:
        return bool(self.sectors)

    @property
    def creates(self) -> bool:
        """Whether a school that the register does not know yet comes to be by being named."""
        return self.tells_existence or self.ours


def _field(target: str, source: str, clean: Callable[..., Any] = cleaning.text) -> Field:
    return Field((target,), (source,), clean)


REGIONS = (
    ("nodal_area_code", RegionKind.NODAL_AREA, "NODAAL GEBIED"),
    ("rpa_area_code", RegionKind.RPA_AREA, "RPA-GEBIED"),
    ("wgr_area_code", RegionKind.WGR_AREA, "WGR-GEBIED"),
    ("corop_area_code", RegionKind.COROP_AREA, "COROPGEBIED"),
    ("education_area_code", RegionKind.EDUCATION_AREA, "ONDERWIJSGEBIED"),
    ("rmc_region_code", RegionKind.RMC_REGION, "RMC-REGIO"),
)
ADDRESSES = tuple(
    _field(f"{prefix}{target}", f"{source}{suffix}", clean)
    for prefix, suffix in (("", ""), ("correspondence_", " CORRESPONDENTIEADRES"))
    for target, source, clean in (
        ("street", "STRAATNAAM", cleaning.text),
        ("house_number", "HUISNUMMER-TOEVOEGING", cleaning.text),
        ("postal_code", "POSTCODE", cleaning.postal_code),
        ("city", "PLAATSNAAM", cleaning.text),
    )
)
DUO_FIELDS = (
    Field(("name",), ("VESTIGINGSNAAM",), cleaning.name, essential=True),
    _field("board_number", "BEVOEGD GEZAG NUMMER", cleaning.digits(5)),
    _field("province", "PROVINCIE", cleaning.province),
    _field("municipality_code", "GEMEENTENUMMER", cleaning.digits(4)),
    Field(("municipality_name",), ("GEMEENTENAAM",), cleaning.text, blank_tells=False),
    _field("denomination", "DENOMINATIE"),
    _field("phone", "TELEFOONNUMMER", cleaning.phone),
    _field("website", "INTERNETADRES", cleaning.web_address),
    *ADDRESSES,
    *(_field(target, f"{title} CODE", cleaning.digits(2)) for target, _, title in REGIONS),
    _field("holiday_region", "VAKANTIEREGIO", cleaning.holiday_region),
)
DUO_REGIONS = (
    NamedRegion(RegionKind.PROVINCE, "province"),
    NamedRegion(RegionKind.MUNICIPALITY, "municipality_code", "GEMEENTENAAM"),
    *(NamedRegion(kind, target, f"{title} NAAM") for target, kind, title in REGIONS),
    NamedRegion(RegionKind.HOLIDAY_REGION, "holiday_region"),
)


def _columns(fields: Sequence[Field], *others: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*others, *(name for field in fields for name in field.sources)]))


DUO_COLUMNS = _columns(
    DUO_FIELDS,
    *("INSTELLINGSCODE", "VESTIGINGSCODE"),
    *(f"{title} NAAM" for _, _, title in REGIONS),
)
DUO_PO = ListFormat(
    kind="duo-po",
    code_column="VESTIGINGSCODE",
    columns=DUO_COLUMNS,
    fields=DUO_FIELDS,
    sectors=(Sector.PO,),
    regions=DUO_REGIONS,
)
DUO_VO = ListFormat(
    kind="duo-vo",
    code_column="VESTIGINGSCODE",
    columns=(*DUO_COLUMNS, "ONDERWIJSSTRUCTUUR"),
    fields=(*DUO_FIELDS, _field("school_type", "ONDERWIJSSTRUCTUUR")),
    sectors=(Sector.VO,),
    regions=DUO_REGIONS,
)
NATIONAL_FIELDS = (
    Field(("name",), ("naam",), cleaning.name, essential=True),
    Field(("sector",), ("type",), cleaning.sector, essential=True),
    _field("school_type", "type"),
    _field("denomination", "denominatie"),
    _field("website", "internetadres", cleaning.web_address),
    _field("street", "straat"),
    Field(
        ("house_number",),
        ("huisnummer", "huisletter", "huisnummertoevoeging"),
        cleaning.house_number,
    ),
    _field("postal_code", "postcode", cleaning.postal_code),
    _field("city", "plaats"),
    Field(("municipality_name",), ("gemeente",), cleaning.text, blank_tells=False),
    _field("province", "provincie", cleaning.province),
    _field("pupil_count", "leerlingen", figures.pupil_count),
    _field("longitude", "lon", figures.degrees(180)),
    _field("latitude", "lat", figures.degrees(90)),
)
NATIONAL = ListFormat(
    kind="national-list",
    code_column="vestigingscode",
    columns=_columns(NATIONAL_FIELDS, "vestigingscode", "brin_nummer", "onderwijsgebied"),
    fields=NATIONAL_FIELDS,
    sectors=tuple(Sector),
    regions=(NamedRegion(RegionKind.PROVINCE, "province"),),
    look_ups=(
        LookUp(RegionKind.MUNICIPALITY, "gemeente", "municipality_code"),
        LookUp(RegionKind.EDUCATION_AREA, "onderwijsgebied", "education_area_code"),
    ),
)
EXISTENCE_LISTS = (DUO_PO, DUO_VO, NATIONAL)
