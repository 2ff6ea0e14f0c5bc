"""What each cell must look like; a cell that does not is `Unusable`, with the reason.

A blank is a single space in DUO's files, so every cleaner turns white space alone into `None`.
Whether an unusable cell refuses its row or only becomes a remark is for the column to say.
"""

import re
import unicodedata
from collections.abc import Callable

from ok_api.exchange.register import reasons
from ok_api.rules.text import Text
from ok_api.rules.words import Sector

LONGEST_TEXT = 500
CODE = re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{2}")
POSTAL_CODE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2})")
WEB_ADDRESS = re.compile(
    r"(?:(?P<scheme>https?)://)?"
    r"(?P<host>(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_]{2,63})\.?"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>[/?#][^\s,;<>\"]*)?",
    re.IGNORECASE,
)
SPECIALISED = frozenset({"SO", "SBO", "SBAO", "VSO", "(V)SO", "SO/VSO"})
SECONDARY = frozenset({"BRUGJAAR", "PRO", "VBO", "VMBO", "MAVO", "HAVO", "VWO"})
PROVINCES = {
    name.casefold(): name
    for name in (
        *("Drenthe", "Flevoland", "Fryslân", "Gelderland", "Groningen", "Limburg"),
        *("Noord-Brabant", "Noord-Holland", "Overijssel", "Utrecht", "Zeeland", "Zuid-Holland"),
    )
} | {"friesland": "Fryslân"}
HOLIDAY_REGIONS = {name.casefold(): name for name in ("Noord", "Midden", "Zuid")}


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
    """One line of text: white space collapsed, what PostgreSQL or a screen cannot show removed."""
    value = " ".join(raw.split())
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = "".join(character for character in value if character.isprintable()).strip()
    if "\ufffd" in value:
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
    value = raw.strip()
    if not CODE.fullmatch(value):
        raise Unusable(reasons.CODE)
    return value


def digits(width: int) -> Callable[[str], str | None]:
    """A numeric code of fixed width; a spreadsheet may have taken its leading zeros."""

    def clean(raw: str) -> str | None:
        value = raw.strip()
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) <= width):
            raise Unusable(reasons.DIGITS.format(width=width))
        return value.zfill(width)

    return clean


def postal_code(raw: str) -> str | None:
    """Both `9306 TC` and `9306TC` become the first, so that lists can be compared."""
    value = text(raw)
    if value is None:
        return None
    found = POSTAL_CODE.fullmatch(value)
    if not found:
        raise Unusable(reasons.POSTAL_CODE)
    return f"{found[1]} {found[2].upper()}"


def house_number(number: str, letter: str, addition: str) -> str | None:
    """The three columns of the national list, written as DUO does: `16-A-2`."""
    parts = (text(number), (text(letter) or "").upper(), text(addition))
    return text("-".join(part for part in parts if part))


def web_address(raw: str) -> str | None:
    """Host in lower case and a scheme only where one was given; never guessed from a broken one."""
    value = text(raw)
    if value is None:
        return None
    found = WEB_ADDRESS.fullmatch(value)
    if not found:
        is_number = re.fullmatch(r"[0-9+() -]+", value)
        raise Unusable(reasons.PHONE_AS_WEBSITE if is_number else reasons.WEBSITE)
    scheme = f"{found['scheme'].lower()}://" if found["scheme"] else ""
    rest = "" if found["rest"] == "/" else found["rest"] or ""
    return f"{scheme}{found['host'].lower()}{found['port'] or ''}{rest}"


def one_of(known: dict[str, str]) -> Callable[[str], str | None]:
    def clean(raw: str) -> str | None:
        value = text(raw)
        if value is None:
            return None
        if value.casefold() not in known:
            names = ", ".join(dict.fromkeys(known.values()))
            raise Unusable(reasons.NOT_ONE_OF.format(names=names))
        return known[value.casefold()]

    return clean


def sector(raw: str) -> str:
    """The sector of a school type of the national list; special primary schools count as SO."""
    kind = raw.strip().upper()
    if kind in ("BASISSCHOOL", "BO"):
        return Sector.PO.value
    if kind in SPECIALISED:
        return Sector.SO.value
    if kind and SECONDARY.issuperset(kind.split("/")):
        return Sector.VO.value
    raise Unusable(reasons.SCHOOL_TYPE)
