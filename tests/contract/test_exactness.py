"""Nothing is guessed: of two values none is taken, and no kind of value passes for another."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.callers import Callers
from tests.contract.walking import Findings, Json, Operation, refused

JSON = "application/json"
WRONG = {
    "integer": ('"6"', "true", "1.99999999999999999999", "1.5", "[6]"),
    "number": ('"6"', "true", "1.99999999999999999999", "[6]"),
    "boolean": ('"true"', "1", "0", '"nee"'),
    "date": ("20260801", '"20260801"', '"1785542400"', "true"),
    "date-time": ("1785542400", '"1785542400"', "true"),
    "string": ("6", "true", "[]"),
}
"""What a careless reader would take for each."""


async def test_a_key_that_takes_one_value_is_asked_once(
    walk: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        for parameter in operation.told["parameters"]:
            if parameter["in"] == "query" and parameter["schema"].get("type") != "array":
                name = parameter["name"]
                asked = f"{operation.address}?{name}=1&{name}=1"
                answer = await office.request(
                    operation.method, asked, headers=_headers(operation), content=b"{}"
                )
                findings.add(operation, refused(answer, 400, code="repeated"))
    findings.judge()


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"a": 1, "b": 2, "a": 1}', ["/a"]),
        (b'{"a": [{}, {"b/c": {"d": 1, "d": 2}}]}', ["/a/1/b~1c/d"]),
        (b'{"a": {"b": 1, "b": 2}, "a": 3}', ["/a"]),
    ],
)
async def test_a_member_stands_once_however_deep(
    walk: list[Operation], callers: Callers, body: bytes, pointers: list[str]
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if JSON in operation.media_types:
            answer = await office.request(
                operation.method, operation.address, headers=_headers(operation), content=body
            )
            findings.add(operation, refused(answer, 400, code="repeated"))
            told = [flaw.get("pointer") for flaw in answer.json().get("errors", ())]
            findings.add(operation, [] if told == pointers else [f"points at {told}"])
    findings.judge()


async def test_no_kind_of_value_passes_for_another(walk: list[Operation], callers: Callers) -> None:
    findings, office, kinds = Findings(), callers.entitled, set()
    for operation in walk:
        for name, kind in _members(operation):
            kinds.add(kind)
            for wrong in WRONG[kind]:
                answer = await office.request(
                    operation.method,
                    operation.address,
                    headers=_headers(operation),
                    content=f'{{"{name}": {wrong}}}'.encode(),
                )
                told = [flaw.get("pointer") for flaw in answer.json().get("errors", ())]
                right = answer.status_code == 400 and f"/{name}" in told
                findings.add(operation, [] if right else [f"{name}: {wrong} {answer.text[:200]}"])
    findings.judge()
    assert kinds == WRONG.keys()


def _headers(operation: Operation) -> dict[str, str]:
    media_type = next((one for one in operation.media_types if "json" in one), JSON)
    return {**operation.headers(), "Content-Type": media_type}


def _members(operation: Operation) -> Iterator[tuple[str, str]]:
    """The plain members of its body, each with its one kind."""
    content = operation.told.get("requestBody", {}).get("content", {})
    if JSON not in content:
        return
    shape = _resolved(operation, content[JSON]["schema"])
    forms = [_resolved(operation, form) for form in shape.get("oneOf", [shape])]
    members = {name: schema for form in forms for name, schema in form["properties"].items()}
    for name, schema in members.items():
        kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
        found = {_kind(_resolved(operation, one)) for one in kinds}
        if len(found) == 1 and (kind := found.pop()):
            yield name, kind


def _kind(schema: Json) -> str | None:
    known = (schema.get("format"), schema.get("type"))
    return next((one for one in known if one in WRONG), None)


def _resolved(operation: Operation, schema: Json) -> Any:
    if "$ref" not in schema:
        return schema
    return operation.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
