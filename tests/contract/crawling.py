"""Following every link from the front door on, as one reader, and judging every answer."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs

from tests.contract.conftest import Counting
from tests.contract.walking import Json, Operation

NOT_JSON = {"downloadDocument", "getCalendar", "exportProgramme"}
MANY = 400
"""More addresses than the case has; a crawl that needs more runs in a circle."""
OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(?!\.?\d|Z)")
"""A moment that is told with an offset, or with none at all, instead of by its `Z`."""


class Crawl:
    """Follows every link from the front door on, and judges every answer by its schema."""

    def __init__(
        self, client: httpx.AsyncClient, walk: list[Operation], document: Json, pool: Counting
    ) -> None:
        self._client = client
        self._pool = pool
        self._reads = [operation for operation in walk if operation.reads]
        self._document = document
        self.met: dict[str, int] = {}
        """The operations it came by, with the most statements that one answer took."""
        self.wrong: list[str] = []
        self.answers: list[tuple[str, Any]] = []
        """What every operation answered."""

    async def run(self) -> None:
        waiting, seen = ["/v1"], set[str]()
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            assert len(seen) < MANY
            waiting += await self._visit(address)

    async def _visit(self, address: str) -> list[str]:
        operation = self._operation(address)
        if operation is None or operation.id in NOT_JSON:
            return []
        self._pool.statements = 0
        answer = await self._client.get(address)
        statements = self._pool.statements
        if answer.status_code == 403:
            return []
        if answer.status_code != 200:
            self.wrong.append(f"{address} answers {answer.status_code}: {answer.text[:200]}")
            return []
        if operation.id not in self.met and operation.tables:
            table = await self._client.get(address, headers={"Accept": "text/csv"})
            self.wrong += [f"{operation.id}: {flaw}" for flaw in _varying(answer, table)]
            self.wrong += [f"{operation.id} as CSV: {flaw}" for flaw in _offsets(table.text)]
        self.met[operation.id] = max(self.met.get(operation.id, 0), statements)
        told = answer.json()
        self.answers.append((operation.id, told))
        self.wrong += [f"{operation.id}: {flaw}" for flaw in self._flaws(operation, told)]
        self.wrong += [f"{operation.id}: {flaw}" for flaw in _offsets(answer.text)]
        return [*_links(told), *self._below(operation, address)]

    def _operation(self, address: str) -> Operation | None:
        path = address.partition("?")[0].removeprefix("/v1") or "/"
        matching = [operation for operation in self._reads if _pattern(operation).fullmatch(path)]
        return min(matching, key=lambda operation: operation.path.count("{"), default=None)

    def _below(self, operation: Operation, address: str) -> Iterator[str]:
        """What hangs under this resource, when the rest of its path is plain."""
        for other in self._reads:
            rest = other.path.removeprefix(operation.path)
            if operation.path != "/" and rest not in ("", other.path) and "{" not in rest:
                yield address.partition("?")[0] + rest

    def _flaws(self, operation: Operation, told: Any) -> Iterator[str]:
        content = operation.told["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": self._document["components"]}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for error in validator.iter_errors(told):
            yield f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"


def _varying(answer: httpx.Response, table: httpx.Response) -> Iterator[str]:
    """A cache keeps the forms of one list apart, whichever of them it saw first."""
    told = [one.headers.get("vary", "").split(", ") for one in (answer, table)]
    if table.status_code != 200 or told[0] != told[1] or "Accept" not in told[0]:
        yield f"varies as {told}, {table.status_code}"


def _offsets(text: str) -> Iterator[str]:
    for found in OFFSET.finditer(text):
        yield f"a moment that is not in UTC by its Z: {text[found.start() : found.end() + 9]}"


def _pattern(operation: Operation) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "[^/]+", operation.path))


def _links(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _links(value)
    elif isinstance(told, list):
        for value in told:
            yield from _links(value)
    elif isinstance(told, str) and re.fullmatch(r"/v1(/[\w.%-]+)+(\?[\w=&%.-]+)?", told):
        yield told
