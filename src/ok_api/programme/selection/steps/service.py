"""Taking a step: the rules say whether it may be taken, and the step keeps what they said."""

from datetime import date
from uuid import UUID

from ok_api.access.rows import fetch_for_change
from ok_api.access.scope import APPLICATIONS
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, Forbidden, InvalidInput, RuleRefused, WrongState
from ok_api.foundation.identity import SYSTEM
from ok_api.programme.participation.dates import happened
from ok_api.programme.participation.service import start_participation
from ok_api.programme.selection.applications.days import check_acceptance
from ok_api.programme.selection.facts import ApplicationRecord
from ok_api.programme.selection.opening import check_open, judged_on
from ok_api.programme.selection.queries import TRANSITIONS
from ok_api.programme.selection.standing import TAKEN_BY
from ok_api.programme.selection.steps.schemas import NewApplicationStep
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import application_transitions
from ok_api.rules.text import NOTHING_MORE, Text, listed, together
from ok_api.rules.words import ApplicationStatus
from ok_api.tables import Application, ApplicationStep, SelectionRound

WAYS_OUT = frozenset({ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN})


async def take_step(work: Work, application_id: UUID, asked: NewApplicationStep) -> Application:
    """Take the step, keep it with its ruling, and on acceptance start the participation.

    The row is locked, so of two steps at the same time the second finds the status that the first
    left; acceptances in one round wait for each other, so that each counts those before it. Raises
    `Forbidden` for a step of the office, `WrongState` for a status that does not follow or a round
    that is not open, `RuleRefused` with everything that is missing.
    """
    application = await fetch_for_change(
        work, Application, APPLICATIONS, Application.id == application_id
    )
    _check_entitled(work, asked.to)
    await _check_round(work, application, asked.to)
    record = await _record(work, application)
    on = _day(work, record, asked)
    if asked.to is ApplicationStatus.ACCEPTED:
        check_acceptance(application, on)
    ruling = _allowed(record, asked, judged_on(work, on))
    keep_step(work, application, asked.to, on, motivation=asked.motivation, ruling=ruling)
    if asked.to in WAYS_OUT:
        application.motivation = asked.motivation
    if asked.to is ApplicationStatus.ACCEPTED:
        year = SchoolYear.parse(record.school_year)
        await start_participation(work, application, school_year=year)
    return application


def keep_step(
    work: Work,
    application: Application,
    to: ApplicationStatus,
    on: date,
    *,
    motivation: str | None = None,
    ruling: Ruling | None = None,
) -> None:
    """Record the step; the first one, without a ruling, begins the application."""
    work.session.add(
        ApplicationStep(
            application_id=application.id,
            from_status=None if ruling is None else application.status,
            to_status=to,
            taken_on=on,
            taken_by=work.actor.subject,
            motivation=motivation,
            ruling=None if ruling is None else ruling.as_json(),
        )
    )
    application.status = to


def _check_entitled(work: Work, to: ApplicationStatus) -> None:
    allowed = TAKEN_BY[to]
    if work.actor.roles.isdisjoint(allowed):
        raise Forbidden(
            Text(
                f"De stap naar ‘{to.label.nl}’ zet alleen het programmabureau.",
                f"Only the programme office takes the step to ‘{to.label.en}’.",
            ),
            allowedRoles=[role.value for role in allowed],
        )


async def _check_round(work: Work, application: Application, to: ApplicationStatus) -> None:
    """A school registers while the round is open; one that is accepted takes one of its places."""
    locked = {"key_share": True} if to is ApplicationStatus.ACCEPTED else None
    selection_round = await work.session.get_one(
        SelectionRound,
        application.selection_round_id,
        with_for_update=locked,
        populate_existing=locked is not None,
    )
    if to is ApplicationStatus.REGISTERED:
        check_open(work, selection_round)


async def _record(work: Work, application: Application) -> ApplicationRecord:
    told = await work.session.execute(TRANSITIONS.one(SYSTEM, Application.id == application.id))
    return ApplicationRecord.model_validate_json(told.one().document)


def _day(work: Work, record: ApplicationRecord, asked: NewApplicationStep) -> date:
    """The day of the step: no later than today, and no earlier than the step before it."""
    on = happened(work, asked.taken_on, "/takenOn")
    before = record.last_step_on
    if before is not None and on < before:
        raise InvalidInput(
            Flaw(
                where="body",
                name="/takenOn",
                code="before_previous_step",
                message=Text(
                    "De vorige stap is gezet op {before}; deze kan niet eerder zijn.",
                    "The previous step was taken on {before}; this one cannot be earlier.",
                ).format(before=before),
            )
        )
    return on


def _allowed(record: ApplicationRecord, asked: NewApplicationStep, on: date) -> Ruling:
    following = application_transitions(record.facts(asked.motivation or ""), on)
    ruling = next((step.ruling for step in following if step.to is asked.to), None)
    here, there = record.status.label, asked.to.label
    if ruling is None:
        possible = listed(step.to.label for step in following) if following else NOTHING_MORE
        raise WrongState(
            Text(
                "Van ‘{here}’ naar ‘{there}’ kan niet. Wel: {possible}.",
                "From ‘{here}’ to ‘{there}’ is not possible. Possible: {possible}.",
            ).format(here=here, there=there, possible=possible),
            applicationStatus=record.status.value,
            following=[step.to.value for step in following],
        )
    if not ruling.allowed:
        raise RuleRefused(_refusal(asked.to, ruling), ruling)
    return ruling


def _refusal(to: ApplicationStatus, ruling: Ruling) -> Text:
    return Text(
        "De stap naar ‘{to}’ kan nog niet. {missing}",
        "The step to ‘{to}’ cannot be taken yet. {missing}",
    ).format(to=to.label, missing=together(ruling.missing))
