"""Conversations: recorded by the office once held, between the office and the school."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.words import ApplicationStatus
from tests.callers import Callers
from tests.factories import make_conversation
from tests.programme.selection.ready import CODE, make_exploring, make_in_order

NEW = {
    "kind": "exploratory",
    "heldOn": "2026-03-20",
    "participants": "Voorbeeld Persoon",
    "summary": "De rol past bij de school.",
}


async def test_who_sees_and_who_records(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/conversations"
    assert (await callers.anonymous.get(address)).status_code == 401
    for caller in (callers.research, callers.subsidy, callers.expert()):
        assert (await caller.get(address)).status_code == 403
    assert (await callers.school(CODE).post(address, json=NEW)).status_code == 403
    assert (await callers.school("99ZZ09").get(address)).status_code == 404
    made = await callers.office.post(address, json=NEW)
    assert made.status_code == 201, made.text
    assert NEW.items() <= (await callers.school(CODE).get(made.headers["Location"])).json().items()
    assert (await callers.board("90001").get(address)).json()["items"] == [made.json()]


async def test_a_second_role_does_not_open_the_conversations_of_others(
    callers: Callers, session: AsyncSession
) -> None:
    conversation = await make_conversation(session, await make_exploring(session))
    await session.commit()
    both = callers.as_(
        "school", "both@example.org", roles=["school", "research"], schools=["99ZZ09"]
    )
    address = f"/v1/applications/{conversation.application_id}"
    assert (await both.get(address)).status_code == 200
    assert (await both.get(f"{address}/conversations")).status_code == 404
    assert (await both.get(f"{address}/conversations/{conversation.id}")).status_code == 404


async def test_a_conversation_was_held(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}/conversations"
    tomorrow = str(clock.today() + timedelta(days=1))
    early = await callers.office.post(address, json={**NEW, "heldOn": tomorrow})
    assert early.json()["errors"][0]["code"] == "in_the_future"
    made = await callers.office.post(address, json={"kind": "information", "summary": "Kort."})
    assert made.json()["heldOn"] == str(clock.today())
    moved = await callers.office.change("PATCH", made.json()["self"], {"heldOn": tomorrow})
    assert moved.status_code == 400
    changed = await callers.office.change(
        "PATCH", made.json()["self"], {"conclusion": "Verder.", "heldOn": "2026-04-01"}
    )
    assert (changed.json()["conclusion"], changed.json()["summary"]) == ("Verder.", "Kort.")


async def test_a_conversation_opens_the_next_step(callers: Callers, session: AsyncSession) -> None:
    application = await make_exploring(session)
    await session.commit()
    address = f"/v1/applications/{application.id}"
    await callers.office.post(f"{address}/conversations", json=NEW)
    taken = await callers.school(CODE).post(f"{address}/transitions", json={"to": "registered"})
    assert taken.status_code == 201


async def test_order_and_kinds(callers: Callers, session: AsyncSession) -> None:
    application = await make_in_order(session, ApplicationStatus.INTAKE)
    await session.commit()
    address = f"/v1/applications/{application.id}/conversations"
    items = (await callers.office.get(address + "?kind=intake&sort=-heldOn")).json()["items"]
    assert [item["kind"] for item in items] == ["intake"]


async def test_after_the_outcome_what_was_said_stays(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_in_order(session, ApplicationStatus.ACCEPTED)
    conversation = await make_conversation(session, application)
    await session.commit()
    address = f"/v1/applications/{application.id}/conversations"
    assert (await callers.office.post(address, json=NEW)).status_code == 409
    change = await callers.office.change(
        "PATCH", f"{address}/{conversation.id}", {"summary": "Anders."}
    )
    assert change.status_code == 409
