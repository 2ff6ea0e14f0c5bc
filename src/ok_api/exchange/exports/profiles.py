"""What is told of a school's place in the country, without telling which school it is.

Sector, province and size together are known of every school in the country. A combination is told
only where at least `ENOUGH` open schools of the register share it. The others lose their size,
and where that makes too few their province; and should these be too few to hide among, the
smallest group that was told joins them. So an empty cell tells no more than a full one.
Municipality, denomination and school type would make most schools one of a handful: they stay.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CTE, ColumnElement, Subquery, and_, case, func, or_, select

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
    "small": Text(f"minder leerlingen dan: {_pupils(0)}", f"fewer pupils than: {_pupils(0)}"),
    "medium": Text("tussen klein en groot", "between small and large"),
    "large": Text(f"leerlingen vanaf: {_pupils(1)}", f"pupils from: {_pupils(1)}"),
}


_BY_NAME = {name.nl.lower().replace("â", "a"): code for code, name in PROVINCES.items()}


def _province() -> ColumnElement[Any]:
    """The register writes both names of one province."""
    return case({**_BY_NAME, "friesland": "NL-FR"}, value=func.ok_fold(School.province))


def _size() -> ColumnElement[Any]:
    bounds = [(School.sector == sector.value, *both) for sector, both in _FROM.items()]
    small = or_(*(and_(here, School.pupil_count < medium) for here, medium, _ in bounds))
    large = or_(*(and_(here, School.pupil_count >= top) for here, _, top in bounds))
    return case(
        (School.pupil_count.is_(None), None), (small, "small"), (large, "large"), else_="medium"
    )


_schools = select(
    School.establishment_code,
    School.sector,
    School.status,
    _province().label("province"),
    _size().label("size"),
).cte("placed")
_place = (_schools.c.sector, _schools.c.province, _schools.c.size)


def _coarser() -> CTE:
    """Each combination as far as enough schools share it, within the province first."""
    cells = (
        select(*_place, func.count().label("schools"))
        .where(_schools.c.status == SchoolStatus.OPEN.value)
        .group_by(*_place)
        .cte("cells")
    )
    here, size, many = cells.c.province, cells.c.size, cells.c.schools >= ENOUGH
    told = and_(here.is_not(None), size.is_not(None), many)
    others = func.sum(cells.c.schools).filter(~told)
    rest = others.over(partition_by=[cells.c.sector, here])
    return select(
        cells,
        case((or_(told, rest >= ENOUGH), here)).label("told_province"),
        case((told, size)).label("told_size"),
    ).cte("coarser")


def _safe(coarser: CTE) -> CTE:
    """The combinations that may be told: what is hidden in a sector comes first, and takes the
    smallest others along while it is too few."""
    place = (coarser.c.sector, coarser.c.told_province, coarser.c.told_size)
    groups = select(*place, func.sum(coarser.c.schools).label("schools")).group_by(*place)
    group = groups.cte("groups").c
    in_order = [group.told_province.is_not(None), group.schools, group.told_province]
    before = func.sum(group.schools).over(
        partition_by=group.sector, order_by=[*in_order, group.told_size], rows=(None, -1)
    )
    ranked = select(*group, func.coalesce(before, 0).label("hidden")).cte("ranked")
    enough = ~ranked.c.hidden.between(1, ENOUGH - 1)
    return select(ranked).where(ranked.c.told_province.is_not(None), enough).cte("safe")


def _profiles() -> Subquery:
    coarser = _coarser()
    safe = _safe(coarser)
    same_cell = and_(
        coarser.c.sector == _schools.c.sector,
        coarser.c.province == _schools.c.province,
        coarser.c.size.is_not_distinct_from(_schools.c.size),
    )
    same_group = and_(
        safe.c.sector == coarser.c.sector,
        safe.c.told_province == coarser.c.told_province,
        safe.c.told_size.is_not_distinct_from(coarser.c.told_size),
    )
    return (
        select(
            _schools.c.establishment_code,
            _schools.c.sector,
            _schools.c.status,
            safe.c.told_province.label("province"),
            safe.c.told_size.label("size"),
        )
        .select_from(_schools.outerjoin(coarser, same_cell).outerjoin(safe, same_group))
        .subquery("profiles")
    )


PROFILES = _profiles()
"""Every school of the register, with as much of its place as is told."""
