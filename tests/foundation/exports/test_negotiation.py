"""Which media type is meant by an Accept header."""

import pytest
from starlette.requests import Request

from ok_api.foundation.errors import NotAcceptable
from ok_api.foundation.exports.offering import LIST
from ok_api.foundation.negotiation import JSON, check_accept

JSON_TYPE, CSV, XLSX, PROBLEM = LIST
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def asking(accept: str | None) -> Request:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, ""),
        ("", ""),
        ("*/*", ""),
        (JSON_TYPE, JSON_TYPE),
        (CSV, CSV),
        (XLSX, XLSX),
        (PROBLEM, PROBLEM),
        (BROWSER, JSON_TYPE),
        ("application/json, text/plain, */*", JSON_TYPE),
        ("application/*", JSON_TYPE),
        ("text/*", CSV),
        ("TEXT/CSV; charset=utf-8; header=present", CSV),
        ("text/csv, */*", CSV),
        ("text/csv, application/json", JSON_TYPE),
        ("text/csv;q=0.9, application/json;q=0.8", CSV),
        ("text/csv; q=0.8, application/json;q=0.9", JSON_TYPE),
        (f"{CSV};q=0.5,{XLSX}", XLSX),
        ("application/json;q=0, */*", CSV),
        ("text/html, text/csv;q=0.1", CSV),
        ("text/csv;q=0, */*;q=0.1", JSON_TYPE),
    ],
)
def test_the_best_of_what_is_wanted(accept: str | None, wanted: str) -> None:
    assert check_accept(asking(accept), LIST) == wanted


@pytest.mark.parametrize("accept", ["text/html", "text/csv;q=0", "*/*;q=0", "text/csv;q=many", ","])
def test_nothing_that_is_wanted_can_be_made(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        check_accept(asking(accept), LIST)
    assert f"application/json, {XLSX}, text/csv" in refused.value.detail.en


def test_what_is_no_list_has_no_tables() -> None:
    with pytest.raises(NotAcceptable):
        check_accept(asking(CSV), JSON)
