"""Whether the request speaks a language that the operation understands."""

from collections.abc import Iterable, Sequence

from starlette.requests import Request

from ok_api.foundation.errors import Flaw, InvalidInput, NotAcceptable, UnsupportedMediaType
from ok_api.rules.text import Text

JSON = frozenset({"application/json", "application/*", "*/*", "application/problem+json"})


def check_accept(request: Request, produced: Iterable[str] = JSON) -> None:
    """Raises `NotAcceptable` when nothing we make is wanted; an absent Accept wants anything."""
    accept = request.headers.get("accept")
    if not accept or accept == "*/*":
        return
    asked = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if asked.isdisjoint(produced):
        exact = sorted(name for name in produced if "*" not in name)
        names = _JSON_NAME if produced is JSON else ", ".join(exact)
        raise NotAcceptable(
            Text(
                f"Dit adres antwoordt met {names}, niet met {accept}.",
                f"This address answers {names}, not {accept}.",
            )
        )


_JSON_NAME = "application/json"


def check_media_type(request: Request, consumed: Sequence[str]) -> None:
    """Raises `UnsupportedMediaType` before the body is read."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in consumed:
        names = " / ".join(consumed)
        raise UnsupportedMediaType(
            Text(
                f"Stuur de inhoud als {names}, niet {f'als {given}' if given else 'zonder type'}.",
                f"Send the body as {names}, not {f'as {given}' if given else 'without a type'}.",
            )
        )


def check_query(request: Request, allowed: Sequence[str]) -> None:
    """Raises `InvalidInput` for every query key that the operation does not know."""
    unknown = [key for key in request.query_params if key not in allowed]
    if unknown:
        raise InvalidInput(*(unknown_key(key, allowed) for key in unknown))


def unknown_key(key: str, allowed: Sequence[str]) -> Flaw:
    names = ", ".join(allowed) or "–"
    message = Text(f"Onbekend. Toegestaan: {names}.", f"Not known. Allowed: {names}.")
    return Flaw(where="query", name=key, code="extra_forbidden", message=message)
