"""The keys that tokens are verified with: the issuer's, and a development key of our own."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ok_api.foundation.settings import Settings

DEVELOPMENT_ISSUER = "urn:ok-api:development"
REFRESH_AT_MOST_EVERY = 30.0
REFRESH_AFTER = 300.0
"""A key that the issuer withdraws is forgotten within so many seconds."""
RETRY_AFTER = 1.0

log = structlog.get_logger(__name__)


class Keys:
    """Finds the key of a token; the issuer's set is fetched again when it names an unknown key."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issued: dict[str, jwt.PyJWK] = {}
        self._tried_at = self._fetched_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, issuer: str, header: Mapping[str, Any]) -> Any:
        """The verification key. Raises `jwt.PyJWTError`, or `ConnectionError` for the issuer."""
        if issuer == DEVELOPMENT_ISSUER:
            return self._development()
        known = self._settings.token_issuer
        if known is None or issuer.rstrip("/") != str(known).rstrip("/"):
            raise jwt.InvalidIssuerError("unknown issuer")
        identifier = str(header.get("kid"))
        async with self._fetching:
            if identifier not in self._issued or self._age(self._fetched_at) > REFRESH_AFTER:
                await self._fetch()
        if identifier in self._issued:
            return self._issued[identifier].key
        if self._tried_at != self._fetched_at:
            raise ConnectionError("the token issuer does not publish its keys")
        raise jwt.InvalidKeyError("unknown key")

    def _development(self) -> Any:
        if self._settings.production:
            raise jwt.InvalidIssuerError("development tokens are refused in production")
        return development_key(self._settings.data_dir).public_key()

    @staticmethod
    def _age(moment: float) -> float:
        return time.monotonic() - moment

    async def _fetch(self) -> None:
        """Ask for the set again, soon after a failure and otherwise not too often.

        When it cannot be had, the keys that are known go on.
        """
        failed = self._tried_at != self._fetched_at
        if self._age(self._tried_at) < (RETRY_AFTER if failed else REFRESH_AT_MOST_EVERY):
            return
        self._tried_at = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = (await client.get(str(self._settings.token_jwks_url))).raise_for_status()
                keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        except (httpx.HTTPError, jwt.PyJWTError, ValueError, AttributeError) as error:
            log.warning("the token issuer does not publish its keys", error=repr(error))
            return
        self._issued = {str(key.key_id): key for key in keys}
        self._fetched_at = self._tried_at


def development_key(data_dir: Path) -> Ed25519PrivateKey:
    """The key that server and command line share in the data folder; made when first needed."""
    path = data_dir / "development-key.pem"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _keep_first(path, _pem(Ed25519PrivateKey.generate()))
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _keep_first(path: Path, content: bytes) -> None:
    """Write beside the place and link it in whole: of those who come at once, the first one stays.

    Each has a draft of its own. A process number is no name for one: server and worker are two
    threads of a process, and two containers on one volume may have the same number.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def development_token(settings: Settings, subject: str, claims: Mapping[str, Any]) -> str:
    """A token signed by the development key; production refuses it."""
    now = int(time.time())
    payload = {
        "iss": DEVELOPMENT_ISSUER,
        "aud": settings.token_audience,
        "scope": settings.token_scope,
        "sub": subject,
        "iat": now,
        "exp": now + 12 * 3600,
        **claims,
    }
    return jwt.encode(payload, development_key(settings.data_dir), algorithm="EdDSA")


def secret(settings: Settings, purpose: str) -> bytes:
    """The key that our own signatures are made with: stated, or else the development key's."""
    stated = settings.cursor_secret
    if stated is not None:
        base = stated.get_secret_value().encode()
    else:
        base = development_key(settings.data_dir).private_bytes_raw()
    return hashlib.sha256(base + purpose.encode()).digest()
