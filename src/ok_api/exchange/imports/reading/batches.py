"""Rows read beside the loop: a worker shows signs of life and hears of a stop in the meantime."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TypeVar

_Row = TypeVar("_Row")


async def batches(rows: Iterator[_Row], size: int) -> AsyncIterator[list[_Row]]:
    while some := await to_thread(list, islice(rows, size)):
        yield some
