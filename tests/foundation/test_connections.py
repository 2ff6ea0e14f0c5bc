"""Over real connections: what the server itself refuses, and that its answer can be read."""

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from ok_api.foundation import connections
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.serving import serving

PROBLEM = "application/problem+json"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: Any


@pytest.fixture(scope="module")
def limits(settings: Settings) -> Settings:
    tight = {"head_timeout_seconds": 0.4, "body_timeout_seconds": 0.4, "max_connections": 10}
    return settings.model_copy(update=tight)


@pytest.fixture(scope="module")
def address(limits: Settings, dsn: str) -> Iterator[str]:
    with serving(create_app(limits, dsn=dsn)) as address:
        yield address


@pytest.fixture
def token(settings: Settings) -> str:
    return development_token(settings, "office@example.org", {"roles": ["office"]})


@pytest.fixture
def line(address: str) -> Iterator[socket.socket]:
    with _connect(address) as line:
        yield line


def _connect(address: str) -> socket.socket:
    host, _, port = address.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _read(line: socket.socket) -> Answer:
    """One answer; the body as far as its length says."""
    told = b""
    while b"\r\n\r\n" not in told:
        piece = line.recv(65536)
        assert piece, f"the connection was closed after {told!r}"
        told += piece
    head, _, body = told.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(part.lower().split(": ", 1) for part in lines)
    while len(body) < int(headers.get("content-length", 0)):
        body += line.recv(65536)
    return Answer(int(first.split()[1]), headers, json.loads(body))


def _assert_problem(answer: Answer, status: int, slug: str) -> None:
    assert answer.status == status, answer
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["api-version"]
    assert answer.body["type"] == f"/v1/problem-types/{slug}"
    assert answer.body["requestId"] == answer.headers["x-request-id"]


def _is_closed(line: socket.socket, within: float = 3) -> bool:
    line.settimeout(within)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def _trickle(line: socket.socket, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        line.sendall(b"x")
        time.sleep(0.02)


@pytest.mark.parametrize(
    "head",
    [
        "GET /v1/schools?q=" + "a" * 70_000 + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1 HTTP/1.1\r\nHost: x\r\nCookie: " + "a" * 70_000 + "\r\n\r\n",
        "GET /v1 HTTP/1.1\r\nHost: x\r\n" + "X-A: b\r\n" * 9_000 + "\r\n",
        "GET /v1 HTTP/1.1\r\nHost: x\r\nX-Endless: " + "a" * 400_000,
    ],
    ids=["address", "one header", "many headers", "no end"],
)
def test_too_large_a_head_is_431(line: socket.socket, head: str) -> None:
    line.sendall(head.encode())
    _assert_problem(_read(line), 431, "head-too-large")


def test_a_head_that_is_just_small_enough_is_read(line: socket.socket) -> None:
    cookie = "a" * 60_000
    line.sendall(f"GET /health/live HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n".encode())
    assert _read(line).status == 200


def test_a_head_that_comes_too_slowly_is_408(line: socket.socket) -> None:
    begun = time.monotonic()
    line.sendall(b"GET /v1 HTTP/1.1\r\n")
    for _ in range(3):
        time.sleep(0.1)
        line.sendall(b"X-A: b\r\n")
    _assert_problem(_read(line), 408, "too-slow")
    assert time.monotonic() - begun < 3
    assert _is_closed(line)


@pytest.mark.parametrize("said", [b"", b"\r\n", b"\r\n\r\n\r\n"])
def test_who_says_nothing_is_hung_up_on(line: socket.socket, said: bytes) -> None:
    line.sendall(said)
    assert _is_closed(line)


def test_what_is_no_http_is_a_problem_too(line: socket.socket) -> None:
    line.sendall(b"\x16\x03\x01 hello\r\n\r\n")
    _assert_problem(_read(line), 400, "invalid-input")
    assert _is_closed(line)


def test_a_body_that_comes_too_slowly_is_408(line: socket.socket, token: str) -> None:
    head = (
        "POST /v1/expertises HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\n"
    )
    line.sendall(head.encode())
    for _ in range(3):
        time.sleep(0.1)
        line.sendall(b"{")
    answer = _read(line)
    _assert_problem(answer, 408, "too-slow")
    assert answer.headers["connection"] == "close"


def test_a_body_that_keeps_coming_may_take_longer(line: socket.socket) -> None:
    body = b'{"phase": "pilot", "schoolCount": 6, "schoolYear": "2025-2026"}' + b" " * 60_000
    head = (
        "POST /v1/facilitation-calculations HTTP/1.1\r\nHost: x\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    line.sendall(head.encode())
    for start in range(0, len(body), 6_000):
        line.sendall(body[start : start + 6_000])
        time.sleep(0.06)
    assert _read(line).status == 200


@pytest.mark.parametrize("closing", [True, False], ids=["closing", "staying"])
def test_an_ordinary_client_reads_why_its_thirty_megabytes_are_refused(
    address: str, token: str, closing: bool
) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    body, url = b"x" * 30_000_000, f"{address}/v1/expertises"
    if closing:  # urllib says `Connection: close`, and reads nothing until it has sent all.
        request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)  # noqa: S310
        assert (refused.value.code, json.load(refused.value)["maxBytes"]) == (413, 1_048_576)
    else:
        with httpx.Client() as client:
            for _ in range(2):
                answer = client.post(url, content=body, headers=headers)
                assert (answer.status_code, answer.json()["maxBytes"]) == (413, 1_048_576)


def test_who_goes_on_sending_for_ever_is_cut_off(
    line: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LINGER", 0.3)
    line.sendall(b"POST /v1/expertises HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n")
    assert _read(line).status == 401
    with pytest.raises(OSError, match=r"reset|Broken pipe"):
        _trickle(line, seconds=5)


def test_a_connection_serves_on_after_a_refused_body(line: socket.socket) -> None:
    line.sendall(b"POST /v1/expertises HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n")
    assert _read(line).status == 401
    line.sendall(b"x" * 200_000)
    line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    assert _read(line).body == {"status": "live"}


def test_requests_in_a_row_are_answered_in_order(line: socket.socket) -> None:
    asked = ("/health/live", "/v1/nowhere", "/health/live")
    line.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in asked).encode())
    told = b""
    while told.count(b"HTTP/1.1 ") < 3:
        told += line.recv(65536)
    assert [part[:3] for part in told.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def test_beyond_so_many_connections_requests_are_refused(address: str) -> None:
    others = []
    try:
        for _ in range(10):
            other = _connect(address)
            other.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            _read(other)
            others.append(other)
        with _connect(address) as late:
            late.sendall(b"GET /v1 HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = _read(late)
            _assert_problem(answer, 503, "unavailable")
            assert answer.headers["retry-after"]
            late.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            assert _read(late).status == 200
    finally:
        for other in others:
            other.close()
