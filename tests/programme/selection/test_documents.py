"""Documents: checked by their content, downloaded safely, forgotten only while it runs."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.settings import Settings
from ok_api.rules.words import ApplicationStatus
from tests.callers import Callers
from tests.factories import make_document
from tests.programme.selection.files import GOOD, PDF
from tests.programme.selection.ready import CODE, make_exploring, make_in_order

FORM = {"kind": "school_plan", "description": "Schoolplan 2024-2028"}


@pytest.fixture
async def address(session: AsyncSession) -> str:
    application = await make_exploring(session)
    await session.commit()
    return f"/v1/applications/{application.id}/documents"


async def attach(
    caller: httpx.AsyncClient,
    address: str,
    name: str = "plan.pdf",
    content: bytes = PDF,
    stated: str = "application/pdf",
    **more: Any,
) -> httpx.Response:
    files = {"file": (name, content, stated)}
    return await caller.post(address, files=files, **{"data": FORM, **more})


async def test_who_may_not(callers: Callers, address: str, session: AsyncSession) -> None:
    assert (await attach(callers.anonymous, address)).status_code == 401
    for caller in (callers.research, callers.subsidy, callers.expert()):
        assert (await attach(caller, address)).status_code == 403
        assert (await caller.get(address)).status_code == 403
    stranger = callers.school("99ZZ09")
    assert (await attach(stranger, address)).status_code == 404
    made = (await attach(callers.office, address)).json()
    for path in (made["self"], made["content"]):
        assert (await stranger.get(path)).status_code == 404
        assert (await callers.anonymous.get(path)).status_code == 401
    assert (await stranger.change("DELETE", made["self"], None)).status_code == 404


async def test_a_second_role_does_not_open_the_documents_of_others(
    callers: Callers, address: str
) -> None:
    both = callers.as_("school", "b@example.org", roles=["school", "research"], schools=["99ZZ09"])
    made = (await attach(callers.office, address)).json()
    assert (await both.get(made["content"])).status_code == 404
    assert (await attach(both, address)).status_code == 404


def form(*dispositions: str | bytes, boundary: str = "--x") -> tuple[bytes, dict[str, str]]:
    """A form whose parts have just these headers, with a PDF in those that name a file."""
    parts = []
    for one in dispositions:
        head = one if isinstance(one, bytes) else one.encode()
        body = PDF if b"filename" in head else b"school_plan"
        kind = b"Content-Type: application/pdf\r\n" if b"filename" in head else b""
        parts.append(kind + b"Content-Disposition: form-data; " + head + b"\r\n\r\n" + body)
    mark = f"--{boundary}".encode()
    content = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return content, {"Content-Type": f'multipart/form-data; boundary="{boundary}"'}


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (
            'name=file; filename="=?utf-8?B?dmVyc2xhZyDDqcOpbi5wZGY=?="; '
            "filename*=utf-8''verslag%20%C3%A9%C3%A9n.pdf",
            "verslag één.pdf",
        ),
        (
            'name="file"; filename*=UTF-8\'nl\'plan%20%E2%82%AC%22.pdf; filename="plan.pdf"',
            'plan €".pdf',
        ),
        ("name=file; filename*=utf-8''%C3%A9%C3%A9n.pdf", "één.pdf"),
        ("name=file; filename*=iso-8859-1''%E9%E9n.pdf", "één.pdf"),
        ('name=file; filename="=?utf-8?B?w6nDqW4ucGRm?="', "één.pdf"),
        ('name=file; filename="=?utf-8?Q?=C3=A9=C3=A9n_plan.pdf?="', "één plan.pdf"),
        ('name=file; filename="=?utf-8?B?w6nDqQ==?= =?utf-8?B?bi5wZGY=?="', "één.pdf"),
        ('name="file"; filename="het %22plan%22.pdf"', 'het "plan".pdf'),
        ('name="file"; filename="100%25 – 50%20.pdf"', "100%25 – 50%20.pdf"),
        ('name="file"; filename="één.pdf"', "één.pdf"),
        ('name="file"; filename="=?no-such?B?w6k=?=.pdf"', "=?no-such?B?w6k=?=.pdf"),
        ("name=file; filename*=utf-8''%FF%FE.pdf; filename=plan.pdf", "plan.pdf"),
        ("name=file; filename*=utf-7''x.pdf; filename=plan.pdf", "plan.pdf"),
        ("name=file; filename*=utf-8''..%2F..%2Fmap%5Cplan%0A.pdf", "plan.pdf"),
    ],
)
async def test_a_file_has_the_name_that_its_program_gave_it(
    callers: Callers, address: str, disposition: str, name: str
) -> None:
    content, headers = form("name=kind", disposition)
    made = await callers.office.post(address, content=content, headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["fileName"] == name


@pytest.mark.parametrize(
    ("dispositions", "pointers"),
    [
        (["name=kind", "name=file; filename=a.pdf", "name=file; filename=b.pdf"], ["/file"]),
        (["name=kind", "name=file; filename=a.pdf", "name=kind"], ["/kind"]),
        (["name=kind", "name=kind", *["name=file; filename=a.pdf"] * 2], ["/kind", "/file"]),
    ],
)
async def test_what_a_form_says_twice_is_refused(
    callers: Callers, address: str, dispositions: list[str], pointers: list[str]
) -> None:
    """The last one once won, and the first was lost."""
    content, headers = form(*dispositions)
    answer = await callers.office.post(address, content=content, headers=headers)
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert [(one["pointer"], one["code"]) for one in errors] == [(p, "repeated") for p in pointers]
    assert (await callers.office.get(address)).json()["items"] == []


async def test_a_second_file_of_another_name_is_refused(callers: Callers, address: str) -> None:
    parts = ("name=kind", "name=file; filename=a.pdf", "name=file2; filename=b.pdf")
    content, headers = form(*parts)
    answer = await callers.office.post(address, content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/file2"


@pytest.mark.parametrize("cut", [1, 10, 60])
async def test_a_form_that_breaks_off_is_refused(callers: Callers, address: str, cut: int) -> None:
    content, headers = form("name=kind", "name=file; filename=a.pdf")
    answer = await callers.office.post(address, content=content[:cut], headers=headers)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("name", GOOD)
async def test_what_was_sent_comes_back(callers: Callers, address: str, name: str) -> None:
    stated, content = GOOD[name]
    school = callers.school(CODE)
    made = await attach(school, address, name, content, stated)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["fileName"], told["mediaType"], told["size"]) == (name, stated, len(content))
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert (told["kind"], told["description"]) == (FORM["kind"], FORM["description"])
    file = await school.get(told["content"], headers={"Accept": stated})
    assert file.content == content
    assert file.headers["content-type"].partition(";")[0] == stated
    assert file.headers["content-disposition"].startswith("attachment; ")
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["cache-control"] == "private, no-cache"
    assert file.headers["etag"] == f'"{told["sha256"]}"'
    again = await school.get(told["content"], headers={"If-None-Match": file.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "content", "stated", "said"),
    [
        ("plan.pdf", b"MZ\x90\x00", "application/pdf", "no readable pdf file"),
        (
            "plan.pdf",
            PDF,
            "image/png",
            "(image/png) than its name says (application/pdf)",
        ),
        ("x.html", b"<b>", "text/html", "‘x.html’ is not taken"),
        ("plan", PDF, "application/pdf", "‘plan’ is not taken"),
    ],
)
async def test_a_file_that_is_not_what_it_says(
    callers: Callers, address: str, name: str, content: bytes, stated: str, said: str
) -> None:
    refused = await attach(callers.office, address, name, content, stated)
    assert refused.status_code == 415
    assert said in refused.json()["detail"]
    assert "docx" in refused.json()["allowedExtensions"]
    assert (await callers.office.get(f"{address}?count=true")).json()["total"] == 0


async def test_everything_that_is_wrong_with_the_form(callers: Callers, address: str) -> None:
    empty = await attach(callers.office, address, content=b"")
    assert [flaw["code"] for flaw in empty.json()["errors"]] == ["empty_file"]
    answer = await callers.office.post(address, files={"fiel": PDF}, data={"kind": "poem"})
    told = {flaw["pointer"]: flaw["code"] for flaw in answer.json()["errors"]}
    assert told == {"/kind": "enum", "/file": "missing", "/fiel": "extra_forbidden"}
    untold = await attach(callers.office, address, data={"kind": "other", "description": ""})
    assert (untold.status_code, untold.json()["description"]) == (201, None)
    field = await callers.office.post(address, data=FORM, files={"file": (None, "inhoud")})
    seen = [(flaw["pointer"], flaw["code"]) for flaw in field.json()["errors"]]
    assert seen == [("/file", "file_expected")]
    as_json = await callers.office.post(address, json=FORM)
    assert as_json.status_code == 415


async def test_a_document_has_a_largest_size(
    callers: Callers, address: str, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.state.services.settings
    monkeypatch.setattr(settings, "max_document_bytes", 2_000_000)
    fits = PDF.ljust(2_000_000, b"\n")
    assert (await attach(callers.office, address, content=fits)).status_code == 201
    for surplus in (1, 100_000):
        refused = await attach(callers.office, address, content=fits + b"\n" * surplus)
        assert refused.status_code == 413
        assert refused.json()["type"] == "/v1/problem-types/too-large"
        assert refused.json()["maxBytes"] >= 2_000_000


async def test_a_school_takes_its_document_back(callers: Callers, address: str) -> None:
    school = callers.school(CODE)
    made = (await attach(school, address)).json()
    assert (await school.delete(made["self"])).status_code == 428
    stale = await school.delete(made["self"], headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    assert (await school.change("DELETE", made["self"], None)).status_code == 204
    assert (await school.get(made["self"])).status_code == 404
    assert (await school.get(made["content"])).status_code == 404


async def test_after_the_outcome_documents_stay(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.ACCEPTED)
    document = await make_document(session, application)
    await session.commit()
    address = f"/v1/applications/{application.id}/documents"
    assert (await attach(callers.school(CODE), address)).status_code == 409
    removal = await callers.school(CODE).change("DELETE", f"{address}/{document.id}", None)
    assert (removal.status_code, removal.json()["applicationStatus"]) == (409, "accepted")


async def test_the_same_upload_under_one_key_is_kept_once(callers: Callers, address: str) -> None:
    headers = {"Idempotency-Key": "upload"}
    first, again = [await attach(callers.office, address, headers=headers) for _ in range(2)]
    assert first.status_code == 201, first.text
    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    assert (await callers.office.get(f"{address}?count=true")).json()["total"] == 1


async def test_many_at_once_and_their_order(callers: Callers, address: str) -> None:
    school = callers.school(CODE)
    names = [f"plan-{number}.pdf" for number in range(10)]
    await asyncio.gather(*(attach(school, address, name) for name in names))
    items = (await school.get(f"{address}?sort=fileName&kind=school_plan")).json()["items"]
    assert [item["fileName"] for item in items] == names


async def test_the_audit_trail_knows_the_document_and_not_its_content(
    callers: Callers, address: str, session: AsyncSession
) -> None:
    made = (await attach(callers.office, address)).json()
    await callers.office.change("DELETE", made["self"], None)
    found = await session.execute(
        text(
            "SELECT action, coalesce(after, before) FROM audit_records"
            " WHERE resource = 'documents' ORDER BY id"
        )
    )
    records = found.all()
    assert [action for action, _ in records] == ["create", "remove"]
    for _, kept in records:
        assert kept["sha256"] == made["sha256"]
        assert "content" not in kept


async def test_an_application_has_room_for_so_many(
    callers: Callers, address: str, app: FastAPI, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    few = settings.model_copy(update={"max_documents_per_application": 3})
    monkeypatch.setattr(app.state.services, "settings", few)
    school = callers.school(CODE)
    answers = await asyncio.gather(*(attach(school, address) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 2
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["limit"] == 3
    one = next(answer for answer in answers if answer.status_code == 201).json()
    await school.change("DELETE", one["self"], None)
    assert (await attach(callers.office, address)).status_code == 201
