"""What the document promises a reader: every part described, exemplified and complete."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from ok_api.foundation.kinds import ALL_KINDS
from ok_api.rules.words import Term
from tests.contract.walking import Json, Operation

NAMELESS = {"id", "kind", "cursor", "to", "number"}
"""What things are known by that no address names."""

Schemas = dict[str, Json]


@pytest.fixture
def schemas(document: Json) -> Schemas:
    found: Schemas = document["components"]["schemas"]
    return found


def test_every_operation_is_told(walk: list[Operation], document: Json) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    ids = [operation.id for operation in walk]
    assert len(ids) == len(set(ids))
    for operation in walk:
        told = operation.told
        assert told["summary"], operation.id
        assert told["description"], operation.id
        assert [tags[tag] for tag in told["tags"]], operation.id
        for parameter in told["parameters"]:
            assert parameter["description"], (operation.id, parameter["name"])
        if "requestBody" in told:
            assert told["requestBody"]["description"], operation.id


def test_every_schema_and_member_is_described(schemas: Schemas) -> None:
    silent = [name for name, schema in schemas.items() if not schema.get("description")]
    silent += [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, told in schema.get("properties", {}).items()
        if not told.get("description")
    ]
    assert not silent


def test_every_schema_has_an_example_that_validates(document: Json, schemas: Schemas) -> None:
    wrong = []
    for name, schema in schemas.items():
        example = _example(schema, schemas)
        root = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        errors = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
        wrong += [f"{name}: {error.message}" for error in errors.iter_errors(example)]
    assert not wrong, "\n".join(wrong)


def _example(schema: Json, schemas: Schemas) -> Any:
    """The whole's example, or the whole put together from the examples of its members."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas)]
    for part in schema.get("anyOf", ()):
        return _example(part, schemas)
    members = schema.get("properties", {})
    return {name: _example(member, schemas) for name, member in members.items()}


def test_every_word_of_a_closed_list_has_its_meaning(schemas: Schemas) -> None:
    kinds = {kind.__name__: kind for kind in Term.__subclasses__()}
    listed = {name: schema for name, schema in schemas.items() if "enum" in schema}
    addresses = listed.pop("ProblemAddress")
    assert addresses["enum"] == [kind.address for kind in ALL_KINDS]
    assert {"Phase", "Role", "ApplicationStatus"} <= listed.keys() <= kinds.keys()
    for name, schema in listed.items():
        assert schema["enum"] == [word.value for word in kinds[name]]
        assert len(schema["x-enum-descriptions"]) == len(schema["enum"])
        for word in kinds[name]:
            assert f"`{word.value}`" in schema["description"]
            assert word.label.nl in schema["description"]


def test_self_comes_first_and_nothing_of_an_answer_is_optional(
    walk: list[Operation], schemas: Schemas
) -> None:
    told = set(_told_by_answers(walk, schemas))
    assert len(told) > 20
    for name in told:
        members = list(schemas[name].get("properties", {}))
        if "self" in members:
            assert members[0] == "self", name
        optional = set(members) - set(schemas[name].get("required", ()))
        assert optional <= {"total"}, (name, optional)


def test_nothing_of_an_answer_has_a_default(walk: list[Operation], schemas: Schemas) -> None:
    """A generated client would fill in what was never said: a total of 0, a school that is open."""
    waiting, told = set(_told_by_answers(walk, schemas)), set[str]()
    while waiting - told:
        name = (waiting - told).pop()
        told.add(name)
        waiting |= set(re.findall(r"schemas/(\w+)", str(schemas[name])))
    assert {"SchoolPage", "School", "ImportProblem"} <= told
    assert not [
        f"{name}.{member}"
        for name in told
        for member, said in schemas[name].get("properties", {}).items()
        if "default" in said
    ]


def test_generators_meet_nothing_that_they_trip_over(document: Json, schemas: Schemas) -> None:
    """A choice of one, a value that is only ever null, a member that bears its schema's name."""
    odd = [place for place, part in _parts(document) if _is_no_choice(part)]
    odd += [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, told in schema.get("properties", {}).items()
        if told.get("type") == "null" or ("$ref" in told and member == name[0].lower() + name[1:])
    ]
    assert not odd


def _parts(told: Any, place: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(told, dict):
        yield place, told
    members = told.items() if isinstance(told, dict) else enumerate(told)
    for key, part in members:
        if isinstance(part, (dict, list)) and key not in ("examples", "example"):
            yield from _parts(part, f"{place}/{key}")


def _is_no_choice(part: Json) -> bool:
    return any(len(part.get(key, "two")) < 2 for key in ("anyOf", "oneOf", "allOf"))


def _told_by_answers(walk: list[Operation], schemas: Schemas) -> Iterator[str]:
    for operation in walk:
        for status, answer in operation.told["responses"].items():
            if status.startswith("2"):
                for media in answer.get("content", {}).values():
                    reference = media["schema"].get("$ref", "")
                    if reference:
                        yield reference.rpartition("/")[2]


def test_a_merge_patch_is_offered_as_such_and_asks_for_nothing(
    walk: list[Operation], schemas: Schemas
) -> None:
    patches = [operation for operation in walk if operation.method == "PATCH"]
    assert patches
    for operation in patches:
        assert operation.media_types == ("application/merge-patch+json", "application/json")
        body = operation.told["requestBody"]["content"]["application/json"]["schema"]
        schema = schemas[body["$ref"].rpartition("/")[2]]
        assert not schema.get("required"), operation.id
        assert not [m for m in schema["properties"].values() if "default" in m], operation.id


def test_headers_are_told_where_they_are_sent(walk: list[Operation]) -> None:
    for operation in walk:
        names = {parameter["name"] for parameter in operation.told["parameters"]}
        answers = operation.told["responses"]
        for status, answer in answers.items():
            if status[0] in "23":
                assert "API-Version" in answer["headers"], operation.id
        if operation.reads:
            assert ("If-None-Match" in names) == ("304" in answers), operation.id
        else:
            assert "Audit-Reason" in names, operation.id
        assert ("Idempotency-Key" in names) == (operation.method == "POST"), operation.id
        assert ("If-Match" in names) == ("412" in answers), operation.id
        assert ("428" in answers) == (operation.method in ("PUT", "PATCH", "DELETE"))
        if operation.lists:
            assert "Link" in answers["200"]["headers"], operation.id
        if operation.method == "POST" and "201" in answers:
            assert "Location" in answers["201"]["headers"], operation.id


def test_every_refusal_is_a_problem(walk: list[Operation], document: Json) -> None:
    responses = document["components"]["responses"]
    for operation in walk:
        for status, answer in operation.told["responses"].items():
            if status[0] in "45":
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}, operation.id
        assert "422" not in operation.told["responses"]
        assert ("401" in operation.told["responses"]) is True
        assert ("403" in operation.told["responses"]) != operation.public, operation.id
    for answer in responses.values():
        assert list(answer["content"]) == ["application/problem+json"]


def test_numbers_are_numbers(schemas: Schemas) -> None:
    told = schemas["FacilitationCalculation"]["properties"]
    assert (told["fte"]["type"], told["days"]["type"]) == ("number", "number")
    longitude = schemas["School"]["properties"]["longitude"]
    assert [kind["type"] for kind in longitude["anyOf"]] == ["number", "null"]


def test_no_query_key_can_be_null(walk: list[Operation]) -> None:
    for operation in walk:
        for parameter in operation.told["parameters"]:
            if parameter["in"] == "query":
                assert "anyOf" not in parameter["schema"], (operation.id, parameter["name"])
            if parameter["name"] == "sort":
                assert (parameter["style"], parameter["explode"]) == ("form", False)
                assert parameter["schema"]["items"]["enum"], operation.id


def test_everything_sent_is_bounded(walk: list[Operation], schemas: Schemas) -> None:
    """PostgreSQL's integers and our patience end somewhere; the schema says where."""
    wrong = []
    for operation in walk:
        for where, schema in _sent(operation):
            wrong += [f"{operation.id} {flaw}" for flaw in _unbounded(where, schema, schemas)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _sent(operation: Operation) -> Iterator[tuple[str, Json]]:
    for parameter in operation.told["parameters"]:
        if parameter["in"] == "query":
            yield parameter["name"], parameter["schema"]
    for media in operation.told.get("requestBody", {}).get("content", {}).values():
        yield "body", media["schema"]


def _unbounded(where: str, schema: Json, schemas: Schemas) -> Iterator[str]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    for name, member in schema.get("properties", {}).items():
        yield from _unbounded(f"{where}/{name}", member, schemas)
    for part in schema.get("anyOf", ()):
        yield from _unbounded(where, part, schemas)
    kind = schema.get("type")
    if kind == "array":
        yield from _unbounded(f"{where}/*", schema["items"], schemas)
        if where.startswith("body") and "maxItems" not in schema:
            yield f"{where}: a list without end"
    if kind == "integer" and schema.get("maximum", 2**31) >= 2**31:
        yield f"{where}: a whole number without end"
    bounds = {"enum", "maxLength", "format", "const", "contentMediaType", "pattern"}
    if kind == "string" and not bounds & schema.keys():
        yield f"{where}: a text without end"


def test_a_list_tells_first_which_one_it_is(walk: list[Operation], document: Json) -> None:
    """In a table people read from the left, and a file is recognised by its first columns."""
    keys = {operation.path: re.findall(r"{(\w+)}", operation.path) for operation in walk}
    for operation in (one for one in walk if one.tables):
        page = _shape(operation.told["responses"]["200"]["content"]["application/json"], document)
        members = list(_shape(page["items"]["items"], document))
        below = [path for path in keys if path.startswith(f"{operation.path}/{{")]
        known = {name for path in below or keys for name in keys[path]}
        linked = "self" in members
        assert "self" not in members[1:], operation.id
        assert members[linked] in known | NAMELESS, operation.id


def _shape(told: Json, document: Json) -> Json:
    schema = told.get("schema", told)
    name = schema["$ref"].rpartition("/")[2]
    members: Json = document["components"]["schemas"][name]["properties"]
    return members
