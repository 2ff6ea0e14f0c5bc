"""Who is calling: a bearer token becomes an `Actor`, and is verified once in its life."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from starlette.requests import Request

from ok_api.foundation.errors import Unauthenticated
from ok_api.foundation.keys import Keys
from ok_api.foundation.settings import Settings
from ok_api.rules.text import Text

ALGORITHMS = ("EdDSA", "ES256", "RS256", "PS256")
LEEWAY_SECONDS = 10
REMEMBERED = 10_000
LONGEST_CLAIM = 200
REASONS: Mapping[type[Exception], Text] = {
    jwt.ExpiredSignatureError: Text("Het token is verlopen.", "The token has expired."),
    jwt.ImmatureSignatureError: Text("Het token geldt nog niet.", "The token is not valid yet."),
    jwt.InvalidIssuerError: Text(
        "Het token is van een uitgever die hier niet geldt.",
        "The token is from an issuer that does not count here.",
    ),
    jwt.InvalidAudienceError: Text(
        "Het token is voor een andere dienst bedoeld.", "The token is meant for another service."
    ),
    jwt.MissingRequiredClaimError: Text(
        "Het token mist een verplicht gegeven (iss, aud, exp, sub).",
        "The token lacks a required claim (iss, aud, exp, sub).",
    ),
    jwt.InvalidSignatureError: Text(
        "De handtekening van het token klopt niet.", "The token's signature is wrong."
    ),
}


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


class Identity:
    """Verifies tokens of the configured issuer, and outside production of the development key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys = Keys(settings)
        self._verified: dict[str, tuple[float, Actor]] = {}

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
        expires, actor = self._verified.get(token, (0.0, ANYONE))
        return actor if expires > time.time() else await self._verify(token)

    async def _verify(self, token: str) -> Actor:
        try:
            issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
            key = await self._keys.find(issuer, jwt.get_unverified_header(token))
            claims = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._settings.token_audience,
                issuer=issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
            return self._remember(token, claims)
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError) as error:
            raise Unauthenticated(_why(error)) from error

    def _remember(self, token: str, claims: Mapping[str, Any]) -> Actor:
        if self._settings.token_scope not in str(claims.get("scope", "")).split():
            raise Unauthenticated(
                Text(
                    f"Het token heeft de scope {self._settings.token_scope} niet.",
                    f"The token lacks the scope {self._settings.token_scope}.",
                ),
                code="insufficient_scope",
            )
        actor = actor_of(claims)
        if len(self._verified) >= REMEMBERED:
            self._verified.clear()
        self._verified[token] = (float(claims["exp"]), actor)
        return actor


def actor_of(claims: Mapping[str, Any]) -> Actor:
    """Raises `ValueError` for a claim with characters that no name or code has."""
    return Actor(
        subject=_clean(claims["sub"]),
        roles=frozenset(_strings(claims.get("roles"))),
        memberships={name: _strings(claims.get(name)) for name in ("schools", "boards")},
    )


def _strings(claim: object) -> tuple[str, ...]:
    return tuple(_clean(item) for item in claim) if isinstance(claim, list) else ()


def _clean(claim: object) -> str:
    said = str(claim)
    if len(said) > LONGEST_CLAIM or not said.isprintable():
        raise ValueError("unprintable claim")
    return said


def _why(error: Exception) -> Text:
    """In our own words: the library quotes the token, and tells of its own inside."""
    for kind, said in REASONS.items():
        if isinstance(error, kind):
            return said
    return Text("Het token is ongeldig.", "The token is invalid.")


def actor_values(actor: Actor) -> dict[str, Any]:
    """The bound values that row scopes refer to."""
    return {
        "actor_subject": actor.subject,
        "actor_schools": list(actor.memberships.get("schools", ())),
        "actor_boards": list(actor.memberships.get("boards", ())),
    }
