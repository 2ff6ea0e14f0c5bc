"""What is known of the request in hand, beside its body."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import unquote

from starlette.requests import Request

from ok_api.rules.writing import line


@dataclass(frozen=True)
class RequestContext:
    request_id: str
    language: str
    reason: str | None = None
    operation: str | None = None
    if_match: str | None = None
    conditional: bool = False
    """Whether a write must name the version that it changes."""


class Caller(NamedTuple):
    """Who is served, as far as fairness goes: an account, or else the address it comes from."""

    key: str
    anonymous: bool = False


_OURSELVES = Caller("")
_caller: ContextVar[Caller] = ContextVar("caller", default=_OURSELVES)


def current_caller() -> Caller:
    """Whose work is being done; the program's own when no request asked for it."""
    return _caller.get()


def serve_caller(request: Request, subject: str | None) -> None:
    """From here on the work is done for this account, or for nobody at that address."""
    if subject is None:
        host = request.client.host if request.client else ""
        _caller.set(Caller(f"address {_network_of(host)}", anonymous=True))
    else:
        _caller.set(Caller(f"subject {subject}"))


@lru_cache(maxsize=1024)
def _network_of(host: str) -> str:
    """The address; of IPv6 the network of 64 bits, all of which one subscriber has."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    six = isinstance(address, IPv6Address)
    return str(ip_network((address, 64), strict=False)) if six else host


def language_of(request: Request) -> str:
    """`nl` or `en`, by the caller's preference; Dutch, the programme's own, when in doubt."""
    preferred = [_weighed(part) for part in request.headers.get("accept-language", "").split(",")]
    known = [(weight, tag) for weight, tag in preferred if tag in ("nl", "en") and weight > 0]
    return max(known, key=lambda pair: pair[0])[1] if known else "nl"


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameters = part.strip().partition(";")
    name, _, weight = parameters.strip().partition("=")
    try:
        quality = float(weight) if name == "q" else 1.0
    except ValueError:
        quality = 0.0
    return quality, tag.strip().lower()[:2]


def is_head(request: Request) -> bool:
    """Whether only the headers are asked for, so that making the body can be saved."""
    return bool(request.scope.get("state", {}).get("bodiless"))


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def reason_of(request: Request) -> str | None:
    """Why the caller does this (`Audit-Reason`), percent-encoded when it is not plain ASCII."""
    given = unquote(request.headers.get("audit-reason", ""))[:500]
    return line(given) or None
