"""The whole case in one call: for the school everything, for research nothing of persons."""

from decimal import Decimal

from tests.story.cast import INSIDER, PERSONS, TEAM, Story
from tests.story.telling import Json

LISTED = {
    "team": "/team-members",
    "experts": "/expert-assignments",
    "programmeYears": "/programme-years",
    "sessions": "/sessions",
}
SEARCHED = {
    "trajectories": "/v1/learning-trajectories",
    "enrolments": "/v1/enrolments",
    "knowledgeActivities": "/v1/knowledge-activities",
    "evaluations": "/v1/evaluations",
    "decisions": "/v1/go-no-go-decisions",
}
FOLLOWED = (
    "/v1/participations",
    "/v1/applications",
    "/v1/selection-rounds",
    "/v1/expertises",
    "/v1/schools",
    "/v1/sessions",
    "/v1/facilitations",
)
COUNTS = {
    "team": 3,
    "experts": 4,
    "programmeYears": 4,
    "trajectories": 2,
    "enrolments": 13,
    "sessions": 18 + (3 + 5 * 6 + 5) + (3 + 6 * 6 + 1),
    "knowledgeActivities": 2,
    "evaluations": 3,
    "decisions": 4,
}


EVALUATED = {**COUNTS, "programmeYears": 3}
"""The evaluator's years are the three that lie behind."""
FIRST_YEAR = {
    "team": 3,
    "experts": 4,
    "programmeYears": 1,
    "trajectories": 1,
    "enrolments": 6,
    "sessions": 18,
    "knowledgeActivities": 0,
    "evaluations": 1,
    "decisions": 2,
}
"""What the coach of the first year keeps, with the schools that were recruited in it."""


async def the_dossier_tells_it_all(story: Story) -> None:
    """One call says what all addresses say one by one, for whoever has to do with the school."""
    path = f"{story.participation}/dossier"
    dossier = await story.school.get(path)
    assert {name: len(dossier[name]) for name in COUNTS} == COUNTS
    await _says_what_the_addresses_say(story, dossier)
    assert [(year["phase"], year["status"]) for year in dossier["programmeYears"]] == [
        ("aspirant", "decided"),
        ("pilot", "decided"),
        ("established", "decided"),
        ("established", "running"),
    ]
    assert {(item["name"], item["email"]) for item in dossier["team"]} == {
        (person.name, person.mail) for person in TEAM.values()
    }
    for player, counts in (
        (story.board, COUNTS),
        (story.office, COUNTS),
        (story.evaluator, EVALUATED),
        (story.coach, FIRST_YEAR),
    ):
        told = await player.get(path)
        assert {name: len(told[name]) for name in COUNTS} == counts, player.account
    kept = await story.coach.get(path)
    assert {item["contactName"] for item in kept["enrolments"]} == {None}
    await others_see_no_dossier(story, path)


async def others_see_no_dossier(story: Story, path: str) -> None:
    await story.nobody.cannot_see(path, 401)
    for player in (story.stranger, story.learner("98AA01"), story.other_expert, story.insider):
        await player.cannot_see(path)
        await player.cannot_see(story.participation)
        await player.cannot_see(f"{story.participation}/team-members")
    assert await story.stranger.items("/v1/participations") == []


async def _says_what_the_addresses_say(story: Story, dossier: Json) -> None:
    assert dossier["participation"] == await story.school.get(story.participation)
    for name in ("school", "board", "expertise"):
        assert dossier[name] == await story.school.get(dossier[name]["self"]), name
    for name, path in LISTED.items():
        listed = await story.school.items(story.participation + path)
        assert _by_id(dossier[name]) == _by_id(listed), name
    for name, path in SEARCHED.items():
        listed = await story.school.items(path, participationId=story.participation_id)
        assert _by_id(dossier[name]) == _by_id(listed), name


def _by_id(items: list[Json]) -> list[Json]:
    return sorted(items, key=lambda item: str(item["id"]))


async def research_meets_no_person(story: Story) -> None:
    """Research follows the figures: in nothing that it reads does a name or address occur."""
    whole = await story.school.text(f"{story.participation}/dossier")
    assert [person for person in PERSONS if person.name not in whole] == [INSIDER]
    dossier = await story.research.get(f"{story.participation}/dossier")
    assert {name: len(dossier[name]) for name in COUNTS} == COUNTS
    read = 0
    for path in await _what_research_may_read(story, dossier):
        text = await story.research.text(path)
        found = [word for person in PERSONS for word in (person.name, person.mail) if word in text]
        assert not found, path
        assert "@" not in text, path
        read += len(text)
    assert read > 100_000, "research does read something"
    for part in ("/conversations", "/documents", "/transitions"):
        await story.research.cannot_see(story.application + part, 403)
    await story.research.cannot_see(f"{story.year(story.years[0])}/team-plan", 403)
    await story.research.cannot_see("/v1/audit-records", 403)


async def _what_research_may_read(story: Story, dossier: Json) -> list[str]:
    """Every list and every single thing of the story, each at its own address."""
    lists = [f"{path}?limit=100" for path in (*FOLLOWED, *SEARCHED.values())]
    own = [story.participation + path for path in ("", "/dossier", "/transitions")]
    own += [f"{story.participation}{path}?limit=100" for path in LISTED.values()]
    own += [story.application + path for path in ("", "/steps", "/criteria", "/terms")]
    own += [one["receipt"] for one in dossier["decisions"]]
    for name in ("team", "experts", "enrolments", "evaluations", "decisions", "trajectories"):
        own += [one["self"] for one in dossier[name]]
    for one in dossier["enrolments"]:
        own += [one["measurements"], one["progress"]]
    shared = [one for one in dossier["sessions"] if one["kind"] == "study_day"]
    own += [one["attendances"] for one in shared] + [one["self"] for one in shared]
    own += [f"{one['enrolments']}?limit=100" for one in dossier["trajectories"]]
    return ["/v1/facilitation-totals", *lists, *own]


async def the_subsidy_system_reads_the_sums(story: Story) -> None:
    """Granted beside realised, by school year and phase, to the exact decimal."""
    totals = (await story.subsidy.get("/v1/facilitation-totals"))["items"]
    third = {"schoolCount": 6, "fte": 1, "days": 200}
    second = {"schoolCount": 5, "fte": Decimal("0.9"), "days": 180}
    first = {"schoolCount": 0, "fte": Decimal("0.8"), "days": 160}
    years = [str(year) for year in reversed(story.years)]
    assert [item["schoolYear"] for item in totals] == [str(story.years[2].next), *years]
    for item, amount in zip(totals[1:], (third, second, first), strict=True):
        assert (item["granted"], item["realised"]) == (amount, amount)
        assert item["difference"] == {"fte": 0, "days": 0}
    assert totals[0]["difference"] == {"fte": Decimal("0.8"), "days": 160}
    dossier = await story.subsidy.get(f"{story.participation}/dossier")
    assert [dossier[name] for name in ("team", "experts", "sessions", "enrolments")] == [None] * 4
    assert "@" not in await story.subsidy.text(f"{story.participation}/dossier")
    await story.subsidy.cannot_see(f"{story.participation}/team-members", 403)
