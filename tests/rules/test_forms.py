"""The one form of what the register keeps: what has none first."""

from collections.abc import Callable
from functools import partial

import pytest

from ok_api.rules import forms
from ok_api.rules.forms import Miswritten


@pytest.mark.parametrize(
    ("form", "written", "code"),
    [
        (forms.postal_code, "12345", "postal_code"),
        (forms.postal_code, "0123 AB", "postal_code"),
        (forms.phone, "zie website", "phone"),
        (forms.phone, "030-1234567 / 06-12345678, of anders", "phone"),
        (forms.phone, "12", "phone"),
        (forms.web_address, "030-1234567", "web_address"),
        (forms.province, "Holland", "enum"),
        (forms.holiday_region, "Oost", "enum"),
        (forms.region, "land:NL", "enum"),
        (forms.region, "province:Holland", "enum"),
        (forms.region, "Utrecht", "pattern"),
        (forms.region, "corop_area: ", "pattern"),
        (partial(forms.number, width=4), "12345", "digits"),
        (partial(forms.number, width=4), "34a", "digits"),
    ],
)
def test_what_has_no_form(form: Callable[[str], str], written: str, code: str) -> None:
    with pytest.raises(Miswritten) as error:
        form(written)
    assert error.value.code == code
    assert error.value.said.nl != error.value.said.en


@pytest.mark.parametrize(
    ("form", "written", "kept"),
    [
        (forms.postal_code, " 1234\u00a0ab ", "1234 AB"),
        (forms.postal_code, "", None),
        (forms.phone, "030 - 123 45 67", "0301234567"),
        (forms.phone, "(030) 1234567", "0301234567"),
        (forms.phone, "+31 (0)30 123.45.67", "0301234567"),
        (forms.phone, "+310301234567", "0301234567"),
        (forms.phone, "0031 30 1234567", "0301234567"),
        (forms.phone, "00 32 2 123 45 67", "+3221234567"),
        (forms.phone, "+32 2 123 45 67", "+3221234567"),
        (forms.phone, "0900-1234", "09001234"),
        (forms.phone, " ", None),
        (forms.code, " 97za\u200b01", "97ZA01"),
        (partial(forms.number, width=4), "344", "0344"),
        (partial(forms.number, width=2), "", None),
        (partial(forms.padded, width=5), "42", "00042"),
        (forms.province, "FRIESLAND", "Fryslân"),
        (forms.province, "zuid-holland", "Zuid-Holland"),
        (forms.holiday_region, "noord", "Noord"),
        (forms.region, "Province:friesland", "province:Fryslân"),
        (forms.region, "corop_area: 17 ", "corop_area:17"),
        (forms.region, "municipality:Bergen:NH", "municipality:Bergen:NH"),
        (forms.web_address, "HTTPS://Www.Voorbeeld.nl/", "https://www.voorbeeld.nl"),
    ],
)
def test_the_form(form: Callable[[str], str], written: str, kept: str | None) -> None:
    assert form(written) == kept
    if kept is not None:
        assert form(kept) == kept
