"""The years in which a school transfers its approach: what its learning schools get from it."""

from collections.abc import Iterable
from datetime import date, timedelta

from ok_api.cli.demo.years import Hub, session
from ok_api.rules.school_year import SchoolYear


def guide(hub: Hub, year: SchoolYear, trajectory: str, enrolments: list[str]) -> None:
    """Three collective study days, six guidance moments a school, measured before and after."""
    hub.school.patch(f"/v1/learning-trajectories/{trajectory}", status="running")
    sessions = f"/v1/learning-trajectories/{trajectory}/sessions"
    for number in range(3):
        day = year.start + timedelta(days=60 + 80 * number)
        shared = hub.school.post(sessions, **session("study_day", day, 2, "shared"))
        for enrolment in enrolments:
            hub.school.post(
                f"{shared['self']}/attendances",
                enrolmentId=enrolment,
                present=True,
                participantCount=8,
            )
    moments = ("start_conversation", *["guidance"] * 4, "evaluation_conversation")
    for enrolment in enrolments:
        for number, kind in enumerate(moments):
            day = year.start + timedelta(days=50 + 45 * number)
            body = session(kind, day, 1, "at_school")
            hub.school.post(sessions, enrolmentId=enrolment, **body)
        _measure(hub, enrolment, "baseline", year.start + timedelta(days=40), 3.1)
        _measure(hub, enrolment, "end", year.start + timedelta(days=320), 3.8)


def _measure(hub: Hub, enrolment: str, moment: str, day: date, score: float) -> None:
    hub.school.post(
        f"/v1/enrolments/{enrolment}/measurements",
        moment=moment,
        indicator="Evidence-informed werken",
        instrument="Vragenlijst voor het team",
        measuredOn=str(day),
        score=score,
        scaleMin=1,
        scaleMax=5,
    )


def finish(hub: Hub, trajectory: str, enrolments: Iterable[str]) -> None:
    """Every school has had what it came for, and then the trajectory is over too."""
    for enrolment in enrolments:
        hub.school.post(f"/v1/enrolments/{enrolment}/transitions", to="completed")
    hub.school.patch(f"/v1/learning-trajectories/{trajectory}", status="completed")


def share(hub: Hub, year: SchoolYear, *, pilot: bool) -> None:
    """Knowledge activities, and what the team itself does to grow or to help others."""
    for number, kind in enumerate(("webinar", "open_lesson")):
        hub.school.post(
            "/v1/knowledge-activities",
            participationId=hub.participation,
            kind=kind,
            title=f"{hub.lead.title} in de praktijk",
            heldOn=str(year.start + timedelta(days=100 + 90 * number)),
            participantCount=40,
            status="held",
        )
    own = ["intervision"] * 3 + ["coaching_on_the_job"] * 4 if pilot else ["aspirant_guidance"]
    for number, kind in enumerate(own):
        hub.hold(kind, year.start + timedelta(days=70 + 30 * number), dagdelen=1)
