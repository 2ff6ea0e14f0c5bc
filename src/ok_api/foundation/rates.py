"""How often a caller may ask for what costs much: counted in this process (ADR 10)."""

import time
from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import ceil

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from ok_api.foundation.bulkhead import turned_away
from ok_api.foundation.context import current_caller
from ok_api.foundation.errors import TooManyRequests
from ok_api.foundation.settings import Settings
from ok_api.rules.text import Text


class Cost(StrEnum):
    """What makes a request dear."""

    SEARCH = "search"
    TABLE = "table"
    COMPUTE = "compute"


_KINDS: Mapping[Cost, Text] = {
    Cost.SEARCH: Text("zoekvragen", "searches"),
    Cost.TABLE: Text("tabellen en bestanden", "tables and files"),
    Cost.COMPUTE: Text("berekeningen", "computations"),
}


class Rates:
    """By account, or by address for who shows no token; the headers are those of the IETF's draft
    (RateLimit and RateLimit-Policy, httpapi working group).
    """

    def __init__(self, settings: Settings) -> None:
        self._items: Mapping[Cost, RateLimitItem] = {
            Cost.SEARCH: parse(settings.rate_searches),
            Cost.TABLE: parse(settings.rate_tables),
            Cost.COMPUTE: parse(settings.rate_computations),
        }
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def take(self, costs: Iterable[Cost]) -> Mapping[str, str]:
        """What the answer tells of what is left. Raises `TooManyRequests` when nothing is."""
        left = [await self._take(cost) for cost in costs]
        return {
            "RateLimit-Policy": ", ".join(policy for policy, _ in left),
            "RateLimit": ", ".join(rest for _, rest in left),
        }

    async def _take(self, cost: Cost) -> tuple[str, str]:
        item, caller = self._items[cost], current_caller().key
        taken = await self._limiter.hit(item, cost, caller)
        reset, remaining = await self._limiter.get_window_stats(item, cost, caller)
        seconds = max(1, ceil(reset - time.time()))
        policy = f'"{cost}";q={item.amount};w={item.get_expiry()}'
        rest = f'"{cost}";r={max(0, remaining)};t={seconds}'
        if not taken:
            await turned_away()
            headers = {"RateLimit-Policy": policy, "RateLimit": rest, "Retry-After": str(seconds)}
            raise TooManyRequests(_said(cost, item, seconds), headers)
        return policy, rest


def _said(cost: Cost, item: RateLimitItem, seconds: int) -> Text:
    kind, amount, window = _KINDS[cost], item.amount, item.get_expiry()
    return Text(
        f"U vroeg te vaak: per {window} seconden mogen {amount} {kind.nl}. Probeer het over "
        f"{seconds} seconden weer.",
        f"You asked too often: {amount} {kind.en} are allowed every {window} seconds. Try again "
        f"in {seconds} seconds.",
    )
