"""Finishing the operations: who may, which headers and refusals, what no caller can send."""

import json as plain_json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ok_api.foundation.contract import parts
from ok_api.foundation.contract.parts import Json

WhoMay = Mapping[str, Collection[Any] | None]
"""Roles by operation, each a word with a label; `None` is anyone."""

ALWAYS_POSSIBLE = ("400", "401", "406", "431", "500", "503")
WHEN_WRITING = ("408", "413", "415")
METHODS = ("get", "post", "put", "patch", "delete")


def operations_of(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def finish_operations(document: Json, who_may: WhoMay) -> None:
    for path, method, operation in operations_of(document):
        allowed = who_may[operation["operationId"]]
        _tell_who_may(operation, allowed)
        _finish_parameters(document, operation)
        _add_headers(method, operation)
        _finish_body(method, operation)
        _finish_responses(path, method, operation, restricted=allowed is not None)


def _tell_who_may(operation: Json, allowed: Collection[Any] | None) -> None:
    told = operation.get("description") or f"{operation['summary']}."
    if allowed is None:
        operation["security"] = [{}, {"bearer": []}]
        operation["x-roles"] = ["anyone"]
        operation["description"] = f"{told}\n\nOpen to anyone."
        return
    roles = sorted(allowed)
    names = ", ".join(role.label.en for role in roles)
    operation["security"] = [{"bearer": []}]
    operation["x-roles"] = [role.value for role in roles]
    operation["description"] = f"{told}\n\nFor: {names}."


def _finish_parameters(document: Json, operation: Json) -> None:
    for parameter in operation.setdefault("parameters", []):
        schema = parameter["schema"]
        schema.pop("title", None)
        told = schema.pop("description", None)
        if told is not None:
            parameter.setdefault("description", told)
        if parameter["in"] == "query":
            parameter["schema"] = _sendable(schema)
        if parameter["in"] == "path":
            _finish_path_parameter(parameter, _member(document, operation, parameter["name"]))
        if parameter["name"] == "sort":
            parameter |= {"style": "form", "explode": False}


def _sendable(schema: Json) -> Json:
    """A query key is there or not; it is never null."""
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind.get("type") != "null"]
    if not kinds:
        return schema
    return {**schema, **kinds[0]} if len(kinds) == 1 else {**schema, "anyOf": kinds}


def _finish_path_parameter(parameter: Json, member: Json) -> None:
    """A path's value is described where it is a member: `{ruleId}` as the member `ruleId`."""
    name, schema = parameter["name"], parameter["schema"]
    if name.endswith("Id") and not member.get("examples"):
        schema["format"] = "uuid"
        words = "".join(f" {c.lower()}" if c.isupper() else c for c in name.removesuffix("Id"))
        parameter["description"] = f"Identity of the {words}."
        return
    parameter["description"] = member.get("description", f"The {name}.")
    for key in ("pattern", "examples"):
        if key in member:
            schema[key] = member[key]


def _member(document: Json, operation: Json, name: str) -> Json:
    """The member of that name: of what the operation itself answers, else of anything."""
    told = plain_json.dumps(operation["responses"])
    shapes = document["components"]["schemas"]
    ordered = sorted(shapes, key=lambda shape: f'schemas/{shape}"' not in told)
    found = [shapes[shape].get("properties", {}).get(name) for shape in ordered]
    return next((member for member in found if member), {})


def _add_headers(method: str, operation: Json) -> None:
    parameters = operation["parameters"]
    if method == "get":
        if "304" in operation["responses"]:
            parameters.append(parts.IF_NONE_MATCH)
        return
    parameters.append(parts.REASON)
    if method == "post":
        parameters.append(parts.IDEMPOTENCY)
    if method != "post" or operation.get("x-versioned"):
        parameters.append({**parts.IF_MATCH, "required": method in ("patch", "delete")})


def _finish_body(method: str, operation: Json) -> None:
    body = operation.get("requestBody")
    if body is None:
        return
    body.setdefault("description", "What is sent; unknown members are refused.")
    if method == "patch":
        sent = body["content"]["application/json"]
        body["description"] = "A JSON Merge Patch (RFC 7396): absent leaves, null clears."
        body["content"] = {"application/merge-patch+json": sent, "application/json": sent}


def _finish_rates(operation: Json) -> set[str]:
    """Whatever is a table too, or was declared dear, may only be asked so often."""
    made = operation["responses"].get("200", {})
    if not operation.pop("x-dear", False) and "text/csv" not in made.get("content", ()):
        return set()
    made["headers"] |= parts.RATES
    return {"429"}


def _finish_responses(path: str, method: str, operation: Json, *, restricted: bool) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for response in responses.values():
        response["headers"] = {**parts.VERSION, **response.get("headers", {})}
    possible = {*ALWAYS_POSSIBLE, *map(str, operation.pop("x-problems", ()))}
    possible |= _finish_rates(operation)
    if restricted:
        possible.add("403")
    if "{" in path or method != "get":
        possible.add("404")
    if method != "get":
        possible |= {"409"} if restricted else set()
        possible |= set(WHEN_WRITING) if "requestBody" in operation else set()
    if method in ("put", "patch", "delete"):
        possible |= {"412", "428"}
    if operation.pop("x-versioned", False):
        possible.add("412")
    for code in sorted(possible):
        responses.setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})
