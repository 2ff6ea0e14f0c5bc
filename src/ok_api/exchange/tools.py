"""What work that no request waits for needs of the running program."""

import asyncio
from dataclasses import dataclass, field

from ok_api.foundation.database import Database
from ok_api.foundation.settings import Settings
from ok_api.foundation.signals import Signals


@dataclass(frozen=True)
class Tools:
    settings: Settings
    dsn: str
    database: Database
    signals: Signals
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the worker is to stop: who is busy for long looks at it."""
