"""How a test sends a file in, and waits for what becomes of it."""

import asyncio
import csv
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from typing import Any

import httpx
from openpyxl import Workbook

from ok_api.exchange.imports.reading import XLSX
from ok_api.foundation import json

ENDS = ("planned", "applied", "failed", "cancelled")
DATE = "2026-08-01"


async def send(
    caller: httpx.AsyncClient,
    content: bytes,
    media_type: str = "text/csv",
    *,
    key: str | None = None,
    **query: Any,
) -> httpx.Response:
    headers = {"Content-Type": media_type} | ({"Idempotency-Key": key} if key else {})
    asked = {"kind": "schools", **query}
    if asked["kind"] == "schools":
        asked.setdefault("referenceDate", DATE)
    return await caller.post("/v1/imports", params=asked, content=content, headers=headers)


async def sent(
    caller: httpx.AsyncClient, content: bytes, media_type: str = "text/csv", **query: Any
) -> dict[str, Any]:
    answer = await send(caller, content, media_type, **query)
    assert answer.status_code == 202, answer.text
    return await ended(caller, answer.headers["location"])


async def ended(caller: httpx.AsyncClient, address: str, *statuses: str) -> dict[str, Any]:
    """The import once it has one of these statuses; a test that waits for nothing ends here."""
    async with asyncio.timeout(30):
        while True:
            told: dict[str, Any] = (await caller.get(address)).json()
            if told["status"] in (statuses or ENDS):
                return told
            await asyncio.sleep(0.02)


async def rows_of(
    caller: httpx.AsyncClient, told: Mapping[str, Any], **query: Any
) -> list[dict[str, Any]]:
    answer = await caller.get(told["rows"], params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def own(*rows: Mapping[str, Any], separator: str = ",") -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = StringIO()
    writer = csv.DictWriter(out, names, delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def lines(*rows: Any) -> bytes:
    return b"\n".join(json.encode(row) for row in rows)


def sheet(rows: Iterable[Iterable[Any]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def school(code: str, name: str = "De Verzonnen School", **members: Any) -> dict[str, Any]:
    return {"establishmentCode": code, "name": name, "sector": "PO", **members}


__all__ = ["XLSX", "ended", "lines", "own", "rows_of", "school", "send", "sent", "sheet"]
