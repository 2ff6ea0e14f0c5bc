from datetime import date
from decimal import Decimal

import pytest

from ok_api.rules import parameters
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.reading import ValuesError, parse

SOURCE = "source: {name: BROCHURE, place: Jaar 1, sentence: Voor het eerste jaar}"


def entry(values: str, unit: str = "fte", extra: str = "") -> str:
    return f"""
some_fte:
  rule: R-FAC-1
  title: {{nl: iets, en: something}}
  unit: {unit}
{extra}  values:
{values}"""


def dated(start: str = "2023-08-01", value: str = "0.8", rest: str = SOURCE) -> str:
    return f"    - from: {start}\n      value: {value}\n      {rest}\n"


def test_a_value_holds_from_its_day_until_the_next() -> None:
    text = entry(dated() + dated("2026-08-01", "0.85"))
    history = parameters.load_text(text, "some.yaml")["some_fte"]
    assert history.at(date(2026, 7, 31)).value == Decimal("0.8")
    assert history.at(date(2026, 8, 1)).value == Decimal("0.85")
    assert history.at(date(2026, 8, 1)).version == "2026-08-01"
    with pytest.raises(NoRuleInForce, match="its first value is from 2023-08-01"):
        history.at(date(2023, 7, 31))


def test_a_value_that_ended_holds_no_longer() -> None:
    text = entry(dated(rest=f"until: 2025-07-31\n      {SOURCE}"))
    history = parameters.load_text(text, "some.yaml")["some_fte"]
    assert history.at(date(2025, 7, 31)).value == Decimal("0.8")
    with pytest.raises(NoRuleInForce):
        history.at(date(2025, 8, 1))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (entry(dated(), extra="  colour: red\n"), "unknown key colour"),
        (entry(dated(rest=f"{SOURCE}\n      note: x")), "unknown key note"),
        (entry(dated()) + entry(dated()), "'some_fte' is given twice"),
        (entry(dated() + dated()), "2023-08-01 does not come after 2023-08-01"),
        (entry(dated("2024-08-01") + dated()), "does not come after 2024-08-01"),
        (
            entry(dated(rest=f"until: 2024-07-31\n      {SOURCE}") + dated("2025-08-01")),
            "leave a gap or overlap",
        ),
        (
            entry(dated(rest=f"until: 2022-07-31\n      {SOURCE}")),
            "until 2022-07-31 comes before from 2023-08-01",
        ),
        (entry(dated(rest="")), "missing key source"),
        (entry(dated(rest="source: {name: BROCHURE, place: x}")), "missing key sentence"),
        (entry(dated(rest='source: {name: BROCHURE, place: x, sentence: ""}')), "has a place and"),
        (entry(dated(rest="source: {name: NOBODY, place: x, sentence: y}")), "unknown source"),
        (entry(dated(value="'0.8'")), "is no exact number"),
        (entry(dated(value="8.0e-1")), "is no exact number"),
        (entry(dated(value=".nan")), "is no exact number"),
        (entry(dated(value=".inf")), "is no exact number"),
        (entry(dated(value="true")), "is no exact number"),
        (entry(dated(value="-0.1")), "is no amount of fte"),
        (entry(dated(value="2.5"), unit="schools"), "schools are counted whole"),
        (entry(dated(), unit="euros"), "unknown unit 'euros'"),
        (entry(dated("soon")), "from and until are dates"),
        (entry("    []"), "at least one entry"),
        ("- a list", "expected keys with values"),
        ("some_fte: [", "some.yaml"),
    ],
)
def test_the_loader_refuses(text: str, complaint: str) -> None:
    with pytest.raises(ValuesError, match=r"^some\.yaml") as refused:
        parameters.load_text(text, "some.yaml")
    assert complaint in str(refused.value)


def test_a_binary_float_is_refused() -> None:
    content = {
        "some_fte": {
            "rule": "R-FAC-1",
            "title": {"nl": "iets", "en": "something"},
            "unit": "fte",
            "values": [{"from": date(2023, 8, 1), "value": 0.8, "source": {}}],
        }
    }
    with pytest.raises(ValuesError, match=r"some\.yaml, some_fte: 0\.8 is no exact number"):
        parameters.load({"some.yaml": content})


def test_a_key_stands_in_one_file_only() -> None:
    one = {"a.yaml": parse(entry(dated()), "a.yaml")}
    other = {"b.yaml": parse(entry(dated()), "b.yaml")}
    with pytest.raises(ValuesError, match=r"b\.yaml, some_fte: .* another file"):
        parameters.load(one | other)


def test_every_published_value_is_an_exact_decimal() -> None:
    for history in parameters.histories().values():
        assert all(type(dated.value) is Decimal for dated in history.values)
