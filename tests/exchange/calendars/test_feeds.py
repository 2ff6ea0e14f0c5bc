"""Feeds: who opens which calendar, who knows of it, and how its address ends."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.exchange.calendars.scene import FEEDS, Scene, address_of, open_feed, opened, told
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, attach_expert
from tests.refusals import is_unknown

UNKNOWN = "019a9c3e-0000-7000-8000-000000000000"
OWN = {"about": "person"}


async def test_who_may_open_one(callers: Callers, scene: Scene) -> None:
    assert (await callers.anonymous.post(FEEDS, json=OWN)).status_code == 401
    assert (await callers.subsidy.post(FEEDS, json=OWN)).status_code == 403
    for caller in (
        callers.school(GUIDE),
        callers.board("90001"),
        callers.expert(),
        callers.evaluator(),
        callers.research,
        callers.office,
    ):
        assert (await caller.post(FEEDS, json=OWN)).status_code == 201


async def test_of_which_school(callers: Callers, session: AsyncSession, scene: Scene) -> None:
    stranger, learner = callers.school(STRANGER), callers.school(LEARNER)
    asked = {"about": "school", "establishmentCode": GUIDE}
    for caller in (stranger, callers.evaluator(), callers.expert()):
        answer = await caller.post(FEEDS, json=asked)
        assert (answer.status_code, answer.json()["detail"]) == (
            403,
            "The calendar of De Gids is not for you.",
        )
    await attach_expert(session, scene.offer)
    for caller in (callers.school(GUIDE), callers.board("90001"), callers.expert(), callers.office):
        assert (await caller.post(FEEDS, json=asked)).status_code == 201
    guided = {"about": "school", "establishmentCode": LEARNER}
    for caller in (learner, callers.school(GUIDE), callers.research):
        assert (await caller.post(FEEDS, json=guided)).status_code == 201
    other = {"about": "school", "establishmentCode": STRANGER}
    assert (await callers.school(GUIDE).post(FEEDS, json=other)).status_code == 403
    unknown = await callers.school(GUIDE).post(FEEDS, json={**other, "establishmentCode": "99ZZ99"})
    assert is_unknown(unknown, "/establishmentCode")


async def test_of_which_trajectory(callers: Callers, scene: Scene) -> None:
    asked = {"about": "trajectory", "learningTrajectoryId": str(scene.offer.trajectory.id)}
    answer = await callers.school(LEARNER).post(FEEDS, json=asked)
    assert answer.status_code == 201
    assert answer.json()["learningTrajectory"] == scene.offer.address
    asked["learningTrajectoryId"] = UNKNOWN
    assert is_unknown(await callers.office.post(FEEDS, json=asked), "/learningTrajectoryId")


@pytest.mark.parametrize(
    ("body", "flaws"),
    [
        ({"about": "school"}, {"/establishmentCode": "missing"}),
        ({"about": "trajectory"}, {"/learningTrajectoryId": "missing"}),
        (
            {"about": "trajectory", "establishmentCode": GUIDE},
            {"/establishmentCode": "not_allowed", "/learningTrajectoryId": "missing"},
        ),
        ({"about": "person", "establishmentCode": GUIDE}, {"/establishmentCode": "not_allowed"}),
        ({"about": "person", "language": "fr"}, {"/language": "enum"}),
        ({"about": "planet"}, {"/about": "enum"}),
    ],
    ids=["no school", "no trajectory", "the other", "a person's school", "french", "planet"],
)
async def test_a_calendar_is_about_one_thing(
    callers: Callers, body: dict[str, Any], flaws: dict[str, str]
) -> None:
    answer = await callers.office.post(FEEDS, json=body)
    assert answer.status_code == 400
    assert {flaw["pointer"]: flaw["code"] for flaw in answer.json()["errors"]} == flaws


async def test_others_do_not_know_of_it_and_the_office_does(callers: Callers, scene: Scene) -> None:
    feed = await open_feed(callers.school(GUIDE), "school", establishmentCode=GUIDE)
    assert feed["actor"] == f"school-{GUIDE}@example.org"
    board = callers.board("90001")
    for address in (feed["self"], feed["address"]):
        assert (await callers.anonymous.get(address)).status_code == 401
        assert (await board.get(address)).status_code == 404
    assert (await callers.office.get(feed["self"])).json() == feed
    assert (await callers.office.get(feed["address"])).status_code == 403
    assert (await board.get(FEEDS)).json()["items"] == []
    assert (await callers.office.get(FEEDS)).json()["items"] == [feed]
    remove = await board.delete(feed["self"], headers={"If-Match": '"1"'})
    assert remove.status_code == 404


async def test_the_list_has_filters(callers: Callers, scene: Scene) -> None:
    guide = callers.school(GUIDE)
    person = await open_feed(guide)
    school = await open_feed(guide, "school", establishmentCode=GUIDE)
    await guide.change("DELETE", school["self"], None)

    async def found(query: str) -> list[str]:
        answer = await guide.get(f"{FEEDS}?{query}")
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await found("") == [person["id"], school["id"]]
    assert await found("sort=-id&limit=1") == [school["id"]]
    assert await found("about=school") == [school["id"]]
    assert await found(f"establishmentCode={GUIDE}") == [school["id"]]
    assert await found(f"learningTrajectoryId={UNKNOWN}") == []
    assert await found("revoked=true") == [school["id"]]
    assert await found("revoked=false") == [person["id"]]


async def test_a_revoked_address_is_dead_at_once(callers: Callers, scene: Scene) -> None:
    guide = callers.school(GUIDE)
    feed = await open_feed(guide)
    address = await address_of(guide, feed)
    assert await told(callers.anonymous, address)
    assert (await guide.delete(feed["self"])).status_code == 428
    assert (await guide.delete(feed["self"], headers={"If-Match": '"9"'})).status_code == 412
    assert (await guide.change("DELETE", feed["self"], None)).status_code == 204
    dead = await callers.anonymous.get(address, headers={"If-None-Match": "*"})
    never = await callers.anonymous.get("/v1/calendars/" + "A" * 64)
    assert (dead.status_code, never.status_code) == (404, 404)
    own = ("instance", "requestId", "detail")
    shapes = [{k: v for k, v in x.json().items() if k not in own} for x in (dead, never)]
    assert shapes[0] == shapes[1]
    assert dict(dead.headers).keys() == dict(never.headers).keys()
    after = (await guide.get(feed["self"])).json()
    assert (after["address"], after["revokedAt"]) == (None, "2026-02-01T12:00:00Z")
    assert (await guide.get(feed["address"])).status_code == 404
    assert (await guide.change("DELETE", feed["self"], None)).status_code == 204
    assert (await guide.get(feed["self"])).json() == after


async def test_the_office_ends_what_should_no_longer_be_read(
    callers: Callers, scene: Scene
) -> None:
    guide = callers.school(GUIDE)
    feed = await open_feed(guide)
    address = await address_of(guide, feed)
    assert (await callers.office.change("DELETE", feed["self"], None)).status_code == 204
    assert (await callers.anonymous.get(address)).status_code == 404


async def test_a_hundred_calendars_are_a_hundred_addresses(
    callers: Callers, scene: Scene, app: FastAPI, settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    many = settings.model_copy(update={"max_calendar_feeds_per_account": 50})
    monkeypatch.setattr(app.state.services, "settings", many)
    guide, learner = callers.school(GUIDE), callers.school(LEARNER)
    addresses = [await opened((guide, learner)[number % 2]) for number in range(100)]
    assert len(set(addresses)) == 100
    answers = await asyncio.gather(*(callers.anonymous.get(address) for address in addresses))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 100, "each bears its own identity"
    counts = [answer.content.count(b"BEGIN:VEVENT") for answer in answers]
    assert counts == [4, 2] * 50
    page = (await callers.office.get(f"{FEEDS}?count=true&limit=10")).json()
    assert (page["total"], len(page["items"])) == (100, 10)


async def test_an_account_has_room_for_so_many_open_feeds(
    callers: Callers, app: FastAPI, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = settings.model_copy(update={"max_calendar_feeds_per_account": 3})
    monkeypatch.setattr(app.state.services, "settings", few)
    answers = await asyncio.gather(*(callers.office.post(FEEDS, json=OWN) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["limit"] == 3
    assert (await callers.research.post(FEEDS, json=OWN)).status_code == 201
    one = next(answer for answer in answers if answer.status_code == 201).json()
    assert (await callers.office.change("DELETE", one["self"], None)).status_code == 204
    assert (await callers.office.post(FEEDS, json=OWN)).status_code == 201
