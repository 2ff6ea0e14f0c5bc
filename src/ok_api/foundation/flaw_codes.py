"""The codes of flaws: our own, each with its parameters, whatever library found the flaw."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from ok_api.rules.reading import mapping, read_values
from ok_api.rules.text import Text

_FILE = "flaw_codes.yaml"
_KEYS = ("nl", "en")
OTHERWISE = "not_valid"

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class FlawCode:
    """A code, what it means, and the names of the parameters that go with it."""

    code: str
    meaning: Text
    parameters: tuple[str, ...]


@cache
def flaw_codes() -> Mapping[str, FlawCode]:
    """Every code there is, in order."""
    listed = mapping(read_values(_FILE), _FILE)
    return {code: _read(code, listed[code]) for code in sorted(listed)}


def _read(code: str, raw: object) -> FlawCode:
    item = mapping(raw, f"{_FILE}, {code}", required=_KEYS, optional=("parameters",))
    meaning = Text.read({key: item[key] for key in _KEYS}, f"{_FILE}, {code}")
    return FlawCode(code, meaning, tuple(item.get("parameters", ())))


_FOUND: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "string_too_short": ("too_short", {"min_length": "min"}),
    "string_too_long": ("too_long", {"max_length": "max"}),
    "string_pattern_mismatch": ("pattern", {"pattern": "pattern"}),
    "decimal_max_places": ("too_many_decimals", {"decimal_places": "max"}),
    "decimal_max_digits": ("too_many_digits", {"max_digits": "max"}),
    "decimal_whole_digits": ("too_many_digits", {"whole_digits": "max"}),
    "timezone_aware": ("time_zone_missing", {}),
    "greater_than": ("too_small", {"gt": "above"}),
    "greater_than_equal": ("too_small", {"ge": "min"}),
    "less_than": ("too_large", {"lt": "below"}),
    "less_than_equal": ("too_large", {"le": "max"}),
    "literal_error": ("enum", {}),
    "enum": ("enum", {}),
    "multiple_of": ("multiple_of", {"multiple_of": "step"}),
    "too_short": ("too_few", {"min_length": "min"}),
    "too_long": ("too_many", {"max_length": "max"}),
}
"""What pydantic calls them and their context, and what we do."""
_KINDS = {
    "json_": "json_invalid",
    "string_": "not_text",
    "int_": "not_an_integer",
    "decimal_": "not_a_number",
    "float_": "not_a_number",
    "finite_": "not_a_number",
    "bool_": "not_a_boolean",
    "datetime_": "not_a_moment",
    "timezone_": "not_a_moment",
    "date_": "not_a_date",
    "uuid_": "not_a_uuid",
    "model_": "not_an_object",
    "dict_": "not_an_object",
    "list_": "not_a_list",
    "tuple_": "not_a_list",
    "set_": "not_a_list",
}
"""Whatever else is wrong with a value of that kind: it is none."""


def own_code(error: ErrorDetails) -> tuple[str, Parameters]:
    """Our code for what a validator found, with its parameters."""
    found, context = error["type"], error.get("ctx", {})
    raised: Any = context.get("error")
    if hasattr(raised, "code"):
        return str(raised.code), getattr(raised, "parameters", {})
    if found in _FOUND:
        code, names = _FOUND[found]
        return code, _allowed(context) | {own: context[name] for name, own in names.items()}
    if found in flaw_codes():
        return found, {name: context[name] for name in context if name != "error"}
    if error["msg"].startswith("value is not a valid email address"):
        return "not_an_email", {}
    kinds = (code for start, code in _KINDS.items() if found.startswith(start))
    return next(kinds, OTHERWISE), {}


def _allowed(context: Mapping[str, Any]) -> dict[str, Any]:
    """Pydantic tells of a choice in a sentence: 'go' or 'no_go'."""
    told = context.get("expected")
    return {} if told is None else {"allowed": re.findall(r"'([^']*)'", told)}
