"""Waiting for whichever comes first."""

import asyncio


async def first_of(*events: asyncio.Event, seconds: float) -> None:
    """Until one of the events has happened, or so many seconds have passed."""
    if seconds <= 0 or any(event.is_set() for event in events):
        await asyncio.sleep(0)
        return
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
