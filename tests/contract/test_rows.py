"""Every address of a whole case, asked for by those whom it does not, or only partly, concern."""

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import ApplicationStatus, EnrolmentStatus
from ok_api.tables import Application, Attendance, Enrolment, LearningTrajectory, School, Session
from tests import factories as make
from tests.callers import Caller, Callers
from tests.contract.conftest import Counting
from tests.contract.crawling import NOT_JSON, Crawl
from tests.contract.seed import seed
from tests.contract.walking import Json, Operation
from tests.programme.review.cases import year_of

EVERYONES = {"listSelectionRounds", "getSelectionRound", "digestChanges"}
"""What every role reads whole. This set may only shrink."""
OUTSIDE = {"school": {"schools": ["99ZZ98"]}, "board": {"boards": ["90098"]}}


APPLYING = {
    "listApplications", "getApplication", "getApplicationTerms", "listApplicationTransitions",
    "listApplicationSteps", "getApplicationStep", "listCriteria", "getCriterion",
    "listConversations", "getConversation", "listDocuments", "getDocument", "downloadDocument",
}  # fmt: skip
OWN_ENROLMENT = {
    "listEnrolments", "getEnrolment", "listTrajectoryEnrolments", "getEnrolmentProgress",
    "listMeasurements", "getMeasurement", "getAttendance",
}  # fmt: skip
"""What was recorded of one's own school stays readable."""
SHARED_SESSIONS = {"listSessions", "listTrajectorySessions", "getSession", "listAttendances"}
STEPS = {"listEnrolmentTransitions"}
LEARNING = {
    EnrolmentStatus.REGISTERED: OWN_ENROLMENT | STEPS,
    EnrolmentStatus.INTAKE: OWN_ENROLMENT | STEPS,
    EnrolmentStatus.ENROLLED: OWN_ENROLMENT | STEPS | SHARED_SESSIONS,
    EnrolmentStatus.COMPLETED: OWN_ENROLMENT | SHARED_SESSIONS,
    EnrolmentStatus.WITHDRAWN: OWN_ENROLMENT | SHARED_SESSIONS,
    EnrolmentStatus.REJECTED: OWN_ENROLMENT | SHARED_SESSIONS,
}
"""What a learning school finds of the case it follows. These sets may only shrink."""


class Noting(Crawl):
    """Notes every address that is not open to all."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.addresses: dict[str, Operation] = {}

    async def _visit(self, address: str) -> list[str]:
        operation = self._operation(address)
        if operation is not None and not operation.public:
            self.addresses[address] = operation
        return await super()._visit(address)


class Case:
    """All addresses of the seeded case, as the office finds them."""

    def __init__(
        self, callers: Callers, walk: list[Operation], document: Json, pool: Counting
    ) -> None:
        self._crawl = Noting(callers.office, walk, document, pool)

    async def crawl(self) -> None:
        await self._crawl.run()
        assert len(self._crawl.addresses) > 60

    async def seen_by(self, caller: Caller) -> set[str]:
        """The operations that tell this caller something of the case."""
        return set((await self.found_by(caller)).values()) - EVERYONES

    async def found_by(self, caller: Caller) -> dict[str, str]:
        """The addresses that do, and the operation behind each."""
        found = {}
        for address, operation in self._crawl.addresses.items():
            answer = await caller.get(address)
            if answer.status_code == 200 and self._tells(operation, answer):
                found[address] = operation.id
        return found

    def _tells(self, operation: Operation, answer: httpx.Response) -> bool:
        """A list of all that somebody may see tells of this case when one of its items does."""
        items = [] if operation.id in NOT_JSON else answer.json().get("items")
        if operation.id in NOT_JSON or items is None or "{" in operation.path:
            return operation.id in NOT_JSON or items != []
        links = {item.get("self", item.get("link")) for item in items}
        return bool(links & self._crawl.addresses.keys())


@pytest.fixture
async def case(
    callers: Callers,
    session: AsyncSession,
    walk: list[Operation],
    document: Json,
    pool: Counting,
) -> Case:
    assert (await seed(session, callers.office)).status_code == 201
    return Case(callers, walk, document, pool)


async def test_an_outsider_finds_nothing(callers: Callers, case: Case) -> None:
    await case.crawl()
    seen = {}
    for who in ("school", "board", "expert", "evaluator"):
        outsider = callers.as_(who, "outsider@example.org", **OUTSIDE.get(who, {}))
        seen[who] = await case.seen_by(outsider)
    assert not any(seen.values()), seen


async def _elsewhere(session: AsyncSession) -> tuple[str, str]:
    """Another participation with everybody that belongs to one, and a school that follows one."""
    participation = await make.make_participation(session)
    year = await year_of(session, participation)
    await make.make_expert_assignment(session, participation, subject="elsewhere@example.org")
    await make.make_evaluation(
        session, participation, year, evaluator_subject="elsewhere@example.org"
    )
    enrolment = await make.make_enrolment(session, await make.make_trajectory(session))
    await session.commit()
    return participation.establishment_code, enrolment.establishment_code


async def test_who_only_applied_finds_its_application(
    callers: Callers, session: AsyncSession, case: Case
) -> None:
    await case.crawl()
    applying = select(Application.establishment_code).where(
        Application.status == ApplicationStatus.IN_SELECTION
    )
    applicant = callers.school((await session.scalars(applying)).one())
    assert await case.seen_by(applicant) == APPLYING


async def test_who_takes_part_elsewhere_finds_nothing(
    callers: Callers, session: AsyncSession, case: Case
) -> None:
    await case.crawl()
    expertise, learning = await _elsewhere(session)
    expert, evaluator = (
        callers.as_(role, "elsewhere@example.org") for role in ("expert", "evaluator")
    )
    for insider in (callers.school(expertise), expert, evaluator):
        assert (await insider.get("/v1/participations")).json()["items"] != []
        assert await case.seen_by(insider) == set()
    assert await case.seen_by(callers.school(learning)) == set()


@pytest.mark.parametrize("who", ["school", "board"])
async def test_who_follows_finds_its_own_way(
    who: str, callers: Callers, session: AsyncSession, case: Case
) -> None:
    enrolment = (await session.scalars(select(Enrolment))).one()
    learning = await session.get_one(School, enrolment.establishment_code)
    learning.board_number = (await make.make_board(session, "90077")).board_number
    other = await _beside(session, enrolment)
    await session.commit()
    await case.crawl()
    as_school = callers.school(learning.establishment_code)
    insider = as_school if who == "school" else callers.board("90077")
    seen = {}
    for status in EnrolmentStatus:
        enrolment.status, enrolment.motivation = status, "Het team heeft het te druk."
        await session.commit()
        found = await case.found_by(insider)
        seen[status] = set(found.values()) - EVERYONES
        assert not [address for address in found if any(key in address for key in other)]
    assert seen == LEARNING


async def _beside(session: AsyncSession, enrolment: Enrolment) -> set[str]:
    """Another school in the same trajectory, with a measurement and an attendance of its own."""
    trajectory = await session.get_one(LearningTrajectory, enrolment.learning_trajectory_id)
    other = await make.make_enrolment(session, trajectory)
    held = (await session.scalars(select(Session))).one()
    attendance = Attendance(
        session_id=held.id, enrolment_id=other.id, present=True, participant_count=3
    )
    session.add(attendance)
    await session.flush()
    return {str(other.id), str(attendance.id)}
