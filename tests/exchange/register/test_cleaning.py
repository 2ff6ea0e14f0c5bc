"""Each quirk of the files, and what is kept of it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.exchange.register import cleaning, figures
from ok_api.exchange.register.cleaning import Unusable


@pytest.mark.parametrize(
    ("clean", "raw", "kept"),
    [
        (cleaning.text, " ", None),
        (cleaning.text, " De  Verzonnen\r\nSchool\x00 ", "De Verzonnen School"),
        (cleaning.text, "Samenwerking Verzonnen, Alg. B", "Samenwerking Verzonnen, Alg. B"),
        (cleaning.postal_code, "1234 AB", "1234 AB"),
        (cleaning.postal_code, "1234ab", "1234 AB"),
        (cleaning.digits(4), "42", "0042"),
        (cleaning.digits(5), " ", None),
        (cleaning.text, "Noord\u200b\u202e \u00adSchool \u200b", "Noord School"),
        (cleaning.text, "E\u0301e\u0301n School", "Één School"),
        (cleaning.establishment_code, " 99zz\u200b00", "99ZZ00"),
        (cleaning.phone, "030-123 45 67", "0301234567"),
        (cleaning.province, "Friesland", "Fryslân"),
        (cleaning.province, "FRYSLA\u0302N", "Fryslân"),
        (cleaning.web_address, "www.Voorbeeld.nl/De-School", "www.voorbeeld.nl/De-School"),
        (cleaning.web_address, "HTTPS://voorbeeld.nl/", "https://voorbeeld.nl"),
        (cleaning.web_address, "www.voorbeeld.nl.", "www.voorbeeld.nl"),
        (cleaning.sector, "basisschool", "PO"),
        (cleaning.sector, "SBAO", "SO"),
        (cleaning.sector, "(V)SO", "SO"),
        (cleaning.sector, "VBO/MAVO/HAVO/VWO/PRO", "VO"),
        (cleaning.sector, "BRUGJAAR", "VO"),
        (figures.degrees(90), "52.23373646103989", 52.233736),
        (figures.pupil_count, "", None),
    ],
)
def test_what_is_kept(clean: Callable[[str], Any], raw: str, kept: object) -> None:
    assert clean(raw) == kept


@pytest.mark.parametrize(
    ("clean", "raw"),
    [
        (cleaning.establishment_code, "99z000"),
        (cleaning.establishment_code, "٩٩ZZ00"),
        (cleaning.name, " "),
        (cleaning.name, "x" * 501),
        (cleaning.text, "Frysl\ufffdn"),
        (cleaning.postal_code, "12345"),
        (cleaning.digits(4), "0x2A"),
        (cleaning.digits(2), "123"),
        (cleaning.province, "Atlantis"),
        (cleaning.phone, "zie website"),
        (cleaning.web_address, "0123456789"),
        (cleaning.web_address, "www. voorbeeld.nl"),
        (cleaning.web_address, "www.voorbeeld,nl"),
        (cleaning.web_address, "www.voor_beeld.nl"),
        (cleaning.web_address, "www.voorbeeld..nl"),
        (cleaning.web_address, "www.voorbeeld.n"),
        (cleaning.web_address, "school@voorbeeld.nl"),
        (cleaning.web_address, "javascript:alert(1)"),
        (cleaning.sector, "toverschool"),
        (cleaning.sector, " "),
        (figures.degrees(90), "91"),
        (figures.degrees(90), "nan"),
        (figures.pupil_count, "-1"),
    ],
)
def test_what_is_not(clean: Callable[[str], Any], raw: str) -> None:
    with pytest.raises(Unusable):
        clean(raw)


def test_house_numbers_of_three_columns_are_written_as_in_the_other_lists() -> None:
    assert cleaning.house_number("27", "a", "2") == "27-A-2"
    assert cleaning.house_number("9", "", "11") == "9-11"
    assert cleaning.house_number(" ", "", "") is None


def test_the_newest_number_of_pupils() -> None:
    years = (2023, 2024, 2025)
    assert figures.newest_count(years, "7", "8", " ") == (8, 2024)
    assert figures.newest_count(years, "7", "8", "0") == (0, 2025)
    assert figures.newest_count(years, "", "", "") is None
    with pytest.raises(Unusable) as one:
        figures.newest_count(years, "7", "8", "<5")
    assert (one.value.instead, one.value.at) == ((8, 2024), 2)
    with pytest.raises(Unusable) as none:
        figures.newest_count(years, "", "<5", "<5")
    assert none.value.instead is None


@given(st.text(max_size=80))
def test_no_text_makes_an_address_that_a_browser_would_misread(raw: str) -> None:
    try:
        kept = cleaning.web_address(raw)
    except Unusable:
        return
    assert kept is None or not set(kept) & set(' ,;<>"\n\t')


@given(st.text(max_size=600))
def test_text_that_is_kept_fits_the_database(raw: str) -> None:
    try:
        kept = cleaning.text(raw)
    except Unusable:
        return
    assert kept is None or (kept == kept.strip() != "" and "\0" not in kept)
