"""What Prometheus may ask for: requests by operation and status, and how long they took."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

REGISTRY = CollectorRegistry()
_requests = Counter(
    "ok_api_requests_total",
    "Requests by operation and status.",
    ["operation", "status"],
    registry=REGISTRY,
)
_seconds = Histogram(
    "ok_api_request_seconds",
    "Time to answer, by operation.",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)


@cache
def _series(operation: str, status: int) -> tuple[Counter, Histogram]:
    """Looking a series up by its labels costs more than counting in it."""
    return _requests.labels(operation, str(status)), _seconds.labels(operation)


def observe(operation: str, status: int, seconds: float) -> None:
    requests, times = _series(operation, status)
    requests.inc()
    times.observe(seconds)


def exposition() -> bytes:
    return generate_latest(REGISTRY)
