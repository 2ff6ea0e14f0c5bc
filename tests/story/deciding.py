"""The decision that alone moves a school on: refused with all that is missing, taken, replaced."""

from decimal import Decimal

from ok_api.rules.school_year import SchoolYear
from tests.story import evaluating
from tests.story.cast import Story, end_of
from tests.story.telling import Json, Refusal, lacks, unmet_of

DECISIONS = "/v1/go-no-go-decisions"
NO_EVALUATION = {
    "evaluation_exists": "R-DEC-1: evaluator, office",
    "evaluation_complete": "R-DEC-1: evaluator",
    "evaluator_independent": "R-DEC-2: office, evaluator",
}
NOT_POSITIVE = {"aspirant_evaluation_positive": "R-Y1-5: evaluator"}
UNEXPLAINED = {"departures_explained": "R-DEC-4: office"}


def go(story: Story, year: SchoolYear, schools: int, **more: object) -> Json:
    return {
        "participationId": story.participation_id,
        "schoolYear": str(year),
        "outcome": "go",
        "schoolCount": schools,
        "motivation": "De evaluatie is positief en het team is er klaar voor.",
        "decidedOn": end_of(year, 6, 20),
        **more,
    }


async def refused(story: Story, body: Json, why: str) -> Refusal:
    """Nothing moves by an attempt that is refused."""
    before = await story.office.get(story.participation)
    refusal = await story.office.is_refused("POST", DECISIONS, why=why, **body)
    assert await story.office.get(story.participation) == before
    return refusal


async def take(story: Story, body: Json, why: str) -> Json:
    decision = await story.office.post(DECISIONS, why=why, **body)
    assert (decision["decidedBy"], decision["outcome"]) == (story.office.account, "go")
    story.decisions.append(decision)
    return decision


async def only_the_office_decides(story: Story, year: SchoolYear) -> None:
    wish = go(story, year, 6)
    for player in (story.school, story.board, story.coach, story.evaluator, story.research):
        wished = await player.is_refused("POST", DECISIONS, why="Wij gaan door", **wish)
        wished.by_role("office")
    nobody = await story.nobody.is_refused("POST", DECISIONS, why="Zomaar", **wish)
    nobody.as_(401, "unauthenticated")


async def not_without_an_evaluation(story: Story, year: SchoolYear) -> None:
    for body in (go(story, year, 5), go(story, year, 5, schoolCount=None)):
        count = {} if body["schoolCount"] else {"school_count_given": "R-Y3-2: office"}
        early = await refused(story, body, "Vooruitlopend")
        early.by_rule(**NO_EVALUATION, **NOT_POSITIVE, **count)
    no_go = {**go(story, year, 5), "outcome": "no_go"}
    stray = await refused(story, no_go, "Een no-go met scholen")
    stray.by_flaws(schoolCount="no_go_grants_nothing")
    no_go.pop("schoolCount")
    (await refused(story, no_go, "Dan maar niet")).by_rule(**NO_EVALUATION)


async def not_with_half_an_evaluation(story: Story, year: SchoolYear) -> None:
    half = await refused(story, go(story, year, 5), "De evaluatie is bijna af")
    half.by_rule(evaluation_complete="R-DEC-1: evaluator", **NOT_POSITIVE)


async def not_before_the_evaluation_or_with_a_dependent_one(story: Story, year: SchoolYear) -> None:
    """The register tells meanwhile that the evaluator's school has come under the same board."""
    early = await refused(story, go(story, year, 5, decidedOn=end_of(year, 6, 9)), "Een dag eerder")
    early.by_flaws(decidedOn="too_early")
    await evaluating.the_evaluators_school_joins_our_board(story)
    dependent = await refused(story, go(story, year, 5), "De evaluatie is er toch")
    dependent.by_rule(evaluator_independent="R-DEC-2: office, evaluator")
    await evaluating.the_evaluators_school_leaves_our_board(story)


async def decide_on_the_first_year(story: Story) -> None:
    """Every norm is met, so nothing is left to explain and the title is earned."""
    year, following = story.years[0], await story.transitions()
    lacks(following["pilot"]["ruling"])
    assert unmet_of(following["pilot"]["ruling"], "norm") == {}
    assert [text["en"] for text in following["pilot"]["asks"]] == [
        "a motivation",
        "the number of schools for the next year",
    ]
    decision = await take(story, go(story, year, 4), "Besluit van het programmabureau")
    assert (decision["fromPhase"], decision["nextPhase"]) == ("aspirant", "pilot")
    assert (decision["grantedFte"], decision["grantedDays"]) == (Decimal("0.8"), 160)
    assert decision["title"] == "Expertiseschool Ontwikkelkracht"
    told = await story.school.get(story.participation)
    assert (told["phase"], told["schoolYear"]) == ("pilot", str(story.years[1]))
    assert told["titleGrantedOn"] == end_of(year, 6, 20)


async def replace_the_first_decision(story: Story) -> None:
    """A year is decided once; only a motivated decision takes the place of another."""
    year, first = story.years[0], story.decisions[0]
    decided = {"year_not_decided": "R-DEC-5: office"}
    (await refused(story, go(story, year, 5), "Nog eens")).by_rule(**decided)
    five = go(story, year, 5, replacesId=first["id"])
    (await refused(story, five, "Zonder reden")).by_rule(**decided)
    why = {"replacementMotivation": "Er is plaats voor een vijfde school."}
    loose = await refused(story, go(story, year, 5, **why), "Los van het vorige")
    loose.by_flaws(replacementMotivation="replaces_nothing")
    second = await take(story, {**five, **why}, "Een vijfde school meldde zich")
    assert (second["grantedFte"], second["grantedDays"]) == (Decimal("0.9"), 180)
    assert (second["replacesId"], second["replacedById"]) == (first["id"], None)
    assert (await story.school.get(first["self"]))["replacedById"] == second["id"]
    again = await refused(story, {**five, **why}, "Het eerste nog een keer")
    assert again.by_state()["replacedById"] == second["id"]


async def decisions_are_kept(story: Story) -> None:
    """There is no way to edit or delete one."""
    decision = story.decisions[-1]["self"]
    before = await story.office.get(decision)
    for method in ("PATCH", "PUT", "DELETE"):
        for player in (story.office, story.school):
            allow = await player.knows_no_method(method, decision)
            assert allow == "GET, HEAD, OPTIONS"
    assert await story.office.get(decision) == before
    await story.stranger.cannot_see(decision)


async def comply_or_explain(
    story: Story, year: SchoolYear, schools: int, reasons: dict[str, str]
) -> None:
    """Each norm departed from is named until each has its own explanation."""
    body = go(story, year, schools)
    _names_the_norms(await refused(story, body, "Zonder uitleg"), *reasons)
    typo = go(story, year, schools, departures={"intervisie": "Zie verslag."})
    unknown = await refused(story, typo, "Met een tikfout")
    unknown.as_(400, "invalid-input")
    assert unknown.said["errors"][0]["pointer"] == "/departures/intervisie"
    for count in range(1, len(reasons)):
        some = dict(list(reasons.items())[:count])
        partly = await refused(story, {**body, "departures": some}, "Half uitgelegd")
        _names_the_norms(partly, *list(reasons)[count:])
    decision = await take(story, {**body, "departures": reasons}, "Pas toe of leg uit")
    assert decision["departures"] == reasons
    receipt = await story.office.get(decision["receipt"])
    departed = unmet_of(receipt["content"]["ruling"], "norm")
    assert {id_: norm["departure"] for id_, norm in departed.items()} == reasons


def _names_the_norms(refusal: Refusal, *norms: str) -> None:
    unmet = refusal.by_rule(**UNEXPLAINED)
    assert unmet["departures_explained"]["evidence"]["unexplained"] == list(norms)
    departed = unmet_of(refusal.said["ruling"], "norm")
    told = unmet["departures_explained"]["missing"]["nl"].lower()
    assert all(departed[norm]["missing"]["nl"].rstrip(".").lower() in told for norm in norms)
