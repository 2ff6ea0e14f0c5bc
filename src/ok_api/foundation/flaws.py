"""What the validators found, as flaws with a stable code and a sentence in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from ok_api.foundation.errors import Flaw
from ok_api.rules.text import Text

SENTENCES: Mapping[str, Text] = {
    "missing": Text("Dit gegeven ontbreekt.", "This is missing."),
    "extra_forbidden": Text("Dit gegeven is niet bekend.", "This is not known here."),
    "json_invalid": Text("De inhoud is geen geldige JSON.", "The body is not valid JSON."),
    "string_type": Text("Hier hoort tekst.", "This must be text."),
    "unreadable": Text(
        "Hier staat een teken dat onderweg verloren ging.",
        "This holds a character that was lost on the way.",
    ),
    "string_too_short": Text(
        "Gebruik ten minste {min_length} teken(s).", "Use at least {min_length} character(s)."
    ),
    "string_too_long": Text(
        "Gebruik hoogstens {max_length} tekens.", "Use at most {max_length} characters."
    ),
    "string_pattern_mismatch": Text(
        "Dit heeft niet de vorm {form}.", "This does not have the form {form}."
    ),
    "int_parsing": Text("Hier hoort een geheel getal.", "This must be a whole number."),
    "int_type": Text("Hier hoort een geheel getal.", "This must be a whole number."),
    "int_from_float": Text("Hier hoort een geheel getal.", "This must be a whole number."),
    "decimal_parsing": Text("Hier hoort een getal.", "This must be a number."),
    "decimal_type": Text("Hier hoort een getal.", "This must be a number."),
    "decimal_max_places": Text(
        "Gebruik hoogstens {decimal_places} decimalen.",
        "Use at most {decimal_places} decimal places.",
    ),
    "bool_parsing": Text("Hier hoort true of false.", "This must be true or false."),
    "bool_type": Text("Hier hoort true of false.", "This must be true or false."),
    "date_type": Text("Hier hoort een datum: 2026-08-01.", "This must be a date: 2026-08-01."),
    "date_from_datetime_parsing": Text(
        "Hier hoort een datum: 2026-08-01.", "This must be a date: 2026-08-01."
    ),
    "date_parsing": Text("Hier hoort een datum: 2026-08-01.", "This must be a date: 2026-08-01."),
    "datetime_parsing": Text(
        "Hier hoort een tijdstip met tijdzone: 2026-08-01T09:00:00+02:00.",
        "This must be a time with its zone: 2026-08-01T09:00:00+02:00.",
    ),
    "timezone_aware": Text(
        "Vermeld de tijdzone: 2026-08-01T09:00:00+02:00.",
        "State the time zone: 2026-08-01T09:00:00+02:00.",
    ),
    "uuid_parsing": Text("Hier hoort een UUID.", "This must be a UUID."),
    "greater_than": Text("Dit moet meer zijn dan {gt}.", "This must be more than {gt}."),
    "greater_than_equal": Text("Dit moet ten minste {ge} zijn.", "This must be at least {ge}."),
    "less_than": Text("Dit moet minder zijn dan {lt}.", "This must be less than {lt}."),
    "less_than_equal": Text("Dit mag hoogstens {le} zijn.", "This must be at most {le}."),
    "literal_error": Text("Kies uit {expected}.", "Choose from {expected}."),
    "enum": Text("Kies uit {expected}.", "Choose from {expected}."),
    "multiple_of": Text(
        "Dit moet een veelvoud van {multiple_of} zijn.", "This must be a multiple of {multiple_of}."
    ),
    "too_short": Text("Geef er ten minste {min_length}.", "Give at least {min_length}."),
    "too_long": Text("Geef er hoogstens {max_length}.", "Give at most {max_length}."),
    "model_attributes_type": Text("Hier hoort een object.", "This must be an object."),
    "dict_type": Text("Hier hoort een object.", "This must be an object."),
    "list_type": Text("Hier hoort een lijst.", "This must be a list."),
}
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
    r"^[a-z_]+:.+$": Text(
        "Hier hoort een gebied als `soort:code`, zoals corop_area:17.",
        "This must be a region as `kind:code`, like corop_area:17.",
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
E_MAIL = Text(
    "Hier hoort een e-mailadres, zoals naam@example.org.",
    "This must be an e-mail address like name@example.org.",
)


def flaws_of(errors: Iterable[ErrorDetails | Any], allowed: Sequence[str] = ()) -> list[Flaw]:
    """`allowed` are the names that would have been known, told to who used another."""
    return [_flaw(error, allowed) for error in errors]


def _flaw(error: ErrorDetails, allowed: Sequence[str]) -> Flaw:
    """A parameter is named as it was sent: without the place of one value among its values."""
    where, *path = (str(part) for part in error["loc"]) if error["loc"] else ("body",)
    if error["type"] == "json_invalid":
        path = []
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)
    return Flaw(
        where=where,
        name=pointer if where == "body" else "".join(path[:1]),
        code=getattr(_raised(error), "code", error["type"]),
        message=_sentence(error, allowed),
    )


def _sentence(error: ErrorDetails, allowed: Sequence[str]) -> Text:
    known = SENTENCES.get(error["type"])
    if known is None:
        return _said(error)
    if error["type"] == "extra_forbidden" and allowed:
        names = ", ".join(allowed)
        return Text(f"Onbekend. Toegestaan: {names}.", f"Not known. Allowed: {names}.")
    values = dict(error.get("ctx", {}))
    if "pattern" in values:
        return FORMS.get(values["pattern"]) or known.format(form=values["pattern"])
    if "expected" in values:
        values["expected"] = Text(values["expected"].replace(" or ", " of "), values["expected"])
    return known.format(**values)


def _raised(error: ErrorDetails) -> object:
    """What a rule of ours raised of a value."""
    return error.get("ctx", {}).get("error")


def _said(error: ErrorDetails) -> Text:
    """A rule's own `ValueError` may say in both languages what is wrong."""
    said = getattr(_raised(error), "said", None)
    if isinstance(said, Text):
        return said
    if error["msg"].startswith("value is not a valid email address"):
        return E_MAIL
    words = error["msg"].removeprefix("Value error, ")
    return Text(f"Deze waarde klopt niet ({words}).", words)
