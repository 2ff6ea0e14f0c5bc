"""What is told of a school's place in the country, without telling which school it is.

Sector, province and size together are known of every school in the country. They are told only as
far as at least `ENOUGH` open schools of the register share what is told; what fewer share is left
out, together with the next smallest group while that leaves too few without it. So an empty cell
tells no more than a full one. Municipality, denomination and school type would make most schools
one of a handful, and stay at home.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, CTE, and_, case, func, or_, select

from ok_api.rules.text import Text
from ok_api.rules.words import SchoolStatus, Sector
from ok_api.tables import School

ENOUGH = 10

PROVINCES: Mapping[str, Text] = {
    "NL-DR": Text("Drenthe", "Drenthe"),
    "NL-FL": Text("Flevoland", "Flevoland"),
    "NL-FR": Text("Fryslân", "Friesland"),
    "NL-GE": Text("Gelderland", "Gelderland"),
    "NL-GR": Text("Groningen", "Groningen"),
    "NL-LI": Text("Limburg", "Limburg"),
    "NL-NB": Text("Noord-Brabant", "North Brabant"),
    "NL-NH": Text("Noord-Holland", "North Holland"),
    "NL-OV": Text("Overijssel", "Overijssel"),
    "NL-UT": Text("Utrecht", "Utrecht"),
    "NL-ZE": Text("Zeeland", "Zeeland"),
    "NL-ZH": Text("Zuid-Holland", "South Holland"),
}
"""ISO 3166-2, so that no text of the register leaves."""
_FROM = {Sector.PO: (150, 300), Sector.VO: (500, 1000), Sector.SO: (75, 150)}
"""From how many pupils a school of the sector is medium, and from how many large."""


def _pupils(place: int) -> str:
    return ", ".join(f"{sector.value} {bounds[place]}" for sector, bounds in _FROM.items())


SIZES: Mapping[str, Text] = {
    "small": Text(
        f"minder leerlingen dan: {_pupils(0)}", f"fewer pupils than: {_pupils(0)}"
    ),
    "medium": Text("tussen klein en groot", "between small and large"),
    "large": Text(f"leerlingen vanaf: {_pupils(1)}", f"pupils from: {_pupils(1)}"),
}


def _names() -> dict[str, str]:
    return {**{name.nl.lower(): code for code, name in PROVINCES.items()}, "friesland": "NL-FR"}


def _province() -> ColumnElement[Any]:
    folded = {name.replace("â", "a"): code for name, code in _names().items()}
    return case(folded, value=func.ok_fold(School.province))


def _size() -> ColumnElement[Any]:
    bounds = [(School.sector == sector.value, *both) for sector, both in _FROM.items()]
    small = or_(*(and_(here, School.pupil_count < medium) for here, medium, _ in bounds))
    large = or_(*(and_(here, School.pupil_count >= top) for here, _, top in bounds))
    return case((School.pupil_count.is_(None), None), (small, "small"), (large, "large"), else_="medium")


_SCHOOLS = select(
    School.establishment_code,
    School.sector,
    School.status,
    _province().label("province"),
    _size().label("size"),
).cte("placed")


def _safe(group: tuple[str, ...], value: str) -> CTE:
    """The values of `value` that are told within a group: small ones are hidden, and enough of
    them that the hidden ones are many."""
    columns = [_SCHOOLS.c[name] for name in (*group, value)]
    counted = (
        select(*columns, func.count().label("schools"))
        .where(_SCHOOLS.c.status == SchoolStatus.OPEN.value)
        .group_by(*columns)
        .cte(f"{value}_counted")
    )
    smaller = func.sum(counted.c.schools).over(
        partition_by=[counted.c[name] for name in group],
        order_by=[counted.c.schools, counted.c[value]],
        rows=(None, -1),
    )
    ranked = select(counted, func.coalesce(smaller, 0).label("smaller")).cte(f"{value}_ranked")
    told = (ranked.c.schools >= ENOUGH) & ~ranked.c.smaller.between(1, ENOUGH - 1)
    return select(ranked).where(told, ranked.c[value].is_not(None)).cte(f"{value}_told")


_provinces = _safe(("sector",), "province")
_sizes = _safe(("sector", "province"), "size")

PROFILES = (
    select(
        _SCHOOLS.c.establishment_code,
        _SCHOOLS.c.sector,
        _SCHOOLS.c.status,
        _provinces.c.province,
        case((_provinces.c.province.is_not(None), _sizes.c.size)).label("size"),
    )
    .select_from(
        _SCHOOLS.outerjoin(
            _provinces,
            and_(
                _provinces.c.sector == _SCHOOLS.c.sector,
                _provinces.c.province == _SCHOOLS.c.province,
            ),
        ).outerjoin(
            _sizes,
            and_(
                _sizes.c.sector == _SCHOOLS.c.sector,
                _sizes.c.province == _SCHOOLS.c.province,
                _sizes.c.size == _SCHOOLS.c.size,
            ),
        )
    )
    .subquery("profiles")
)
"""Every school of the register, with as much of its place as is told."""
