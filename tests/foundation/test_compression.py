"""Answers in as few bytes as the caller can read, and the same whatever lies in between."""

import gzip
import zlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import StreamingResponse

from ok_api.foundation.compression import UNTOUCHED, Compression
from ok_api.foundation.openapi import document
from tests.callers import Callers
from tests.factories import make_application, make_school

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
READABLE = ("application/json", "application/problem+json", "text/csv", "text/calendar")


async def raw(client: httpx.AsyncClient, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """The answer and its bytes as they came over the line."""
    async with client.stream("GET", path, headers=headers) as answer:
        body = b"".join([piece async for piece in answer.aiter_raw()])
    return answer, body


@pytest.fixture
async def schools(session: AsyncSession) -> None:
    for number in range(60):
        await make_school(session, establishment_code=f"99ZZ{number:02d}", city="Utrecht")
    await session.commit()


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/v1/schools?limit=50", "application/json"),
        ("/v1/schools?limit=50", "text/csv"),
        ("/v1/schools", "text/csv"),
        ("/v1/glossary", "application/json"),
        ("/v1/openapi.json", "application/json"),
        ("/v1/docs/swagger-ui.css", "*/*"),
    ],
)
async def test_it_is_smaller_and_the_same(
    client: httpx.AsyncClient, schools: None, path: str, accept: str
) -> None:
    plain, whole = await raw(client, path, Accept=accept, **PLAIN)
    packed, body = await raw(client, path, Accept=accept, **GZIP)
    assert (plain.status_code, packed.status_code) == (200, 200)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(body) == whole
    assert len(body) < len(whole) / 3
    assert packed.headers.get("etag") == plain.headers.get("etag")
    for answer in (plain, packed):
        assert "accept-encoding" in answer.headers["vary"].lower()
    if "content-length" in packed.headers:
        assert int(packed.headers["content-length"]) == len(body)


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("br", False),
        ("notgzip", False),
        ("", False),
    ],
)
async def test_only_who_asks_for_it_gets_it(
    client: httpx.AsyncClient, asked: str, packed: bool
) -> None:
    answer, _ = await raw(client, "/v1/openapi.json", **{"Accept-Encoding": asked})
    assert ("content-encoding" in answer.headers) is packed
    assert "Accept-Encoding" in answer.headers["vary"]


async def test_what_is_short_stays_as_it_is_and_still_varies(client: httpx.AsyncClient) -> None:
    for path, status in (("/v1/school-boards", 200), ("/v1/nowhere", 404)):
        answer, body = await raw(client, path, **GZIP)
        assert answer.status_code == status
        assert "content-encoding" not in answer.headers
        assert int(answer.headers["content-length"]) == len(body)
        assert "Accept-Encoding" in answer.headers["vary"]


async def test_a_head_tells_what_the_get_would(client: httpx.AsyncClient) -> None:
    get, _ = await raw(client, "/v1/openapi.json", **GZIP)
    head = await client.head("/v1/openapi.json", headers=GZIP)
    assert head.content == b""
    for name in ("content-encoding", "content-length", "etag", "vary"):
        assert head.headers[name] == get.headers[name]


async def test_a_change_may_name_the_version_of_a_compressed_answer(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_application(session)
    await session.commit()
    address = f"/v1/applications/{application.id}"
    packed, body = await raw(callers.office, address, **GZIP)
    assert (packed.headers["content-encoding"], body[:2]) == ("gzip", b"\x1f\x8b")
    headers = {"If-Match": packed.headers["etag"]}
    change = {"contactName": "Ander Voorbeeld"}
    assert (await callers.office.patch(address, json=change, headers=headers)).status_code == 200


def test_each_media_type_of_the_contract_is_packed_or_left_on_purpose(app: FastAPI) -> None:
    """One that is new must be put on either side."""
    known = {*UNTOUCHED, *READABLE, "text/plain"}
    for kind in _media_types(document(app)):
        assert kind in known or f"{kind.partition('/')[0]}/*" in known, kind


def _media_types(told: Any) -> Iterable[str]:
    for operations in told["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                yield from answer.get("content", {})


def _streaming(media_type: str, *pieces: bytes) -> Compression:
    async def told() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
        if not pieces:
            raise RuntimeError("it broke off")

    return Compression(StreamingResponse(told(), media_type=media_type))


async def _sent(app: Compression, **scope: Any) -> list[dict[str, Any]]:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    async def send(message: Any) -> None:
        sent.append(dict(message))

    headers = [(b"accept-encoding", b"gzip")]
    known = {"type": "http", "method": "GET", "headers": headers, "asgi": {"spec_version": "2.4"}}
    await app({**known, **scope}, receive, send)
    return sent


async def test_events_go_on_one_by_one_as_they_are() -> None:
    pieces = [f"data: {number}\n\n".encode() * 400 for number in range(3)]
    start, *rest = await _sent(_streaming("text/event-stream", *pieces), http_version="1.1")
    assert [message["body"] for message in rest] == [*pieces, b""]
    assert b"content-encoding" not in dict(start["headers"])
    assert b"vary" not in dict(start["headers"])


async def test_a_table_is_packed_piece_by_piece() -> None:
    """So that a long one neither waits to be whole nor is held."""
    pieces = [b"a,b\n" * 1000 for _ in range(3)]
    start, *rest = await _sent(_streaming("text/csv", *pieces), http_version="1.1")
    assert dict(start["headers"])[b"content-encoding"] == b"gzip"
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    told = [unpacking.decompress(message["body"]) for message in rest]
    assert told[:3] == pieces
    assert unpacking.eof


async def test_what_breaks_off_is_not_ended() -> None:
    with pytest.raises(RuntimeError, match="broke off"):
        await _sent(_streaming("text/csv"), http_version="1.1")


async def test_where_only_a_length_tells_the_end_it_stays(client: httpx.AsyncClient) -> None:
    start, *_ = await _sent(_streaming("text/csv", b"a,b\n" * 1000), http_version="1.0")
    assert b"content-encoding" not in dict(start["headers"])
