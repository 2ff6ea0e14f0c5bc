"""Schools: the same lists in every media type, and what each row came to."""

from io import BytesIO
from typing import Any

import pytest

from ok_api.exchange.imports.reading import Content
from ok_api.exchange.imports.schools import school_list
from ok_api.foundation.errors import InvalidInput
from tests.callers import Callers
from tests.exchange.imports.sending import (
    XLSX,
    lines,
    own,
    rows_of,
    school,
    sent,
    sheet,
)
from tests.exchange.register.lists import PO_HEADER, po_list, po_row

pytestmark = pytest.mark.usefixtures("worker")


async def test_duo_list_as_it_is(callers: Callers) -> None:
    told = await sent(callers.office, po_list(po_row("99ZZ01"), po_row("99ZZ02")))
    assert told["status"] == "applied", told
    assert told["counts"] == {
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "absent": 0,
        "refused": 0,
    }
    assert told["progress"] == 1
    assert (await callers.anonymous.get("/v1/schools/99ZZ02")).json()["boardNumber"] == "00042"
    rows = await rows_of(callers.office, told)
    assert [(row["line"], row["outcome"], row["key"]) for row in rows] == [
        (2, "created", "99ZZ01"),
        (3, "created", "99ZZ02"),
    ]


async def test_duo_list_that_was_saved_with_commas(callers: Callers) -> None:
    told = await sent(callers.office, own(po_row("99ZZ01")))
    assert (told["status"], told["counts"]["created"]) == ("applied", 1), told


async def test_a_list_tells_its_absence_and_what_changed(callers: Callers) -> None:
    await sent(callers.office, po_list(*(po_row(f"99ZZ0{n}") for n in range(5))))
    second = po_list(po_row("99ZZ00", "Anders"), *(po_row(f"99ZZ0{n}") for n in range(1, 4)))
    told = await sent(callers.office, second)
    counts = told["counts"]
    assert (counts["updated"], counts["unchanged"], counts["absent"]) == (1, 3, 1)
    rows = await rows_of(callers.office, told, outcome=["absent", "updated"])
    assert [(row["line"], row["outcome"], row["key"]) for row in rows] == [
        (2, "updated", "99ZZ00"),
        (None, "absent", "99ZZ04"),
    ]
    assert (await callers.anonymous.get("/v1/schools/99ZZ04")).json()["status"] == "closed"


async def test_duo_list_as_a_workbook(callers: Callers) -> None:
    """A spreadsheet makes numbers of codes, and so takes their zeros."""
    row = po_row("99ZZ01") | {"BEVOEGD GEZAG NUMMER": 42, "GEMEENTENUMMER": 42}
    content = sheet([PO_HEADER, [row[name] for name in PO_HEADER]])
    told = await sent(callers.office, content, XLSX)
    assert told["status"] == "applied", told
    school = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
    assert (school["boardNumber"], school["municipalityCode"]) == ("00042", "0042")


OWN = school("99ZZ01", boardNumber="00042", pupilCount=120, longitude=5.25, closedOn=None)
OWN_CSV = {**OWN, "closedOn": ""}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        pytest.param(own(OWN_CSV), "text/csv", id="comma"),
        pytest.param(own(OWN_CSV, separator=";"), "text/csv", id="semicolon"),
        pytest.param(own(OWN_CSV, separator="\t"), "text/csv", id="tab"),
        pytest.param(b"\xef\xbb\xbf" + own(OWN_CSV), "text/csv", id="byte-order-mark"),
        pytest.param(lines(OWN), "application/x-ndjson", id="ndjson"),
        pytest.param(lines(OWN), "application/jsonl", id="jsonl"),
        pytest.param(
            sheet([list(OWN), [42 if k == "boardNumber" else v for k, v in OWN.items()]]),
            XLSX,
            id="xlsx",
        ),
    ],
)
async def test_own_columns(callers: Callers, content: bytes, media_type: str) -> None:
    told = await sent(callers.office, content, media_type)
    assert told["status"] == "applied", told
    found = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
    assert {name: found[name] for name in OWN} == OWN
    again = await sent(callers.office, content, media_type)
    assert again["counts"]["unchanged"] == 1


async def test_what_everyone_may_read_may_be_sent_back(callers: Callers) -> None:
    await sent(callers.office, po_list(po_row("99ZZ01"), po_row("99ZZ02")))
    export = await callers.office.get("/v1/schools", headers={"Accept": "text/csv"})
    told = await sent(callers.office, export.content)
    assert (told["status"], told["counts"]["unchanged"]) == ("applied", 2), told


async def test_an_own_list_closes_nothing_and_leaves_what_it_does_not_name(
    callers: Callers,
) -> None:
    full = school("99ZZ01", phone="0301234567", website="www.example.org")
    await sent(callers.office, lines(full, school("99ZZ02")), "application/jsonl")
    told = await sent(callers.office, lines(school("99ZZ01", phone=None)), "application/jsonl")
    assert told["counts"]["updated"] == 1
    found = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
    assert (found["phone"], found["website"]) == (None, "www.example.org")
    assert (await callers.anonymous.get("/v1/schools/99ZZ02")).json()["status"] == "open"


async def test_an_own_list_closes_who_it_says_is_closed(callers: Callers) -> None:
    await sent(callers.office, own(school("99ZZ01")))
    closed = school("99ZZ01", status="closed", closedOn="2026-08-01")
    await sent(callers.office, own(closed))
    found = (await callers.anonymous.get("/v1/schools/99ZZ01")).json()
    assert (found["status"], found["closedOn"]) == ("closed", "2026-08-01")
    told = await sent(callers.office, own(school("99ZZ01", status="closed", closedOn="")))
    (row,) = await rows_of(callers.office, told)
    assert row["problems"][0]["errors"][0]["pointer"] == "/closedOn"


async def test_an_own_list_without_codes_is_told_so(callers: Callers) -> None:
    told = await sent(callers.office, own({"name": "Zonder", "sector": "PO"}))
    assert [flaw["pointer"] for flaw in told["problem"]["errors"]] == ["/establishmentCode"]
    assert await rows_of(callers.office, told) == []
    content = lines({"name": "Zonder", "sector": "PO"})
    told = await sent(callers.office, content, "application/jsonl")
    (row,) = await rows_of(callers.office, told)
    assert row["problems"][0]["errors"][0]["pointer"] == "/establishmentCode"


async def test_a_header_of_nothing_known_is_told_what_there_is(callers: Callers) -> None:
    told = await sent(callers.office, b"VESTIGINGSCODE,LEERLINGEN_2024,b\r\n1,2,3\r\n")
    detail = told["problem"]["detail"]
    assert "The list duo-pupils is nearest; missing: INSTELLINGSCODE, NAAM_VESTIGING" in detail
    assert "unexpected: b." in detail
    assert "establishmentCode, name and sector" in detail


@pytest.mark.parametrize(
    "header",
    ["sep=;x", "Vestiging;Naam;Plaats", "VESTIGINGSCODE;Naam;Plaats", "naam;adres;tel;mail", "a"],
)
def test_an_unknown_header_sends_nobody_to_another_list(header: str) -> None:
    """Only where most of it is a list's own, that list is named."""
    with pytest.raises(InvalidInput) as error:
        school_list(Content(BytesIO(f"{header}\r\n1;2;3\r\n".encode())), "text/csv")
    assert "is nearest" not in error.value.detail.en
    assert "is het dichtst bij" not in error.value.detail.nl
    assert header.replace(";", ", ") in error.value.detail.en
    assert "establishmentCode, name and sector" in error.value.detail.en


@pytest.mark.parametrize("header", ["EstablishmentCode;Name;Sector", "establishmentcode;naam"])
def test_a_name_that_differs_in_its_capitals_is_one_of_our_own(header: str) -> None:
    with pytest.raises(InvalidInput) as error:
        school_list(Content(BytesIO(f"{header}\r\n1;2;3\r\n".encode())), "text/csv")
    flaws = {flaw.name: flaw.code for flaw in error.value.flaws}
    assert flaws["/establishmentCode"] == "missing"
    assert flaws[f"/{header.partition(';')[0]}"] == "extra_forbidden"


LISTS = {
    "a title": lambda raw: b"Vestigingen basisonderwijs;;\r\n\r\n" + raw,
    "a separator stated": lambda raw: b"sep=;\r\n" + raw,
    "loose ends": lambda raw: raw.replace(b"\r\n", b";\r\n"),
    "blank rows": lambda raw: raw + b";" * 30 + b"\r\n",
    "utf-16": lambda raw: raw.decode("windows-1252").encode("utf-16"),
}


@pytest.mark.parametrize("written", LISTS)
async def test_a_list_of_duo_is_read_from_what_programs_make_of_it(
    callers: Callers, written: str
) -> None:
    rows = [po_row(f"99ZZ0{n}", "Frysk ’n Skoalle") for n in range(3)]
    told = await sent(callers.office, LISTS[written](po_list(*rows)))
    assert (told["status"], told["counts"]["created"]) == ("applied", 3), told
    assert [one["code"] for one in told["remarks"] or ()] == (
        ["above_header"] if written == "a title" else []
    )
    found = (await callers.anonymous.get("/v1/schools/99ZZ02")).json()
    assert (found["name"], found["boardNumber"]) == ("Frysk ’n Skoalle", "00042")


BROKEN: list[Any] = [
    {"rowId": "a", **school("99ZZ01")},
    {"rowId": "b", **school("99ZZ1"), "sector": "BO"},
    {"rowId": "c", **school("99ZZ01")},
    {"rowId": "d", **school("99ZZ02"), "surprise": 1},
    {"rowId": "e", **school("99ZZ03"), "nul\0": 1},
    [1, 2],
]


async def test_the_report_is_keyed_on_the_senders_own_names(callers: Callers) -> None:
    content = lines(*BROKEN) + b'\n{"broken'
    told = await sent(callers.office, content, "application/jsonl", unit="row")
    assert told["status"] == "applied", told
    assert (told["counts"]["created"], told["counts"]["refused"]) == (1, 6)
    rows = await rows_of(callers.office, told)
    assert [(row["line"], row["rowId"], row["outcome"]) for row in rows] == [
        (1, "a", "created"),
        (2, "b", "refused"),
        (3, "c", "refused"),
        (4, "d", "refused"),
        (5, "e", "refused"),
        (6, None, "refused"),
        (7, None, "refused"),
    ]
    codes = [[flaw["code"] for flaw in row["problems"][0]["errors"]] for row in rows[1:]]
    assert codes == [
        ["enum", "pattern"],
        ["twice"],
        ["extra_forbidden"],
        ["control_character"],
        ["not_an_object"],
        ["json_invalid"],
    ]
    assert {row["mendedBy"] for row in rows[1:]} == {"sender"}
    by_name = await rows_of(callers.office, told, rowId="c")
    assert by_name[0]["explanation"] == (
        "/establishmentCode: The establishment code is already on line 1; that row counts."
    )


async def test_all_or_nothing_is_nothing(callers: Callers) -> None:
    told = await sent(callers.office, own(school("99ZZ01"), school("99ZZ2")))
    assert told["status"] == "failed"
    assert told["problem"]["type"] == "/v1/problem-types/wrong-state"
    assert told["problem"]["refusedCount"] == 1
    assert told["counts"]["created"] == 1
    assert (await callers.anonymous.get("/v1/schools/99ZZ01")).status_code == 404
    assert [row["outcome"] for row in await rows_of(callers.office, told)] == ["created", "refused"]


async def test_the_report_as_csv_in_the_readers_language(callers: Callers) -> None:
    told = await sent(callers.office, own({"rowId": "=1+1", **school("99ZZ1")}))
    headers = {"Accept": "text/csv", "Accept-Language": "nl"}
    table = await callers.office.get(told["rows"], headers=headers)
    header, row = table.text.splitlines()
    assert header.startswith("number,line,rowId,outcome,resource,key,mendedBy,explanation")
    assert row.startswith("""1,2,'=1+1,refused,,,sender,"/establishmentCode: Hier hoort een""")
    one = await callers.office.get(f"{told['rows']}/1", headers={"Accept-Language": "nl"})
    assert one.json()["problems"][0]["title"] == "Ongeldige invoer"
    failed = await callers.office.get(told["self"], headers={"Accept-Language": "nl"})
    assert failed.json()["problem"]["title"] == "Kan nu niet"
    assert failed.headers["etag"] != (await callers.office.get(told["self"])).headers["etag"]


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        pytest.param(b"a;b\r\n1;2\r\n", "text/csv", "unknown_list", id="unknown header"),
        pytest.param(b"\x00\x01\x02\x03", "text/csv", "unknown_list", id="binary as csv"),
        pytest.param(b"x" * 600_000, "text/csv", "line_too_long", id="one long line"),
        pytest.param(b"establishmentCode,,x\n1,2,3", "text/csv", "unnamed_column", id="unnamed"),
        pytest.param(b"establishmentCode,x,x\n1", "text/csv", "column_twice", id="twice"),
        pytest.param(b"establishmentCode,x\x00\n1", "text/csv", "column_name", id="NUL in header"),
        pytest.param(b"PK no zip", XLSX, "no_workbook", id="no workbook"),
        pytest.param(b"{" * 300_000, "application/jsonl", "line_too_long", id="long json"),
    ],
)
async def test_a_file_that_is_none_of_these_fails_with_a_reason(
    callers: Callers, content: bytes, media_type: str, code: str
) -> None:
    told = await sent(callers.office, content, media_type)
    assert told["status"] == "failed"
    assert told["problem"]["status"] == 400
    assert [flaw["code"] for flaw in told["problem"]["errors"]] == [code]


async def test_every_row_is_told_whatever_ends_it(callers: Callers) -> None:
    """A CR alone once took the next row with it, and closed its school."""
    rows = [po_row(f"99ZZ0{n}") for n in range(4)]
    await sent(callers.office, po_list(*rows))
    ended = po_list(*rows).splitlines()
    mixed = b"".join(line + (b"\r", b"\n", b"\r\n")[n % 3] for n, line in enumerate(ended))
    told = await sent(callers.office, mixed, referenceDate="2026-09-01")
    assert (told["counts"]["rows"], told["counts"]["unchanged"]) == (4, 4), told
    assert told["remarks"] is None
    assert [row["key"] for row in await rows_of(callers.office, told)] == [
        row["VESTIGINGSCODE"] for row in rows
    ]


@pytest.mark.parametrize("mode", ["apply", "plan"])
async def test_a_list_with_a_torn_row_closes_nothing(callers: Callers, mode: str) -> None:
    rows = [po_row(f"99ZZ0{n}") for n in range(4)]
    await sent(callers.office, po_list(*rows))
    torn = po_list(rows[0], po_row("99ZZ01", "Open"), rows[2]).replace(b"Open", b'"Open')
    query = {"unit": "row", "mode": mode, "referenceDate": "2026-09-01"}
    told = await sent(callers.office, torn, **query)
    assert told["status"] == {"apply": "applied", "plan": "planned"}[mode]
    counts = told["counts"]
    assert (counts["rows"], counts["refused"], counts["absent"]) == (3, 1, 0)
    assert [row["line"] for row in await rows_of(callers.office, told)] == [2, 3, 4]
    (remark,) = told["remarks"]
    assert (remark["code"], remark["pointer"]) == ("absence_withheld", "")
    assert remark["message"].startswith("This list closes no schools. Rows that cannot be split")
    assert (await callers.anonymous.get("/v1/schools/99ZZ03")).json()["status"] == "open"
    dutch = await callers.office.get(told["self"], headers={"Accept-Language": "nl"})
    assert dutch.json()["remarks"][0]["message"].startswith("Deze lijst sluit geen scholen.")


async def test_a_list_that_would_close_too_much_needs_a_word(callers: Callers) -> None:
    await sent(callers.office, po_list(*(po_row(f"99ZZ0{n}") for n in range(5))))
    told = await sent(callers.office, po_list(po_row("99ZZ00")))
    assert (told["status"], told["problem"]["status"]) == ("failed", 409)
    assert told["problem"]["detail"].endswith("send the file with acceptShrinkage=true.")
    told = await sent(callers.office, po_list(po_row("99ZZ00")), acceptShrinkage=True)
    assert (told["status"], told["counts"]["absent"]) == ("applied", 4)


async def test_an_older_list_is_refused(callers: Callers) -> None:
    await sent(callers.office, po_list(po_row("99ZZ00")))
    told = await sent(callers.office, po_list(po_row("99ZZ00")), referenceDate="2026-07-01")
    assert told["problem"]["lastReferenceDate"] == "2026-08-01"


async def test_the_trail_leads_back_to_the_import(callers: Callers) -> None:
    told = await sent(callers.office, po_list(po_row("99ZZ00")))
    asked = {"resource": "schools", "key": "99ZZ00"}
    (record,) = (await callers.office.get("/v1/audit-records", params=asked)).json()["items"]
    assert (record["actor"], record["roles"]) == ("office@example.org", ["office"])
    assert told["id"] in record["reason"]
