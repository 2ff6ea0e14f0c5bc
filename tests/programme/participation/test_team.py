"""The expertise team: persons, known to those who work with them."""

from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import TeamRole
from ok_api.tables import Participation
from tests.callers import Callers
from tests.factories import make_expert_assignment, make_participation, make_team_member

NEW = {"name": "Voorbeeld Persoon", "email": "persoon@example.org", "role": "teacher"}


async def _made(session: AsyncSession) -> tuple[Participation, str]:
    participation = await make_participation(session)
    await session.commit()
    return participation, f"/v1/participations/{participation.id}/team-members"


async def test_who_may_not_read_or_add(callers: Callers, session: AsyncSession) -> None:
    _, members = await _made(session)
    stranger = callers.school("99ZZ98")
    assert (await callers.anonymous.get(members)).status_code == 401
    assert (await callers.anonymous.post(members, json=NEW)).status_code == 401
    assert (await callers.subsidy.get(members)).status_code == 403
    assert (await callers.expert().post(members, json=NEW)).status_code == 403
    assert (await stranger.get(members)).status_code == 404
    assert (await stranger.post(members, json=NEW)).status_code == 404


async def test_a_member_joins_changes_and_leaves(callers: Callers, session: AsyncSession) -> None:
    participation, members = await _made(session)
    school = callers.school(participation.establishment_code)
    made = await school.post(members, json={**NEW, "joinedOn": "2025-09-01"})
    assert made.status_code == 201
    address = made.headers["Location"]
    assert (await school.get(address)).json() == made.json()
    changed = await school.change("PATCH", address, {"role": "school_leader", "email": None})
    assert (changed.json()["role"], changed.json()["email"]) == ("school_leader", None)
    left = await school.change("PATCH", address, {"leftOn": "2026-07-31"})
    assert left.json()["leftOn"] == "2026-07-31"
    before = await school.change("PATCH", address, {"leftOn": "2025-01-01"})
    assert before.status_code == 409
    assert before.json()["detail"] == "A team member cannot leave before joining."
    assert (await school.change("PATCH", address, {"role": None})).status_code == 400
    assert (await school.patch(address, json={"leftOn": None})).status_code == 428


async def test_another_teams_member_is_not_found(callers: Callers, session: AsyncSession) -> None:
    participation, members = await _made(session)
    other = await make_team_member(session, await make_participation(session))
    await session.commit()
    assert (await callers.office.get(f"{members}/{other.id}")).status_code == 404
    assert (await callers.office.get(f"{members}/no-identity")).status_code == 404
    school = callers.school(participation.establishment_code)
    theirs = f"/v1/participations/{other.participation_id}/team-members/{other.id}"
    changed = await school.patch(theirs, json={"name": "X"}, headers={"If-Match": "*"})
    assert changed.status_code == 404


async def test_research_sees_roles_and_no_persons(callers: Callers, session: AsyncSession) -> None:
    participation, members = await _made(session)
    member = await make_team_member(session, participation, email="persoon@example.org")
    await session.commit()
    for address in (members, f"{members}/{member.id}"):
        text = (await callers.research.get(address)).text
        assert "teacher" in text
        assert "Persoon" not in text
        assert "persoon@" not in text


async def test_the_list_is_filtered_by_role_and_leaving(
    callers: Callers, session: AsyncSession
) -> None:
    participation, members = await _made(session)
    leader = await make_team_member(session, participation, role=TeamRole.SCHOOL_LEADER)
    await make_team_member(session, participation)
    gone = await make_team_member(session, participation)
    gone.left_on = gone.joined_on
    await make_expert_assignment(session, participation, subject="coach")
    await session.commit()
    coach = callers.expert("coach")
    leaders = (await coach.get(f"{members}?role=school_leader")).json()["items"]
    assert [item["id"] for item in leaders] == [str(leader.id)]
    left = (await coach.get(f"{members}?left=true")).json()["items"]
    assert [item["id"] for item in left] == [str(gone.id)]
    assert (await coach.get(f"{members}?left=false&count=true")).json()["total"] == 2


async def test_nobody_joins_what_has_ended(callers: Callers, session: AsyncSession) -> None:
    participation, members = await _made(session)
    ending = {"reason": "withdrawal", "motivation": "Daarom.", "on": "2026-01-31"}
    address = f"/v1/participations/{participation.id}/withdrawals"
    assert (await callers.office.post(address, json=ending)).status_code == 201
    late = await callers.office.post(members, json={**NEW, "joinedOn": "2026-02-01"})
    assert (late.status_code, "31 January 2026" in late.json()["detail"]) == (409, True)
    afterwards = await callers.office.post(members, json={**NEW, "joinedOn": "2025-09-01"})
    assert afterwards.status_code == 201
