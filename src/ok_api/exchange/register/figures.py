"""Cells that hold numbers: pupils and coordinates."""

import re
from collections.abc import Callable

from ok_api.exchange.register import reasons
from ok_api.exchange.register.cleaning import Unusable
from ok_api.rules.writing import line

DEGREES = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,20})?")
COUNT = re.compile(r"[0-9]{1,6}")


def pupil_count(raw: str) -> int | None:
    value = line(raw)
    if not value:
        return None
    if not COUNT.fullmatch(value):
        raise Unusable(reasons.COUNT)
    return int(value)


def degrees(most: int) -> Callable[[str], float | None]:
    """A coordinate in six decimals, some ten centimetres: what the table keeps."""

    def clean(raw: str) -> float | None:
        value = line(raw).replace(",", ".")
        if not value:
            return None
        if not DEGREES.fullmatch(value) or abs(float(value)) > most:
            raise Unusable(reasons.DEGREES.format(most=most))
        return round(float(value), 6)

    return clean


def newest_count(years: tuple[int, ...], *cells: str) -> tuple[int, int] | None:
    """The last year with an exact number, and that number.

    DUO writes `<5` so that nobody can be recognised. The year before then stands in, with a
    remark: a number that carries its own year is better than none, and than a guess.
    """
    withheld: list[tuple[int, int]] = []
    for year, at in sorted(((year, at) for at, year in enumerate(years)), reverse=True):
        value = line(cells[at])
        if value and not COUNT.fullmatch(value):
            withheld.append((year, at))
        elif value and withheld:
            missed, place = withheld[0]
            raise Unusable(
                reasons.WITHHELD.format(year=missed, used=year), (int(value), year), place
            )
        elif value:
            return int(value), year
    if withheld:
        missed, place = withheld[0]
        raise Unusable(reasons.ALL_WITHHELD.format(year=missed), at=place)
    return None
