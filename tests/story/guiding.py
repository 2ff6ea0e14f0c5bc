"""Chapter four and five: learning schools take part, are guided, and are measured."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from ok_api.foundation import clock
from ok_api.rules.school_year import SchoolYear
from tests.story.cast import PARENT, Story
from tests.story.telling import Json, lacks, unmet_of
from tests.story.training import session

MOMENTS = ("start_conversation", *["guidance"] * 4, "evaluation_conversation")
NORMS_OF_EACH_YEAR = {
    "evaluation_positive": "R-DEC-1",
    "team_plan_adds_up": "R-FAC-4",
    "learning_schools": "R-Y2-1",
    "knowledge_activities": "R-Y2-3",
}
NORMS_OF_THE_PILOT = NORMS_OF_EACH_YEAR | {
    "intervision": "R-Y2-2",
    "coaching": "R-Y2-2",
    "pilot_recruits": "R-Y2-4",
}
NORMS_OF_AN_ESTABLISHED_YEAR = NORMS_OF_EACH_YEAR | {"aspirant_guidance": "R-Y3-3"}
"""What a year is held to, while nothing of it has been done and no school takes part."""
NOTHING_REALISED = (0, Decimal("0.4"), 80)
Amounts = tuple[int, Decimal | int, int]


async def the_year_begins(story: Story, year: SchoolYear, granted: Amounts) -> None:
    """What was decided is granted; realised is only the base, until schools take part."""
    assert await story.facilitation(year) == {
        "granted": granted,
        "realised": NOTHING_REALISED,
        "difference": (granted[1] - NOTHING_REALISED[1], granted[2] - 80),
    }
    following = await story.transitions()
    assert set(following) == {"established", "ended"}
    joint, norms = {"evaluation_exists": "R-DEC-1: evaluator, office"}, NORMS_OF_THE_PILOT
    if year >= story.years[2]:
        joint = {"joint_evaluation_exists": "R-Y3-1: evaluator, office"}
        norms = NORMS_OF_AN_ESTABLISHED_YEAR
    unmet = unmet_of(following["established"]["ruling"], "norm")
    assert {id_: norm["ruleId"] for id_, norm in unmet.items()} == norms
    lacks(
        following["established"]["ruling"],
        **joint,
        evaluation_complete="R-DEC-1: evaluator",
        evaluator_independent="R-DEC-2: office, evaluator",
    )


async def the_year_ends(story: Story, year: SchoolYear, granted: Amounts) -> None:
    """As many schools took part as were granted."""
    assert await story.facilitation(year) == {
        "granted": granted, "realised": granted, "difference": (0, 0),
    }  # fmt: skip
    progress = (await story.school.get(story.year(year)))["progress"]
    told = {norm["id"]: (norm["done"], norm["minimum"], norm["met"]) for norm in progress}
    assert told["learning_schools"] == (granted[0], 4, True)
    assert told["study_days"] == (3 * granted[0], 3 * granted[0], True)
    assert told["guidance_moments"] == (6 * granted[0], 6 * granted[0], True)


async def enrol(story: Story, codes: Sequence[str]) -> None:
    for code in codes:
        step = f"{story.enrolments[code]}/transitions"
        assert (await story.school.post(step, to="enrolled"))["status"] == "enrolled"


async def there_is_no_place_left(story: Story, code: str, places: int) -> None:
    """Neither in what was granted nor in the trajectory; the school is told so, with a reason."""
    step = f"{story.enrolments[code]}/transitions"
    full = await story.school.is_refused("POST", step, why="Nog eentje erbij", to="enrolled")
    unmet = full.by_rule(
        room_in_trajectory="R-LRN-2: office", place_in_trajectory="R-LRN-2: school"
    )
    granted = unmet["room_in_trajectory"]["evidence"]
    assert granted == {"schoolsGranted": places, "schoolsEnrolled": places}
    assert (await story.nobody.get(story.trajectory))["placesLeft"] == 0
    smaller = await story.school.is_refused(
        "PATCH", story.trajectory, why="Wat kleiner", capacity=places - 1
    )
    assert smaller.by_state()["enrolledCount"] == places


async def turn_away(story: Story, code: str) -> None:
    step = f"{story.enrolments[code]}/transitions"
    mute = await story.school.is_refused("POST", step, why="Vol is vol", to="rejected")
    mute.by_rule(enrolment_motivation_given="R-LRN-1: school, office")
    why = f"Dit jaar is er geen plaats; {PARENT.name} belt over volgend jaar."
    told = await story.school.post(step, to="rejected", motivation=why)
    assert (told["status"], told["motivation"]) == ("rejected", why)


async def one_school_makes_room_for_another(
    story: Story, year: SchoolYear, leaver: str, reserve: str
) -> None:
    """A school that leaves is no longer realised; one that waited takes its place."""
    why = f"{PARENT.name} is ziek geworden en niemand kan het overnemen."
    step = f"{story.enrolments[leaver]}/transitions"
    mute = await story.learner(leaver).is_refused("POST", step, why="Wij stoppen", to="withdrawn")
    mute.by_rule(enrolment_motivation_given="R-LRN-1: school, office")
    await story.learner(leaver).post(step, to="withdrawn", motivation=why)
    assert await story.facilitation(year) == {
        "granted": (6, 1, 200),
        "realised": (5, Decimal("0.9"), 180),
        "difference": (Decimal("0.1"), 20),
    }
    await enrol(story, [reserve])


async def guide(story: Story, year: SchoolYear, codes: Sequence[str]) -> None:
    """Three study days together, and six moments with each school."""
    sessions = f"{story.trajectory}/sessions"
    await story.school.patch(story.trajectory, status="running")
    for number in range(3):
        day = year.start + timedelta(days=60 + 80 * number)
        new = session("study_day", day, mode="shared")
        shared = await story.school.post(sessions, note=f"Met dank aan {PARENT.name}.", **new)
        for code in codes:
            await _attend(story, shared, code)
    learner = story.learner(codes[0])
    first = session("guidance", year.start + timedelta(days=50))
    own = await learner.is_refused("POST", sessions, why="Zelf gepland", **first)
    own.by_role()
    for code in codes:
        await _guide_one(story, year, code)


async def _attend(story: Story, shared: Json, code: str) -> None:
    came: Json = {"present": True, "participantCount": 8, "remark": f"Zonder {PARENT.name}."}
    enrolment = story.enrolments[code].rsplit("/", 1)[-1]
    await story.school.post(shared["attendances"], enrolmentId=enrolment, **came)


async def _guide_one(story: Story, year: SchoolYear, code: str) -> None:
    enrolment = story.enrolments[code]
    own = {"enrolmentId": enrolment.rsplit("/", 1)[-1]}
    for number, kind in enumerate(MOMENTS):
        new = session(kind, year.start + timedelta(days=50 + 45 * number), dagdelen=1)
        await story.school.post(f"{story.trajectory}/sessions", **own, **new)
    progress = await story.learner(code).get(f"{enrolment}/progress")
    lacking = {norm["id"] for norm in progress["norms"] if not norm["met"]}
    assert lacking == {"baseline_measured", "end_measured"}


async def measure(story: Story, year: SchoolYear, code: str) -> None:
    """Before and after, on the same scale; never ahead of time."""
    path = f"{story.enrolments[code]}/measurements"
    baseline = _measured("baseline", str(year.start + timedelta(days=40)), "3.1")
    tomorrow = str(clock.today() + timedelta(days=1))
    ahead = await story.learner(code).is_refused(
        "POST", path, why="Alvast", **{**baseline, "measuredOn": tomorrow}
    )
    ahead.by_flaws(measuredOn="in_the_future")
    other = await story.learner("98AA06").is_refused("POST", path, why="Voor hen", **baseline)
    other.as_hidden()
    off = await story.learner(code).is_refused("POST", path, why="Heel goed", score=5.5, **{
        name: value for name, value in baseline.items() if name != "score"
    })  # fmt: skip
    off.by_flaws(score="score_on_scale")
    await story.learner(code).post(path, note=f"Ingevuld met {PARENT.name}.", **baseline)
    end = _measured("end", str(year.start + timedelta(days=320)), "3.8")
    apart = await story.school.is_refused(
        "POST", path, why="Ander meetlint", **end | {"scaleMax": 9}
    )
    assert apart.by_state()["scale"] == [1, 5]
    measured = await story.school.post(path, **end)
    assert (measured["baselineScore"], measured["difference"]) == (Decimal("3.1"), Decimal("0.7"))


def _measured(moment: str, day: str, score: str) -> Json:
    return {
        "moment": moment,
        "indicator": "Begrijpend lezen",
        "instrument": "Vragenlijst voor het team",
        "measuredOn": day,
        "score": float(score),
        "scaleMin": 1,
        "scaleMax": 5,
    }


async def share_knowledge(story: Story, year: SchoolYear) -> None:
    day = {"heldOn": str(year.start + timedelta(days=100))}
    new = {"kind": "webinar", "title": "Lezen om te leren in de praktijk", "status": "held", **day}
    path = "/v1/knowledge-activities"
    of_ours = {"participationId": story.participation_id, **new}
    strange = await story.stranger.is_refused("POST", path, why="Onze webinar", **of_ours)
    strange.by_flaws(participationId="unknown")
    made = await story.school.post(path, participantCount=40, **of_ours)
    assert made["schoolYear"] == str(year)


async def complete(story: Story, measured: str, codes: Sequence[str]) -> None:
    """Who was measured before and after is done; of others it is said why they were not."""
    for code in codes:
        step = f"{story.enrolments[code]}/transitions"
        own = await story.learner(code).is_refused("POST", step, why="Klaar", to="completed")
        own.by_role()
        if code == measured:
            await story.school.post(step, to="completed")
            continue
        silent = await story.school.is_refused("POST", step, why="Ongemeten", to="completed")
        silent.by_rule(completion_explained="R-LRN-5: school, office")
        norms = unmet_of(silent.said["ruling"], "norm")
        assert set(norms) == {"baseline_measured", "end_measured"}
        why = "De metingen van deze school gingen door een storing verloren."
        await story.school.post(step, to="completed", motivation=why)
    await story.school.patch(story.trajectory, status="completed")
