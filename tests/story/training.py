"""Chapter two: the aspirant divides its days, meets its experts and is trained."""

from datetime import date, timedelta
from decimal import Decimal

from ok_api.rules.school_year import SchoolYear
from tests.story.cast import EXPERTS, TEAM, Story
from tests.story.telling import Json, Player, lacks, unmet_of

TRAINING = ("training_5d", "training_train_the_trainer", "network_meeting")
NORMS = {
    "team_plan_adds_up": "R-FAC-4",
    "training_5d": "R-Y1-1",
    "train_the_trainer": "R-Y1-1",
    "network_meetings": "R-Y1-1",
    "work_sessions": "R-Y1-2",
    "experts": "R-Y1-3",
    "aspirant_recruits": "R-Y1-4",
    "next_year_plan": "R-Y1-4",
}
"""What an aspirant's year is held to, while nothing of it has been done."""


async def stand_at_the_beginning(story: Story) -> None:
    """On the first day everything is still to be done, and the way ahead says by whom."""
    year = story.years[0]
    told = await story.school.get(story.participation)
    assert (told["phase"], told["schoolYear"]) == ("aspirant", str(year))
    following = await story.transitions()
    assert set(following) == {"pilot", "ended"}
    lacks(
        following["pilot"]["ruling"],
        evaluation_exists="R-DEC-1: evaluator, office",
        evaluation_complete="R-DEC-1: evaluator",
        evaluator_independent="R-DEC-2: office, evaluator",
        aspirant_evaluation_positive="R-Y1-5: evaluator",
        trajectory_ready="R-DEC-6: school",
    )
    norms = unmet_of(following["pilot"]["ruling"], "norm")
    assert {id_: norm["ruleId"] for id_, norm in norms.items()} == NORMS
    asked = [text["en"] for text in following["pilot"]["asks"]]
    assert asked == [
        "a motivation",
        "the number of schools for the next year",
        "an explanation for each norm that is not met",
    ]
    lacks(following["ended"]["ruling"])
    await _aspirants_have_their_own_amount(story)


async def the_year_ends(story: Story) -> None:
    """What an aspirant is granted does not follow the schools that it recruits."""
    await _aspirants_have_their_own_amount(story)
    assert (await story.school.get(story.year(story.years[0])))["status"] == "decided"


async def _aspirants_have_their_own_amount(story: Story) -> None:
    aspirant = (0, Decimal("0.8"), 160)
    assert await story.facilitation(story.years[0]) == {
        "granted": aspirant, "realised": aspirant, "difference": (0, 0),
    }  # fmt: skip


async def form_a_team(story: Story) -> None:
    members = f"{story.participation}/team-members"
    joined = {"joinedOn": str(story.years[0].start)}
    nosy = await story.stranger.is_refused(
        "POST", members, why="Ik doe mee", name="Ik", role="teacher", **joined
    )
    nosy.as_hidden()
    for role, person in TEAM.items():
        await story.school.post(members, name=person.name, email=person.mail, role=role, **joined)


async def divide_the_days(story: Story, year: SchoolYear, granted: int) -> None:
    """A plan of a single day too much is refused; the days granted are all divided."""
    plan = f"{story.year(year)}/team-plan"
    members = await story.school.items(f"{story.participation}/team-members")
    entries = [{"teamMemberId": member["id"], "days": 40} for member in members]
    over = [{**entries[0], "days": granted - 40 * (len(entries) - 1) + 1}, *entries[1:]]
    refused = await story.school.is_refused("PUT", plan, why="Één dag extra", entries=over)
    unmet = refused.by_rule(plan_within_granted="R-FAC-4: school")
    evidence = unmet["plan_within_granted"]["evidence"]
    assert (evidence["totalDays"], evidence["grantedDays"]) == (granted + 1, granted)
    strange = await story.stranger.is_refused("PUT", plan, why="Mijn plan", entries=entries)
    strange.as_hidden()
    fitting = [{**over[0], "days": over[0]["days"] - 1}, *over[1:]]
    told = await story.school.put(plan, entries=fitting)
    assert (told["plannedDays"], told["remainingDays"]) == (granted, 0)


async def meet_the_experts(story: Story) -> None:
    """The office attaches four experts; each role is filled once."""
    path = f"{story.participation}/expert-assignments"
    year = {"schoolYear": str(story.years[0]), "fromOn": str(story.years[0].start)}
    await story.coach.cannot_see(story.participation)
    for role, person in EXPERTS.items():
        new = {"role": role, "name": person.name, "subject": person.mail, "email": person.mail}
        own = await story.school.is_refused("POST", path, why="Zelf geregeld", **new, **year)
        own.by_role("office")
        await story.office.post(path, **new, **year)
    second = await story.office.is_refused(
        "POST", path, why="Een tweede", role="trainer", name="Nog Een", subject="x", **year
    )
    assert second.by_state()["constraint"] == "one_expert_per_role"
    assert "already filled" in second.said["detail"]
    assert (await story.coach.get(story.participation))["phase"] == "aspirant"


async def be_trained(story: Story) -> None:
    """Nine days of training, and a session at the school each month.

    The year lies behind us and the assignments with it, so the experts record nothing in it.
    """
    path, start = f"{story.participation}/sessions", story.years[0].start
    visit = session("work_session", start + timedelta(days=30), dagdelen=1)
    loose = await story.other_expert.is_refused("POST", path, why="Niet ingezet", **visit)
    loose.as_hidden()
    evaluating = await story.evaluator.is_refused("POST", path, why="Even kijken", **visit)
    evaluating.by_role("board", "expert", "office", "school")
    misplaced = session("study_day", start + timedelta(days=30))
    wrong = await story.school.is_refused("POST", path, why="Een studiedag", **misplaced)
    wrong.by_flaws(kind="kind_elsewhere")
    for number, kind in enumerate(kind for kind in TRAINING for _ in range(3)):
        day = date(start.year + (8 + number) // 12, (8 + number) % 12 + 1, 6)
        await hold(story, story.school, kind, day)
        await hold(story, story.school, "work_session", day + timedelta(days=7), dagdelen=1)
    late = await story.coach.is_refused("POST", path, why="Nog een bezoek", **visit)
    late.as_(403, "forbidden")


async def be_coached(story: Story, year: SchoolYear, *, intervision: int, coaching: int) -> None:
    for number in range(intervision):
        day = year.start + timedelta(days=70 + 60 * number)
        await hold(story, story.school, "intervision", day, dagdelen=1)
    for number in range(coaching):
        day = year.start + timedelta(days=80 + 60 * number)
        await hold(story, story.school, "coaching_on_the_job", day, dagdelen=1)


async def guide_an_aspirant(story: Story, year: SchoolYear) -> None:
    """From the third year on an experienced school also helps the ones that begin."""
    day = year.start + timedelta(days=150)
    await hold(story, story.school, "aspirant_guidance", day, dagdelen=1)


def session(kind: str, day: date, *, dagdelen: int = 2, mode: str = "at_school") -> Json:
    """A session that has been held."""
    starts_at = f"{day}T09:00:00+00:00"
    plan = {"kind": kind, "startsAt": starts_at, "dagdelen": dagdelen, "mode": mode}
    return {**plan, "status": "held"}


async def hold(story: Story, by: Player, kind: str, day: date, *, dagdelen: int = 2) -> None:
    new = session(kind, day, dagdelen=dagdelen)
    await by.post(f"{story.participation}/sessions", **new)
