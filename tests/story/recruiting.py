"""Chapter three: a trajectory is developed, and schools are found that want to follow it."""

from datetime import timedelta

from ok_api.foundation import clock
from ok_api.rules.school_year import SchoolYear
from tests.story.cast import OURS, PARENT, Story, contact_of, end_of
from tests.story.telling import Json

CONTENT: Json = {
    "workingElements": ["voordoen en samendoen", "observeren en terugkijken"],
    "requirements": "Tijd voor het hele team, en een schoolleider die meedoet.",
    "targetGroup": "Scholen met een vraag over begrijpend lezen.",
}
LEARNING = "/v1/learning-trajectories"
QUESTION = {"improvementQuestion": "Hoe lezen onze leerlingen met meer begrip?"}


async def develop_a_trajectory(story: Story, year: SchoolYear, capacity: int) -> None:
    """What is not described cannot be ready, and what is not open is nobody's business."""
    plan = {"title": f"Lezen om te leren {year}", "summary": "Een jaar leren en toepassen."}
    new = {"participationId": story.participation_id, "schoolYear": str(year), **plan}
    strange = await story.stranger.is_refused(
        "POST", LEARNING, why="Namens de buren", capacity=capacity, **new
    )
    strange.by_flaws(participationId="unknown")
    made = await story.school.post(LEARNING, capacity=capacity, **new)
    story.trajectory = made["self"]
    hasty = await story.school.is_refused("PATCH", made["self"], why="Meteen", status="open")
    assert hasty.by_state()["allowed"] == ["ready", "cancelled"]
    bare = await story.school.is_refused("PATCH", made["self"], why="Bijna af", status="ready")
    assert bare.by_state()["missing"] == list(CONTENT)
    assert "working elements, requirements, target group" in bare.said["detail"]
    await nobody_enrols_before_it_opens(story)
    ready = await story.school.patch(made["self"], status="ready", **CONTENT)
    assert (ready["status"], ready["placesLeft"]) == ("ready", capacity)
    await nobody_enrols_before_it_opens(story)
    await story.school.patch(made["self"], why="Klaar voor inschrijving", status="open")
    assert (await story.nobody.get(made["self"]))["status"] == "open"


async def nobody_enrols_before_it_opens(story: Story) -> None:
    """For a school it is not there yet, and its own makers are told what is missing."""
    new = {"establishmentCode": "98AA01", **QUESTION}
    path = f"{story.trajectory}/enrolments"
    for player in (story.nobody, story.learner("98AA01")):
        await player.cannot_see(story.trajectory)
    eager = await story.learner("98AA01").is_refused("POST", path, why="Vast een plek", **new)
    eager.as_hidden()
    own = await story.school.is_refused("POST", path, why="Vast een school", **new)
    own.by_rule(trajectory_open="R-LRN-1: school, office")


async def recruit(story: Story, codes: tuple[str, ...], year: SchoolYear) -> None:
    """The years lie behind us, so the expertise school records who registered and with what
    question, and holds an intake.

    `year` is the one in which the intake is held, before the trajectory begins.
    """
    await register_by_the_rules(story, codes[0])
    for code in codes:
        await _register(story, code)
    again = await story.learner(codes[0]).is_refused(
        "POST", f"{story.trajectory}/enrolments", why="Dubbel", **_new(codes[0])
    )
    again.as_(409, "duplicate")
    await each_side_says_its_own(story, codes[0])
    assert await _recruits(story, year) == (0, len(codes), False)
    for code in codes:
        await hold_an_intake(story, code, end_of(year, 5, 20))
    assert await _recruits(story, year) == (0, len(codes), False)
    for code in codes:
        await agree(story, code, end_of(year, 5, 27))
    assert await _recruits(story, year) == (len(codes), 0, True)


async def _recruits(story: Story, year: SchoolYear) -> tuple[int, int, bool]:
    """How many are recruited, how many only show interest, and whether that meets the norm."""
    progress = (await story.school.get(story.year(year)))["progress"]
    (norm,) = [norm for norm in progress if norm["id"].endswith("_recruits")]
    return norm["done"], norm["interested"], norm["met"]


async def agree(story: Story, code: str, day: str) -> None:
    """Either school records it, and nobody ahead of time."""
    enrolment, learner = story.enrolments[code], story.learner(code)
    tomorrow = str(clock.today() + timedelta(days=1))
    early = await learner.is_refused("PATCH", enrolment, why="Vast ja", agreedOn=tomorrow)
    early.by_flaws(agreedOn="in_the_future")
    assert (await learner.patch(enrolment, agreedOn=day))["agreedOn"] == day


async def register_by_the_rules(story: Story, code: str) -> None:
    """No school follows its own trajectory, none registers another, and none itself afterwards."""
    path = f"{story.trajectory}/enrolments"
    own = await story.school.is_refused("POST", path, why="Wij leren mee", **_new(OURS))
    own.by_rule(not_own_trajectory="R-LRN-3: school")
    other = await story.stranger.is_refused("POST", path, why="Voor de buren", **_new(code))
    other.by_role()
    late = await story.learner(code).is_refused("POST", path, why="Achteraf", **_new(code))
    late.by_rule(trajectory_year_not_over="R-LRN-1: school, office")
    nobody = await story.nobody.is_refused("POST", path, why="Anoniem", **_new(code))
    nobody.as_(401, "unauthenticated")


async def _register(story: Story, code: str) -> None:
    person = contact_of(code)
    made = await story.school.post(
        f"{story.trajectory}/enrolments",
        contactName=person.name,
        contactEmail=person.mail,
        **_new(code),
    )
    assert made["status"] == "registered"
    story.enrolments[code] = made["self"]


def _new(code: str) -> Json:
    return {"establishmentCode": code, **QUESTION}


async def each_side_says_its_own(story: Story, code: str) -> None:
    """A learning school words its question; intake and steps are the expertise school's."""
    enrolment, learner = story.enrolments[code], story.learner(code)
    intake = await learner.is_refused("PATCH", enrolment, why="Al gehad", intakeSummary="Goed")
    assert intake.by_role()["members"] == ["intakeSummary"]
    words = await story.school.is_refused("PATCH", enrolment, why="Beter zo", **QUESTION)
    assert words.by_role()["members"] == ["improvementQuestion"]
    for to in ("intake", "enrolled"):
        step = await learner.is_refused("POST", f"{enrolment}/transitions", why="Zelf", to=to)
        assert step.by_role()["allowed"] == ["withdrawn"]
    stranger = await story.stranger.is_refused(
        "POST", f"{enrolment}/transitions", why="Weg ermee", to="withdrawn", motivation="Nee"
    )
    stranger.as_hidden()


async def hold_an_intake(story: Story, code: str, day: str) -> None:
    enrolment = story.enrolments[code]
    step = f"{enrolment}/transitions"
    await story.school.post(step, to="intake")
    early = await story.school.is_refused("POST", step, why="Zonder gesprek", to="enrolled")
    early.by_rule(enrolment_intake_held="R-LRN-1: school", room_in_trajectory="R-LRN-2: office")
    summary = f"Gesprek met {contact_of(code).name}, en over {PARENT.name}."
    await story.school.patch(
        enrolment, intakeHeldOn=day, intakeSummary=summary, planning=f"Met {PARENT.name}."
    )
    assert (await story.learner(code).get(enrolment))["intakeSummary"] == summary


async def keep_in_reserve(story: Story, code: str, year: SchoolYear) -> None:
    """A school may wait for a place that comes free: registered, with its intake held."""
    await _register(story, code)
    enrolment = story.enrolments[code]
    await story.school.post(f"{enrolment}/transitions", to="intake")
    await story.school.patch(enrolment, intakeHeldOn=str(year.start))


async def plan_the_next_year(story: Story, year: SchoolYear) -> None:
    """Before the decision no school takes part: nothing has been granted for that year yet."""
    step = f"{next(reversed(story.enrolments.values()))}/transitions"
    early = await story.school.is_refused("POST", step, why="Alvast", to="enrolled")
    unmet = early.by_rule(room_in_trajectory="R-LRN-2: office")
    assert unmet["room_in_trajectory"]["evidence"] == {"schoolsGranted": 0, "schoolsEnrolled": 0}
    planning = {"nextYearPlanning": "Elke maand een bijeenkomst, zie het jaarrooster."}
    strange = await story.stranger.is_refused("PATCH", story.year(year), why="Plan", **planning)
    strange.as_hidden()
    await story.school.patch(story.year(year), **planning)
