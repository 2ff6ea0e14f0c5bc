"""Every list is told as CSV and XLSX too, with the very rows that its pages have."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.contract.conftest import Counting
from tests.contract.crawling import Crawl
from tests.contract.seed import seed
from tests.contract.walking import Findings, Json, Operation

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def lists(walk: list[Operation], document: Json) -> list[Operation]:
    """Whatever answers items, paged or not."""
    return [operation for operation in walk if operation.reads and _has_items(operation, document)]


def _has_items(operation: Operation, document: Json) -> bool:
    content = operation.told["responses"]["200"].get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    shape = document["components"]["schemas"].get(name, {})
    return bool(shape.get("properties", {}).get("items", {}).get("type") == "array")


def test_every_list_offers_tables(lists: list[Operation]) -> None:
    findings = Findings()
    assert len(lists) > 30
    for operation in lists:
        answer = operation.told["responses"]["200"]
        missing = {"application/json", CSV, XLSX} - answer["content"].keys()
        findings.add(operation, [f"does not offer {missing}"] if missing else [])
        told = (
            "Content-Disposition" in answer["headers"] and "XLSX" in operation.told["description"]
        )
        findings.add(operation, [] if told else ["does not tell of its tables"])
    findings.judge()


class Collecting(Crawl):
    """Remembers where each operation was met."""

    async def _visit(self, address: str) -> list[str]:
        found = await super()._visit(address)
        operation = self._operation(address)
        if operation is not None and operation.id in self.met:
            self.addresses.setdefault(operation.id, []).append(address)
        return found

    addresses: dict[str, list[str]]


@pytest.mark.parametrize("role", ["office", "research"])
async def test_every_table_has_the_rows_of_the_pages(
    role: str,
    callers: Callers,
    session: AsyncSession,
    walk: list[Operation],
    lists: list[Operation],
    document: Json,
    pool: Counting,
) -> None:
    await seed(session, callers.office)
    client = getattr(callers, role)
    crawl = Collecting(client, walk, document, pool)
    crawl.addresses = {}
    await crawl.run()
    allowed = [x for x in lists if x.public or role in x.told["x-roles"]]
    findings, rows = Findings(), 0
    for operation in allowed:
        address = min(crawl.addresses[operation.id], key=lambda found: "?" in found)
        items = await _paged(client, address, paged=operation.lists)
        rows += len(items)
        findings.add(operation, list(await _flaws(client, address, items)))
    findings.judge()
    assert rows > 100


async def _paged(client: httpx.AsyncClient, address: str, *, paged: bool) -> list[Any]:
    items: list[Any] = []
    following = f"{address}{'&' if '?' in address else '?'}limit=7" if paged else address
    while following:
        answer = await client.get(following)
        assert answer.status_code == 200, answer.text
        assert "Accept" in answer.headers["vary"], following
        items += answer.json()["items"]
        following = answer.links.get("next", {}).get("url", "")
    return items


async def _flaws(client: httpx.AsyncClient, address: str, items: list[Any]) -> list[str]:
    plain = await client.get(address, headers={"Accept": CSV})
    book = await client.get(address, headers={"Accept": XLSX})
    if (plain.status_code, book.status_code) != (200, 200):
        return [f"answers {plain.status_code}, {book.status_code}: {plain.text[:300]}"]
    header, *rows = csv.reader(StringIO(plain.text, newline=""))
    found = []
    untold = {name for item in items for name in _flat(item) if not _is_told(name, header)}
    if len(rows) != len(items) or untold:
        found.append(f"has {len(rows)} rows for {len(items)} items, without {untold}")
    for row, item in zip(rows, items, strict=False):
        for name, cell in zip(header, row, strict=True):
            if not _same(cell, _value(item, name)):
                found.append(f"{name}: {cell!r} for {_value(item, name)!r}")
    sheet = openpyxl.load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    if [cell.value for cell in sheet[1]] != header or sheet.max_row != len(items) + 1:
        found.append(f"has {sheet.max_row} rows in its workbook for {len(items)} items")
    return found + [f"formula {c.coordinate}" for r in sheet for c in r if c.data_type == "f"]


def _is_told(name: str, header: list[str]) -> bool:
    """By itself, in the JSON of what it is part of, or by its parts, where it is null."""
    return any(f"{name}.".startswith(f"{x}.") or x.startswith(f"{name}.") for x in header)


def _flat(item: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in item.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _value(item: Any, name: str) -> Any:
    for member in name.split("."):
        item = item and item[member]
    return item


def _same(cell: str, value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return cell == {True: "true", False: "false", None: ""}[value]
    if isinstance(value, (int, float)):
        return Decimal(cell) == Decimal(str(value))
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return cell == "|".join(value)
    if isinstance(value, (list, dict)):
        told: Any = json.loads(cell)
        return bool(told == value)
    return cell in (value, f"'{value}")
