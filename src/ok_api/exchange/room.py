"""How much one account may have of what others wait for too."""

from sqlalchemy import ColumnElement, func, select

from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.rules.text import Text
from ok_api.tables.base import Base, Mandated


async def check_room(
    work: Work, table: type[Base], *these: ColumnElement[bool], most: int, full: Text
) -> None:
    """Requests of one account take turns here, so that none of them counts too few.

    Raises `WrongState` when it has as many of these as it may have.
    """
    assert issubclass(table, Mandated)
    name = func.concat_ws("/", table.__tablename__, work.actor.subject)
    turn = func.pg_advisory_xact_lock(func.hashtextextended(name, 0))
    await work.session.execute(select(turn))
    own = select(func.count()).where(table.actor == work.actor.subject, *these)
    if (await work.session.scalar(own) or 0) >= most:
        raise WrongState(full, limit=most)
