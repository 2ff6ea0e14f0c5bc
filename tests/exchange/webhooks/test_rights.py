"""A subscriber never receives what it may not read: when it happens, and when it is sent again."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.tools import Tools
from ok_api.foundation import clock
from ok_api.foundation.context import RequestContext
from ok_api.foundation.database import Work
from ok_api.foundation.identity import SYSTEM
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import Phase
from ok_api.tables import Participation, School
from tests.callers import Callers
from tests.exchange.webhooks.lines import (
    Courier,
    add_schools,
    hurry,
    rename,
    secret_of,
    subscribe,
    until_settled,
    until_tried,
)
from tests.exchange.webhooks.receiver import Message, Receiver
from tests.factories import (
    make_application,
    make_document,
    make_enrolment,
    make_expert_assignment,
    make_expertise,
    make_knowledge_activity,
    make_participation,
    make_school,
    make_session,
    make_trajectory,
)

Start = Callable[[], Courier]
MARKER = "98ZZ98"


def on_record(session: AsyncSession) -> AsyncSession:
    """The same session, whose changes go into the log as those of a request do."""
    session.info["work"] = Work(session, SYSTEM, RequestContext("test", "en"))
    return session


async def _participation(session: AsyncSession, code: str) -> Participation:
    school = await make_school(session, establishment_code=code)
    return await make_participation(session, await make_expertise(session, school))


async def _mark(tools: Tools, receiver: Receiver, name: str) -> list[Message]:
    """A change that everybody reads: once it has come, what was before it stands in line too.

    The receiver may have gotten them in any order, since each has another subject.
    """
    await rename(tools.database, MARKER, name)
    marker = f"schools/{MARKER}"
    await receiver.until(lambda: any(message.subject == marker for message in receiver.taken))
    await until_settled(tools.dsn, 1)
    return [message for message in receiver.taken if message.subject != marker]


async def test_a_school_hears_of_its_own_and_not_of_others(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    await add_schools(tools.database, MARKER)
    own = await _participation(session, "99ZZ01")
    other = await _participation(session, "99ZZ02")
    await session.commit()
    told = await subscribe(callers.school("99ZZ01"), receiver.address)
    courier()
    on_record(session)
    await make_session(session, other)
    mine = await make_session(session, own)
    await session.commit()
    (message,) = await _mark(tools, receiver, "Gezien")
    assert message.subject == f"sessions/{mine.id}"
    message.verify(await secret_of(callers.school("99ZZ01"), told))


async def test_an_expert_hears_of_the_years_of_its_assignment_only(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    await add_schools(tools.database, MARKER)
    participation = await _participation(session, "99ZZ01")
    assignment = await make_expert_assignment(session, participation)
    await session.commit()
    await subscribe(callers.expert(), receiver.address)
    courier()
    on_record(session)
    activity = await make_knowledge_activity(session, participation)
    await session.commit()
    await receiver.until_taken(1)
    assignment.until_on = clock.today() - timedelta(days=1)
    await session.commit()
    later = str(SchoolYear.parse(assignment.school_year).next)
    await make_knowledge_activity(session, participation, school_year=later)
    await make_session(session, participation, school_year=later)
    activity.title = "Een andere titel"
    await session.commit()
    messages = await _mark(tools, receiver, "Gezien")
    assert Counter(message.subject for message in messages) == {
        f"knowledge-activities/{activity.id}": 2,
        f"expert-assignments/{assignment.id}": 1,
    }


async def test_what_failed_is_not_sent_again_to_who_may_no_longer_know(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    participation = await _participation(session, "99ZZ01")
    assignment = await make_expert_assignment(session, participation)
    await session.commit()

    async def refuse(_message: Message) -> tuple[int, dict[str, str]]:
        return 500, {}

    receiver.answering = refuse
    await subscribe(callers.expert(), receiver.address)
    courier()
    on_record(session)
    await make_knowledge_activity(session, participation)
    await session.commit()
    await until_tried(tools.dsn)
    assignment.subject = "elsewhere@example.org"
    await session.commit()
    await hurry(tools.dsn)
    (row,) = await until_settled(tools.dsn, 1)
    assert row["status"] == "dropped"
    assert row["last_error"] == "no longer readable for the subscriber"
    assert len(receiver.got) == 1


async def test_who_asks_for_some_schools_hears_of_no_others(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    own = await _participation(session, "99ZZ01")
    other = await _participation(session, "99ZZ02")
    await session.commit()
    codes = ["99ZZ01", "99ZZ01"]
    told = await subscribe(callers.subsidy, receiver.address, establishmentCodes=codes)
    assert told["establishmentCodes"] == ["99ZZ01"]
    courier()
    on_record(session)
    for participation in (other, own):
        school = await session.get_one(School, participation.establishment_code)
        await make_expertise(session, school)
        await make_session(session, participation)
    other.end_motivation = own.end_motivation = "Reden"
    await session.commit()
    await rename(tools.database, "99ZZ02", "Van een ander")
    await rename(tools.database, "99ZZ01", "Van ons")
    await receiver.until_taken(3)
    resources = [message.subject.partition("/")[0] for message in receiver.taken]
    assert sorted(resources) == ["expertises", "participations", "schools"]
    assert f"participations/{own.id}" in {message.subject for message in receiver.taken}


async def test_leaving_out_tells_nobody_who_is_enrolled(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    """The subsidy system sees the trajectory, but not who follows it."""
    school = await make_school(session, establishment_code="99ZZ01")
    expertise = await make_expertise(session, school)
    guide = await make_participation(session, expertise, phase=Phase.PILOT)
    trajectory = await make_trajectory(session, guide)
    for code in ("99ZZ02", MARKER):
        await make_school(session, establishment_code=code)
    await make_enrolment(session, trajectory, await session.get_one(School, "99ZZ02"))
    await session.commit()
    for code in ("99ZZ01", "99ZZ02"):
        await subscribe(callers.subsidy, receiver.address, establishmentCodes=[code, MARKER])
    await subscribe(callers.school("99ZZ02"), receiver.address, establishmentCodes=["99ZZ02"])
    courier()
    trajectory.title = "Anders genoemd"
    on_record(session)
    await session.commit()
    await rename(tools.database, MARKER, "Klaar")
    await receiver.until(lambda: len(receiver.taken) >= 4)
    subjects = Counter(message.subject.partition("/")[0] for message in receiver.taken)
    assert subjects == {"learning-trajectories": 2, "schools": 2}, "the guide's, and the follower"


async def test_what_is_gone_is_told_to_who_asks_for_its_school(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    documents = []
    for code in ("99ZZ02", "99ZZ01"):
        school = await make_school(session, establishment_code=code)
        application = await make_application(session, await make_expertise(session, school))
        documents.append(await make_document(session, application))
    await session.commit()
    await subscribe(callers.office, receiver.address, establishmentCodes=["99ZZ01"])
    courier()
    for document in documents:
        await on_record(session).delete(document)
        await session.commit()
    (message,) = await receiver.until_taken(1)
    assert message.event["type"] == "nl.ontwikkelkracht.documents.deleted"
    assert message.subject == f"documents/{documents[1].id}"


async def test_some_schools_never_widen_what_one_may_read(
    tools: Tools, courier: Start, callers: Callers, receiver: Receiver, session: AsyncSession
) -> None:
    own = await _participation(session, "99ZZ01")
    other = await _participation(session, "99ZZ02")
    await session.commit()
    school = callers.school("99ZZ01")
    await subscribe(school, receiver.address, establishmentCodes=["99ZZ02", "99ZZ01"])
    courier()
    on_record(session)
    await make_session(session, other)
    await make_session(session, own)
    await session.commit()
    await rename(tools.database, "99ZZ01", "Van ons")
    await receiver.until_taken(2)
    resources = {message.event["data"]["resource"] for message in receiver.taken}
    assert resources == {"sessions", "schools"}
