"""How many imports one account may have under way: the others wait for the same workers."""

from sqlalchemy import func, select

from ok_api.exchange.imports.steps import UNDER_WAY
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.rules.text import Text
from ok_api.tables import Import

EACH_ACCOUNT = 10


async def check_room(work: Work) -> None:
    """Requests of one account take turns here, so that none of them counts too few.

    Raises `WrongState` when it has as many queued or running as it may have.
    """
    turn = func.pg_advisory_xact_lock(func.hashtextextended(work.actor.subject, 8))
    await work.session.execute(select(turn))
    own = select(func.count()).where(
        Import.actor == work.actor.subject, Import.status.in_(UNDER_WAY)
    )
    if (await work.session.scalar(own) or 0) >= EACH_ACCOUNT:
        raise WrongState(_FULL, limit=EACH_ACCOUNT)


_FULL = Text(
    f"Er wachten of lopen al {EACH_ACCOUNT} imports van u, en meer mag niet tegelijk; wacht tot er "
    "een is afgelopen, of stop er een.",
    f"You have {EACH_ACCOUNT} imports queued or running already, and more at a time are not "
    "allowed; wait until one has ended, or cancel one.",
)
