"""The end of every year: an evaluation, and the decision that alone moves a school on."""

from ok_api.cli.demo.stage import Json
from ok_api.cli.demo.years import Hub
from ok_api.rules.school_year import SchoolYear


def evaluate(hub: Hub, year: SchoolYear, conclusion: str = "positive") -> None:
    programme_year = hub.stage.office.get(hub.year_address(year))
    opened = hub.stage.office.post(
        "/v1/evaluations",
        subject="programme_year",
        programmeYearId=programme_year["id"],
        evaluatorSubject="evaluator@example.org",
        evaluatorName="Evaluator van buiten",
    )
    evaluator = hub.stage.evaluator()
    evaluator.patch(
        opened["self"],
        trajectoriesJudgement="Het leertraject is uitgevoerd zoals het bedoeld was.",
        knowledgeActivitiesJudgement="De kennisdeelactiviteiten werden goed bezocht.",
        effortJudgement="Het team was het hele jaar betrokken.",
        conclusion=conclusion,
        conclusionMotivation="Op grond van gesprekken, metingen en verslagen.",
    )
    evaluator.post(f"{opened['self']}/completions", completedOn=f"{year.end.year}-06-10")


def decide(hub: Hub, year: SchoolYear, schools: int | None, motivation: str, why: str = "") -> Json:
    """A go for so many schools, or a no-go.

    When norms are not met the API refuses and names them; then each is explained with `why`.
    """
    body = {
        "participationId": hub.participation,
        "schoolYear": str(year),
        "outcome": "no_go" if schools is None else "go",
        "motivation": motivation,
        "decidedOn": f"{year.end.year}-06-20",
    } | ({} if schools is None else {"schoolCount": schools})
    answer = hub.stage.office.attempt("/v1/go-no-go-decisions", **body)
    if answer.is_success:
        decided: Json = answer.json()
        return decided
    conditions = answer.json()["ruling"]["conditions"]
    departed = [c["id"] for c in conditions if c["kind"] == "norm" and c["missing"]]
    departures = dict.fromkeys(departed, why)
    return hub.stage.office.post("/v1/go-no-go-decisions", **body, departures=departures)
