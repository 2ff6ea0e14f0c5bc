"""The one form in which the register keeps what lists and people write in several."""

import re
from collections.abc import Callable, Mapping, Sequence

from ok_api.rules.text import Text
from ok_api.rules.words import RegionKind
from ok_api.rules.writing import line

PROVINCES = (
    *("Drenthe", "Flevoland", "Fryslân", "Gelderland", "Groningen", "Limburg"),
    *("Noord-Brabant", "Noord-Holland", "Overijssel", "Utrecht", "Zeeland", "Zuid-Holland"),
)
HOLIDAY_REGIONS = ("Noord", "Midden", "Zuid")
_PROVINCE = {name.casefold(): name for name in PROVINCES} | {"friesland": "Fryslân"}
_HOLIDAY_REGION = {name.casefold(): name for name in HOLIDAY_REGIONS}
_POSTAL_CODE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2})")
_BETWEEN_DIGITS = re.compile(r"\(0\)|[ ().\-/\u2010-\u2015]")
_PHONE = re.compile(r"(?:\+|00)?[0-9]{3,15}")
_DUTCH = re.compile(r"(?:\+|00)310?(?=[1-9])")
_WEB_ADDRESS = re.compile(
    r"(?:(?P<scheme>https?)://)?"
    r"(?P<host>(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_]{2,63})\.?"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>[/?#][^\s,;<>\"]*)?",
    re.IGNORECASE,
)
_DIGITS_SAID = Text(
    nl="Hier hoort een code van {width} cijfers.", en="This must be a code of {width} digits."
)
_POSTAL_CODE_SAID = Text(
    nl="Dit is geen Nederlandse postcode, zoals 1234 AB.",
    en="This is not a Dutch postal code, such as 1234 AB.",
)
_PHONE_SAID = Text(
    nl="Dit is geen telefoonnummer, zoals 0301234567.",
    en="This is not a telephone number, such as 0301234567.",
)
_WEBSITE_SAID = Text(nl="Dit is geen bruikbaar webadres.", en="This is not a usable web address.")
_PHONE_AS_WEBSITE_SAID = Text(
    nl="Hier staat een telefoonnummer in plaats van een webadres.",
    en="This holds a telephone number instead of a web address.",
)
_REGION_SAID = Text(
    nl="Hier hoort een gebied: zijn soort, een dubbele punt en zijn code.",
    en="This must be a region: its kind, a colon and its code.",
)
_CHOOSE_SAID = Text(nl="Kies uit: {names}.", en="Choose from: {names}.")


class Miswritten(ValueError):
    """It has no form that can be kept; `said` is for who wrote it."""

    def __init__(self, code: str, said: Text, **parameters: object) -> None:
        super().__init__(said.en)
        self.code = code
        self.said = said
        self.parameters = parameters


def code(written: str) -> str:
    """A code of capitals and digits: 97za01 is 97ZA01."""
    return line(written).upper()


def padded(written: str, width: int) -> str:
    """A number of fixed width; a spreadsheet may have taken its leading zeros."""
    said = line(written)
    return said.zfill(width) if said.isascii() and said.isdecimal() else said


def number(written: str, width: int) -> str | None:
    """The same where a blank says that there is none. Raises `Miswritten`."""
    said = padded(written, width)
    if said and not (said.isascii() and said.isdecimal() and len(said) == width):
        raise Miswritten("digits", _DIGITS_SAID.format(width=width))
    return said or None


def fact(written: str) -> str | None:
    """One line of text, or nothing: a blank says that there is none."""
    return line(written) or None


def postal_code(written: str) -> str | None:
    """Both `9306 TC` and `9306tc` become the first. Raises `Miswritten`."""
    said = line(written)
    if not said:
        return None
    found = _POSTAL_CODE.fullmatch(said)
    if not found:
        raise Miswritten("postal_code", _POSTAL_CODE_SAID)
    return f"{found[1]} {found[2].upper()}"


def phone(written: str) -> str | None:
    """Digits alone, as DUO writes them: +31 (0)30-123 45 67 is 0301234567. Raises `Miswritten`.

    A number abroad keeps its country, as +3221234567.
    """
    said = _BETWEEN_DIGITS.sub("", line(written))
    if not said:
        return None
    if not _PHONE.fullmatch(said):
        raise Miswritten("phone", _PHONE_SAID)
    said = _DUTCH.sub("0", said)
    return f"+{said[2:]}" if said.startswith("00") else said


def web_address(written: str) -> str | None:
    """Host in lower case, and a scheme only where one was given. Raises `Miswritten`."""
    said = line(written)
    if not said:
        return None
    found = _WEB_ADDRESS.fullmatch(said)
    if not found:
        is_number = re.fullmatch(r"[0-9+() -]+", said)
        raise Miswritten("web_address", _PHONE_AS_WEBSITE_SAID if is_number else _WEBSITE_SAID)
    scheme = f"{found['scheme'].lower()}://" if found["scheme"] else ""
    rest = "" if found["rest"] == "/" else found["rest"] or ""
    return f"{scheme}{found['host'].lower()}{found['port'] or ''}{rest}"


def province(written: str) -> str | None:
    """Friesland is written as its people write it. Raises `Miswritten`."""
    return _known(written, _PROVINCE)


def holiday_region(written: str) -> str | None:
    """Raises `Miswritten`."""
    return _known(written, _HOLIDAY_REGION)


def region(written: str) -> str:
    """`kind:code`, of which the kind is a word and the code, or a name, is still to be looked up.

    Raises `Miswritten`.
    """
    kind, colon, named = (part.strip() for part in line(written).partition(":"))
    if not (kind and colon and named):
        raise Miswritten("pattern", _REGION_SAID)
    try:
        known = RegionKind(kind)
    except ValueError:
        labels = [one.label for one in RegionKind]
        raise _not_one_of(list(RegionKind), labels) from None
    return f"{known}:{_REGION_FORMS.get(known, line)(named)}"


_REGION_FORMS: Mapping[RegionKind, Callable[[str], str | None]] = {
    RegionKind.PROVINCE: province,
    RegionKind.HOLIDAY_REGION: holiday_region,
}
"""The divisions of which every part is known here."""


def _known(written: str, known: Mapping[str, str]) -> str | None:
    said = line(written)
    if not said:
        return None
    if said.casefold() not in known:
        names = list(dict.fromkeys(known.values()))
        raise _not_one_of(names, [Text(name, name) for name in names])
    return known[said.casefold()]


def _not_one_of(values: Sequence[str], labels: Sequence[Text]) -> Miswritten:
    nl, en = (", ".join(label.in_(language) for label in labels) for language in ("nl", "en"))
    return Miswritten("enum", _CHOOSE_SAID.format(names=Text(nl, en)), allowed=list(values))
