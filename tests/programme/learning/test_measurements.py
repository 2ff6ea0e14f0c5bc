"""Measurements: before and after, on one scale, with the difference told."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, make_offer, make_pupil


def new(moment: str = "baseline", **members: Any) -> dict[str, Any]:
    return {
        "moment": moment,
        "indicator": "begrijpend lezen",
        "instrument": "vragenlijst",
        "measuredOn": "2025-09-10" if moment == "baseline" else "2026-06-10",
        "score": 2.6 if moment == "baseline" else 3.4,
        "scaleMin": 1,
        "scaleMax": 5,
        **members,
    }


async def _address(session: AsyncSession) -> str:
    enrolment = await make_pupil(session, await make_offer(session))
    return f"/v1/enrolments/{enrolment.id}/measurements"


async def test_who_records_and_who_reads(callers: Callers, session: AsyncSession) -> None:
    address = await _address(session)
    assert (await callers.anonymous.post(address, json=new())).status_code == 401
    assert (await callers.research.post(address, json=new())).status_code == 403
    assert (await callers.school(STRANGER).post(address, json=new())).status_code == 404
    made = await callers.school(LEARNER).post(address, json=new(note="Voorbeeld Persoon nam af."))
    assert made.status_code == 201
    one = made.headers["Location"]
    assert (await callers.school(STRANGER).get(one)).status_code == 404
    assert (await callers.subsidy.get(one)).status_code == 403
    assert (await callers.school(GUIDE).get(one)).json()["note"]
    told = await callers.research.get(one)
    assert (told.json()["score"], told.json()["note"]) == (2.6, None)


async def test_the_end_tells_the_difference(callers: Callers, session: AsyncSession) -> None:
    address, school = await _address(session), callers.school(LEARNER)
    alone = await school.post(address, json=new("end"))
    assert (alone.json()["baselineScore"], alone.json()["difference"]) == (None, None)
    etag = {"If-None-Match": alone.headers["ETag"]}
    assert (await school.get(alone.headers["Location"], headers=etag)).status_code == 304
    baseline = await school.post(address, json=new())
    assert (baseline.json()["baselineScore"], baseline.json()["difference"]) == (None, None)
    compared = await school.get(alone.headers["Location"], headers=etag)
    assert compared.status_code == 200
    assert (compared.json()["baselineScore"], compared.json()["difference"]) == (2.6, 0.8)
    listed = (await school.get(address + "?moment=end&sort=-measuredOn")).json()["items"]
    assert [item["difference"] for item in listed] == [0.8]


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"measuredOn": "2099-01-01"}, "/measuredOn"),
        ({"measuredOn": "0001-01-01"}, "/measuredOn"),
        ({"score": 6}, "/score"),
        ({"score": 2.555}, "/score"),
        ({"scaleMax": 1}, "/scaleMax"),
        ({"respondentCount": -1}, "/respondentCount"),
        ({"indicator": ""}, "/indicator"),
    ],
)
async def test_what_cannot_be_is_refused(
    callers: Callers, session: AsyncSession, members: dict[str, Any], pointer: str
) -> None:
    address = await _address(session)
    answer = await callers.office.post(address, json=new(**members))
    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "members", [{"scaleMax": 10}, {"scaleMin": 0}, {"measuredOn": "2025-08-30"}]
)
async def test_what_cannot_be_compared_is_refused(
    callers: Callers, session: AsyncSession, members: dict[str, Any]
) -> None:
    address = await _address(session)
    await callers.office.post(address, json=new())
    answer = await callers.office.post(address, json=new("end", **members))
    assert (answer.status_code, answer.json()["type"]) == (409, "/v1/problem-types/wrong-state")
    other = await callers.office.post(address, json=new("end", indicator="lezen", **members))
    assert other.status_code == 201


async def test_one_indicator_is_measured_once_at_one_moment(
    callers: Callers, session: AsyncSession
) -> None:
    address = await _address(session)
    office = callers.office
    answers = await asyncio.gather(*(office.post(address, json=new()) for _ in range(16)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 15}
