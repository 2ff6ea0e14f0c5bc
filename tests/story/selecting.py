"""Chapter one: from exploratory conversation to aspirant."""

from datetime import date, timedelta

from ok_api.rules.words import CriterionKey
from tests.story.cast import LEADER, OURS, PARENT, Story
from tests.story.telling import Json

DOUBTFUL = "transferable_in_one_year"
SEEN = {"judgement": "met", "motivation": "Blijkt uit de documenten en het gesprek."}


def _day(story: Story, after: int) -> str:
    """So many days after the first of March before the first school year."""
    return str(date(story.years[0].first, 3, 1) + timedelta(days=after))


async def start_an_application(story: Story) -> None:
    """The school tells of its approach; the office records what happened in a closed round."""
    expertise = await _describe_the_approach(story)
    selection_round = await _open_a_round(story)
    new = {"expertiseId": expertise["id"], "selectionRoundId": selection_round["id"]}
    late = await story.school.is_refused(
        "POST", "/v1/applications", why="Wij willen alsnog meedoen", **new
    )
    assert late.by_state()["closedAt"].startswith(f"{story.years[0].first}-06-30T14:00")
    strange = await story.stranger.is_refused(
        "POST", "/v1/applications", why="Met de aanpak van een ander", **new
    )
    strange.by_role()
    made = await story.office.post(
        "/v1/applications",
        startedOn=_day(story, 10),
        contactName=LEADER.name,
        contactEmail=LEADER.mail,
        **new,
    )
    assert (made["status"], made["establishmentCode"]) == ("exploring", OURS)
    story.application = made["self"]


async def _describe_the_approach(story: Story) -> Json:
    new: Json = {
        "establishmentCode": OURS,
        "title": "Lezen om te leren",
        "summary": "Begrijpend lezen in alle vakken, met het hele team.",
        "theme": "lezen",
        "sectors": ["PO"],
        "inUseSince": story.years[0].first - 6,
        "published": True,
    }
    path = "/v1/expertises"
    (await story.stranger.is_refused("POST", path, why="Namens de buren", **new)).by_role()
    (await story.coach.is_refused("POST", path, why="Namens de school", **new)).by_role(
        "board", "office", "school"
    )
    return await story.school.post(path, **new)


async def _open_a_round(story: Story) -> Json:
    year = story.years[0]
    new: Json = {
        "schoolYear": str(year),
        "title": "Voorjaarsronde",
        "opensAt": f"{year.first}-03-01T09:00:00+01:00",
        "closesAt": f"{year.first}-06-30T16:00:00+02:00",
        "places": 10,
    }
    path = "/v1/selection-rounds"
    (await story.school.is_refused("POST", path, why="Een eigen ronde", **new)).by_role("office")
    return await story.office.post(path, **new)


async def register_after_a_conversation(story: Story) -> None:
    """Without an exploratory conversation nobody registers; another school sees nothing of it."""
    step = f"{story.application}/transitions"
    early = await story.office.is_refused("POST", step, why="Meteen inschrijven", to="registered")
    unmet = early.by_rule(exploratory_conversation_held="R-SEL-6: office, school")
    missing = unmet["exploratory_conversation_held"]["missing"]
    assert missing["nl"] == "Er is nog geen verkennend gesprek gevoerd."
    assert missing["en"] in early.said["detail"]
    await _another_school_sees_nothing(story)
    talk = {"kind": "exploratory", "heldOn": _day(story, 12), "summary": "De rol past."}
    own = await story.school.is_refused(
        "POST", f"{story.application}/conversations", why="Zelf genoteerd", **talk
    )
    own.by_role("office")
    participants = f"{LEADER.name} en {PARENT.name}"
    await story.office.post(f"{story.application}/conversations", participants=participants, **talk)
    await _registers_in_time(story, step)


async def _registers_in_time(story: Story, step: str) -> None:
    """The round has closed, whatever day a school states; the office records what there was."""
    then = {"to": "registered", "takenOn": _day(story, 15)}
    for player in (story.school, story.board):
        late = await player.is_refused("POST", step, why="Met terugwerkende kracht", **then)
        assert late.by_state()["allowedRoles"] == ["office"]
    assert (await story.office.post(step, **then))["status"] == "registered"


async def _another_school_sees_nothing(story: Story) -> None:
    for part in ("", "/transitions", "/steps", "/criteria", "/documents", "/conversations"):
        await story.stranger.cannot_see(story.application + part)
        await story.nobody.cannot_see(story.application + part, 401)
    meddling = await story.stranger.is_refused(
        "POST", f"{story.application}/transitions", why="Wegwezen", to="withdrawn", motivation="Nee"
    )
    meddling.as_hidden()
    assert await story.stranger.items("/v1/applications") == []


async def be_selected(story: Story) -> None:
    """The choice is the office's: on documents, and on nine criteria that are all judged."""
    step = f"{story.application}/transitions"
    for to in ("in_selection", "intake", "accepted", "rejected"):
        own = await story.school.is_refused("POST", step, why=f"Wij kiezen: {to}", to=to)
        own.by_role("office")
    empty = await story.office.is_refused("POST", step, why="Te snel", to="in_selection")
    empty.by_rule(documents_sent="R-SEL-6: school")
    for kind in ("approach_description", "results"):
        await story.school.upload(f"{story.application}/documents", kind)
    await story.office.post(step, to="in_selection", takenOn=_day(story, 30))
    unjudged = await story.office.is_refused("POST", step, why="Op het oog", to="intake")
    unmet = unjudged.by_rule(criteria_judged="R-SEL-1: office")
    assert len(unmet["criteria_judged"]["evidence"]["open"]) == len(CriterionKey) == 9
    await _judge_the_criteria(story)
    await story.office.post(step, to="intake", takenOn=_day(story, 50))


async def _judge_the_criteria(story: Story) -> None:
    path = f"{story.application}/criteria"
    own = await story.school.is_refused("PUT", f"{path}/{DOUBTFUL}", why="Vinden wij", **SEEN)
    own.by_role("office")
    for criterion in CriterionKey:
        await story.office.put(f"{path}/{criterion.value}", **SEEN)
    doubt = {"judgement": "unclear", "motivation": "Het hangt aan een enkele leraar."}
    await story.office.put(f"{path}/{DOUBTFUL}", why="Na het schoolbezoek", **doubt)


async def apply_for_subsidy(story: Story) -> None:
    """The moment decides the order of handling, so only the office states one, and says why."""
    submissions = f"{story.application}/submissions"
    late = await story.board.is_refused("POST", submissions, why="Alsnog ingediend")
    assert late.by_state()["allowedRoles"] == ["office"]
    strange = await story.stranger.is_refused("POST", submissions, why="Namens de buren")
    strange.as_hidden()
    moment = {"submittedAt": f"{_day(story, 40)}T10:00:00+02:00"}
    for player in (story.school, story.board):
        own = await player.is_refused("PATCH", story.application, why="Het was toen", **moment)
        assert own.by_role("office")["members"] == ["submittedAt"]
    early = {**moment, "completeOn": _day(story, 39)}
    wrong = await story.office.is_refused("PATCH", story.application, why="Vergist", **early)
    wrong.by_flaws(completeOn="before_submission")
    complete = {**moment, "completeOn": _day(story, 44)}
    told = await story.office.patch(story.application, why="Van het loket", **complete)
    assert told["completeOn"] == _day(story, 44)


async def be_accepted(story: Story) -> None:
    """Everything that is missing is told at once; then it is supplied by whom it belongs to."""
    step = f"{story.application}/transitions"
    early = await story.office.is_refused("POST", step, why="De zomer nadert", to="accepted")
    unmet = early.by_rule(
        criteria_all_met="R-SEL-1: office, school",
        intake_conversation_held="R-SEL-6: office, school",
        trajectory_part_chosen="R-SEL-6: office",
        board_commitment_given="R-SEL-1: board",
        formally_registered="R-SEL-6: board, school",
    )
    assert unmet["criteria_all_met"]["evidence"]["open"] == [DOUBTFUL]
    assert all(item["missing"]["en"] in early.said["detail"] for item in unmet.values())
    told = (await story.school.get(step))["items"][0]
    assert (told["to"], told["takenBy"]) == ("accepted", ["office"])
    assert told["ruling"] == early.said["ruling"]
    mute = await story.office.is_refused("POST", step, why="Geen zin", to="rejected")
    mute.by_rule(motivation_given="R-SEL-6: office, school")
    await _supply_what_is_missing(story)
    accepted = await story.office.post(
        step, why="Alles is er", to="accepted", takenOn=_day(story, 70)
    )
    assert accepted["status"] == "accepted"
    story.participation = f"/v1/participations/{accepted['participationId']}"


async def _supply_what_is_missing(story: Story) -> None:
    await story.office.put(f"{story.application}/criteria/{DOUBTFUL}", **SEEN)
    await story.office.post(
        f"{story.application}/conversations",
        kind="intake",
        heldOn=_day(story, 52),
        summary="De kern van de aanpak wordt een leertraject.",
    )
    part = {"trajectoryPart": "Voordoen en samendoen bij zaakvakken."}
    own = await story.school.is_refused("PATCH", story.application, why="Onze keuze", **part)
    assert own.by_role("office")["members"] == ["trajectoryPart"]
    await story.office.patch(story.application, **part)
    documents = f"{story.application}/documents"
    strange = await story.stranger.is_refused_upload(documents, "board_commitment", why="Steun")
    strange.as_hidden()
    await story.board.upload(documents, "board_commitment", why="Besluit van het bestuur")
    await story.board.patch(story.application, formallyRegisteredOn=_day(story, 60))


async def look_back_on_the_selection(story: Story) -> None:
    """Every step was kept with who took it and what the rules said; it is over now."""
    steps = await story.school.items(f"{story.application}/steps")
    assert [(item["toStatus"], item["takenBy"]) for item in steps] == [
        ("exploring", story.office.account),
        ("registered", story.office.account),
        ("in_selection", story.office.account),
        ("intake", story.office.account),
        ("accepted", story.office.account),
    ]
    assert all(item["ruling"]["outcome"] == "allowed" for item in steps[1:])
    again = await story.office.is_refused(
        "POST",
        f"{story.application}/transitions",
        why="Toch niet",
        to="withdrawn",
        motivation="Nee",
    )
    assert again.by_state()["following"] == []
