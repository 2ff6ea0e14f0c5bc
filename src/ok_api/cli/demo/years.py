"""Acts two to four: a year of an expertise school, from its plan to its evaluation."""

from collections.abc import Iterable
from datetime import date

from ok_api.cli.demo.cast import Lead, School
from ok_api.cli.demo.stage import Json, Stage
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import ExpertRole

TRAINING = ("training_5d", "training_train_the_trainer", "network_meeting")


class Hub:
    """One participation with its own school's caller; the story's state is the API's."""

    def __init__(self, stage: Stage, lead: Lead, participation: str) -> None:
        self.stage = stage
        self.lead = lead
        self.participation = participation
        self.address = f"/v1/participations/{participation}"
        self.school = stage.school(lead.code)

    def year_address(self, year: SchoolYear) -> str:
        return f"{self.address}/programme-years/{year}"

    def hold(self, kind: str, day: date, dagdelen: int = 2, mode: str = "at_school") -> None:
        self.school.post(f"{self.address}/sessions", **session(kind, day, dagdelen, mode))


def session(kind: str, day: date, dagdelen: int, mode: str) -> Json:
    return {
        "kind": kind,
        "startsAt": f"{day}T09:00:00+00:00",
        "dagdelen": dagdelen,
        "mode": mode,
        "status": "held",
    }


def form_team(hub: Hub, year: SchoolYear) -> None:
    roles = ("school_leader", "teacher", "teacher", "internal_coordinator")
    for number, role in enumerate(roles, 1):
        name = f"Teamlid {number} van {hub.lead.name}"
        joined = str(year.start)
        hub.school.post(f"{hub.address}/team-members", name=name, role=role, joinedOn=joined)


def plan(hub: Hub, year: SchoolYear) -> None:
    """Divides all days that were granted over the team, in equal parts."""
    members = hub.school.get(f"{hub.address}/team-members")["items"]
    granted = hub.school.get(hub.year_address(year))["facilitation"]["granted"]["days"]
    entries = [{"teamMemberId": m["id"], "days": granted / len(members)} for m in members]
    hub.school.put(f"{hub.year_address(year)}/team-plan", entries=entries)


def aspirant_year(hub: Hub, year: SchoolYear) -> None:
    """Securing, developing: four experts, nine training days, a guided session a month."""
    form_team(hub, year)
    plan(hub, year)
    for role in ExpertRole:
        hub.stage.office.post(
            f"{hub.address}/expert-assignments",
            schoolYear=str(year),
            role=role.value,
            subject=f"{role.value}@example.org",
            name=f"{role.label.nl} van Ontwikkelkracht",
            fromOn=str(year.start),
        )
    for month, kind in zip(months(year), (k for k in TRAINING for _ in range(3)), strict=False):
        hub.hold(kind, month.replace(day=6))
        hub.hold("work_session", month.replace(day=13), dagdelen=1)


def months(year: SchoolYear) -> list[date]:
    """The ten months of lessons, each by its first day."""
    return [date(year.first + (8 + number) // 12, (8 + number) % 12 + 1, 1) for number in range(10)]


def develop_trajectory(hub: Hub, year: SchoolYear, capacity: int) -> str:
    """Makes next year's trajectory ready and opens it; answers its id."""
    made = hub.school.post(
        "/v1/learning-trajectories",
        participationId=hub.participation,
        schoolYear=str(year),
        title=f"{hub.lead.title} ({year})",
        summary="Een schooljaar lang leren en toepassen, met het hele team.",
        workingElements=["voordoen en samendoen", "observeren en terugkijken"],
        requirements="Tijd voor het team en een schoolleider die meedoet.",
        targetGroup=f"Scholen met een verbetervraag over {hub.lead.theme}.",
        capacity=capacity,
    )
    for status in ("ready", "open"):
        hub.school.patch(made["self"], status=status)
    return str(made["id"])


def recruit(hub: Hub, trajectory: str, schools: Iterable[School], day: date) -> list[str]:
    """The hub records the schools that want to learn, and holds an intake; then each agrees."""
    found = []
    for school in schools:
        enrolment = hub.school.post(
            f"/v1/learning-trajectories/{trajectory}/enrolments",
            establishmentCode=school.code,
            improvementQuestion=f"Hoe worden wij sterker in {hub.lead.theme}?",
        )
        address = enrolment["self"]
        intake = {"intakeHeldOn": str(day), "intakeSummary": "De vraag past."}
        hub.school.patch(address, **intake, agreedOn=str(day))
        hub.school.post(f"{address}/transitions", to="intake")
        found.append(str(enrolment["id"]))
    return found


def enrol(hub: Hub, enrolments: Iterable[str]) -> None:
    for enrolment in enrolments:
        hub.school.post(f"/v1/enrolments/{enrolment}/transitions", to="enrolled")
