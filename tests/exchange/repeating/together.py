"""Thirty-two equal requests at once, and what makes their answers equal."""

import asyncio

import httpx

from tests.exchange.repeating.deed import Deed

MANY = 32
TOLD = ("location", "etag", "content-type", "cache-control")


async def at_once(client: httpx.AsyncClient, deed: Deed, key: str) -> list[httpx.Response]:
    return await asyncio.gather(*(deed.send(client, key) for _ in range(MANY)))


def assert_equal(answers: list[httpx.Response], status: int) -> None:
    assert {answer.status_code for answer in answers} == {status}, answers[0].text
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(answer.headers.get(name) for name in TOLD) for answer in answers}) == 1


def replayed(answers: list[httpx.Response]) -> int:
    return sum("idempotency-replayed" in answer.headers for answer in answers)
