"""Who changes names the version that was read: nothing is overwritten unseen."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Caller, Callers
from tests.factories import make_application, make_expertise, make_participation, make_school

SCHOOL = {"name": "De Voorbeeldschool", "sector": "PO"}


@pytest.fixture
async def address(session: AsyncSession) -> str:
    expertise = await make_expertise(session, evidence_base="Onderzoek.", in_use_since=2019)
    await session.commit()
    return f"/v1/expertises/{expertise.id}"


async def patch(caller: Caller, address: str, etag: str | None, body: Any) -> httpx.Response:
    headers = {} if etag is None else {"If-Match": etag}
    return await caller.patch(address, json=body, headers=headers)


async def test_a_change_without_a_version_is_refused(callers: Callers, address: str) -> None:
    answer = await patch(callers.office, address, None, {"title": "Anders"})
    assert (answer.status_code, answer.json()["type"]) == (
        428,
        "/v1/problem-types/precondition-missing",
    )


async def test_a_change_of_an_old_version_is_refused(callers: Callers, address: str) -> None:
    office = callers.office
    first = (await office.get(address)).headers["etag"]
    changed = await patch(office, address, first, {"title": "Eerst"})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first
    stale = await patch(office, address, first, {"title": "Daarna"})
    assert stale.status_code == 412
    assert stale.json()["currentETag"] == changed.headers["etag"]
    assert (await office.get(address)).json()["title"] == "Eerst"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        *(("{}", 200), ("*", 200), ('"999", {}', 200), ('"999"', 412), ("", 412)),
        *(("W/{}", 200), ('W/"999"', 412), ('W/"999", W/{}', 200)),
        *(('"{}-gzip"', 200), ('"{}-br"', 200), ('"{}--gzip"', 200), ('W/"{}-zstd"', 200)),
        *(('"999-gzip"', 412), ('"{}-other"', 412), ('"{}-gzip-gzip"', 412), ('"-gzip"', 412)),
    ],
)
async def test_a_version_counts_in_whatever_form_a_proxy_gave_it_back(
    callers: Callers, address: str, form: str, status: int
) -> None:
    etag = (await callers.office.get(address)).headers["etag"]
    tag = etag if '"{}' not in form else etag.strip('"')
    answer = await patch(callers.office, address, form.format(tag), {"title": "Anders"})
    assert answer.status_code == status


async def test_of_two_changes_at_once_one_wins(callers: Callers, address: str) -> None:
    office = callers.office
    etag = (await office.get(address)).headers["etag"]
    answers = await asyncio.gather(
        *(patch(office, address, etag, {"title": f"Titel {number}"}) for number in range(16))
    )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(412)) == (1, 15)


async def test_absent_leaves_null_clears_and_nothing_changes_nothing(
    callers: Callers, address: str
) -> None:
    office = callers.office
    before = await office.get(address)
    cleared = await patch(office, address, before.headers["etag"], {"evidenceBase": None})
    expected = {**before.json(), "evidenceBase": None}
    assert cleared.json() == expected
    same = await patch(office, address, cleared.headers["etag"], {})
    assert same.json() == expected
    assert same.headers["etag"] == cleared.headers["etag"]


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json"])
async def test_both_media_types_of_a_patch_are_read(
    callers: Callers, address: str, media_type: str
) -> None:
    headers = {"If-Match": "*", "Content-Type": media_type}
    answer = await callers.office.patch(address, content=b'{"title":"Anders"}', headers=headers)
    assert answer.json()["title"] == "Anders"


async def test_what_must_be_there_cannot_be_cleared(callers: Callers, address: str) -> None:
    answer = await patch(callers.office, address, "*", {"title": None, "sectors": None})
    assert answer.status_code == 400
    assert {flaw["pointer"] for flaw in answer.json()["errors"]} == {"/title", "/sectors"}


@pytest.mark.parametrize(
    "form", ['"{}"', 'W/"{}"', '"other", "{}"', "*", '"{}-gzip"', 'W/"{}--gzip"', '"a", "{}-br"']
)
async def test_what_is_known_is_not_sent_again(callers: Callers, address: str, form: str) -> None:
    first = await callers.office.get(address)
    etag = first.headers["etag"]
    headers = {"If-None-Match": form.format(etag.strip('"'))}
    answer = await callers.office.get(address, headers=headers)
    assert (answer.status_code, answer.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert answer.headers[name] == first.headers[name]
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("form", ['"{}0"', '"0{}"', '"{}-other"', "{}x", '"-gzip"'])
async def test_what_is_only_like_it_is_sent(callers: Callers, address: str, form: str) -> None:
    etag = (await callers.office.get(address)).headers["etag"].strip('"')
    headers = {"If-None-Match": form.format(etag)}
    assert (await callers.office.get(address, headers=headers)).status_code == 200


async def test_what_has_changed_is_sent(callers: Callers, address: str) -> None:
    old = (await callers.office.get(address)).headers["etag"]
    await patch(callers.office, address, old, {"title": "Anders"})
    answer = await callers.office.get(address, headers={"If-None-Match": old})
    assert (answer.status_code, answer.json()["title"]) == (200, "Anders")


async def test_an_upsert_needs_a_version_once_it_is_there(callers: Callers) -> None:
    office, address = callers.office, "/v1/schools/99ZZ01"
    made = await office.put(address, json=SCHOOL)
    assert (made.status_code, made.headers["location"]) == (201, address)
    again = {**SCHOOL, "city": "Utrecht"}
    assert (await office.put(address, json=again)).status_code == 428
    headers = {"If-Match": made.headers["etag"]}
    changed = await office.put(address, json=again, headers=headers)
    assert (changed.status_code, changed.json()["city"]) == (200, "Utrecht")
    assert (await office.put(address, json=SCHOOL, headers=headers)).status_code == 412


async def test_of_upserts_at_once_one_creates(callers: Callers) -> None:
    office = callers.office
    answers = await asyncio.gather(
        *(office.put("/v1/schools/99ZZ01", json=SCHOOL) for _ in range(16))
    )
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 409, 428}


async def test_an_upsert_is_whole(callers: Callers, session: AsyncSession) -> None:
    """PUT replaces: what is left out is cleared, unlike in a merge patch."""
    await make_school(session, establishment_code="99ZZ01", city="Utrecht")
    await session.commit()
    answer = await callers.office.change("PUT", "/v1/schools/99ZZ01", SCHOOL)
    assert answer.json()["city"] is None


@pytest.mark.parametrize(
    ("form", "status"), [(None, 201), ("{}", 201), ("*", 201), ('"999"', 412), ("", 412)]
)
async def test_a_step_is_held_to_the_version_that_it_names(
    callers: Callers, session: AsyncSession, form: str | None, status: int
) -> None:
    participation = await make_participation(session)
    await session.commit()
    address = f"/v1/participations/{participation.id}"
    etag = (await callers.office.get(address)).headers["etag"]
    headers = {} if form is None else {"If-Match": form.format(etag)}
    body = {"reason": "withdrawal", "motivation": "De school kiest een ander programma."}
    answer = await callers.office.post(f"{address}/withdrawals", json=body, headers=headers)
    assert answer.status_code == status, answer.text


async def test_what_is_told_without_persons_has_another_etag(
    callers: Callers, session: AsyncSession
) -> None:
    """The same application at the same version; a cache must not take one for the other."""
    application = await make_application(session, contact_name="Voorbeeld Persoon")
    await session.commit()
    address = f"/v1/applications/{application.id}"
    own = callers.as_(
        "school", "both@example.org", roles=["school"], schools=[application.establishment_code]
    )
    with_persons = [await caller.get(address) for caller in (callers.office, own)]
    without = [await caller.get(address) for caller in (callers.research, callers.subsidy)]
    for answers, name in ((with_persons, "Voorbeeld Persoon"), (without, None)):
        assert {answer.json()["contactName"] for answer in answers} == {name}
        assert len({answer.headers["etag"] for answer in answers}) == 1
    known = {"If-None-Match": with_persons[0].headers["etag"]}
    assert (await callers.research.get(address, headers=known)).status_code == 200
    assert (await own.get(address, headers=known)).status_code == 304
    known = {"If-None-Match": without[0].headers["etag"]}
    assert (await callers.subsidy.get(address, headers=known)).status_code == 304
    assert (await callers.office.get(address, headers=known)).status_code == 200


async def test_it_is_decided_row_by_row_for_who_has_two_roles(
    callers: Callers, session: AsyncSession
) -> None:
    own, others = await make_application(session), await make_application(session)
    await session.commit()
    both = callers.as_(
        "school",
        "both@example.org",
        roles=["school", "research"],
        schools=[own.establishment_code],
    )
    tags = {}
    for row in (own, others):
        address = f"/v1/applications/{row.id}"
        read = [(await caller.get(address)) for caller in (both, callers.office, callers.research)]
        tags[row.id] = [answer.headers["etag"] for answer in read]
    assert tags[own.id][0] == tags[own.id][1] != tags[own.id][2]
    assert tags[others.id][0] == tags[others.id][2] != tags[others.id][1]


async def test_a_version_that_was_read_without_persons_is_that_version(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_application(session)
    await session.commit()
    address = f"/v1/applications/{application.id}"
    etag = (await callers.research.get(address)).headers["etag"]
    answer = await patch(callers.office, address, etag, {"contactName": "Ander Voorbeeld"})
    assert answer.status_code == 200, answer.text
