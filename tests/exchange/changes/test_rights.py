"""Nobody is told of a row that it may not read, and everybody of each row that it may."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.changes.followed import FOLLOWED
from ok_api.tables import Enrolment, Participation
from tests.callers import Caller, Callers
from tests.contract.seed import seed
from tests.exchange.changes.following import Item, follow, on_record, proof
from tests.factories import make_application, make_evaluation, make_participation, make_session
from tests.programme.review.cases import year_of

Role = Callable[[Callers, str], Caller]
ROLES: dict[str, Role] = {
    "subsidy": lambda callers, _: callers.subsidy,
    "research": lambda callers, _: callers.research,
    "guiding school": lambda callers, guiding: callers.school(guiding.split()[0]),
    "learning school": lambda callers, codes: callers.school(codes.split()[1]),
    "another school": lambda callers, _: callers.school("98ZZ98"),
    "board": lambda callers, _: callers.board("90001"),
    "another board": lambda callers, _: callers.board("98998"),
    "expert": lambda callers, _: callers.expert(),
    "another expert": lambda callers, _: callers.expert("elsewhere@example.org"),
    "evaluator": lambda callers, _: callers.evaluator(),
    "school and research": lambda callers, codes: callers.as_(
        "school", "both@example.org", roles=["school", "research"], schools=[codes.split()[1]]
    ),
}


@pytest.fixture
async def codes(session: AsyncSession, callers: Callers) -> str:
    """One whole case on record, and another that hardly anyone has to do with."""
    decided = await seed(on_record(session), callers.office)
    assert decided.status_code == 201, decided.text
    other = await make_participation(session)
    await make_session(session, other)
    await make_application(session)
    await session.commit()
    enrolment = (await session.scalars(select(Enrolment))).one()
    guiding = await session.scalar(
        select(Participation.establishment_code).where(Participation.id != other.id)
    )
    return f"{guiding} {enrolment.establishment_code}"


async def test_the_office_is_told_of_every_resource(callers: Callers, codes: str) -> None:
    items = await follow(callers.office)
    assert {item["resource"] for item in items} == set(FOLLOWED)
    assert [
        item["link"] for item in items if item["operation"] != "deleted" and not item["link"]
    ] == []


@pytest.mark.parametrize("role", list(ROLES))
async def test_the_feed_tells_what_the_resources_tell(
    callers: Callers, codes: str, role: str
) -> None:
    client = ROLES[role](callers, codes)
    every, items = await follow(callers.office), await follow(client)
    readable = {link for link in _links(every) if await _may_read(client, link)}
    assert _links(items) == readable
    hidden = [item for item in every if item["link"] and item["link"] not in readable]
    assert items == [item for item in every if item not in hidden]


async def test_the_roles_differ(callers: Callers, codes: str) -> None:
    """So that the test above compares something."""
    seen = {role: proof(await follow(client(callers, codes))) for role, client in ROLES.items()}
    assert len(set(seen.values())) >= 7


async def test_a_draft_is_told_of_once_it_may_be_read(
    callers: Callers, session: AsyncSession, codes: str
) -> None:
    participation = (await session.scalars(select(Participation))).all()[-1]
    draft = {"status": "draft", "conclusion": None, "completed_on": None}
    year = await year_of(session, participation)
    evaluation = await make_evaluation(on_record(session), participation, year, **draft)
    await session.commit()
    school = callers.school(participation.establishment_code)
    keys = [item["key"] for item in await follow(school, resource="evaluations")]
    assert str(evaluation.id) not in keys
    assert str(evaluation.id) in {item["key"] for item in await follow(callers.office)}


def _links(items: list[Item]) -> set[str]:
    return {item["link"] for item in items if item["link"]}


async def _may_read(client: httpx.AsyncClient, link: str) -> bool:
    answer = await client.get(link)
    assert answer.status_code in (200, 403, 404), answer.text
    return answer.status_code == 200
