"""The variety of a round: who registered and who was chosen, beside the open schools."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, SchoolStatus, Sector
from ok_api.tables import ApplicationStep
from tests.callers import Callers
from tests.factories import make_application, make_expertise, make_round, make_school


async def enter(
    session: AsyncSession, round_id: Any, status: ApplicationStatus, **school: Any
) -> None:
    theme = school.pop("theme", "lezen")
    expertise = await make_expertise(session, await make_school(session, **school), theme=theme)
    await make_application(
        session, expertise, selection_round_id=round_id, status=status, motivation="Waarom."
    )


def counts(told: dict[str, Any], dimension: str) -> dict[str, tuple[int, int, int]]:
    return {
        row["value"]: (row["registered"], row["selected"], row["national"])
        for row in told["rows"]
        if row["dimension"] == dimension
    }


async def test_who_may_see_it(callers: Callers, session: AsyncSession) -> None:
    address = f"/v1/selection-rounds/{(await make_round(session)).id}/variety"
    await session.commit()
    assert (await callers.anonymous.get(address)).status_code == 401
    for caller in (callers.school("99ZZ01"), callers.board("90001"), callers.expert()):
        assert (await caller.get(address)).status_code == 403
    for caller in (callers.office, callers.subsidy, callers.research):
        assert (await caller.get(address)).status_code == 200
    nowhere = "/v1/selection-rounds/00000000-0000-7000-8000-000000000000/variety"
    assert (await callers.office.get(nowhere)).status_code == 404


async def test_registered_beside_selected_beside_national(
    callers: Callers, session: AsyncSession
) -> None:
    selection_round = await make_round(session, school_year="2026-2027")
    other = await make_round(session)
    here = selection_round.id
    basic = {"school_type": "Basisonderwijs"}
    await enter(session, here, ApplicationStatus.ACCEPTED, **basic)
    await enter(session, here, ApplicationStatus.INTAKE, sector=Sector.VO, theme="rekenen")
    await enter(session, here, ApplicationStatus.REGISTERED, **basic, province="Drenthe")
    await enter(session, here, ApplicationStatus.EXPLORING, sector=Sector.SO)
    await enter(session, here, ApplicationStatus.WITHDRAWN, sector=Sector.SO)
    await enter(session, other.id, ApplicationStatus.ACCEPTED, province="Zeeland")
    await make_school(session, status=SchoolStatus.CLOSED, closed_on=date(2025, 8, 1))
    await session.commit()
    answer = await callers.office.get(f"/v1/selection-rounds/{here}/variety")
    told = answer.json()
    assert (told["registered"], told["selected"], told["schoolYear"]) == (3, 2, "2026-2027")
    assert counts(told, "sector") == {"PO": (2, 1, 3), "SO": (0, 0, 2), "VO": (1, 1, 1)}
    assert counts(told, "school_type") == {"Basisonderwijs": (2, 1, 2), "unknown": (1, 1, 4)}
    assert counts(told, "province") == {
        "Drenthe": (1, 0, 1),
        "Utrecht": (2, 2, 4),
        "Zeeland": (0, 0, 1),
    }
    assert counts(told, "theme") == {"lezen": (2, 1, 0), "rekenen": (1, 1, 0)}
    primary = next(row for row in told["rows"] if row["value"] == "PO")
    assert primary["registeredShare"] == 0.6667
    assert (primary["selectedShare"], primary["nationalShare"]) == (0.5, 0.5)
    assert '"nationalShare":0.5000' in answer.text
    theme = next(row for row in told["rows"] if row["value"] == "rekenen")
    assert theme["nationalShare"] is None


async def test_who_left_after_registering_did_register(
    callers: Callers, session: AsyncSession
) -> None:
    application = await make_application(
        session, status=ApplicationStatus.REJECTED, motivation="Waarom."
    )
    session.add(
        ApplicationStep(
            application_id=application.id,
            to_status=ApplicationStatus.REGISTERED,
            taken_on=date(2026, 4, 1),
            taken_by="office@example.org",
        )
    )
    await session.commit()
    address = f"/v1/selection-rounds/{application.selection_round_id}/variety"
    told = (await callers.research.get(address)).json()
    assert (told["registered"], told["selected"]) == (1, 0)


async def test_a_school_with_two_approaches_counts_once(
    callers: Callers, session: AsyncSession
) -> None:
    selection_round = await make_round(session)
    school = await make_school(session)
    for theme, status in (("lezen", "accepted"), ("rekenen", "registered")):
        expertise = await make_expertise(session, school, theme=theme)
        await make_application(
            session,
            expertise,
            selection_round_id=selection_round.id,
            status=ApplicationStatus(status),
        )
    await session.commit()
    told = (await callers.office.get(f"/v1/selection-rounds/{selection_round.id}/variety")).json()
    assert counts(told, "sector") == {"PO": (1, 1, 1)}
    assert counts(told, "theme") == {"lezen": (1, 1, 0), "rekenen": (1, 0, 0)}


async def test_an_empty_round_shows_the_country(callers: Callers, session: AsyncSession) -> None:
    selection_round = await make_round(session)
    await make_school(session)
    await session.commit()
    told = (await callers.office.get(f"/v1/selection-rounds/{selection_round.id}/variety")).json()
    assert {row["dimension"] for row in told["rows"]} == {"sector", "school_type", "province"}
    assert {row["registeredShare"] for row in told["rows"]} == {None}
