"""What work that no request waits for needs of the running program."""

from dataclasses import dataclass

from ok_api.foundation.database import Database
from ok_api.foundation.settings import Settings
from ok_api.foundation.signals import Signals


@dataclass(frozen=True)
class Tools:
    settings: Settings
    dsn: str
    database: Database
    signals: Signals
