"""The end of a year: somebody from outside says how it went."""

from ok_api.rules.school_year import SchoolYear
from tests.story.cast import (
    INSIDER,
    OTHER_BOARD,
    OUR_BOARD,
    OURS,
    OUTSIDER,
    SISTER,
    STRANGER,
    Story,
    end_of,
    put_school,
)
from tests.story.telling import Json

EVALUATIONS = "/v1/evaluations"
JUDGED = {
    "trajectoriesJudgement": "Het leertraject staat en is uitgevoerd zoals het bedoeld was.",
    "knowledgeActivitiesJudgement": "De kennisdeelactiviteiten werden goed bezocht.",
    "effortJudgement": "Het team was het hele jaar betrokken.",
    "conclusion": "positive",
    "conclusionMotivation": "Op grond van gesprekken, metingen en verslagen.",
}
OUTSIDE = {"evaluatorSubject": OUTSIDER.mail, "evaluatorName": OUTSIDER.name}
INSIDE = {"evaluatorSubject": INSIDER.mail, "evaluatorName": INSIDER.name}
MISSING_OF_THE_FIRST_YEAR = {
    "training_trajectory_judged": "R-Y1-5: evaluator",
    "training_effort_judged": "R-Y1-5: evaluator",
}
MISSING_OF_THE_PILOT = {
    "pilot_trajectories_judged": "R-Y2-2: evaluator",
    "pilot_knowledge_activities_judged": "R-Y2-3: evaluator",
}
MISSING_OF_AN_ESTABLISHED_YEAR = {
    "joint_trajectories_judged": "R-Y3-1: evaluator",
    "joint_knowledge_activities_judged": "R-Y3-1: evaluator",
    "joint_effort_judged": "R-Y3-1: evaluator",
}
CONCLUSION = {
    "evaluation_concluded": "R-DEC-1: evaluator",
    "conclusion_motivated": "R-DEC-1: evaluator",
}


async def only_an_outsider_evaluates(story: Story, year: SchoolYear) -> None:
    """Nobody of the school, its institution or its board; also not one who did not say so."""
    new = await _new(story, year)
    own = await story.school.is_refused("POST", EVALUATIONS, why="Wij zelf", **new, **INSIDE)
    own.by_role("office")
    for code, shared in ((OURS, ["99001", "99AA", "99AA01"]), (SISTER, ["99001"])):
        refused = await story.office.is_refused(
            "POST", EVALUATIONS, why=f"Iemand van {code}",
            **new, **INSIDE, evaluatorEstablishmentCodes=[code],
        )  # fmt: skip
        unmet = refused.by_rule(evaluator_independent="R-DEC-2: office, evaluator")
        assert unmet["evaluator_independent"]["evidence"]["shared"] == shared
    opened = await story.office.post(EVALUATIONS, **new, **INSIDE)
    story.evaluation = opened["self"]
    await story.insider.patch(story.evaluation, **JUDGED)
    silent = await story.insider.is_refused(
        "POST", f"{story.evaluation}/completions", why="Ik woon er niet"
    )
    silent.by_rule(evaluator_independent="R-DEC-2: office, evaluator")
    await _another_evaluator_takes_over(story)


async def _another_evaluator_takes_over(story: Story) -> None:
    """Only the office appoints; whoever was replaced no longer sees the draft."""
    await story.evaluator.cannot_see(story.evaluation)
    friend = await story.insider.is_refused(
        "PATCH", story.evaluation, why="Doe jij het?", **OUTSIDE
    )
    friend.by_role("office")
    await story.office.patch(
        story.evaluation,
        why="Onafhankelijk van de school",
        evaluatorEstablishmentCodes=[STRANGER],
        **OUTSIDE,
    )
    left = await story.office.get(story.evaluation)
    assert {left[name] for name in JUDGED} == {None}
    signed = f"{story.evaluation}/completions"
    for method, path, said in (("PATCH", story.evaluation, JUDGED), ("POST", signed, {})):
        office = await story.office.is_refused(method, path, why="Het bureau vult in", **said)
        office.by_role("evaluator")
    await story.insider.cannot_see(story.evaluation)


async def open_an_evaluation(story: Story, year: SchoolYear) -> None:
    new = await _new(story, year)
    opened = await story.office.post(
        EVALUATIONS, **new, **OUTSIDE, evaluatorEstablishmentCodes=[STRANGER]
    )
    story.evaluation = opened["self"]
    second = await story.office.is_refused(
        "POST", EVALUATIONS, why="Een tweede mening", **new, **OUTSIDE
    )
    second.as_(409, "duplicate")


async def _new(story: Story, year: SchoolYear) -> Json:
    programme_year = await story.office.get(story.year(year))
    return {"subject": "programme_year", "programmeYearId": programme_year["id"]}


async def evaluate(story: Story, year: SchoolYear, missing: dict[str, str]) -> None:
    """Everything that an evaluation still lacks is told at once; complete, it never changes."""
    completions = f"{story.evaluation}/completions"
    await story.school.cannot_see(story.evaluation)
    own = await story.school.is_refused("PATCH", story.evaluation, why="Mooier", **JUDGED)
    own.by_role("evaluator", "office")
    empty = await story.evaluator.is_refused("POST", completions, why="Leeg")
    empty.by_rule(**missing, **CONCLUSION)
    await story.evaluator.patch(story.evaluation, **JUDGED)
    done = await story.evaluator.post(completions, completedOn=end_of(year, 6, 10))
    assert (done["status"], done["conclusion"]) == ("completed", "positive")
    later = await story.evaluator.is_refused(
        "PATCH", story.evaluation, why="Bij nader inzien", effortJudgement="Matig."
    )
    later.by_state()
    assert (await story.school.get(story.evaluation))["evaluatorName"] == OUTSIDER.name
    assert (await story.school.get(story.year(year)))["status"] == "evaluated"


async def the_evaluators_school_joins_our_board(story: Story) -> None:
    await put_school(story, STRANGER, OUR_BOARD, why="Fusie van besturen")


async def the_evaluators_school_leaves_our_board(story: Story) -> None:
    await put_school(story, STRANGER, OTHER_BOARD, why="De fusie ging niet door")
