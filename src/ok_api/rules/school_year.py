"""The school year: 1 August to 31 July, written `2025-2026`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from ok_api.rules.text import Text

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{4})")


class NoSchoolYear(ValueError):
    """What was written is no school year; `said` says why in both languages."""

    code = "not_a_school_year"

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


@dataclass(frozen=True, order=True)
class SchoolYear:
    """One school year, ordered in time and named by the calendar year it starts in."""

    first: int

    def __post_init__(self) -> None:
        if not 1900 <= self.first <= 9998:
            raise NoSchoolYear(
                Text(
                    f"Een schooljaar begint tussen 1900 en 9998, niet in {self.first}.",
                    f"A school year starts between 1900 and 9998, not in {self.first}.",
                )
            )

    @classmethod
    def parse(cls, written: str) -> Self:
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise NoSchoolYear(
                Text(
                    f"Een schooljaar schrijft u als 2025-2026, niet als ‘{written}’.",
                    f"A school year is written like 2025-2026, not ‘{written}’.",
                )
            )
        first, last = int(match[1]), int(match[2])
        if last != first + 1:
            raise NoSchoolYear(
                Text(
                    f"Een schooljaar omvat twee opeenvolgende jaren, anders dan ‘{written}’.",
                    f"A school year spans two consecutive years, unlike ‘{written}’.",
                )
            )
        return cls(first)

    @classmethod
    def of(cls, day: date) -> Self:
        """The school year that a day falls in."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    @property
    def start(self) -> date:
        return date(self.first, 8, 1)

    @property
    def end(self) -> date:
        return date(self.first + 1, 7, 31)

    @property
    def next(self) -> "SchoolYear":
        return SchoolYear(self.first + 1)

    @property
    def previous(self) -> "SchoolYear":
        return SchoolYear(self.first - 1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.first}-{self.first + 1}"
