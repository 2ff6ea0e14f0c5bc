"""The last chapter: what was decided can be proven, and what was tried can be found again."""

from datetime import date
from itertools import pairwise

from ok_api.foundation import clock
from ok_api.rules.canonical import fingerprint
from tests.story.cast import Story
from tests.story.deciding import DECISIONS
from tests.story.telling import Attempt, Json

AUDIT = "/v1/audit-records"


async def each_receipt_proves_itself(story: Story) -> None:
    """Whoever may read the decision can compute its hash, research too."""
    standing = await story.office.items(DECISIONS, participationId=story.participation_id)
    assert [item["id"] for item in standing] == [item["id"] for item in _latest_first(story)]
    for decision in story.decisions:
        receipt = await story.office.get(decision["receipt"])
        content = receipt["content"]
        assert fingerprint(content) == receipt["hash"]
        assert fingerprint({**content, "decidedOn": str(date.min)}) != receipt["hash"]
        assert content["ruling"]["outcome"] == "allowed"
        assert content["facts"]["evaluation"]["evaluatorIndependent"] is True
        assert content["decision"]["schoolCount"] == decision["schoolCount"]
        assert all(use["version"] == "2023-08-01" for use in content["parameters"])
        told = await story.research.get(decision["receipt"])
        assert (told["content"], told["hash"]) == (content, receipt["hash"])
        assert (receipt["decidedBy"], told["decidedBy"]) == (story.office.account, None)
        await story.stranger.cannot_see(decision["receipt"])


def _latest_first(story: Story) -> list[Json]:
    """In the order of the list: by day, and of one day the later entry first."""
    return sorted(story.decisions, key=lambda one: (one["decidedOn"], one["id"]), reverse=True)


async def each_replay_says_the_same(story: Story) -> None:
    """The rules say exactly what they said; what happened to the facts since is told apart."""
    since = []
    for decision in story.decisions:
        hidden = await story.stranger.is_refused("POST", decision["replays"], why="Nieuwsgierig")
        hidden.as_hidden()
        told = [
            await player.post(decision["replays"])
            for player in (story.office, story.school, story.research)
        ]
        assert told[0] == told[1] == told[2]
        assert told[0]["asOf"] == decision["decidedOn"]
        assert (told[0]["sameAnswer"], told[0]["rulingDifferences"]) == (True, [])
        assert (told[0]["outcomeThen"], told[0]["outcomeNow"]) == ("allowed", "allowed")
        assert (told[0]["receiptIntact"], told[0]["sameRulebook"]) == (True, True)
        since.append(_differing(told[0]["factsDifferences"]))
    counts = ("recruitedForNextYear", "agreedForNextYear", "recruitedWithIntake")
    sixth_turned_away = {f"/{count}": (6, 5) for count in counts}
    assert since[:2] == [sixth_turned_away, sixth_turned_away]
    assert since[2:] == [{}, {}]


def _differing(differences: list[Json]) -> dict[str, tuple[object, object]]:
    return {one["pointer"]: (one["before"], one["after"]) for one in differences}


async def every_refusal_was_recorded(story: Story) -> None:
    """Who tried it, when, where, why, and what they were told."""
    await story.school.cannot_see(AUDIT, 403)
    records = await _records(story, action="refuse")
    assert [_attempt(record) for record in records] == story.attempts
    assert all(attempt.why for attempt in story.attempts)
    decided = [r for r in records if r["operation"] == "recordGoNoGoDecision"]
    ruled = [r["after"]["ruling"] for r in decided if r["after"]["error"] == "RuleRefused"]
    assert ruled
    assert all(ruling["outcome"] == "refused" for ruling in ruled)
    assert all(ruling["sources"] for ruling in ruled)
    _happened_in_order(records)


async def _records(story: Story, **asked: str) -> list[Json]:
    """In the order in which it happened."""
    return await story.office.items(AUDIT, sort="id", **asked)


def _attempt(record: Json) -> Attempt:
    told = record["after"]
    return Attempt(
        record["actor"], told["method"], told["path"], record["reason"] or "", told["detail"]
    )


def _happened_in_order(records: list[Json]) -> None:
    assert all(one["occurredAt"] <= other["occurredAt"] for one, other in pairwise(records))
    days = {record["occurredAt"][:10] for record in records}
    assert max(days) <= str(clock.today())
    assert all(record["requestId"] for record in records)


async def the_phases_can_be_traced(story: Story) -> None:
    """Each phase was reached by one decision, recorded with who, when, what and why."""
    made = await story.office.items(
        AUDIT, resource="go-no-go-decisions", action="create", sort="id"
    )
    assert [record["key"] for record in made] == [one["id"] for one in story.decisions]
    assert [record["reason"] for record in made] == [
        "Besluit van het programmabureau",
        "Een vijfde school meldde zich",
        "Pas toe of leg uit",
        "Pas toe of leg uit",
    ]
    for record in made:
        assert (record["actor"], record["roles"]) == (story.office.account, ["office"])
        assert record["operation"] == "recordGoNoGoDecision"
    of_ours = {"resource": "participations", "key": story.participation_id}
    moved = await _records(story, action="update", **of_ours)
    phases = [(r["before"]["phase"], r["after"]["phase"]) for r in moved if "phase" in r["after"]]
    assert phases == [("aspirant", "pilot"), ("pilot", "established")]
    by_request = {record["requestId"]: record["key"] for record in made}
    first, _, *rest = story.decisions
    assert [by_request[r["requestId"]] for r in moved if "schoolYear" in r["after"]] == [
        first["id"],
        *(decision["id"] for decision in rest),
    ]
    _happened_in_order(made)


async def the_application_can_be_traced(story: Story) -> None:
    """Created and moved on by the office; no record can be edited either."""
    key = story.application.rsplit("/", 1)[-1]
    of_ours = {"resource": "applications", "key": key}
    made = await _records(story, action="create", **of_ours)
    assert [(record["actor"], record["before"]) for record in made] == [
        (story.office.account, None)
    ]
    moved = [r for r in await _records(story, action="update", **of_ours) if _moves(r)]
    assert [(record["after"]["status"], record["actor"]) for record in moved] == [
        ("registered", story.office.account),
        ("in_selection", story.office.account),
        ("intake", story.office.account),
        ("accepted", story.office.account),
    ]
    assert [record["reason"] for record in moved] == [None, None, None, "Alles is er"]
    last = f"{AUDIT}/{moved[-1]['id']}"
    assert await story.office.get(last) == moved[-1]
    for method in ("PATCH", "PUT", "DELETE"):
        assert await story.office.knows_no_method(method, last) == "GET, HEAD, OPTIONS"


def _moves(record: Json) -> bool:
    return "status" in record["after"]
