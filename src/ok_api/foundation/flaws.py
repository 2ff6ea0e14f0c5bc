"""What the validators found, as flaws with a stable code and a sentence in both languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from ok_api.foundation.errors import Flaw
from ok_api.foundation.flaw_codes import OTHERWISE, Parameters, own_code
from ok_api.rules.numbers import tidy, written
from ok_api.rules.text import Text, listed
from ok_api.rules.words import Term

SENTENCES: Mapping[str, Text] = {
    "missing": Text("Dit gegeven ontbreekt.", "This is missing."),
    "extra_forbidden": Text("Dit gegeven is niet bekend.", "This is not known here."),
    "json_invalid": Text("De inhoud is geen geldige JSON.", "The body is not valid JSON."),
    "not_text": Text("Hier hoort tekst.", "This must be text."),
    "unreadable": Text(
        "Hier staat een teken dat onderweg verloren ging.",
        "This holds a character that was lost on the way.",
    ),
    "too_short": Text("Gebruik ten minste {min} teken(s).", "Use at least {min} character(s)."),
    "too_long": Text("Gebruik hoogstens {max} tekens.", "Use at most {max} characters."),
    "pattern": Text(
        "Dit heeft niet de vorm die hier hoort.", "This does not have the form that is asked."
    ),
    "not_an_integer": Text("Hier hoort een geheel getal.", "This must be a whole number."),
    "not_a_number": Text("Hier hoort een getal.", "This must be a number."),
    "too_many_decimals": Text(
        "Gebruik hoogstens {max} decimalen.", "Use at most {max} decimal places."
    ),
    "too_many_digits": Text("Gebruik hoogstens {max} cijfers.", "Use at most {max} digits."),
    "not_a_boolean": Text("Hier hoort ja of nee.", "This must be true or false."),
    "not_a_date": Text("Hier hoort een datum: 2026-08-01.", "This must be a date: 2026-08-01."),
    "not_a_moment": Text(
        "Hier hoort een tijdstip met tijdzone: 2026-08-01T09:00:00+02:00.",
        "This must be a time with its zone: 2026-08-01T09:00:00+02:00.",
    ),
    "time_zone_missing": Text(
        "Vermeld de tijdzone: 2026-08-01T09:00:00+02:00.",
        "State the time zone: 2026-08-01T09:00:00+02:00.",
    ),
    "not_a_uuid": Text(
        "Hier hoort een kenmerk zoals deze dienst dat geeft (UUID).",
        "This must be an identity as this service gives it (UUID).",
    ),
    "too_small": Text("Dit moet ten minste {min} zijn.", "This must be at least {min}."),
    "too_small above": Text("Dit moet meer zijn dan {above}.", "This must be more than {above}."),
    "too_large": Text("Dit mag hoogstens {max} zijn.", "This must be at most {max}."),
    "too_large below": Text("Dit moet minder zijn dan {below}.", "This must be less than {below}."),
    "enum": Text("Kies uit: {allowed}.", "Choose from: {allowed}."),
    "multiple_of": Text(
        "Dit moet een veelvoud van {step} zijn.", "This must be a multiple of {step}."
    ),
    "too_few": Text("Geef er ten minste {min}.", "Give at least {min}."),
    "too_many": Text("Geef er hoogstens {max}.", "Give at most {max}."),
    "too_many_words": Text(
        "Zoek met hoogstens {most} woorden.", "Search with at most {most} words."
    ),
    "repeated": Text("Noem elk maar één keer.", "Name each once."),
    "not_an_object": Text("Hier hoort een object.", "This must be an object."),
    "not_a_list": Text("Hier hoort een lijst.", "This must be a list."),
    "not_an_email": Text(
        "Hier hoort een e-mailadres, zoals naam@example.org.",
        "This must be an e-mail address like name@example.org.",
    ),
    "unknown": Text(
        "Dit bestaat niet, of u mag het niet zien.",
        "This does not exist, or it is not for you to see.",
    ),
    "file_expected": Text("Stuur een bestand, met zijn naam.", "Send a file, with its name."),
    OTHERWISE: Text("Deze waarde klopt niet.", "This value is not right."),
}
"""By code; where a code has a choice of parameters, by the one that it has."""
FORMS: Mapping[str, Text] = {
    r"^[0-9]{4}-[0-9]{4}$": Text(
        "Hier hoort een schooljaar, zoals 2026-2027.", "This must be a school year like 2026-2027."
    ),
    r"^[0-9]{2}[A-Z]{2}[0-9]{2}$": Text(
        "Hier hoort een vestigingscode, zoals 99ZZ01.",
        "This must be an establishment code like 99ZZ01.",
    ),
    r"^[0-9]{5}$": Text(
        "Hier hoort een bestuursnummer van vijf cijfers, zoals 90001.",
        "This must be a board number of five digits like 90001.",
    ),
    r"^https?://[^\s\x00-\x1f/]+[^\s\x00-\x1f]*$": Text(
        "Hier hoort een webadres, zoals https://www.example.org/.",
        "This must be a web address like https://www.example.org/.",
    ),
    r"^(0-0|[1-9][0-9]{0,17}-[1-9][0-9]{0,17})$": Text(
        "Hier hoort een cursor uit een eerder antwoord.",
        "This must be a cursor from an earlier answer.",
    ),
    r"^(0-0|[1-9][0-9]{0,17}-[1-9][0-9]{0,17}|latest)$": Text(
        "Hier hoort een cursor uit een eerder antwoord, of latest.",
        "This must be a cursor from an earlier answer, or latest.",
    ),
}
"""What a pattern means to a person: an example says more than the expression."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def flaws_of(errors: Iterable[ErrorDetails | Any], allowed: Sequence[str] = ()) -> list[Flaw]:
    """`allowed` are the names that would have been known, told to who used another."""
    return [_flaw(error, allowed) for error in errors]


def _flaw(error: ErrorDetails, allowed: Sequence[str]) -> Flaw:
    """A parameter is named as it was sent: without the place of one value among its values."""
    where, *path = (str(part) for part in error["loc"]) if error["loc"] else ("body",)
    code, parameters = own_code(error)
    if code == "json_invalid":
        path = []
    if code == "extra_forbidden" and allowed:
        return unknown_name(where, _pointer(path) if where == "body" else path[0], allowed)
    return Flaw(
        where=where,
        name=_pointer(path) if where == "body" else "".join(path[:1]),
        code=code,
        message=_said(error) or sentence_of(code, parameters),
        parameters=parameters,
    )


def _pointer(path: Sequence[str]) -> str:
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)


def unknown_name(where: str, name: str, allowed: Sequence[str]) -> Flaw:
    """Of a member, a query key or a column: these are typed as they are, so that they are told."""
    names = ", ".join(allowed) or "–"
    message = Text(f"Onbekend. Toegestaan: {names}.", f"Not known. Allowed: {names}.")
    return Flaw(where, name, "extra_forbidden", message, {"allowed": list(allowed)})


def unknown(pointer: str, message: Text | None = None) -> Flaw:
    """Of what a body names: it is not there, or not for this caller, and the two look the same."""
    return Flaw("body", pointer, "unknown", message or SENTENCES["unknown"])


def sentence_of(code: str, parameters: Parameters) -> Text:
    """What is said of a code with these parameters, in the words of the programme."""
    if "pattern" in parameters and parameters["pattern"] in FORMS:
        return FORMS[parameters["pattern"]]
    variants = (SENTENCES[key] for name in parameters if (key := f"{code} {name}") in SENTENCES)
    known = next(variants, None) or SENTENCES.get(code) or SENTENCES[OTHERWISE]
    return known.format(**{name: _shown(value) for name, value in parameters.items()})


def _said(error: ErrorDetails) -> Text | None:
    """A rule's own `ValueError` may say in both languages what is wrong."""
    said = getattr(error.get("ctx", {}).get("error"), "said", None)
    return said if isinstance(said, Text) else None


def _shown(value: object) -> object:
    """A parameter as people read it: a decimal comma, a day, the labels of a choice."""
    if isinstance(value, (int, float, Decimal)):
        return written(tidy(Decimal(str(value))))
    if isinstance(value, str) and (day := _DAY.match(value)):
        return date.fromisoformat(day[0])
    return labels_of(tuple(value)) if isinstance(value, list) else value


@cache
def labels_of(values: tuple[str, ...]) -> Text:
    """The labels of these words, where they are words of a closed list; else what is typed."""
    kind = _list_of(frozenset(values))
    return listed(kind(value).label if kind else Text(value, value) for value in values)


def _list_of(values: frozenset[str]) -> type[Term] | None:
    """The smallest closed list that has them all."""
    holding = (kind for kind in Term.__subclasses__() if values <= {word.value for word in kind})
    return min(holding, key=len, default=None)
