"""What a calendar program reads: the right sessions as they now are, and only what changed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.calendars import queries
from ok_api.foundation.queries import Compiled
from ok_api.rules.words import EnrolmentStatus
from ok_api.tables import Enrolment, Session
from tests.callers import Callers
from tests.exchange.calendars.scene import OTHER, Scene, ids, open_feed, opened, parsed, told
from tests.factories import make_session
from tests.programme.learning.offers import GUIDE, LEARNER, STRANGER, attach_expert


async def test_a_guess_finds_nothing(callers: Callers, scene: Scene) -> None:
    address = await opened(callers.school(GUIDE))
    last = "A" if address[-1] != "A" else "B"
    for wrong in (
        address[:-1] + last,
        address[:-1],
        address + "A",
        address.swapcase(),
        "/v1/calendars/x",
        "/v1/calendars/%00",
        "/v1/calendars/" + "é" * 64,
    ):
        answer = await callers.anonymous.get(wrong)
        assert answer.status_code == 404, wrong
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_schools_calendar(callers: Callers, scene: Scene) -> None:
    anyone = callers.anonymous
    for caller in (callers.school(GUIDE), callers.office):
        address = await opened(caller, "school", establishmentCode=GUIDE)
        expected = ids(scene.shared, scene.of_learner, scene.of_other, scene.of_team)
        assert (await told(anyone, address)).keys() == expected
    for caller in (callers.school(LEARNER), callers.school(GUIDE), callers.research):
        address = await opened(caller, "school", establishmentCode=LEARNER)
        assert (await told(anyone, address)).keys() == ids(scene.shared, scene.of_learner)
    address = await opened(callers.school(STRANGER), "school", establishmentCode=STRANGER)
    assert await told(anyone, address) == {}


async def test_a_trajectorys_calendar(callers: Callers, scene: Scene) -> None:
    about = {"about": "trajectory", "learningTrajectoryId": str(scene.offer.trajectory.id)}
    whole = ids(scene.shared, scene.of_learner, scene.of_other)
    for caller, seen in (
        (callers.school(GUIDE), whole),
        (callers.school(LEARNER), ids(scene.shared, scene.of_learner)),
        (callers.school(OTHER), ids(scene.shared, scene.of_other)),
        (callers.school(STRANGER), set()),
    ):
        address = await opened(caller, **about)
        assert (await told(callers.anonymous, address)).keys() == seen


async def test_a_persons_calendar(callers: Callers, session: AsyncSession, scene: Scene) -> None:
    expert = await opened(callers.expert())
    assert await told(callers.anonymous, expert) == {}
    await attach_expert(session, scene.offer)
    every = ids(scene.shared, scene.of_learner, scene.of_other, scene.of_team)
    assert (await told(callers.anonymous, expert)).keys() == every
    learner = await opened(callers.school(LEARNER))
    assert (await told(callers.anonymous, learner)).keys() == ids(scene.shared, scene.of_learner)


async def test_what_is_lost_from_sight_is_lost_from_the_calendar(
    callers: Callers, session: AsyncSession, scene: Scene
) -> None:
    address = await opened(callers.school(LEARNER), "school", establishmentCode=LEARNER)
    enrolment = await session.get_one(Enrolment, scene.of_learner.enrolment_id)
    now = datetime.now(UTC)
    scene.of_learner.starts_at = now - timedelta(days=1)
    scene.shared.starts_at = now + timedelta(days=1)
    enrolment.status, enrolment.motivation = EnrolmentStatus.WITHDRAWN, "Geen tijd."
    await session.commit()
    assert (await told(callers.anonymous, address)).keys() == ids(scene.of_learner)
    enrolment.establishment_code = STRANGER
    await session.commit()
    assert await told(callers.anonymous, address) == {}


async def test_how_a_session_is_told(callers: Callers, scene: Scene) -> None:
    address = await opened(callers.school(GUIDE), "school", establishmentCode=GUIDE)
    answer = await callers.anonymous.get(address, headers={"Accept": "text/calendar"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    calendar = parsed(answer)
    assert (calendar["version"], calendar["name"]) == ("2.0", "Ontwikkelkracht: De Gids")
    assert calendar["x-wr-calname"] == calendar["name"]
    assert calendar.refresh_interval == timedelta(hours=1)
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in answer.content
    assert str(calendar["prodid"]).startswith("-//Ontwikkelkracht//ok-api")
    event = next(event for event in calendar.events if event.summary == "Samen lezen")
    assert event.uid == f"{scene.shared.id}@ok-api"
    assert event.start == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert datetime(2026, 3, 2, 16, tzinfo=UTC) == event.DTEND
    assert event.duration == timedelta(hours=8)
    assert "duration" not in event
    assert (event.sequence, event.status, event["location"]) == (1, "CONFIRMED", "Lokaal 12")
    assert event.categories == ["Collectieve studiedag"]
    assert event.LAST_MODIFIED == event.DTSTAMP
    assert "Leertraject: Leertraject lezen" in event.description
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75
    assert all("@" not in event.description for event in calendar.events)


async def test_labels_are_in_the_language_of_the_feed(callers: Callers, scene: Scene) -> None:
    for language, kind in (("nl", "Intervisie"), ("en", "Intervision")):
        address = await opened(callers.school(GUIDE), language=language)
        event = (await told(callers.anonymous, address))[str(scene.of_team.id)]
        assert event.summary == event.categories[0] == kind


async def test_whatever_is_in_a_text_comes_through(
    callers: Callers, session: AsyncSession, scene: Scene
) -> None:
    odd = 'Lezen; praten, "doen" \\ 📚\nEND:VEVENT\nBEGIN:VALARM:' + " lang" * 40
    scene.of_learner.title = "Eén\r\nTwee\rDrie\x0bVier\x1f"
    scene.of_team.title, scene.of_team.location = odd, "Zaal 1, à côté; 2e"
    await session.commit()
    address = await opened(callers.school(GUIDE), description="Ons; team\\, 📅 END:VCALENDAR")
    answer = await callers.anonymous.get(address)
    calendar = parsed(answer)
    for name in (b"NAME", b"X-WR-CALNAME"):
        assert b"\r\n" + name + b":Ontwikkelkracht: Ons\\; team\\\\\\, " in answer.content
        read = re.sub(r"\\(.)", r"\1", str(calendar[name.decode()]))
        assert read == "Ontwikkelkracht: Ons; team\\, 📅 END:VCALENDAR"
    assert answer.content.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert not set(answer.content.replace(b"\r\n", b"")) & set(b"\r\n\x0b\x1f")
    assert len(calendar.events) == 4
    (event,) = (x for x in calendar.events if x.uid == f"{scene.of_learner.id}@ok-api")
    assert event.summary == "Eén\nTwee\nDrie Vier "
    (event,) = (x for x in calendar.events if x.uid == f"{scene.of_team.id}@ok-api")
    assert event.summary == odd
    assert event["location"] == "Zaal 1, à côté; 2e"


async def test_moved_held_and_cancelled(
    callers: Callers, scene: Scene, session: AsyncSession
) -> None:
    guide, anyone = callers.school(GUIDE), callers.anonymous
    address = await opened(guide)
    moved, gone = (f"/v1/sessions/{x.id}" for x in (scene.shared, scene.of_team))
    change = {"startsAt": "2026-03-09T13:00:00+01:00", "dagdelen": 1, "title": "Later"}
    assert (await guide.change("PATCH", moved, change)).status_code == 200
    assert (await guide.change("PATCH", gone, {"status": "cancelled"})).status_code == 200
    events = await told(anyone, address)
    event = events[str(scene.shared.id)]
    assert event.start == datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert (event.duration, event.sequence, event.summary) == (timedelta(hours=4), 2, "Later")
    assert event.LAST_MODIFIED >= event.DTSTAMP
    cancelled = events[str(scene.of_team.id)]
    assert (cancelled.status, cancelled.sequence) == ("CANCELLED", 2)
    assert (cancelled.summary, cancelled["transp"]) == ("Vervallen: Intervisie", "TRANSPARENT")
    assert "transp" not in event
    english = await told(anyone, await opened(guide, language="en"))
    assert english[str(scene.of_team.id)].summary == "Cancelled: Intervision"


@pytest.mark.parametrize(
    "credentials",
    ["Basic dXNlcjpwYXNz", "Bearer expired.or.wrong", "Bearer", "Digest username=x", "nonsense"],
)
async def test_what_calendar_programs_add_is_not_looked_at(
    callers: Callers, scene: Scene, credentials: str
) -> None:
    address = await opened(callers.school(GUIDE))
    plain = await callers.anonymous.get(address)
    for added in ("?_=1767225600", "?nocache=a&limit=5", "?", "?etag=%00"):
        for method in ("GET", "HEAD"):
            answer = await callers.anonymous.request(
                method, address + added, headers={"Authorization": credentials}
            )
            assert answer.status_code == 200, answer.text
            assert answer.headers["etag"] == plain.headers["etag"]
    wrong = await callers.anonymous.get(address + "x", headers={"Authorization": credentials})
    assert wrong.status_code == 404
    elsewhere = {"Authorization": credentials}
    assert (await callers.anonymous.get("/v1/schools", headers=elsewhere)).status_code == 401


async def test_nothing_is_sent_again_until_something_changed(
    callers: Callers, session: AsyncSession, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide, anyone = callers.school(GUIDE), callers.anonymous
    feed = await open_feed(guide)
    address = (await guide.get(feed["address"])).json()["calendar"]
    first = await anyone.get(address)
    known = {"If-None-Match": first.headers["etag"]}
    head = await anyone.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]
    assert (await anyone.get(address)).content == first.content
    with monkeypatch.context() as dear:
        dear.setattr("ok_api.exchange.calendars.reading.calendar", None)
        for method in ("GET", "HEAD"):
            again = await anyone.request(method, address, headers=known)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["cache-control"] == "private, no-cache"
    for change in ("moved", "renamed", "added", "learner renamed", "trajectory renamed"):
        await _change(change, session, scene)
        answer = await anyone.get(address, headers=known)
        assert answer.status_code == 200, change
        known = {"If-None-Match": answer.headers["etag"]}
        assert (await anyone.get(address, headers=known)).status_code == 304, change


async def _change(change: str, session: AsyncSession, scene: Scene) -> None:
    if change == "moved":
        scene.shared.starts_at += timedelta(days=1)
    elif change == "renamed":
        scene.of_team.title = "Anders"
    elif change == "added":
        day = datetime(2026, 4, 1, 8, tzinfo=UTC)
        await make_session(session, scene.offer.participation, starts_at=day)
    elif change == "learner renamed":
        scene.offer.learner.name = "De Nieuwe Naam"
    else:
        scene.offer.trajectory.title = "Een andere titel"
    await session.commit()


async def test_from_the_school_year_before_this_one_on(
    callers: Callers, session: AsyncSession, scene: Scene
) -> None:
    async def at(moment: datetime) -> Session:
        return await make_session(session, scene.offer.participation, starts_at=moment)

    await at(datetime(2024, 7, 31, 21, 59, tzinfo=UTC))
    kept = [
        await at(datetime(2024, 7, 31, 22, tzinfo=UTC)),
        await at(datetime(2029, 6, 1, tzinfo=UTC)),
    ]
    await session.commit()
    address = await opened(callers.school(GUIDE))
    every = ids(scene.shared, scene.of_learner, scene.of_other, scene.of_team, *kept)
    assert (await told(callers.anonymous, address)).keys() == every


async def test_a_calendar_has_an_end(
    callers: Callers, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_SESSIONS", 2)
    monkeypatch.setattr(queries, "_compiled", Compiled())
    address = await opened(callers.school(GUIDE))
    assert (await told(callers.anonymous, address)).keys() == ids(scene.of_other, scene.of_team)
