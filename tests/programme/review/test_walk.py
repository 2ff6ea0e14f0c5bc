"""However it is steered, a school becomes established only by a go on an evaluated pilot year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.rules.words import Phase, TrajectoryStatus
from tests.callers import Caller, Callers
from tests.factories import make_participation, make_trajectory
from tests.programme.review.cases import DECISIONS, decide, year_of

WHY = "De omstandigheden zijn anders."
FULL = {
    "trajectoriesJudgement": "Goed.",
    "knowledgeActivitiesJudgement": "Goed.",
    "effortJudgement": "Goed.",
    "conclusionMotivation": "Zie de oordelen.",
}
STANDING = text(
    "SELECT y.phase AS phase, d.outcome AS outcome, e.status AS evaluated"
    " FROM go_no_go_decisions d JOIN programme_years y ON y.id = d.programme_year_id"
    " JOIN evaluations e ON e.programme_year_id = y.id"
    " WHERE d.participation_id = :id"
    " AND NOT EXISTS (SELECT 1 FROM go_no_go_decisions l WHERE l.replaces_id = d.id)"
)


@dataclass
class Walk:
    """One participation, steered at random over HTTP."""

    office: Caller
    evaluator: Caller
    session: AsyncSession
    participation: Any

    async def take(self, step: str) -> None:
        year = await year_of(self.session, self.participation)
        if step == "get_ready":
            ready = {"school_year": year.school_year, "status": TrajectoryStatus.READY}
            await make_trajectory(self.session, self.participation, **ready)
            await self.session.commit()
        elif step == "withdraw":
            left = {"reason": "withdrawal", "motivation": "Fusie."}
            address = f"/v1/participations/{self.participation.id}/withdrawals"
            await self.office.post(address, json=left)
        elif step.startswith("evaluate"):
            await self.evaluate(str(year.id), step.removeprefix("evaluate_"))
        else:
            await self.decide(year.school_year, step)
        await self.session.refresh(self.participation)

    async def evaluate(self, year_id: str, conclusion: str) -> None:
        new = {
            "subject": "programme_year",
            "programmeYearId": year_id,
            "evaluatorSubject": "evaluator@example.org",
            "evaluatorName": "V. Voorbeeld",
        }
        made = await self.office.post("/v1/evaluations", json=new)
        if made.status_code != 201 or conclusion == "barely":
            return
        address = made.headers["Location"]
        await self.evaluator.change("PATCH", address, {**FULL, "conclusion": conclusion})
        done = await self.evaluator.post(f"{address}/completions", json={})
        assert done.status_code == 201, done.text

    async def decide(self, school_year: str, step: str) -> None:
        body: dict[str, Any] = {
            "participationId": str(self.participation.id),
            "schoolYear": school_year,
            "outcome": step.removeprefix("replace_by_"),
            "motivation": "Zo is besloten.",
        }
        if body["outcome"] == "go":
            body["schoolCount"] = 5
        if step.startswith("replace"):
            body |= await self.latest()
        await decide(self.office, body)

    async def latest(self) -> Mapping[str, str]:
        standing = f"participationId={self.participation.id}&standing=true&sort=-id"
        found = (await self.office.get(f"{DECISIONS}?{standing}")).json()["items"]
        if not found:
            return {}
        replaced = {"replacesId": found[0]["id"], "replacementMotivation": WHY}
        return {**replaced, "schoolYear": found[0]["schoolYear"]}

    async def check(self) -> None:
        phase = self.participation.phase
        rows = (await self.session.execute(STANDING, {"id": self.participation.id})).all()
        await self.session.commit()
        assert all(row.evaluated == "completed" for row in rows)
        gone = {row.phase for row in rows if row.outcome == "go"}
        if phase is Phase.ESTABLISHED:
            assert {"aspirant", "pilot"} <= gone
        if phase is Phase.PILOT:
            assert gone == {"aspirant"}
        if phase is Phase.ASPIRANT:
            assert rows == []


STEPS = st.sampled_from(
    [
        "get_ready",
        "evaluate_positive",
        "evaluate_negative",
        "evaluate_barely",
        "go",
        "no_go",
        "replace_by_go",
        "replace_by_no_go",
        "withdraw",
    ]
)
WELL_ON_THE_WAY = ["get_ready", "evaluate_positive", "go"]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(started=st.booleans(), steps=st.lists(STEPS, max_size=6))
async def test_no_path_to_established_without_a_go_on_an_evaluated_pilot_year(
    callers: Callers, session: AsyncSession, started: bool, steps: list[str]
) -> None:
    participation = await make_participation(
        session, school_year="2023-2024", started_on=date(2023, 8, 1)
    )
    await session.commit()
    walk = Walk(callers.office, callers.evaluator(), session, participation)
    for step in [*(WELL_ON_THE_WAY if started else []), *steps]:
        await walk.take(step)
        await walk.check()


async def test_the_straight_way_leads_there(callers: Callers, session: AsyncSession) -> None:
    """So that the walk above can find what it looks for."""
    participation = await make_participation(
        session, school_year="2023-2024", started_on=date(2023, 8, 1)
    )
    await session.commit()
    walk = Walk(callers.office, callers.evaluator(), session, participation)
    for step in [*WELL_ON_THE_WAY, "evaluate_positive", "go", "evaluate_positive", "go"]:
        await walk.take(step)
        await walk.check()
    assert (participation.phase, participation.school_year) == ("established", "2026-2027")
