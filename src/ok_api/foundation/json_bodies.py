"""The JSON body of a request, read once and before the work begins."""

from typing import Any

from starlette.requests import Request

from ok_api.foundation import json
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.foundation.flaws import SENTENCES
from ok_api.rules.text import Text

REPEATED = Text("Dit gegeven staat er meer dan eens.", "This member is there more than once.")


class JsonRequest(Request):
    """A request whose JSON, if it has any, was read already."""

    said: Any = None

    async def json(self) -> Any:
        return self.said


async def read_json(request: JsonRequest) -> None:
    """Raises `InvalidInput` for what is no JSON, and for a member that stands twice."""
    raw = await request.body()
    if not raw:
        return
    try:
        request.said = json.read(raw)
    except json.Doubled as error:
        flaws = [Flaw("body", pointer, "repeated", REPEATED) for pointer in error.pointers]
        raise InvalidInput(*flaws) from error
    except ValueError as error:
        flaw = Flaw("body", "", "json_invalid", SENTENCES["json_invalid"])
        raise InvalidInput(flaw) from error
