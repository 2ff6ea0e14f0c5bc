"""Who is calling: a bearer token becomes an `Actor`, verified once for each set of keys."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from starlette.requests import Request

from ok_api.foundation.errors import Unauthenticated
from ok_api.foundation.keys import Keys, KeySet
from ok_api.foundation.settings import Settings
from ok_api.foundation.tokens import Tokens
from ok_api.rules.text import Text

REMEMBERED = 10_000


@dataclass(frozen=True)
class Actor:
    """The caller: what the token says of it, and no more."""

    subject: str
    roles: frozenset[str] = frozenset()
    memberships: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Claim by claim, the organisations the issuer vouches for: `schools`, `boards`."""
    anonymous: bool = False


ANYONE = Actor("anonymous", anonymous=True)
SYSTEM = Actor("system", frozenset({"office"}))
"""Who asks when the rules need a row whole, whoever the caller is."""


class _Verified(NamedTuple):
    until: float
    keys: KeySet
    """The keys that it was verified with; when the issuer was heard again it is verified again."""
    actor: Actor


class Identity:
    """Turns the header of a request into an actor."""

    def __init__(self, settings: Settings) -> None:
        self._keys = Keys(settings)
        self._tokens = Tokens(settings, self._keys)
        self._leeway = settings.token_leeway_seconds
        self._verified: dict[str, _Verified] = {}

    async def identify(self, request: Request) -> Actor:
        """The actor of a request; anyone without a token. Raises `Unauthenticated` on a bad one."""
        header = request.headers.get("authorization")
        if header is None:
            return ANYONE
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated(
                Text("Gebruik Authorization: Bearer.", "Use Authorization: Bearer."),
                code="invalid_request",
            )
        known = self._verified.get(token)
        if known and known.until > time.time() and known.keys is self._keys.current():
            return known.actor
        return self._remember(token, await self._tokens.verify(token))

    def close(self) -> None:
        self._keys.close()

    def _remember(self, token: str, claims: Mapping[str, Any]) -> Actor:
        actor = actor_of(claims)
        if len(self._verified) >= REMEMBERED:
            self._verified.clear()
        until = float(claims["exp"]) + self._leeway
        self._verified[token] = _Verified(until, self._keys.current(), actor)
        return actor


def actor_of(claims: Mapping[str, Any]) -> Actor:
    """From claims that were verified."""
    return Actor(
        subject=claims["sub"],
        roles=frozenset(claims.get("roles") or ()),
        memberships={name: tuple(claims.get(name) or ()) for name in ("schools", "boards")},
    )


def actor_values(actor: Actor) -> dict[str, Any]:
    """The bound values that row scopes refer to."""
    return {
        "actor_subject": actor.subject,
        "actor_schools": list(actor.memberships.get("schools", ())),
        "actor_boards": list(actor.memberships.get("boards", ())),
    }
