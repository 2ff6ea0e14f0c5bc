"""The nine criteria: judged by the office, seen by the school."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, CriterionKey, Judgement
from tests.callers import Callers
from tests.factories import make_criterion
from tests.programme.selection.ready import CODE, make_exploring, make_in_order

GIVEN = {
    "judgement": "unclear",
    "motivation": "De resultaten van één jaar ontbreken.",
    "evidence": "Schoolplan, hoofdstuk 3.",
}


async def test_only_the_office_judges(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria/good_results"
    assert (await callers.anonymous.put(address, json=GIVEN)).status_code == 401
    assert (await callers.school(CODE).put(address, json=GIVEN)).status_code == 403
    assert (await callers.office.get(address)).status_code == 404
    made = await callers.office.put(address, json=GIVEN)
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == address
    seen = (await callers.school(CODE).get(address)).json()
    assert GIVEN.items() <= seen.items()
    assert seen["judgedBy"] == "office@example.org"
    assert (await callers.research.get(address)).json()["judgedBy"] is None
    assert (await callers.school("99ZZ09").get(address)).status_code == 404


async def test_a_judgement_is_replaced_in_its_version(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria/good_results"
    await callers.office.put(address, json=GIVEN)
    assert (await callers.office.put(address, json=GIVEN)).status_code == 428
    met = {"judgement": "met", "motivation": "Nu drie jaar."}
    replaced = await callers.office.change("PUT", address, met)
    assert (replaced.status_code, replaced.json()["evidence"]) == (200, None)
    stale = await callers.office.put(address, json=GIVEN, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_an_unknown_criterion_and_a_bare_judgement(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria"
    assert (await callers.office.put(address + "/charm", json=GIVEN)).status_code == 404
    assert (await callers.office.get(address + "/charm")).status_code == 404
    bare = await callers.office.put(address + "/commitment", json={"judgement": "met"})
    assert [flaw["pointer"] for flaw in bare.json()["errors"]] == ["/motivation"]


async def test_the_list_follows_the_programme(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    for criterion in reversed(CriterionKey):
        await make_criterion(session, application, criterion)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria"
    page = (await callers.subsidy.get(address + "?count=true")).json()
    assert [item["criterion"] for item in page["items"]] == [key.value for key in CriterionKey]
    unclear = (await callers.subsidy.get(address + f"?judgement={Judgement.UNCLEAR}")).json()
    assert unclear["items"] == []
    first = await callers.subsidy.get(address + "?limit=4&sort=-criterion")
    second = (await callers.subsidy.get(first.links["next"]["url"])).json()
    assert second["items"][0]["criterion"] == list(CriterionKey)[-5].value


async def test_sixteen_first_judgements_make_one(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria/commitment"
    office = callers.office
    answers = await asyncio.gather(*(office.put(address, json=GIVEN) for _ in range(16)))
    assert sorted(answer.status_code for answer in answers) == [201] + [428] * 15


async def test_after_the_outcome_judgements_stay(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.ACCEPTED)
    await session.commit()
    address = f"/v1/applications/{application.id}/criteria/commitment"
    refused = await callers.office.change("PUT", address, GIVEN)
    assert (refused.status_code, refused.json()["applicationStatus"]) == (409, "accepted")
