"""Codes of flaws are our own and never change; no sentence of a library reaches a reader."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import Field, ValidationError
from pydantic_core._pydantic_core import list_all_errors

from ok_api.foundation.flaw_codes import OTHERWISE, flaw_codes, own_code
from ok_api.foundation.flaws import SENTENCES, flaws_of, sentence_of
from ok_api.foundation.schema import Body
from ok_api.rules.words import Phase, SessionStatus

WORDS_OF_A_LIBRARY = ("Input", "should", "Value error", "String", "permitted")


class Everything(Body):
    phase: Phase = Phase.PILOT
    first: Literal["planned", "held"] = "held"
    order: Literal["name", "-name"] = "name"
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=2)] = Decimal(1)
    many: Annotated[int, Field(ge=3, lt=5000)] = 3
    day: Annotated[date, Field(ge=date(2000, 1, 1))] = date(2026, 1, 1)
    moment: Annotated[datetime, Field(le=datetime(2150, 12, 31, tzinfo=UTC))] = datetime(
        2026, 1, 1, tzinfo=UTC
    )
    names: Annotated[list[str], Field(min_length=1, max_length=2)] = Field(["a"])
    code: Annotated[str, Field(max_length=6, pattern=r"^[0-9]{2}[A-Z]{2}[0-9]{2}$")] = "99ZZ01"


def flaw_of(member: str, value: object) -> tuple[str, dict[str, Any], str, str]:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({member: value})
    found = [{**one, "loc": ("body", *one["loc"])} for one in refused.value.errors()]
    (flaw,) = flaws_of(found)
    assert flaw.name.startswith(f"/{member}")
    return flaw.code, dict(flaw.parameters), flaw.message.nl, flaw.message.en


@pytest.mark.parametrize("found", list_all_errors(), ids=lambda found: found["type"])
def test_whatever_a_library_finds_gets_a_code_and_a_sentence_of_ours(found: Any) -> None:
    context = dict(found.get("example_context") or {})
    error = {"type": found["type"], "loc": ("body", "x"), "msg": "Input should", "ctx": context}
    code, parameters = own_code(error)  # type: ignore[arg-type]
    listed = flaw_codes()[code]
    assert set(parameters) <= set(listed.parameters)
    (flaw,) = flaws_of([error])
    for said in (flaw.message.nl, flaw.message.en):
        assert said
        assert not any(word in said for word in WORDS_OF_A_LIBRARY)


@pytest.mark.parametrize(
    ("member", "value", "code", "parameters", "nl"),
    [
        ("share", 0, "too_small", {"above": 0}, "Dit moet meer zijn dan 0."),
        ("share", 1.5, "too_large", {"max": 1}, "Dit mag hoogstens 1 zijn."),
        (
            "share",
            Decimal("0.123"),
            "too_many_decimals",
            {"max": 2},
            "Gebruik hoogstens 2 decimalen.",
        ),
        ("many", 2, "too_small", {"min": 3}, "Dit moet ten minste 3 zijn."),
        ("many", 5000, "too_large", {"below": 5000}, "Dit moet minder zijn dan 5000."),
        ("many", "veel", "not_an_integer", {}, "Hier hoort een geheel getal."),
        ("names", [], "too_few", {"min": 1}, "Geef er ten minste 1."),
        ("names", ["a", "b", "c"], "too_many", {"max": 2}, "Geef er hoogstens 2."),
        ("code", "99ZZ012", "too_long", {"max": 6}, "Gebruik hoogstens 6 tekens."),
        (
            "order",
            "shoeSize",
            "enum",
            {"allowed": ["name", "-name"]},
            "Kies uit: name, -name.",
        ),
        (
            "day",
            "1999-12-31",
            "too_small",
            {"min": "2000-01-01"},
            "Dit moet ten minste 1 januari 2000 zijn.",
        ),
    ],
)
def test_the_parameters_say_what_would_have_been_right(
    member: str, value: object, code: str, parameters: dict[str, Any], nl: str
) -> None:
    found = flaw_of(member, value)
    assert found[:3] == (code, parameters, nl)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ("phase", list(Phase)),
        ("first", [SessionStatus.PLANNED, SessionStatus.HELD]),
    ],
)
def test_a_choice_is_told_in_labels_and_its_codes_in_parameters(
    member: str, words: list[Phase | SessionStatus]
) -> None:
    code, parameters, nl, en = flaw_of(member, "shoes")
    assert (code, parameters) == ("enum", {"allowed": [word.value for word in words]})
    assert nl == f"Kies uit: {', '.join(word.label.nl for word in words)}."
    assert en == f"Choose from: {', '.join(word.label.en for word in words)}."


def test_a_pattern_is_told_by_an_example_and_not_by_itself() -> None:
    code, parameters, nl, _ = flaw_of("code", "99zz01")
    assert (code, parameters) == ("pattern", {"pattern": r"^[0-9]{2}[A-Z]{2}[0-9]{2}$"})
    assert nl == "Hier hoort een vestigingscode, zoals 99ZZ01."
    other = sentence_of("pattern", {"pattern": "^x+$"})
    assert "^" not in other.nl + other.en


def test_every_sentence_is_of_a_code_that_is_listed() -> None:
    assert {key.partition(" ")[0] for key in SENTENCES} <= flaw_codes().keys()
    assert OTHERWISE in flaw_codes()
    for one in flaw_codes().values():
        assert one.meaning.nl != one.meaning.en, one.code


async def test_the_codes_are_listed_with_the_problem_types(client: httpx.AsyncClient) -> None:
    told = (await client.get("/v1/problem-types/invalid-input")).json()
    codes = {one["code"]: one for one in told["codes"]}
    assert codes.keys() == flaw_codes().keys()
    assert codes["too_large"]["parameters"] == ["max", "below"]
    assert codes["unknown"]["meaning"] == "Bestaat niet, of is niet voor u."
    assert codes["unknown"]["meanings"]["en"] == "Names nothing, or nothing that you may see."
    assert (await client.get("/v1/problem-types/not-found")).json()["codes"] == []
    flaws = (await client.get("/v1/schools?limit=201&heel=raar")).json()["errors"]
    assert flaws[0]["parameters"] == {"max": 200}
    assert flaws[1]["parameters"]["allowed"][:3] == ["limit", "cursor", "count"]
