"""`datapackage.json`: the files and their columns as the Data Package standard (v2) tells them.

Tools read the tables with the right types from it, and check types, words and references.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ok_api.exchange.exports import dictionary
from ok_api.exchange.exports.columns import Column, File
from ok_api.rules.text import Text

PROFILES = "https://datapackage.org/profiles/2.0"


@dataclass(frozen=True)
class Written:
    """What is known of a file once it stands in the archive."""

    rows: int
    bytes: int
    sha256: str


def package(
    files: tuple[File, ...], written: Mapping[str, Written], about: Mapping[str, Any]
) -> dict[str, Any]:
    tables = [_resource(file.name, file.title, _schema(file), written) for file in files]
    fields = [_plain(name, text) for name, text in dictionary.MEMBERS.items()]
    schema = {"fields": fields, "primaryKey": ["file", "column"]}
    own = _resource(dictionary.NAME, dictionary.TITLE, schema, written)
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "ontwikkelkracht-programme",
        **about,
        "resources": [*tables, own],
    }


def _resource(
    name: str, title: Text, schema: dict[str, Any], written: Mapping[str, Written]
) -> dict[str, Any]:
    known = written[name]
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "title": title.en,
        "description": title.nl,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": known.bytes,
        "hash": f"sha256:{known.sha256}",
        "schema": {"$schema": f"{PROFILES}/tableschema.json", **schema},
    }


def _schema(file: File) -> dict[str, Any]:
    told: dict[str, Any] = {"fields": [_field(column, file.key) for column in file.columns]}
    if not any(column.optional for column in file.columns if column.name in file.key):
        told["primaryKey"] = list(file.key)
    references = [_reference(file, column) for column in file.columns if column.refers_to]
    return {**told, "foreignKeys": references} if references else told


def _field(column: Column, key: tuple[str, ...]) -> dict[str, Any]:
    told = _plain(column.name, column.about, column.type)
    constraints: dict[str, Any] = {"required": not column.optional}
    if key == (column.name,):
        constraints["unique"] = True
    if column.words:
        constraints["enum"] = list(column.words)
    if column.pattern:
        constraints["pattern"] = column.pattern
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    return {**told, "constraints": constraints}


def _plain(name: str, about: Text, kind: str = "string") -> dict[str, Any]:
    return {"name": name, "type": kind, "title": name, "description": f"{about.en} / {about.nl}"}


def _reference(file: File, column: Column) -> dict[str, Any]:
    """To the key of the other file; a file that refers to itself does not name itself."""
    target = f"{column.kind}_id"
    reference: dict[str, Any] = {"fields": [target]}
    if column.refers_to != file.name:
        reference["resource"] = column.refers_to
    return {"fields": [column.name], "reference": reference}
