"""Starting an application and keeping its particulars."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch, fetch_for_change
from ok_api.access.scope import APPLICATIONS, EXPERTISES, ROUNDS
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, Forbidden, InvalidInput, WrongState
from ok_api.programme.participation.dates import happened
from ok_api.programme.selection.applications.schemas import ApplicationChanges, NewApplication
from ok_api.programme.selection.running import check_running
from ok_api.programme.selection.steps.service import keep_step
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.selection import round_status, terms
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
    for name, value in changed.items():
        setattr(application, name, value)
    flaws = [*_in_the_future(work, application), *_out_of_order(application)]
    if flaws:
        raise InvalidInput(*flaws)
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


def _in_the_future(work: Work, application: Application) -> Iterator[Flaw]:
    days = {
        "/submittedAt": _submitted_on(application),
        "/completionAskedOn": application.completion_asked_on,
        "/completeOn": application.complete_on,
        "/formallyRegisteredOn": application.formally_registered_on,
    }
    for pointer, day in days.items():
        if day is not None and day > work.today:
            yield _flaw(
                pointer,
                "in_the_future",
                f"Dit is gebeurd, dus niet later dan vandaag ({work.today}).",
                f"This has happened, so no later than today ({work.today}).",
            )


def _out_of_order(application: Application) -> Iterator[Flaw]:
    """The terms run from submission (R-SEL-5), so what they count comes after it."""
    submitted_on = _submitted_on(application)
    if submitted_on is not None and not _terms_known(submitted_on):
        yield _flaw(
            "/submittedAt",
            "before_the_rules",
            "Voor die dag zijn geen termijnen bekend.",
            "No terms are known for that day.",
        )
    days = {
        "/completionAskedOn": application.completion_asked_on,
        "/completeOn": application.complete_on,
    }
    for pointer, day in days.items():
        if day is not None and (submitted_on is None or day < submitted_on):
            yield _flaw(
                pointer,
                "before_submission",
                "Dit komt na het indienen van de aanvraag (submittedAt).",
                "This comes after the submission of the application (submittedAt).",
            )


def _submitted_on(application: Application) -> date | None:
    moment = application.submitted_at
    return None if moment is None else moment.astimezone(clock.AMSTERDAM).date()


def _terms_known(submitted_on: date) -> bool:
    try:
        terms(submitted_on, None, submitted_on)
    except NoRuleInForce:
        return False
    return True


def _flaw(pointer: str, code: str, nl: str, en: str) -> Flaw:
    return Flaw(where="body", name=pointer, code=code, message=Text(nl, en))
