"""Finishing the schemas: names, numbers, words with their meaning, an example of each."""

import json as plain_json
import re
from collections.abc import Iterator
from typing import Any

from ok_api.foundation.contract.examples import Examples
from ok_api.foundation.contract.parts import Json
from ok_api.rules.words import Term

_REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')
_METHOD_LIKE = re.compile(r'"\w*(put|post|patch)\w*":')


def finish_schemas(document: Json) -> None:
    schemas: Json = document["components"]["schemas"]
    for name, schema in schemas.items():
        schema.pop("title", None)
        _drop_titles(schema)
        _tell_words(name, schema)
        _put_self_first(schema)
    for operation in _patches(document):
        _drop_defaults(schemas, operation)
    for name in _told(document):
        _drop_default_of_each(schemas[name])
    examples = Examples(schemas)
    for schema in schemas.values():
        _exemplify(schema, examples)


def _exemplify(schema: Json, examples: Examples) -> None:
    """Each member gets an example, and so does the whole.

    The lint rules of the design rules take every key with `post`, `put` or `patch` in it for a
    method, so that a whole with a `postalCode` has to do with the examples of its members.
    """
    for name, member in schema.get("properties", {}).items():
        example = examples.of(member, name=name)
        if "$ref" not in member and not isinstance(example, (dict, list)):
            member.setdefault("examples", [example])
    if "examples" not in schema:
        example = examples.of(schema)
        if not _METHOD_LIKE.search(plain_json.dumps(example)):
            schema["examples"] = [example]


def rename(document: Any, names: dict[str, str]) -> Any:
    """The same document with other names for some schemas."""
    if isinstance(document, dict):
        return {
            key: _renamed(value, names) if key == "$ref" else rename(value, names)
            for key, value in document.items()
        }
    return [rename(item, names) for item in document] if isinstance(document, list) else document


def clean_names(schemas: Json) -> dict[str, str]:
    """`Thing-Input` becomes `ThingInput`, `Thing-Output` simply `Thing`, a form `ThingForm`."""
    found = {}
    for name in schemas:
        if name.startswith("Body_"):
            bare = name.removeprefix("Body_")
            found[name] = f"{bare[0].upper()}{bare[1:]}Form"
        elif "-" in name:
            found[name] = name.removesuffix("-Output").replace("-", "")
    return found


def _renamed(reference: str, names: dict[str, str]) -> str:
    place, _, name = reference.rpartition("/")
    return f"{place}/{names.get(name, name)}"


def _walk(schema: Json) -> Iterator[Json]:
    yield schema
    for key in ("properties", "$defs"):
        for part in schema.get(key, {}).values():
            yield from _walk(part)
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for part in schema.get(key, ()):
            yield from _walk(part)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _walk(schema[key])


def _drop_titles(schema: Json) -> None:
    """The titles are the members' names once more."""
    for part in _walk(schema):
        for member in part.get("properties", {}).values():
            member.pop("title", None)


def _tell_words(name: str, schema: Json) -> None:
    kind = next((kind for kind in Term.__subclasses__() if kind.__name__ == name), None)
    if kind is None:
        return
    lines = [f"- `{word}`: {word.label.en} ({word.label.nl}). {word.meaning.en}" for word in kind]
    term = kind.term()
    schema["description"] = f"{term.en[:1].upper()}{term.en[1:]} ({term.nl}).\n\n" + "\n".join(
        lines
    )
    schema["x-enum-descriptions"] = [word.meaning.en for word in kind]


def _put_self_first(schema: Json) -> None:
    members = schema.get("properties", {})
    if "self" in members:
        schema["properties"] = {"self": members["self"], **members}


def _patches(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        if "patch" in item:
            yield item["patch"]


def _drop_defaults(schemas: Json, operation: Json) -> None:
    """What a merge patch leaves out stays as it is: its members have no defaults."""
    for media in operation["requestBody"]["content"].values():
        name = str(media["schema"].get("$ref", "")).rpartition("/")[2]
        _drop_default_of_each(schemas.get(name, {}))


def _drop_default_of_each(schema: Json) -> None:
    for member in schema.get("properties", {}).values():
        member.pop("default", None)


def _told(document: Json) -> set[str]:
    """The schemas that answers are made of: what an answer leaves out has no value at all."""
    schemas = document["components"]["schemas"]
    answers = [
        operation["responses"] for item in document["paths"].values() for operation in item.values()
    ]
    waiting, told = _named(answers) & schemas.keys(), set[str]()
    while waiting:
        told |= waiting
        waiting = _named([schemas[name] for name in waiting]) - told
    return told


def name_forms(schemas: Json) -> None:
    """The forms of a body become schemas of their own, known by their title."""
    for schema in list(schemas.values()):
        for place, form in enumerate(schema.get("oneOf", ())):
            if "title" in form:
                schemas[form["title"]] = plain_json.loads(
                    plain_json.dumps(form).replace('"x-ref":', '"$ref":')
                )
                schema["oneOf"][place] = {"$ref": f"#/components/schemas/{form['title']}"}


def _named(parts: list[Json]) -> set[str]:
    return set(_REFERENCE.findall(plain_json.dumps(parts)))
