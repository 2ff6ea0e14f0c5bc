"""Whether a file is what it says, and what of its name is kept."""

import random

import pytest

from ok_api.programme.selection.documents.media_types import named
from ok_api.programme.selection.documents.names import (
    MAX_LENGTH,
    disposition,
    extension_of,
    kept_name,
)
from tests.programme.selection.files import DOCX, GOOD, MACROS, ODT, PDF, PNG, XLSX, zipped

DOCX_TYPE = GOOD["plan.docx"][0]


def media_type_of(extension: str, stated: str, content: bytes) -> str | None:
    kind = named(extension)
    agrees = kind is not None and kind.may_be_labelled(stated) and kind.holds(content)
    return kind.name if kind and agrees else None


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_known_by_its_content(name: str) -> None:
    media_type, content = GOOD[name]
    assert media_type_of(extension_of(name), media_type, content) == media_type
    assert media_type_of(extension_of(name), "", content) == media_type
    assert media_type_of(extension_of(name), "application/octet-stream", content) == media_type


@pytest.mark.parametrize("name", GOOD)
def test_no_kind_passes_for_another(name: str) -> None:
    media_type, _ = GOOD[name]
    texts = ("text/plain", "text/csv")
    for other, (stated, content) in GOOD.items():
        if stated != media_type and not (stated in texts and media_type in texts):
            assert media_type_of(extension_of(name), media_type, content) is None, other
            assert media_type_of(extension_of(name), stated, content) is None, other


@pytest.mark.parametrize(
    ("extension", "stated", "content"),
    [
        ("exe", "application/x-msdownload", b"MZ\x90\x00"),
        ("pdf", "application/pdf", b"MZ\x90\x00"),
        ("html", "text/html", b"<script>alert(1)</script>"),
        ("svg", "image/svg+xml", b"<svg onload='alert(1)'/>"),
        ("", "application/pdf", PDF),
        ("pdf", "image/png", PDF),
        ("docx", DOCX_TYPE, MACROS),
        ("docx", DOCX_TYPE, DOCX[:40]),
        ("docx", DOCX_TYPE, b"PK\x03\x04" + bytes(100)),
        ("docx", DOCX_TYPE, zipped(**{"word/other.xml": "x"})),
        ("odt", "application/vnd.oasis.opendocument.text", zipped(**{"content.xml": "x"})),
        ("odt", "application/vnd.oasis.opendocument.text", ODT[:60]),
        ("txt", "text/plain", b"een\x00twee"),
        ("csv", "text/csv", XLSX),
        ("csv", "application/vnd.ms-excel", PNG),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_what_is_not_taken(extension: str, stated: str, content: bytes) -> None:
    assert media_type_of(extension, stated, content) is None


def test_excel_labels_a_csv_as_its_own() -> None:
    assert media_type_of("csv", "application/vnd.ms-excel", b"a;b\r\n1;2\r\n") == "text/csv"


def test_a_damaged_zip_is_no_document_and_no_defect() -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage each time.
    for _ in range(300):
        damaged = bytearray(DOCX)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        assert media_type_of("docx", DOCX_TYPE, bytes(damaged)) in (None, DOCX_TYPE)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("C:\\Users\\jan\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("plan\r\nSet-Cookie: a=b.pdf", "planSet-Cookie: a=b.pdf"),
        ("fdp.\u202eplan.pdf", "fdp.plan.pdf"),
        (" .pdf. ", "pdf"),
        ("\u200b", ""),
        ("reflectie\u0308.txt", "reflectië.txt"),
    ],
)
def test_names_lose_what_misleads(sent: str, kept: str) -> None:
    assert kept_name(sent) == kept


def test_a_long_name_keeps_its_extension() -> None:
    kept = kept_name("x" * 500 + ".docx")
    assert (len(kept), extension_of(kept)) == (MAX_LENGTH, "docx")


def test_a_name_travels_in_a_header() -> None:
    told = disposition('één "plan"; 2.pdf')
    assert told == (
        'attachment; filename="een _plan__ 2.pdf"; '
        "filename*=UTF-8''%C3%A9%C3%A9n%20%22plan%22%3B%202.pdf"
    )
    assert disposition("計画.pdf").encode("ascii")
