"""Whether a bearer token is to be believed, and what it says; each refusal in a sentence of ours.

Sources: RFC 7519 (JWT), RFC 8725 (best current practices), RFC 8693, 4.2 (`scope`).
"""

import time
from collections.abc import Mapping
from typing import Any

import jwt
from jwt.exceptions import InvalidSubjectError

from ok_api.foundation.errors import Unauthenticated
from ok_api.foundation.keys import Keys
from ok_api.foundation.settings import Settings
from ok_api.rules.text import Text

ALGORITHMS = (
    *("EdDSA", "ES256", "ES384", "ES512"),
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
)
LISTS = ("roles", "schools", "boards")
LONGEST_CLAIM = 200
RESERVED = frozenset({"system", "anonymous"})
"""Who acts in the audit trail when no token does."""
INVALID = Text("Het token is ongeldig.", "The token is invalid.")
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
    InvalidSubjectError: Text(
        "De gebruiker in het token (sub) moet een tekst zijn.",
        "The token's subject (sub) must be a string.",
    ),
    jwt.InvalidAlgorithmError: Text(
        f"Het token is anders ondertekend dan hier wordt gelezen: {', '.join(ALGORITHMS)}.",
        f"The token is signed in another way than is read here: {', '.join(ALGORITHMS)}.",
    ),
    jwt.InvalidSignatureError: Text(
        "De handtekening van het token klopt niet.", "The token's signature is wrong."
    ),
    jwt.InvalidKeyError: Text(
        "De sleutel waarmee het token is ondertekend, geldt hier niet of niet meer.",
        "The key that the token is signed with does not count here, or no longer.",
    ),
}


class Tokens:
    """Verifies tokens of the configured issuer, and outside production of the development key."""

    def __init__(self, settings: Settings, keys: Keys) -> None:
        self._settings = settings
        self._keys = keys

    async def verify(self, token: str) -> Mapping[str, Any]:
        """The claims. Raises `Unauthenticated`, or `ConnectionError` for the issuer's keys."""
        try:
            claims = await self._decode(token)
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise Unauthenticated(_why(error)) from error
        self._check_scope(claims)
        self._check_lifetime(claims)
        _check_subject(claims["sub"])
        for name in LISTS:
            _check_list(name, claims.get(name))
        return claims

    async def _decode(self, token: str) -> Mapping[str, Any]:
        issuer = str(jwt.decode(token, options={"verify_signature": False}).get("iss"))
        key = await self._keys.find(issuer, jwt.get_unverified_header(token))
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=self._settings.token_audience,
            issuer=issuer,
            leeway=self._settings.token_leeway_seconds,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        return claims

    def _check_scope(self, claims: Mapping[str, Any]) -> None:
        wanted, scope = self._settings.token_scope, claims.get("scope")
        if scope is not None and not isinstance(scope, str):
            raise Unauthenticated(
                Text(
                    "Het gegeven scope in het token moet één tekst zijn, met spaties ertussen.",
                    "The token's claim scope must be one string, its parts divided by spaces.",
                )
            )
        if wanted not in (scope or "").split():
            raise Unauthenticated(
                Text(
                    f"Het token heeft de scope {wanted} niet.",
                    f"The token lacks the scope {wanted}.",
                ),
                code="insufficient_scope",
            )

    def _check_lifetime(self, claims: Mapping[str, Any]) -> None:
        """From its issue or, where it does not say when that was, from now."""
        most, leeway = self._settings.token_max_minutes, self._settings.token_leeway_seconds
        starts = int(claims["iat"]) if "iat" in claims else time.time() + leeway
        if int(claims["exp"]) - starts > most * 60:
            raise Unauthenticated(
                Text(
                    f"Het token is langer geldig dan hier mag: hoogstens {most} minuten.",
                    f"The token is valid for longer than is taken here: {most} minutes at most.",
                )
            )


def _check_subject(subject: str) -> None:
    named = subject.strip().casefold()
    if not named:
        raise Unauthenticated(
            Text(
                "De gebruiker in het token (sub) is leeg.",
                "The token's subject (sub) is empty.",
            )
        )
    if named in RESERVED:
        raise Unauthenticated(
            Text(
                f"De gebruikersnaam {named} (sub) is voorbehouden aan de dienst zelf.",
                f"The subject (sub) {named} is reserved for the service itself.",
            )
        )
    _check_text("sub", subject)


def _check_list(name: str, claim: object) -> None:
    if claim is None:
        return
    if not isinstance(claim, list) or not all(isinstance(item, str) for item in claim):
        raise Unauthenticated(
            Text(
                f"Het gegeven {name} in het token moet een lijst van teksten zijn.",
                f"The token's claim {name} must be a list of strings.",
            )
        )
    for item in claim:
        _check_text(name, item)


def _check_text(name: str, said: str) -> None:
    if len(said) > LONGEST_CLAIM or not said.isprintable():
        raise Unauthenticated(
            Text(
                f"Het gegeven {name} in het token is te lang of heeft tekens die geen naam heeft.",
                f"The token's claim {name} is too long, or has characters that no name has.",
            )
        )


def _why(error: Exception) -> Text:
    """In our own words: the library quotes the token, and tells of its own inside."""
    return next((said for kind, said in REASONS.items() if isinstance(error, kind)), INVALID)
