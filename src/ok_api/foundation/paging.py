"""Keyset cursors: opaque, signed, and only good for the list they came from."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from ok_api.foundation import json
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.rules.text import Text

_SIGNATURE_BYTES = 12


class Cursors:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, list_name: str, keys: Sequence[Any]) -> str:
        """`list_name` holds everything that must stay the same: the list, its filters, its sort."""
        payload = json.encode(keys)
        return _text(self._sign(list_name, payload) + payload)

    def open(self, list_name: str, cursor: str) -> list[Any]:
        """The sort keys of the last row seen. Raises `InvalidInput` on anything we did not seal."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raw = b""
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(list_name, payload)):
            raise InvalidInput(_flaw())
        keys: list[Any] = json.decode(payload)
        return keys

    def _sign(self, list_name: str, payload: bytes) -> bytes:
        message = list_name.encode() + b"\0" + payload
        return hmac.new(self._secret, message, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _flaw() -> Flaw:
    return Flaw(
        where="query",
        name="cursor",
        code="invalid_cursor",
        message=Text(
            "Deze cursor hoort niet bij deze lijst, deze filters en deze volgorde.",
            "This cursor does not belong to this list, these filters and this order.",
        ),
    )
