"""Walking over every operation of the OpenAPI document, with requests made from it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

Json = dict[str, Any]
UNKNOWN = "019a9c3e-0000-7000-8000-000000000000"
"""An identity that nothing has."""
MEMBERS = {"type", "title", "status", "detail", "instance", "requestId"}
READ_BY_ADDRESS = {"getCalendar"}
"""Its address is the right to read it. Calendar programs add keys and credentials of their own to
whatever they ask for, and nobody would see why that is refused."""


@dataclass(frozen=True)
class Operation:
    """One operation: enough to ask for it, and to say what it promised."""

    id: str
    method: str
    path: str
    told: Json
    document: Json

    @property
    def public(self) -> bool:
        return {} in self.told["security"]

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    @property
    def lists(self) -> bool:
        return any(parameter["name"] == "cursor" for parameter in self.told["parameters"])

    @property
    def tables(self) -> bool:
        """Whether it is a list, paged or not: those are told as tables too."""
        told = self.told["responses"]["200"].get("content", ()) if self.reads else ()
        return "text/csv" in told and "application/json" in told

    @property
    def media_types(self) -> tuple[str, ...]:
        return tuple(self.told.get("requestBody", {}).get("content", ()))

    @property
    def address(self) -> str:
        """Its path with values that could be right; what they name is not there."""
        schemas = {
            parameter["name"]: parameter["schema"]
            for parameter in self.told["parameters"]
            if parameter["in"] == "path"
        }
        return "/v1" + re.sub(r"{(\w+)}", lambda name: self._value(schemas[name[1]]), self.path)

    def _value(self, schema: Json) -> str:
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        if schema.get("format") == "uuid":
            return UNKNOWN
        return str(next(iter(schema.get("enum") or schema.get("examples") or ["unknown"])))

    def headers(self) -> dict[str, str]:
        """What it demands beside a token and a body."""
        return {"If-Match": '"1"'} if self.method in ("PATCH", "PUT", "DELETE") else {}


def operations(document: Json) -> list[Operation]:
    return [
        Operation(told["operationId"], method.upper(), path, told, document)
        for path, item in document["paths"].items()
        for method, told in item.items()
    ]


def refused(answer: httpx.Response, status: int, *, code: str | None = None) -> Iterator[str]:
    """What is wrong with a refusal: nothing, when it is the problem document that it must be."""
    if answer.status_code != status:
        yield f"answers {answer.status_code} instead of {status}: {answer.text[:200]}"
        return
    if answer.headers.get("content-type") != "application/problem+json":
        yield f"answers {answer.headers.get('content-type')}"
        return
    body = answer.json()
    if not body.keys() >= MEMBERS:
        yield f"lacks {MEMBERS - body.keys()}"
    if body.get("status") != status:
        yield f"says {body.get('status')} where it is {status}"
    if body.get("requestId") != answer.headers["x-request-id"]:
        yield "names another request"
    if code is not None and code not in [flaw["code"] for flaw in body.get("errors", ())]:
        yield f"does not name the flaw {code}: {body.get('errors')}"


Ask = Callable[[Operation], Any]


class Findings:
    """Collects what is wrong over a whole walk, so that one run names it all."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._walked = 0

    def add(self, operation: Operation, flaws: Iterator[str] | list[str]) -> None:
        self._walked += 1
        self._found += [f"{operation.id} ({operation.method} {operation.path}) {x}" for x in flaws]

    def judge(self) -> None:
        assert self._walked, "nothing was walked over"
        assert not self._found, "\n".join(self._found)
