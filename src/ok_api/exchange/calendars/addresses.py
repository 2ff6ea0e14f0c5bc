"""The secret address of a calendar: worked out when it is asked for, and kept nowhere.

It names the feed and proves itself with 256 bits that only this installation can make. A guess is
therefore refused without a look in the database, and in the same time as any other.
"""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from ok_api.foundation.keys import secret
from ok_api.foundation.settings import Settings

_LENGTH = 64
_IDENTITY = 16


class Addresses:
    """Makes the tokens of one installation; another key gives every calendar another address."""

    def __init__(self, settings: Settings) -> None:
        self._key = secret(settings, "calendars")

    def token(self, feed_id: UUID) -> str:
        proven = feed_id.bytes + self._proof(feed_id.bytes)
        return base64.urlsafe_b64encode(proven).decode()

    def feed_id(self, token: str) -> UUID | None:
        """The feed whose token this is, or `None` for what is no token of ours."""
        try:
            given = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error):
            return None
        identity, proof = given[:_IDENTITY], given[_IDENTITY:]
        if len(token) != _LENGTH or not hmac.compare_digest(proof, self._proof(identity)):
            return None
        return UUID(bytes=identity)

    def _proof(self, identity: bytes) -> bytes:
        return hmac.digest(self._key, identity, hashlib.sha256)
