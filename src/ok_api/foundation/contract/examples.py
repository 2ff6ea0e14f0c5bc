"""An example of every schema, put together from the examples of its members."""

import re
from collections.abc import Iterator
from typing import Any

from ok_api.foundation.contract.parts import Json
from ok_api.foundation.contract.values import PROBABLE, UNUSUAL

_BY_FORMAT = {
    "date": "2026-09-01",
    "date-time": "2026-09-01T07:30:00Z",
    "uuid": "019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01",
    "uri": "https://www.programmaontwikkelkracht.nl/",
    "email": "coordinator@example.org",
    "binary": "%PDF-1.7 …",
}
_DEEPEST = 24
_FREE = re.compile(r"\^\[\^")
"""How the pattern of free text begins: it only excludes characters."""


class Examples:
    """Makes examples for the schemas of one document.

    A pattern says little to a reader: an example that one member states for a pattern serves
    every other member with that pattern.
    """

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self._by_pattern = dict(_stated(schemas))

    def of(self, schema: Json, depth: int = 0, name: str = "") -> Any:
        """What the schema itself gives, else what its parts give; `name` is the member's."""
        for stated in (*schema.get("examples", ())[:1], *schema.get("enum", ())[:1]):
            return stated
        for key in ("const", "default"):
            if schema.get(key) is not None:
                return schema[key]
        return None if depth > _DEEPEST else self._composed(schema, depth, name)

    def _composed(self, schema: Json, depth: int, name: str) -> Any:
        if "$ref" in schema:
            return self.of(self._schemas[schema["$ref"].rpartition("/")[2]], depth + 1)
        for key in ("anyOf", "oneOf", "allOf"):
            if schema.get(key):
                return self.of(_inherit(schema, schema[key][0]), depth, name)
        return self._of_type(schema, depth, name)

    def _of_type(self, schema: Json, depth: int, name: str) -> Any:
        kind = schema.get("type")
        if kind == "object":
            members = _usual(schema)
            return {key: self.of(member, depth + 1, key) for key, member in members.items()}
        if kind == "array":
            items = schema.get("items", {})
            count = max(1, int(schema.get("minItems", 1)))
            return [] if depth > _DEEPEST else [self.of(items, depth + 1)] * count
        if kind == "string":
            return self._by_pattern.get(str(schema.get("pattern"))) or _text(schema, name)
        if kind in ("integer", "number"):
            return _number(schema)
        return {"boolean": False}.get(str(kind))


def _stated(schemas: Json) -> Iterator[tuple[str, Any]]:
    for schema in schemas.values():
        for member in schema.get("properties", {}).values():
            for part in (member, *member.get("anyOf", ())):
                if "pattern" in part and not _FREE.match(part["pattern"]):
                    yield from ((part["pattern"], stated) for stated in member.get("examples", ()))


def _usual(schema: Json) -> Json:
    members, asked = schema.get("properties", {}), schema.get("required", ())
    return {key: told for key, told in members.items() if key in asked or key not in UNUSUAL}


def _inherit(schema: Json, part: Json) -> Json:
    return {**part, "description": part.get("description", schema.get("description", ""))}


def _text(schema: Json, name: str) -> str:
    """What is probable for the member; free text is else exemplified by its own description."""
    kind = str(schema.get("format"))
    stated = _BY_FORMAT.get(kind) if kind != "email" else PROBABLE.get(name, _BY_FORMAT[kind])
    if stated is None and "contentMediaType" in schema:
        stated = _BY_FORMAT["binary"]
    told = stated or PROBABLE.get(name) or str(schema.get("description") or "…")
    return told[: int(schema.get("maxLength", 200))]


def _number(schema: Json) -> int:
    least = schema.get("minimum")
    if least is None and "exclusiveMinimum" in schema:
        least = schema["exclusiveMinimum"] + 1
    return 1 if least is None else max(int(least), 0)
