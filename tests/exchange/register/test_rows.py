"""A row becomes facts, or is refused with everything that is wrong with it at once."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.exchange.register.headers import format_of
from ok_api.exchange.register.reading import Lines, Record, Records
from ok_api.exchange.register.rows import Row, RowReader
from ok_api.foundation.errors import InvalidInput
from ok_api.rules.words import RegionKind
from tests.exchange.register import lists


def rows_of(raw: bytes) -> list[Row]:
    records = iter(Records(Lines(io.BytesIO(raw))))
    header = next(records).cells
    reader = RowReader(format_of(header), header)
    return [reader.read(record) for record in records]


def test_a_primary_location() -> None:
    raw = lists.po_list(
        lists.po_row(
            "99ZZ00",
            'De "Verzonnen" ’t School',
            **{
                "HUISNUMMER-TOEVOEGING": "3-A",
                "POSTCODE": "1234 AB",
                "INTERNETADRES": "0123456789",
                "NODAAL GEBIED CODE": "01",
                "NODAAL GEBIED NAAM": "Verzonnen knoop",
            },
        )
    )
    (row,) = rows_of(raw)
    assert row.facts is not None
    assert (
        row.facts.items()
        >= {
            "name": 'De "Verzonnen" ’t School',
            "sector": "PO",
            "house_number": "3-A",
            "province": "Fryslân",
            "board_number": "00042",
            "phone": None,
            "website": None,
        }.items()
    )
    assert "school_type" not in row.facts
    assert [(one.column, one.value) for one in row.remarks] == [("INTERNETADRES", "0123456789")]
    assert (RegionKind.NODAL_AREA, "01", "Verzonnen knoop") in row.regions
    assert (RegionKind.PROVINCE, "Fryslân", "Fryslân") in row.regions


def test_a_municipality_without_a_name_says_nothing_of_its_name() -> None:
    (row,) = rows_of(lists.po_list(lists.po_row("99ZZ00", GEMEENTENAAM=" ")))
    assert row.facts is not None
    assert "municipality_name" not in row.facts
    assert (RegionKind.MUNICIPALITY, "0042", None) in row.regions


def test_a_secondary_location_has_a_type() -> None:
    (row,) = rows_of(lists.vo_list(lists.po_row("99ZZ00")))
    assert row.facts is not None
    assert (row.facts["sector"], row.facts["school_type"]) == ("VO", "HAVO/VWO")


def test_a_row_of_the_national_list_keeps_its_own_type() -> None:
    raw = lists.national_list(
        lists.national_row("99ZZ00", "SBAO", huisnummer="1", huisletter="a", postcode="1234AB")
    )
    (row,) = rows_of(raw)
    assert row.facts is not None
    assert (row.facts["sector"], row.facts["school_type"]) == ("SO", "SBAO")
    assert (row.facts["house_number"], row.facts["postal_code"]) == ("1-A", "1234 AB")


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    raw = lists.national_list(lists.national_row("99-00", "toverschool", naam=" ", lon="ver weg"))
    (row,) = rows_of(raw)
    assert row.facts is None
    assert row.line == 2
    assert [one.column for one in row.refusals] == ["vestigingscode", "naam", "type"]
    assert [one.column for one in row.remarks] == ["lon"]
    assert all(one.reason.nl and one.reason.en for one in row.refusals)


def test_a_second_row_for_a_school_names_the_first() -> None:
    first, second = rows_of(lists.po_list(lists.po_row("99ZZ00"), lists.po_row("99ZZ00", " ")))
    assert first.facts is not None
    assert second.again
    assert [one.column for one in second.refusals] == ["VESTIGINGSCODE", "VESTIGINGSNAAM"]
    assert "2" in second.refusals[0].reason.nl
    assert second.line == 3


def test_a_row_of_another_width_is_refused_but_still_names_its_school() -> None:
    whole = lists.po_list(lists.po_row("99ZZ00"))
    short = rows_of(whole.removesuffix(b"; \r\n") + b"\r\n")[0]
    assert (short.line, short.code, short.facts) == (2, "99ZZ00", None)
    (refusal,) = short.refusals
    assert "30" in refusal.reason.en
    assert "31" in refusal.reason.nl


def test_the_order_of_the_columns_is_free() -> None:
    row = lists.po_row("99ZZ00")
    turned = lists.written(reversed(lists.PO_HEADER), [row]).encode()
    assert rows_of(turned)[0].facts == rows_of(lists.po_list(row))[0].facts


@pytest.mark.parametrize(
    "header",
    [
        [*lists.PO_HEADER[:-1]],
        [*lists.PO_HEADER, "EXTRA"],
        [*lists.PO_HEADER, "POSTCODE"],
    ],
)
def test_a_header_that_nearly_fits_is_told_what_is_the_matter(header: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        format_of(header)
    said = refused.value.detail
    differing = set(header) ^ set(lists.PO_HEADER) or {"POSTCODE"}
    for sentence in (said.nl, said.en):
        assert all(name in sentence for name in ("duo-po (31)", "duo-vo (32)", "national-list"))
        assert all(name in sentence for name in differing)


@pytest.mark.parametrize("header", [[], [""], ["naam,type"], ["x"] * 5000])
def test_another_header_is_refused(header: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        format_of(header)
    assert len(refused.value.detail.nl) < 2000


@pytest.mark.parametrize(
    "header",
    [lists.PO_HEADER, lists.VO_HEADER, lists.NATIONAL_HEADER],
    ids=["duo-po", "duo-vo", "national-list"],
)
@given(data=st.data())
def test_no_cells_make_it_crash(header: tuple[str, ...], data: st.DataObject) -> None:
    known = format_of(header)
    reader = RowReader(known, header)
    cell = st.one_of(st.text(max_size=20), st.sampled_from(["99ZZ00", " ", "0042", "SO", "1e9"]))
    width = st.one_of(st.just(len(header)), st.integers(0, 40))
    rows = data.draw(st.lists(width.flatmap(lambda w: st.lists(cell, min_size=w, max_size=w))))
    for number, cells in enumerate(rows, start=2):
        row = reader.read(Record(number, cells))
        assert row.line == number
        assert (row.facts is None) == bool(row.refusals)
