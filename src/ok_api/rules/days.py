"""Days and moments as a sentence tells them: `1 augustus 2026`, in Dutch clock time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DUTCH = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in(language: str, day: date) -> str:
    months = _ENGLISH if language == "en" else _DUTCH
    return f"{day.day} {months[day.month - 1]} {day.year}"


def moment_in(language: str, moment: datetime) -> str:
    """To the second where that matters: a window closes at 15:59:59."""
    there = moment.astimezone(_AMSTERDAM)
    parts = (there.hour, there.minute, *((there.second,) if there.second else ()))
    day = day_in(language, there)
    if language == "en":
        return f"{day} at {':'.join(f'{part:02d}' for part in parts)}"
    return f"{day} om {'.'.join(f'{part:02d}' for part in parts)} uur"
