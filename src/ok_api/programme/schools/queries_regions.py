"""The regions that a query names, by their codes or their names, looked up in the register."""

from typing import NamedTuple

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.pool import ReadPool
from ok_api.programme.schools.schemas import SchoolQuery
from ok_api.rules import forms
from ok_api.rules.text import Text
from ok_api.rules.words import RegionKind

LONGEST_QUOTE = 60
_WIDTHS = {RegionKind.MUNICIPALITY: 4}
_WIDTH = 2
_FULLY_KNOWN = (RegionKind.PROVINCE, RegionKind.HOLIDAY_REGION)
"""Of these each part is known without the register."""
_ALSO_CALLED = {"den haag": "s gravenhage", "den bosch": "s hertogenbosch"}
"""As people call them; the register has the name of the law."""


def _letters(name: str) -> str:
    return f"btrim(regexp_replace(ok_fold({name}), '[^a-z0-9]+', ' ', 'g'))"


# A division of which the register has no part yet takes any number: none can be unknown in it.
LOOK_UP = f"""
SELECT CASE WHEN f.codes = '{{}}' AND a.code ~ '^[0-9]+$'
                 AND NOT EXISTS (SELECT FROM regions r WHERE r.kind = a.kind)
            THEN ARRAY[a.code] ELSE f.codes END AS codes
FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS a(kind, code, name, place)
CROSS JOIN LATERAL (SELECT array(
    SELECT r.code FROM regions r
    WHERE r.kind = a.kind AND (r.code = a.code OR {_letters("r.name")} = {_letters("a.name")})
    UNION
    SELECT k.municipality_code FROM schools k
    WHERE a.kind = 'municipality' AND k.municipality_code = a.code
) AS codes) f
ORDER BY a.place
"""  # noqa: S608 - Every part of it is our own.
NEAREST = """
SELECT coalesce(name, code) FROM regions WHERE kind = $1
ORDER BY similarity(ok_fold(coalesce(name, code)), ok_fold($2)) DESC, name, code LIMIT 10
"""
UNKNOWN = Text(
    "Het register kent {name} niet als {kind}. Het meest lijken {nearest}; de lijst van regio's"
    " noemt ze allemaal.",
    "The register does not know {name} as {kind}. Most alike are {nearest}; the list of regions has"
    " them all.",
)
NONE_YET = Text(
    "Het register kent {name} niet als {kind}; het heeft er nog geen.",
    "The register does not know {name} as {kind}; it has none yet.",
)


class Named(NamedTuple):
    """One region as it is asked for."""

    key: str
    kind: RegionKind
    name: str

    @property
    def code(self) -> str:
        return forms.padded(self.name, _WIDTHS.get(self.kind, _WIDTH))

    @property
    def official_name(self) -> str:
        return _ALSO_CALLED.get(self.name.casefold(), self.name)


async def look_up_regions(pool: ReadPool, query: SchoolQuery) -> None:
    """Puts codes in the place of names. Raises `InvalidInput` for a region that there is not."""
    by_name = [
        Named("municipality", RegionKind.MUNICIPALITY, name) for name in query.municipality or ()
    ]
    in_regions = [_named(written) for written in query.region or ()]
    codes = await _codes(pool, [*by_name, *in_regions])
    if by_name:
        query.municipality = [code for one in by_name for code in codes[one]]
    if in_regions:
        query.region = [f"{one.kind}:{code}" for one in in_regions for code in codes[one]]


def _named(written: str) -> Named:
    kind, _, name = written.partition(":")
    return Named("region", RegionKind(kind), name)


async def _codes(pool: ReadPool, asked: list[Named]) -> dict[Named, list[str]]:
    codes = {one: [one.name] for one in asked if one.kind in _FULLY_KNOWN}
    others = [one for one in dict.fromkeys(asked) if one not in codes]
    if others:
        columns = (
            [getattr(one, name) for one in others] for name in ("kind", "code", "official_name")
        )
        rows = await pool.fetch(LOOK_UP, *columns)
        codes |= {one: row["codes"] for one, row in zip(others, rows, strict=True)}
    unknown = {one.key: one for one in reversed(others) if not codes[one]}
    if unknown:
        raise InvalidInput(*[await _flaw(pool, one) for one in unknown.values()])
    return codes


async def _flaw(pool: ReadPool, one: Named) -> Flaw:
    """Of each key the first that is wrong, so that many mistakes take no more work than one."""
    nearest = ", ".join(row[0] for row in await pool.fetch(NEAREST, one.kind, one.name))
    message = (UNKNOWN if nearest else NONE_YET).format(
        kind=one.kind.label, name=one.name[:LONGEST_QUOTE], nearest=nearest
    )
    return Flaw(where="query", name=one.key, code="unknown", message=message)
