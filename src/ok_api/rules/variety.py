"""The variety of a selection round (R-SEL-2): counts beside the national share, no verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class VarietyRow:
    """One value of one dimension; a share is a fraction of the whole, rounded to four decimals."""

    dimension: str
    value: str
    registered: int
    selected: int
    national: int
    registered_share: Decimal | None
    selected_share: Decimal | None
    national_share: Decimal | None

    def as_json(self) -> dict[str, object]:
        return {
            "dimension": self.dimension,
            "value": self.value,
            "registered": self.registered,
            "selected": self.selected,
            "national": self.national,
            "registeredShare": self.registered_share,
            "selectedShare": self.selected_share,
            "nationalShare": self.national_share,
        }


def variety(
    dimension: str,
    registered: Iterable[str],
    selected: Iterable[str],
    national: Mapping[str, int],
) -> tuple[VarietyRow, ...]:
    """Count the schools per value of a dimension such as sector or province.

    `registered` and `selected` give one value per school; the selected are among the registered.
    Values that only occur nationally are listed too: they show what a round lacks.
    """
    entered, chosen = Counter(registered), Counter(selected)
    totals = entered.total(), chosen.total(), sum(national.values())
    rows = []
    for value in sorted({*entered, *chosen, *national}):
        counts = entered[value], chosen[value], national.get(value, 0)
        shares = [_share(count, total) for count, total in zip(counts, totals, strict=True)]
        rows.append(VarietyRow(dimension, value, *counts, *shares))
    return tuple(rows)


def _share(count: int, total: int) -> Decimal | None:
    if total == 0:
        return None
    return (Decimal(count) / Decimal(total)).quantize(_PLACES, ROUND_HALF_UP)
