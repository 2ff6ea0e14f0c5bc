"""What every answer carries: version, safety, trace; also refusals, defects and preflights."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from ok_api import __version__
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.contract.walking import MEMBERS

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FRONT_END = "https://office.example.org"


class Broken:
    """A database that fails in a way of its own."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def fetch(self, *_: Any) -> None:
        raise self._error

    fetchrow = fetch


def assert_enveloped(answer: httpx.Response) -> None:
    for name, value in {
        "api-version": __version__,
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
    }.items():
        assert answer.headers[name] == value, answer.request.url
        assert len(answer.headers.get_list(name)) == 1
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "cache-control" in answer.headers
    assert answer.headers["traceparent"].split("-")[1] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/v1/schools", {}, 200),
        ("HEAD", "/v1/schools", {}, 200),
        ("OPTIONS", "/v1/schools", {}, 204),
        ("GET", "/v1/openapi.json", {}, 200),
        ("GET", "/v1/docs", {}, 200),
        ("GET", "/health/live", {}, 200),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/v1/schools/", {}, 404),
        ("GET", "/v1/schools?limit=0", {}, 400),
        ("GET", "/v1/schools", {"Accept": "text/html"}, 406),
        ("GET", "/v1/schools", {"Accept": "text/csv"}, 200),
        ("GET", "/v1/schools", {"Authorization": "Bearer x"}, 401),
        ("POST", "/v1/schools", {}, 405),
        ("POST", "/v1/expertises", {}, 401),
    ],
)
async def test_every_answer_is_enveloped(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = await client.request(method, path, headers=headers)
    assert answer.status_code == status
    assert_enveloped(answer)


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [
        (RuntimeError("secret detail"), 500, "defect"),
        (ConnectionRefusedError("secret detail"), 503, "unavailable"),
        (TimeoutError("secret detail"), 503, "unavailable"),
    ],
)
async def test_a_defect_is_a_problem_too_and_tells_nothing_of_the_inside(
    client: httpx.AsyncClient,
    app: FastAPI,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    slug: str,
) -> None:
    monkeypatch.setattr(app.state.services.database, "reads", Broken(error))
    answer = await client.get("/v1/schools")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json().keys() >= MEMBERS
    assert answer.json()["type"] == f"/v1/problem-types/{slug}"
    assert "secret" not in answer.text
    assert_enveloped(answer)
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_a_trace_is_taken_over_and_passed_on(client: httpx.AsyncClient) -> None:
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    answer = await client.get("/v1/schools/99ZZ99", headers=headers)
    version, trace, span, _flags = answer.headers["traceparent"].split("-")
    assert (version, trace) == ("00", TRACE)
    assert span != "00f067aa0ba902b7"
    assert answer.json()["requestId"] == TRACE


@pytest.mark.parametrize(
    "given", ["", "nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", "00-x-y-z"]
)
async def test_a_bad_trace_starts_a_new_one(client: httpx.AsyncClient, given: str) -> None:
    first = await client.get("/v1/rules", headers={"traceparent": given})
    other = await client.get("/v1/rules", headers={"traceparent": given})
    traces = {answer.headers["traceparent"].split("-")[1] for answer in (first, other)}
    assert len(traces) == 2
    assert "0" * 32 not in traces


@pytest.fixture
async def browser(settings: Settings, dsn: str) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of an application that lets one front end in."""
    app = create_app(settings.model_copy(update={"cors_origins": (FRONT_END,)}), dsn=dsn)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


async def test_a_known_front_end_may_call_and_read_the_headers(browser: httpx.AsyncClient) -> None:
    asked = {
        "Origin": FRONT_END,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,if-match,idempotency-key,audit-reason",
    }
    preflight = await browser.options("/v1/expertises", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == FRONT_END
    assert "PATCH" in preflight.headers["access-control-allow-methods"]
    assert "if-match" in preflight.headers["access-control-allow-headers"].lower()
    assert_enveloped(preflight)
    answer = await browser.get("/v1/schools", headers={"Origin": FRONT_END})
    exposed = answer.headers["access-control-expose-headers"]
    for name in ("ETag", "Location", "Link", "API-Version", "X-Request-Id", "Retry-After"):
        assert exposed == "*" or name in exposed


async def test_another_website_may_not(browser: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    preflight = await browser.options("/v1/schools", headers=asked)
    assert "access-control-allow-origin" not in preflight.headers
    answer = await browser.get("/v1/schools", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert_enveloped(preflight)


async def test_a_front_end_can_read_a_defect(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ok_api.foundation.shelves.Shelf._documents", _failing)
    answer = await browser.get("/v1/glossary", headers={"Origin": FRONT_END})
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == FRONT_END


def _failing(*_: Any) -> None:
    raise RuntimeError
