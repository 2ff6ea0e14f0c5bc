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
DEVELOPMENT_MINUTES = 12 * 60
REFRESH_AT_MOST_EVERY = 30.0
REFRESH_AFTER = 300.0
"""A key that the issuer withdraws is forgotten within so many seconds."""
RETRY_AFTER = 1.0
ANSWERED_WITHIN = 5.0

KeySet = Mapping[str, jwt.PyJWK]
"""The issuer's keys by name; another object each time the issuer was heard."""

log = structlog.get_logger(__name__)


class Keys:
    """Finds the key of a token.

    A known key is used at once: the set is asked for again beside it, one request at a time. Only
    a token that names an unknown key waits for the answer.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issued: KeySet = {}
        self._tried_at = self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def current(self) -> KeySet:
        """The set that counts now; one that is old is asked for again meanwhile."""
        if self._issued and self._age(self._fetched_at) > REFRESH_AFTER:
            self._refresh()
        return self._issued

    async def find(self, issuer: str, header: Mapping[str, Any]) -> Any:
        """The verification key. Raises `jwt.PyJWTError`, or `ConnectionError` for the issuer."""
        if issuer == DEVELOPMENT_ISSUER:
            return self._development()
        known = self._settings.token_issuer
        if known is None or issuer.rstrip("/") != str(known).rstrip("/"):
            raise jwt.InvalidIssuerError("unknown issuer")
        identifier = str(header.get("kid"))
        if identifier not in self.current() and (fetching := self._refresh()) is not None:
            # Whoever gives up waiting must not end it for the others.
            await asyncio.shield(fetching)
        if identifier in self._issued:
            return self._issued[identifier].key
        if self._tried_at != self._fetched_at:
            raise ConnectionError("the token issuer does not publish its keys")
        raise jwt.InvalidKeyError("unknown key")

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._fetching is not None:
            self._fetching.cancel()

    def _development(self) -> Any:
        if self._settings.production:
            raise jwt.InvalidIssuerError("development tokens are refused in production")
        return development_key(self._settings.data_dir).public_key()

    @staticmethod
    def _age(moment: float) -> float:
        return time.monotonic() - moment

    def _refresh(self) -> asyncio.Task[None] | None:
        """The request for the set that is under way, or a new one when its time has come.

        Soon after a failure, and otherwise not too often. When the set cannot be had, the keys
        that are known go on.
        """
        if self._fetching is None:
            failed = self._tried_at != self._fetched_at
            pause = RETRY_AFTER if failed else REFRESH_AT_MOST_EVERY
            if self._age(self._tried_at) >= pause:
                self._fetching = asyncio.create_task(self._fetch())
                self._fetching.add_done_callback(self._fetched)
        return self._fetching

    async def _fetch(self) -> None:
        self._tried_at = time.monotonic()
        try:
            async with (
                asyncio.timeout(ANSWERED_WITHIN),
                httpx.AsyncClient(timeout=ANSWERED_WITHIN) as client,
            ):
                answer = (await client.get(str(self._settings.token_jwks_url))).raise_for_status()
            self._issued = _usable(answer.json())
            self._fetched_at = self._tried_at
        except (httpx.HTTPError, TimeoutError, ValueError, TypeError, LookupError) as error:
            log.warning("the token issuer does not publish its keys", error=repr(error))

    def _fetched(self, fetching: asyncio.Task[None]) -> None:
        """Ask again also where nobody calls: a quiet night's first caller may have an old key."""
        self._fetching = None
        if self._timer is not None:
            self._timer.cancel()
        if not fetching.cancelled():
            self._timer = asyncio.get_running_loop().call_later(REFRESH_AFTER, self._refresh)


def _usable(published: Any) -> KeySet:
    """The keys that we can verify with; an issuer that has withdrawn all of them publishes none."""
    found = {}
    for told in published["keys"]:
        try:
            key = jwt.PyJWK(told)
        except (jwt.PyJWTError, AttributeError) as error:
            log.info("a key of the token issuer is not used", error=type(error).__name__)
            continue
        if key.public_key_use in (None, "sig"):
            found[str(key.key_id)] = key
    return found


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
        "exp": now + 60 * min(DEVELOPMENT_MINUTES, settings.token_max_minutes),
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
