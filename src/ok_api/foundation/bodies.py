"""The body of a request: no larger than it may be, and no slower."""

import asyncio
import time

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from ok_api.foundation.errors import TooLarge, TooSlow
from ok_api.foundation.problems import SAID
from ok_api.rules.text import Text

SLOWEST = 16_384
"""Bytes a second that a body must come with, once its time to begin is over."""
_SLOW = Text("De inhoud kwam niet op tijd.", "The body did not come in time.")


def limited(
    request: Request, limit: int, seconds: float, *, read_as: type[Request] = Request
) -> Request:
    """The same request, whose body is read no further than `limit`, and waited for no longer than
    so many seconds and a second for each 16 kB.
    """
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise TooLarge(SAID[413], maxBytes=limit)
    received, waited, whole = 0, 0.0, False

    async def receive() -> Message:
        nonlocal received, waited, whole
        if whole:
            return await request.receive()
        begun = time.monotonic()
        try:
            async with asyncio.timeout(seconds + received / SLOWEST - waited):
                message = await request.receive()
        except TimeoutError:
            raise TooSlow(_SLOW) from None
        waited += time.monotonic() - begun
        received += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if received > limit:
            raise HTTPException(413)
        return message

    return read_as(request.scope, receive)
