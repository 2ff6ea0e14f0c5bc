"""What the tests of sessions begin with: a trajectory of last year with the schools it guides."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.tables import Enrolment
from tests.factories import make_enrolment, make_school
from tests.programme.learning.offers import GUIDE, Offer, make_offer

SHARED = {
    "trajectoryTitle": "Leertraject lezen",
    "schoolYear": "2025-2026",
    "expertiseSchoolCode": GUIDE,
    "kind": "study_day",
    "startsAt": "2025-10-01 09:00",
    "dagdelen": "2",
    "mode": "shared",
    "status": "held",
}


async def guided(session: AsyncSession, schools: int = 2) -> tuple[Offer, list[Enrolment]]:
    """Schools 99ZZ11, 99ZZ12, … take part in the trajectory of 99ZZ01."""
    offer = await make_offer(session, granted=7, capacity=7)
    enrolments = []
    for number in range(schools):
        school = await make_school(session, establishment_code=f"99ZZ{11 + number}")
        enrolments.append(await make_enrolment(session, offer.trajectory, school))
    await session.commit()
    return offer, enrolments


def attended(code: str, count: int = 9, **more: Any) -> dict[str, Any]:
    """One line of a sheet: the session, and one school that was there."""
    own = {"establishmentCode": code, "present": "ja", "participantCount": str(count)}
    return {**SHARED, **{f"attendance.{name}": value for name, value in own.items()}, **more}


def many(count: int, schools: int = 2) -> list[dict[str, Any]]:
    """Sessions after each other, each with the attendance of one school or two."""
    first = datetime(2025, 9, 1, 7, tzinfo=UTC)
    return [
        {
            **SHARED,
            "startsAt": (first + timedelta(hours=6 * number)).isoformat(),
            "attendances": [
                {"establishmentCode": "99ZZ11", "present": True, "participantCount": 4},
                {"establishmentCode": "99ZZ12", "present": False},
            ][:schools],
        }
        for number in range(count)
    ]
