"""Starting an application and keeping its particulars."""

from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import APPLICATIONS, EXPERTISES, ROUNDS
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Forbidden, RuleRefused
from ok_api.programme.participation.dates import happened
from ok_api.programme.selection import queries
from ok_api.programme.selection.applications.days import check_days
from ok_api.programme.selection.applications.receipt import (
    check_receipt,
    refuse_another_submission,
)
from ok_api.programme.selection.applications.schemas import ApplicationChanges, NewApplication
from ok_api.programme.selection.opening import check_not_over, check_open, judged_on
from ok_api.programme.selection.running import check_running
from ok_api.programme.selection.steps.service import keep_step
from ok_api.rules.ruling import camel
from ok_api.rules.selection import starting
from ok_api.rules.text import Text, listed, together
from ok_api.rules.words import ApplicationStatus, Role
from ok_api.tables import Application, Expertise, School, SelectionRound

BY_THE_SCHOOL = frozenset(
    {"contact_name", "contact_email", "submitted_at", "formally_registered_on"}
)
BY_THE_OFFICE = {
    "trajectory_part": Text(
        "het deel van de aanpak dat een leertraject wordt",
        "the part of the approach that becomes a trajectory",
    ),
    "other_roles": Text("de andere rollen van de vestiging", "the location's other roles"),
    "completion_asked_on": Text(
        "de dag waarop om aanvulling is gevraagd", "the day on which completion was asked for"
    ),
    "complete_on": Text(
        "de dag waarop de aanvraag compleet was", "the day on which the application was complete"
    ),
}
RESTED_ON = frozenset({"formally_registered_on", "trajectory_part", "other_roles"})


async def start_application(work: Work, new: NewApplication) -> Application:
    """Raises `Forbidden` for another school's approach, `WrongState` after the round has closed,
    `RuleRefused` for a closed location without an explanation.

    Only the office records what happened in a round that has closed. The database refuses a second
    application with the same approach in one round.
    """
    selection_round = await fetch(
        work,
        SelectionRound,
        ROUNDS,
        SelectionRound.id == new.selection_round_id,
        at="/selectionRoundId",
    )
    expertise = await fetch_for_change(
        work, Expertise, EXPERTISES, Expertise.id == new.expertise_id, at="/expertiseId"
    )
    check_not_over(work, selection_round)
    on = happened(work, new.started_on, "/startedOn")
    school = await work.session.get_one(School, expertise.establishment_code)
    _refuse_closed(school, judged_on(work, on), new.motivation)
    application = Application(
        **new.model_dump(exclude={"started_on", "motivation"}),
        establishment_code=expertise.establishment_code,
    )
    work.session.add(application)
    await work.session.flush()
    keep_step(work, application, ApplicationStatus.EXPLORING, on, motivation=new.motivation)
    return application


async def submit_application(work: Work, application_id: UUID) -> Application:
    """The board submits the subsidy application, now (R-SEL-4, R-SEL-5).

    Raises `WrongState` outside the time of the round, once it was submitted, and once the
    application has ended.
    """
    application = await fetch_for_change(
        work, Application, APPLICATIONS, Application.id == application_id
    )
    check_running(application)
    refuse_another_submission(application)
    check_open(work, await work.session.get_one(SelectionRound, application.selection_round_id))
    application.submitted_at = clock.now()
    return application


async def change_application(
    work: Work, application_id: UUID, changes: ApplicationChanges
) -> Application:
    """Raises `Forbidden` for a member that only the office sets, `WrongState` for what is fixed."""
    application = await fetch_for_change(
        work, Application, APPLICATIONS, Application.id == application_id
    )
    changed = changes.changes()
    _check_entitled(work, frozenset(changed))
    if not RESTED_ON.isdisjoint(changed):
        check_running(application)
    flaws = check_receipt(work, application, changed)
    for name, value in changed.items():
        setattr(application, name, value)
    accepted_on = await work.session.scalar(queries.accepted_on(application.id))
    check_days(application, work.today, accepted_on, *flaws)
    return application


def _refuse_closed(school: School, on: date, motivation: str | None) -> None:
    """A location that was closed on that day does not apply unexplained (R-SUC-4)."""
    ruling = starting(school.closed_on, on, motivation or "")
    if not ruling.allowed:
        raise RuleRefused(together(ruling.missing), ruling)


def _check_entitled(work: Work, names: frozenset[str]) -> None:
    if Role.OFFICE in work.actor.roles or names <= BY_THE_SCHOOL:
        return
    told = sorted(names - BY_THE_SCHOOL)
    raise Forbidden(
        Text(
            "Dit legt alleen het programmabureau vast: {told}.",
            "Only the programme office records this: {told}.",
        ).format(told=listed(BY_THE_OFFICE[name] for name in told)),
        members=sorted(camel(name) for name in told),
        allowedRoles=[Role.OFFICE.value],
    )
