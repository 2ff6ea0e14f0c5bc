"""How a body may be written and packed on its way in."""

import gzip
import zlib

import httpx
import pytest

from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.exchange.imports.sending import XLSX, ended, lines, own, school, send, sent, sheet

FILE = own(school("99ZZ01", "Fryslân"))


async def packed(
    caller: httpx.AsyncClient, content: bytes, encoding: str, media_type: str = "text/csv"
) -> httpx.Response:
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    query = {"kind": "schools", "referenceDate": "2026-08-01"}
    return await caller.post("/v1/imports", params=query, content=content, headers=headers)


@pytest.mark.parametrize(
    ("content", "encoding", "media_type"),
    [
        (gzip.compress(FILE), "gzip", "text/csv"),
        (gzip.compress(FILE[:20]) + gzip.compress(FILE[20:]), "GZIP", "text/csv"),
        (gzip.compress(FILE), "x-gzip", "text/csv; charset=utf-8"),
        (FILE, "identity", "text/csv"),
        (gzip.compress(lines(school("99ZZ01", "Fryslân"))), "gzip", "application/jsonl"),
        (gzip.compress(sheet([list(school("")), list(school("99ZZ01").values())])), "gzip", XLSX),
    ],
    ids=range(6),
)
async def test_what_was_packed_on_its_way_is_taken(
    callers: Callers, worker: None, content: bytes, encoding: str, media_type: str
) -> None:
    answer = await packed(callers.office, content, encoding, media_type)
    assert answer.status_code == 202, answer.text
    told = await ended(callers.office, answer.headers["location"])
    assert (told["status"], told["counts"]["created"]) == ("applied", 1), told


async def test_size_and_digest_are_those_of_the_file(callers: Callers) -> None:
    plain, told = (
        await send(callers.office, FILE),
        await packed(callers.office, gzip.compress(FILE), "gzip"),
    )
    same = ("size", "sha256")
    assert [told.json()[name] for name in same] == [plain.json()[name] for name in same]


@pytest.mark.parametrize("encoding", ["deflate", "br", "zstd", "gzip, gzip", "gzip;q=1"])
async def test_another_packing_is_refused(callers: Callers, encoding: str) -> None:
    answer = await packed(callers.office, zlib.compress(FILE), encoding)
    assert answer.status_code == 415
    assert "with Content-Encoding gzip or without" in answer.json()["detail"]


@pytest.mark.parametrize("content", [FILE, gzip.compress(FILE)[:-4], b""], ids=range(3))
async def test_what_cannot_be_unpacked_is_refused(callers: Callers, content: bytes) -> None:
    answer = await packed(callers.office, content, "gzip")
    assert answer.status_code == 400
    assert [one["code"] for one in answer.json()["errors"]] == ["gzip_invalid"]


async def test_what_unpacks_to_too_much_is_refused(
    callers: Callers, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "max_import_bytes", 1_000_000)
    bomb = gzip.compress(b"0" * 20_000_000)
    answer = await packed(callers.office, bomb, "gzip")
    assert (answer.status_code, answer.json()["maxBytes"]) == (413, 1_000_000)


@pytest.mark.parametrize(
    ("method", "address", "media_type"),
    [
        ("POST", "/v1/expertises", "application/json"),
        ("PUT", "/v1/schools/99ZZ01", "application/json"),
        ("POST", "/v1/facilitation-calculations", "application/json"),
    ],
)
async def test_a_body_that_is_small_is_not_packed(
    callers: Callers, method: str, address: str, media_type: str
) -> None:
    """And is not taken for broken JSON either."""
    headers = {"Content-Type": media_type, "Content-Encoding": "gzip"}
    content = gzip.compress(b"{}")
    answer = await callers.office.request(method, address, content=content, headers=headers)
    assert answer.status_code == 415, answer.text
    assert "without Content-Encoding" in answer.json()["detail"]


@pytest.mark.parametrize("charset", ["utf-7", "x-unknown", '"utf-7"'])
async def test_a_charset_that_is_not_read_is_refused(callers: Callers, charset: str) -> None:
    answer = await send(callers.office, FILE, f"text/csv; charset={charset}")
    assert answer.status_code == 415
    assert "windows-1252" in answer.json()["detail"]
    answer = await send(callers.office, lines({}), "application/jsonl; charset=iso-8859-1")
    assert answer.status_code == 415


async def test_a_charset_that_is_declared_is_obeyed(callers: Callers, worker: None) -> None:
    """The same bytes are another name in each of them."""
    content = own(school("99ZZ01", "Pr\u00f8ve")).decode().encode("windows-1252")
    for charset, name in (('"macintosh"', "Pr\u00afve"), ("windows-1252", "Pr\u00f8ve")):
        told = await sent(callers.office, content, f"text/csv; header=present; charset={charset}")
        assert told["status"] == "applied", told
        assert told["mediaType"] == "text/csv"
        found = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
        assert found["name"] == name
    told = await sent(callers.office, content, "text/csv; charset=utf-8")
    assert told["counts"]["refused"] == 1
