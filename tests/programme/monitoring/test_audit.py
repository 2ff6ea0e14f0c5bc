"""The audit trail: every change and every refused attempt, for the office alone."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.programme.monitoring.audit.schemas import AuditRecord
from ok_api.rules.words import Phase
from ok_api.tables import AuditRecord as AuditRow
from ok_api.tables import ProgrammeYear
from tests.callers import Caller, Callers
from tests.factories import make_evaluation, make_expertise, make_participation, make_school

TRAIL = "/v1/audit-records"


async def trail(office: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = await office.get(f"{TRAIL}?{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    for item in items:
        AuditRecord.model_validate(item)
    return items


async def test_only_the_office_reads_it(callers: Callers, session: AsyncSession) -> None:
    assert (await callers.anonymous.get(TRAIL)).status_code == 401
    others = callers.school("99ZZ01"), callers.board("90001"), callers.research, callers.subsidy
    for caller in (*others, callers.expert(), callers.evaluator()):
        assert (await caller.get(TRAIL)).status_code == 403
        assert (await caller.get(f"{TRAIL}/1")).status_code == 403


async def test_a_change_reads_as_the_api_tells_it(callers: Callers, session: AsyncSession) -> None:
    expertise = await make_expertise(session, in_use_since=2019)
    await session.commit()
    address = f"/v1/expertises/{expertise.id}"
    current = (await callers.office.get(address)).headers["ETag"]
    headers = {"If-Match": current, "Audit-Reason": "Op%20verzoek%20van%20de%20school"}
    changes = {"inUseSince": 2020, "published": False}
    changed = await callers.office.patch(address, json=changes, headers=headers)
    assert changed.status_code == 200
    (record,) = await trail(callers.office, f"key={expertise.id}")
    assert (record["resource"], record["action"]) == ("expertises", "update")
    assert record["operation"] == "changeExpertise"
    assert record["before"] == {"inUseSince": 2019, "published": True}
    assert record["after"] == changes
    assert record["reason"] == "Op verzoek van de school"
    assert (record["actor"], record["roles"]) == ("office@example.org", ["office"])
    assert record["self"] == f"{TRAIL}/{record['id']}"
    assert (await callers.office.get(record["self"])).json() == record


async def test_a_decision_leaves_its_trail_in_one_request(
    callers: Callers, session: AsyncSession
) -> None:
    participation = await make_participation(session, phase=Phase.PILOT)
    year = (await session.scalars(select(ProgrammeYear))).one()
    await session.commit()
    body = {
        "participationId": str(participation.id),
        "schoolYear": "2025-2026",
        "outcome": "no_go",
        "motivation": "Het team viel weg.",
    }
    refused = await callers.office.post("/v1/go-no-go-decisions", json=body)
    (attempt,) = await trail(callers.office, "action=refuse")
    assert (attempt["resource"], attempt["key"]) == ("go-no-go-decisions", "")
    assert attempt["requestId"] == refused.json()["requestId"]
    assert attempt["after"]["error"] == "RuleRefused"
    assert attempt["after"]["ruling"] == refused.json()["ruling"]
    await make_evaluation(session, participation, year)
    await session.commit()
    made = await callers.office.post("/v1/go-no-go-decisions", json=body)
    assert made.status_code == 201
    records = await trail(callers.office, "operation=recordGoNoGoDecision&action=create")
    assert [record["resource"] for record in records] == ["go-no-go-decisions"]
    assert records[0]["after"]["decidedBy"] == "office@example.org"
    assert "receipt" not in records[0]["after"]
    changed = await trail(callers.office, f"requestId={records[0]['requestId']}&action=update")
    assert {record["resource"] for record in changed} == {"participations", "programme-years"}
    (ended,) = [record for record in changed if record["resource"] == "participations"]
    assert (ended["before"]["phase"], ended["after"]["phase"]) == ("pilot", "ended")
    assert ended["after"]["endReason"] == "no_go"


async def test_a_refused_attempt_names_what_it_was_about(
    callers: Callers, session: AsyncSession
) -> None:
    expertise = await make_expertise(session, published=True)
    await session.commit()
    address = f"/v1/expertises/{expertise.id}"
    stranger = callers.school("99ZZ09")
    assert (await stranger.change("PATCH", address, {"title": "Mijn"})).status_code == 403
    (attempt,) = await trail(callers.office, f"key={expertise.id}&resource=expertises")
    assert (attempt["action"], attempt["actor"]) == ("refuse", "school-99ZZ09@example.org")
    assert attempt["before"] is None
    assert (attempt["after"]["method"], attempt["after"]["path"]) == ("PATCH", address)
    closed = {"name": "Gesloten", "sector": "PO", "status": "closed"}
    await callers.office.put("/v1/schools/99ZZ01", json=closed)
    (flawed,) = await trail(callers.office, "resource=schools&key=99ZZ01")
    assert flawed["after"]["errors"][0]["name"] == "/closedOn"


async def test_it_is_filtered_and_paged(callers: Callers, session: AsyncSession) -> None:
    office = callers.office
    for code in ("99ZZ01", "99ZZ02", "99ZZ03"):
        facts = {"name": "De Voorbeeldschool", "sector": "PO"}
        assert (await office.put(f"/v1/schools/{code}", json=facts)).status_code == 201
    keys = [record["key"] for record in await trail(office)]
    assert keys == ["99ZZ03", "99ZZ02", "99ZZ01"]
    assert [r["key"] for r in await trail(office, "sort=id&limit=2")] == ["99ZZ01", "99ZZ02"]
    assert [r["key"] for r in await trail(office, "key=99ZZ01&key=99ZZ02")] == keys[1:]
    assert len(await trail(office, "actor=office@example.org&operation=putSchool")) == 3
    assert await trail(office, "actor=office@example.org&until=2020-01-01") == []
    assert len(await trail(office, "from=2020-01-01&until=2150-01-01")) == 3
    assert await trail(office, "from=2150-01-01") == []
    page = await office.get(f"{TRAIL}?limit=1&count=true")
    assert page.json()["total"] == 3
    second = (await office.get(page.links["next"]["url"])).json()["items"]
    assert [record["key"] for record in second] == ["99ZZ02"]
    flawed = await office.get(f"{TRAIL}?action=look&from=gisteren&who=me")
    assert len(flawed.json()["errors"]) == 3


async def test_moments_read_in_utc_whatever_offset_they_were_kept_with(
    callers: Callers, session: AsyncSession
) -> None:
    """The trail of before is as it was written: a moment with its offset, and a blank in it."""
    opened = {"opensAt": "2026-03-09T09:00:00+01:00", "closesAt": "2026-06-26T16:00:00+02:00"}
    made = await callers.office.post(
        "/v1/selection-rounds",
        json={"schoolYear": "2026-2027", "title": "Ronde", "places": 10, **opened},
    )
    assert made.status_code == 201, made.text
    (record,) = await trail(callers.office, "resource=selection-rounds")
    in_utc = {"opensAt": "2026-03-09T08:00:00Z", "closesAt": "2026-06-26T14:00:00Z"}
    assert {name: record["after"][name] for name in opened} == in_utc
    told = {"opens_at": "2026-03-09 09:00:00+01:00", "title": "2026-03-09 09:00:00+01:00"}
    kept = {**told, "closes_at": "2026-06-26 14:00:00.5+00:00", "started_at": None}
    session.add(AuditRow(actor="a", roles=[], action="update", resource="old", key="1", after=kept))
    await session.commit()
    (old,) = await trail(callers.office, "resource=old")
    assert old["after"] == {
        "opensAt": "2026-03-09T08:00:00Z",
        "closesAt": "2026-06-26T14:00:00.5Z",
        "startedAt": None,
        "title": told["title"],
    }


@pytest.mark.parametrize("number", ["0", "none", "99999999999999999999999", "-1"])
async def test_what_is_not_there_is_not_found(callers: Callers, number: str) -> None:
    assert (await callers.office.get(f"{TRAIL}/{number}")).status_code == 404


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_records SET actor = 'x'", "DELETE FROM audit_records"]
)
async def test_it_is_never_changed_or_deleted(
    callers: Callers, session: AsyncSession, statement: str
) -> None:
    school = await make_school(session, establishment_code="99ZZ01")
    await session.commit()
    facts = {"name": "Anders", "sector": "PO"}
    await callers.office.change("PUT", f"/v1/schools/{school.establishment_code}", facts)
    with pytest.raises(DBAPIError, match="never changed or deleted"):
        await session.execute(text(statement))
