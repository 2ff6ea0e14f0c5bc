"""Starting an application and keeping its particulars."""

from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import APPLICATIONS, EXPERTISES, ROUNDS
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Forbidden, WrongState
from ok_api.programme.participation.dates import happened
from ok_api.programme.selection.applications.days import check_days, refuse_another_receipt
from ok_api.programme.selection.applications.schemas import ApplicationChanges, NewApplication
from ok_api.programme.selection.running import check_running
from ok_api.programme.selection.steps.service import keep_step
from ok_api.rules.selection import round_status
from ok_api.rules.text import Text
from ok_api.rules.words import ApplicationStatus, Role, RoundStatus
from ok_api.tables import Application, Expertise, SelectionRound

BY_THE_SCHOOL = frozenset(
    {"contact_name", "contact_email", "submitted_at", "formally_registered_on"}
)
RESTED_ON = frozenset({"formally_registered_on", "trajectory_part", "other_roles"})


async def start_application(work: Work, new: NewApplication) -> Application:
    """Raises `Forbidden` for another school's approach, `WrongState` after the round has closed.

    Only the office records what happened in a round that has closed. The database refuses a second
    application with the same approach in one round.
    """
    selection_round = await fetch(
        work, SelectionRound, ROUNDS, SelectionRound.id == new.selection_round_id
    )
    expertise = await fetch_for_change(
        work, Expertise, EXPERTISES, Expertise.id == new.expertise_id
    )
    _check_not_over(work, selection_round)
    on = happened(work, new.started_on, "/startedOn")
    application = Application(
        **new.model_dump(exclude={"started_on"}), establishment_code=expertise.establishment_code
    )
    work.session.add(application)
    await work.session.flush()
    keep_step(work, application, ApplicationStatus.EXPLORING, on)
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
    if Role.OFFICE not in work.actor.roles:
        refuse_another_receipt(application, changed)
    for name, value in changed.items():
        setattr(application, name, value)
    check_days(application, work.today)
    return application


def _check_not_over(work: Work, selection_round: SelectionRound) -> None:
    status = round_status(clock.now(), selection_round.opens_at, selection_round.closes_at)
    if status is RoundStatus.CLOSED and Role.OFFICE not in work.actor.roles:
        raise WrongState(
            Text(
                "Deze ronde is gesloten; het programmabureau kan nog vastleggen wat er was.",
                "This round is closed; the programme office can still record what there was.",
            ),
            closedAt=selection_round.closes_at,
            allowedRoles=[Role.OFFICE.value],
        )


def _check_entitled(work: Work, names: frozenset[str]) -> None:
    if Role.OFFICE in work.actor.roles or names <= BY_THE_SCHOOL:
        return
    fields = ApplicationChanges.model_fields
    told = sorted(str(fields[name].alias) for name in names - BY_THE_SCHOOL)
    raise Forbidden(
        Text(
            f"Dit legt alleen het programmabureau vast: {', '.join(told)}.",
            f"Only the programme office sets this: {', '.join(told)}.",
        ),
        members=told,
        allowedRoles=[Role.OFFICE.value],
    )
