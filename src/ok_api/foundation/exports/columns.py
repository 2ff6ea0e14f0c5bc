"""The columns of a table, read from the schema that the items of its list promise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ok_api.foundation.schema import Shape

Json = Mapping[str, Any]


class Kind(StrEnum):
    """What stands in a column, as far as a spreadsheet cares."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"
    OTHER = "other"
    """A list, free JSON, or now one thing and then another."""


_BY_TYPE = {
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
}
_BY_FORMAT = {"date": Kind.DAY, "date-time": Kind.MOMENT}


@dataclass(frozen=True)
class Column:
    path: tuple[str, ...]
    kind: Kind

    @property
    def name(self) -> str:
        return ".".join(self.path)


class Columns:
    """A column for each member that an item promises, those of nested objects by dotted names.

    They come from the schema and not from the rows, so that an empty list has its header too and
    two exports of one list never differ in their columns. `self` is last: people read from left.
    """

    def __init__(self, shape: type[Shape]) -> None:
        self._shape = shape

    @cached_property
    def all(self) -> tuple[Column, ...]:
        schema = self._shape.model_json_schema(mode="serialization")
        found = _leaves(schema, schema.get("$defs", {}), ())
        return tuple(sorted(found, key=lambda column: column.path == ("self",)))

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.all]

    @cached_property
    def _heads(self) -> list[str]:
        return [column.path[0] for column in self.all]

    @cached_property
    def _deeper(self) -> list[tuple[int, tuple[str, ...]]]:
        return [(place, rest) for place, c in enumerate(self.all) if (rest := c.path[1:])]

    def row(self, item: Mapping[str, Any]) -> list[Any]:
        """Its values; nothing where an object on the way is null."""
        values = list(map(item.get, self._heads))
        for place, rest in self._deeper:
            value = values[place]
            for member in rest:
                value = None if value is None else value.get(member)
            values[place] = value
        return values


def _leaves(schema: Json, known: Json, path: tuple[str, ...]) -> Iterator[Column]:
    schema = _bare(schema, known)
    members = schema.get("properties")
    if not members:
        yield Column(path, _kind(schema))
        return
    for name, member in members.items():
        yield from _leaves(member, known, (*path, name))


def _bare(schema: Json, known: Json) -> Json:
    """What a reference stands for, and a member that may be null without that."""
    while True:
        kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
        if "$ref" in schema:
            schema = known[schema["$ref"].rpartition("/")[2]]
        elif len(kinds) == 1:
            schema = kinds[0]
        else:
            return schema


def _kind(schema: Json) -> Kind:
    formatted = _BY_FORMAT.get(str(schema.get("format")))
    return formatted or _BY_TYPE.get(str(schema.get("type")), Kind.OTHER)
