"""What each cell must look like; a cell that does not is `Unusable`, with the reason.

A blank is a single space in DUO's files, so every cleaner turns white space alone into `None`.
Whether an unusable cell refuses its row or only becomes a remark is for the column to say.
"""

import re
from collections.abc import Callable
from functools import partial

from ok_api.exchange.register import reasons
from ok_api.rules import forms, writing
from ok_api.rules.text import Text
from ok_api.rules.words import Sector

LONGEST_TEXT = 500
CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
SPECIALISED = frozenset({"SO", "SBO", "SBAO", "VSO", "(V)SO", "SO/VSO"})
SECONDARY = frozenset({"BRUGJAAR", "PRO", "VBO", "VMBO", "MAVO", "HAVO", "VWO"})


class Unusable(ValueError):
    """The cell cannot be stored as it stands; `instead` is the next best that can.

    Of a cleaner of several cells, `at` says which one.
    """

    def __init__(self, reason: Text, instead: object = None, at: int = 0) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.instead = instead
        self.at = at


def text(raw: str) -> str | None:
    """One line of text, as any other way in would have it."""
    value = writing.line(raw)
    if writing.is_unreadable(value):
        raise Unusable(reasons.UNREADABLE)
    if len(value) > LONGEST_TEXT:
        raise Unusable(reasons.TOO_LONG.format(most=LONGEST_TEXT))
    return value or None


def name(raw: str) -> str:
    value = text(raw)
    if value is None:
        raise Unusable(reasons.NAMELESS)
    return value


def establishment_code(raw: str) -> str:
    value = forms.code(raw)
    if not CODE.fullmatch(value):
        raise Unusable(reasons.CODE)
    return value


def formed(form: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """By a form of the register's own, whose sentence then says why a cell is unusable."""

    def clean(raw: str) -> str | None:
        try:
            return form(text(raw) or "")
        except forms.Miswritten as error:
            raise Unusable(error.said) from error

    return clean


postal_code = formed(forms.postal_code)
phone = formed(forms.phone)
web_address = formed(forms.web_address)
province = formed(forms.province)
holiday_region = formed(forms.holiday_region)


def digits(width: int) -> Callable[[str], str | None]:
    return formed(partial(forms.number, width=width))


def house_number(number: str, letter: str, addition: str) -> str | None:
    """The three columns of the national list, written as DUO does: `16-A-2`."""
    parts = (text(number), (text(letter) or "").upper(), text(addition))
    return text("-".join(part for part in parts if part))


def sector(raw: str) -> str:
    """The sector of a school type of the national list; special primary schools count as SO."""
    kind = forms.code(raw)
    if kind in ("BASISSCHOOL", "BO"):
        return Sector.PO.value
    if kind in SPECIALISED:
        return Sector.SO.value
    if kind and SECONDARY.issuperset(kind.split("/")):
        return Sector.VO.value
    raise Unusable(reasons.SCHOOL_TYPE)
