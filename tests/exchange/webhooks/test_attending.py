"""A learning school hears of the sessions that it may read, by how far its enrolment is."""

from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.tools import Tools
from tests.access.attended import TOLD, WAYS, make_attended
from tests.callers import Callers
from tests.exchange.changes.following import on_record
from tests.exchange.webhooks.lines import Courier, add_schools, rename, subscribe, until_settled
from tests.exchange.webhooks.receiver import Receiver
from tests.programme.learning.offers import LEARNER

MARKER = "98ZZ98"


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize("who", ["school", "office about the school"])
async def test_what_a_webhook_tells(
    tools: Tools,
    courier: Callable[[], Courier],
    callers: Callers,
    receiver: Receiver,
    session: AsyncSession,
    way: str,
    who: str,
) -> None:
    await add_schools(tools.database, MARKER)
    scene = await make_attended(session, way)
    caller = callers.school(LEARNER) if who == "school" else callers.office
    more = {} if who == "school" else {"establishmentCodes": [LEARNER, MARKER]}
    await subscribe(caller, receiver.address, **more)
    courier()
    on_record(session)
    for one in scene.sessions.values():
        one.title = "Anders genoemd"
    await session.commit()
    await rename(tools.database, MARKER, "Gezien")
    await receiver.until(
        lambda: any(message.subject == f"schools/{MARKER}" for message in receiver.taken)
    )
    await until_settled(tools.dsn, 1)
    heard = [message.subject.partition("/") for message in receiver.taken]
    assert scene.names(key for kind, _, key in heard if kind == "sessions") == TOLD[way]
