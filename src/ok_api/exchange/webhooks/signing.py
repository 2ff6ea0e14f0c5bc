"""Signatures by Standard Webhooks, with secrets that are worked out and never kept.

A copy of the database opens no door: the secret follows from the installation's own key, the
subscription and how often its secret was renewed.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from standardwebhooks import Webhook

from ok_api.foundation import keys
from ok_api.foundation.settings import Settings

BOTH_FOR = timedelta(hours=24)
"""After a renewal the old secret signs along for so long."""


class Signer:
    """Knows every secret of this installation."""

    def __init__(self, settings: Settings) -> None:
        self._key = keys.secret(settings, "webhooks")

    def secret(self, subscription_id: UUID, generation: int) -> str:
        digest = hmac.digest(self._key, f"{subscription_id}.{generation}".encode(), "sha256")
        return f"whsec_{base64.b64encode(digest).decode()}"

    def secrets(
        self, subscription_id: UUID, generation: int, previous_until: datetime | None, now: datetime
    ) -> list[str]:
        """The newest first; the one before it only until its time is over."""
        generations = [generation]
        if previous_until is not None and now < previous_until:
            generations.append(generation - 1)
        return [self.secret(subscription_id, each) for each in generations]


def signed(secrets: Sequence[str], message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The three headers. `now` must be in UTC: the library reads its digits as such."""
    signatures = [Webhook(secret).sign(message_id, now, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
