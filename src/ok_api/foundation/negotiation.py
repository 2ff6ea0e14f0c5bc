"""Whether the request speaks a language that the operation understands."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from starlette.requests import Request

from ok_api.foundation.errors import Flaw, InvalidInput, NotAcceptable, UnsupportedMediaType
from ok_api.foundation.flaws import unknown_name
from ok_api.rules.text import Text

PROBLEM = "application/problem+json"
JSON = ("application/json", PROBLEM)
ANYTHING = "*/*"


def check_accept(request: Request, produced: Iterable[str] = JSON) -> str:
    """What is wanted most of what we make; empty when there is no Accept, or it takes anything.

    Raises `NotAcceptable` when nothing we make is wanted.
    """
    accept = request.headers.get("accept")
    if not accept or accept == ANYTHING:
        return ""
    if accept in produced:
        return accept
    wanted = _wanted(accept, tuple(produced))
    if wanted is None:
        names = ", ".join(name for name in sorted(produced) if "*" not in name and name != PROBLEM)
        raise NotAcceptable(
            Text(
                f"Dit adres antwoordt met {names}, niet met {accept}.",
                f"This address answers {names}, not {accept}.",
            )
        )
    return wanted


@lru_cache(maxsize=256)
def _wanted(accept: str, produced: Sequence[str]) -> str | None:
    """By quality, then by how exactly it is named, then in our own order (RFC 9110, 12.5.1)."""
    ranges = dict(_weighed(part) for part in accept.split(","))

    def rank(name: str) -> tuple[float, int]:
        for exactness, wide in enumerate((name, f"{name.partition('/')[0]}/*", ANYTHING)):
            if wide in ranges:
                return ranges[wide], -exactness
        return 0.0, 0

    best = max(produced, key=rank)
    return best if rank(best)[0] > 0 else None


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether a caller wants answers compressed so (RFC 9110, 12.5.3); unasked it does not."""
    wanted = dict(_weighed(part) for part in accept_encoding.split(","))
    return wanted.get("gzip", wanted.get("*", 0.0)) > 0


def _weighed(part: str) -> tuple[str, float]:
    """A range with its quality; parameters that are no quality do not matter to us."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    stated = (word.removeprefix("q=").strip() for word in parameters if word.startswith("q="))
    try:
        return name, float(next(stated, "1"))
    except ValueError:
        return name, 0.0


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


def check_query(request: Request, allowed: Sequence[str], lists: Collection[str] = ()) -> None:
    """Raises `InvalidInput` for query keys that the operation does not know, or takes once only."""
    unknown = (
        unknown_name("query", key, allowed) for key in request.query_params if key not in allowed
    )
    flaws = [*unknown, *repeated_keys(request, [key for key in allowed if key not in lists])]
    if flaws:
        raise InvalidInput(*flaws)


def repeated_keys(request: Request, single: Collection[str]) -> Iterator[Flaw]:
    """Of two values for one question nobody can say which is meant."""
    given = request.query_params
    for key in given:
        if key in single and len(given.getlist(key)) > 1:
            yield Flaw(where="query", name=key, code="repeated", message=_ONCE)


def takes_many(annotation: Any) -> bool:
    """Whether a key of that type may be repeated."""
    return any(kind in str(annotation) for kind in ("list[", "tuple["))


_ONCE = Text("Geef hier één waarde.", "Give one value here.")
