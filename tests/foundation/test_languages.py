"""Dutch is the programme's language; who prefers English is answered in English."""

import httpx
import pytest
from starlette.requests import Request

from ok_api.foundation.context import language_of
from ok_api.foundation.kinds import ALL_KINDS


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "nl"),
        ("", "nl"),
        ("nl", "nl"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("nl-BE,en;q=0.9", "nl"),
        ("en;q=0.3, nl;q=0.8", "nl"),
        ("fr, en;q=0.5", "en"),
        ("fr", "nl"),
        ("*", "nl"),
        ("en;q=0", "nl"),
        ("en;q=high", "nl"),
        ("en;q=0.5;x=1", "nl"),
        (";;,,=", "nl"),
        ("de, nl;q=0.1, en;q=0.2", "en"),
    ],
)
def test_the_preferred_of_the_two_is_spoken(accepted: str | None, language: str) -> None:
    headers = [] if accepted is None else [(b"accept-language", accepted.encode())]
    assert language_of(Request({"type": "http", "headers": headers})) == language


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("nl", "Ongeldige invoer", "De invoer bevat 2 fouten."),
        ("en", "Invalid input", "The input has 2 errors."),
    ],
)
async def test_a_problem_is_told_in_that_language(
    client: httpx.AsyncClient, language: str, title: str, detail: str
) -> None:
    headers = {"Accept-Language": language}
    answer = await client.get("/v1/schools?limit=0&heel=raar", headers=headers)
    assert answer.headers["content-language"] == language
    body = answer.json()
    assert (body["title"], body["detail"]) == (title, detail)
    assert [flaw["parameter"] for flaw in body["errors"]] == ["limit", "heel"]


async def test_all_flaws_are_told_at_once_with_place_code_and_sentence(
    client: httpx.AsyncClient,
) -> None:
    asked = {"phase": "x", "schoolCount": "many", "extra": 1}
    headers = {"Accept-Language": "en"}
    answer = await client.post("/v1/facilitation-calculations", json=asked, headers=headers)
    flaws = answer.json()["errors"]
    assert [(flaw["in"], flaw["pointer"], flaw["code"]) for flaw in flaws] == [
        ("body", "/phase", "enum"),
        ("body", "/schoolCount", "not_an_integer"),
        ("body", "/schoolYear", "missing"),
        ("body", "/extra", "extra_forbidden"),
    ]
    assert flaws[1]["message"] == "This must be a whole number."
    assert flaws[0]["parameters"]["allowed"] == ["aspirant", "pilot", "established", "ended"]
    assert "expertise school in its pilot year" in flaws[0]["message"]
    assert "pilot" not in flaws[0]["message"].replace("its pilot year", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Een schooljaar omvat twee opeenvolgende jaren, anders dan ‘2025-2027’."),
        ("en", "A school year spans two consecutive years, unlike ‘2025-2027’."),
    ],
)
async def test_what_a_rule_says_of_a_value_is_told_in_that_language(
    client: httpx.AsyncClient, language: str, said: str
) -> None:
    asked = {"phase": "pilot", "schoolCount": 6, "schoolYear": "2025-2027"}
    headers = {"Accept-Language": language}
    answer = await client.post("/v1/facilitation-calculations", json=asked, headers=headers)
    assert [flaw["message"] for flaw in answer.json()["errors"]] == [said]


def test_every_type_of_problem_is_written_in_both_languages() -> None:
    assert len({kind.slug for kind in ALL_KINDS}) == len(ALL_KINDS)
    for kind in ALL_KINDS:
        for text in (kind.title, kind.advice):
            assert text.nl
            assert text.en
            assert text.nl != text.en
