"""An example of every schema, put together from the examples of its members."""

from typing import Any

from ok_api.foundation.contract.parts import Json

_BY_FORMAT = {
    "date": "2026-09-01",
    "date-time": "2026-09-01T07:30:00Z",
    "uuid": "019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01",
    "uri": "https://www.programmaontwikkelkracht.nl/",
    "email": "coordinator@example.org",
    "binary": "%PDF-1.7 …",
}
_DEEPEST = 8


def example_of(schema: Json, schemas: Json, depth: int = 0) -> Any:
    """What the schema itself gives, else what its parts give."""
    for stated in (*schema.get("examples", ())[:1], *schema.get("enum", ())[:1]):
        return stated
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    return None if depth > _DEEPEST else _composed(schema, schemas, depth)


def _composed(schema: Json, schemas: Json, depth: int) -> Any:
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth + 1)
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return example_of(_inherit(schema, schema[key][0]), schemas, depth)
    return _of_type(schema, schemas, depth)


def _inherit(schema: Json, part: Json) -> Json:
    return {**part, "description": part.get("description", schema.get("description", ""))}


def _of_type(schema: Json, schemas: Json, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        members = schema.get("properties", {})
        return {name: example_of(member, schemas, depth + 1) for name, member in members.items()}
    if kind == "array":
        return [] if depth > _DEEPEST else [example_of(schema.get("items", {}), schemas, depth + 1)]
    if kind == "string":
        return _text(schema)
    if kind in ("integer", "number"):
        return _number(schema)
    return {"boolean": False}.get(str(kind))


def _text(schema: Json) -> str:
    """Free text is exemplified by its own description, which says what belongs there."""
    stated = _BY_FORMAT.get(str(schema.get("format")))
    if stated is None and "contentMediaType" in schema:
        stated = _BY_FORMAT["binary"]
    told = stated or str(schema.get("description") or "…")
    return told[: int(schema.get("maxLength", 200))]


def _number(schema: Json) -> int:
    least = schema.get("minimum")
    if least is None and "exclusiveMinimum" in schema:
        least = schema["exclusiveMinimum"] + 1
    return 1 if least is None else max(int(least), 0)
