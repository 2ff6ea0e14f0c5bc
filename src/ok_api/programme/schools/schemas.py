"""What the register tells, and what may be asked and sent."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from ok_api.foundation.schema import Answer, Body, Line, ListQuery, SortBy, Word
from ok_api.programme.schools.fields import BoardNumber as BoardNumber
from ok_api.programme.schools.fields import EstablishmentCode as EstablishmentCode
from ok_api.programme.schools.fields import (
    Fact,
    MunicipalityCode,
    Phone,
    PostalCode,
    Province,
    ProvinceName,
    RegionRef,
    Website,
)
from ok_api.programme.schools.searching import SearchQuery
from ok_api.rules.words import RegionKind, SchoolStatus, Sector


class SchoolFacts(Body):
    """The facts of the register about one school location (schoolvestiging)."""

    board_number: BoardNumber | None = Field(
        None, description="Number of the school board (bevoegd gezag).", examples=["90001"]
    )
    name: Line = Field(description="Name (vestigingsnaam).", examples=["De Voorbeeldschool"])
    sector: Sector = Field(description="Sector: PO primary, VO secondary, SO specialised.")
    school_type: Fact = Field(
        None,
        description="Type of education as the register writes it.",
        examples=["Basisonderwijs"],
    )
    denomination: Fact = Field(None, description="Denomination (denominatie).")
    street: Fact = Field(None, description="Street (straatnaam).")
    house_number: Fact = Field(
        None, description="House number with its addition (huisnummer-toevoeging)."
    )
    postal_code: PostalCode = Field(None, description="Postal code (postcode).")
    city: Fact = Field(None, description="Place (plaatsnaam).")
    municipality_code: MunicipalityCode = Field(
        None, description="Number of the municipality (gemeentenummer).", examples=["0344"]
    )
    municipality_name: Fact = Field(None, description="Name of the municipality (gemeentenaam).")
    province: Province = Field(None, description="Province (provincie).", examples=["Utrecht"])
    phone: Phone = Field(None, description="Telephone number (telefoonnummer).")
    website: Website = Field(None, description="Web address (internetadres).")
    pupil_count: int | None = Field(
        None, ge=0, le=100_000, description="Number of pupils (leerlingen)."
    )
    pupil_count_year: int | None = Field(
        None, ge=1900, le=2200, description="Calendar year of the count of pupils."
    )
    longitude: Decimal | None = Field(
        None, ge=-180, le=180, decimal_places=6, description="Longitude in degrees."
    )
    latitude: Decimal | None = Field(
        None, ge=-90, le=90, decimal_places=6, description="Latitude in degrees."
    )
    status: SchoolStatus = Field(SchoolStatus.OPEN, description="Open or closed.")
    closed_on: date | None = Field(None, description="First day on which it is closed.")


class SchoolKey(Answer):
    """Which school it is: what is told first of it."""

    establishment_code: EstablishmentCode = Field(
        description="Establishment code (vestigingscode), the natural key.", examples=["99ZZ01"]
    )
    institution_code: str = Field(
        description="BRIN number of the institution (instellingscode).", examples=["99ZZ"]
    )


class School(SchoolFacts, SchoolKey):
    """One school location (schoolvestiging), as the register knows it."""

    correspondence_street: str | None = Field(description="Street of the postal address.")
    correspondence_house_number: str | None = Field(
        description="House number of the postal address."
    )
    correspondence_postal_code: str | None = Field(description="Postal code of that address.")
    correspondence_city: str | None = Field(description="Place of the postal address.")
    nodal_area_code: str | None = Field(description="Nodal area (nodaal gebied).", examples=["08"])
    rpa_area_code: str | None = Field(description="RPA area (RPA-gebied).", examples=["10"])
    wgr_area_code: str | None = Field(description="WGR area (WGR-gebied).", examples=["17"])
    corop_area_code: str | None = Field(description="COROP area (COROP-gebied).", examples=["17"])
    education_area_code: str | None = Field(
        description="Education area (onderwijsgebied).", examples=["19"]
    )
    rmc_region_code: str | None = Field(description="RMC region (RMC-regio).", examples=["19"])
    holiday_region: str | None = Field(
        description="School holiday region (vakantieregio).", examples=["Midden"]
    )


class SchoolQuery(SearchQuery):
    sort: SortBy[
        Literal[
            "name",
            "-name",
            "establishmentCode",
            "-establishmentCode",
            "city",
            "-city",
            "relevance",
        ]
    ] = Field(
        ("name",),
        description="Order; `name` ignores articles and accents. With `q` it is by `relevance`, an "
        "exact code first; without `q` that key is passed over.",
    )
    q: Word | None = Field(
        None,
        description="Search in name, place and code; accents and typos are forgiven.",
        examples=["voorbeeld"],
    )
    sector: list[Sector] | None = Field(None, description="Only these sectors.")
    status: list[SchoolStatus] | None = Field(None, description="Only open or closed schools.")
    school_type: list[Line] | None = Field(None, description="Only these types of education.")
    province: list[ProvinceName] | None = Field(None, description="Only these provinces.")
    municipality: list[Line] | None = Field(
        None, description="Only these municipalities, by number or name.", examples=[["0344"]]
    )
    board: list[BoardNumber] | None = Field(None, description="Only schools of these boards.")
    region: list[RegionRef] | None = Field(
        None,
        description="Only schools in these regions, as `kind:code` or `kind:name`.",
        examples=[["corop_area:17"]],
    )


class SchoolBoardFacts(Body):
    """The facts of the register about one school board (bevoegd gezag)."""

    name: Line | None = Field(
        None, description="Name of the board.", examples=["Stichting Voorbeeld"]
    )
    city: Fact = Field(None, description="Place of the board.")
    website: Website = Field(None, description="Web address of the board.")


class SchoolBoardKey(Answer):
    """Which board it is: what is told first of it."""

    board_number: BoardNumber = Field(
        description="Number of the board (bevoegd gezag nummer), the natural key."
    )


class SchoolBoard(SchoolBoardFacts, SchoolBoardKey):
    """One school board (bevoegd gezag): it signs and applies for subsidy."""

    schools: str = Field(description="Where the list of its schools lives.")
    open_school_count: int = Field(description="How many open schools it has.")


class SchoolBoardQuery(ListQuery):
    sort: SortBy[Literal["boardNumber", "-boardNumber"]] = Field(
        ("boardNumber",), description="Order."
    )


class BoardSchoolQuery(ListQuery):
    sort: SortBy[Literal["name", "-name"]] = Field(("name",), description="Order.")
    status: list[SchoolStatus] | None = Field(None, description="Only open or closed schools.")


class Region(Answer):
    """One region of a division of the country that the register uses."""

    kind: RegionKind = Field(description="Which division of the country.")
    code: str = Field(description="Code within that division.", examples=["17"])
    name: str | None = Field(
        description="Name, where the register gives one.", examples=["Utrecht"]
    )


class RegionQuery(ListQuery):
    sort: SortBy[Literal["code", "-code", "name", "-name"]] = Field(("code",), description="Order.")
    kind: list[RegionKind] | None = Field(None, description="Only these divisions.")
