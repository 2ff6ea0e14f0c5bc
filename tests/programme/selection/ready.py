"""Applications for tests on which everything is in order, at any step of the way."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, ConversationKind, CriterionKey, DocumentKind
from ok_api.tables import Application, Expertise, SelectionRound
from tests.factories import (
    make_application,
    make_conversation,
    make_criterion,
    make_document,
    make_expertise,
    make_round,
    make_school,
)

CODE = "99ZZ01"
SUBMITTED = datetime(2026, 6, 20, 8, tzinfo=UTC)
"""Within the window of 2026-2027."""
IN_TIME = "2026-06-30"
"""A day on which that is decided within thirteen weeks."""


async def make_open_round(session: AsyncSession, **values: Any) -> SelectionRound:
    """A round that is open whenever the test runs."""
    now = datetime.now(UTC)
    period = {"opens_at": now - timedelta(days=30), "closes_at": now + timedelta(days=30)}
    return await make_round(session, **{"school_year": "2026-2027", **period, **values})


async def make_own_expertise(session: AsyncSession, code: str = CODE, **values: Any) -> Expertise:
    return await make_expertise(
        session, await make_school(session, establishment_code=code), **values
    )


async def make_exploring(session: AsyncSession, code: str = CODE, **values: Any) -> Application:
    """An application of the school 99ZZ01 at its very start."""
    expertise = await make_own_expertise(session, code)
    if "selection_round_id" not in values:
        values["selection_round_id"] = (await make_open_round(session)).id
    return await make_application(session, expertise, **values)


async def make_in_order(
    session: AsyncSession, status: ApplicationStatus, code: str = CODE, **values: Any
) -> Application:
    """An application that may take any next step."""
    application = await make_exploring(
        session,
        code,
        **{
            "status": status,
            "trajectory_part": "Het voordoen en samendoen.",
            "formally_registered_on": date(2026, 6, 1),
            "submitted_at": SUBMITTED,
            "complete_on": SUBMITTED.date(),
            **values,
        },
    )
    for kind in (ConversationKind.EXPLORATORY, ConversationKind.INTAKE):
        await make_conversation(session, application, kind=kind)
    await make_document(session, application, kind=DocumentKind.BOARD_COMMITMENT)
    for criterion in CriterionKey:
        await make_criterion(session, application, criterion)
    return application
