"""One way to write a JSON value down, so that equal contents have equal fingerprints.

A stored ruling travels through a database that may write 0.80 as 0.8 or 1.0 as 1: numbers are
compared by value, members by name, and nothing by the accident of its notation.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256


def canonical(value: object) -> bytes:
    return _written(value).encode()


def fingerprint(value: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        members = sorted((str(name), _written(item)) for name, item in value.items())
        return "{" + ",".join(f"{_quoted(name)}:{item}" for name, item in members) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_written(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, (int, Decimal)):
        return _number(Decimal(value))
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return _quoted(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no exact canonical form: {value!r}")


def _number(number: Decimal) -> str:
    if not number.is_finite():
        raise TypeError(f"{number} has no canonical form")
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _quoted(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False)
