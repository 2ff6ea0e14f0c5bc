"""The moment of receipt decides the order of handling, so nobody states an own one (R-SEL-5)."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, Forbidden, WrongState
from ok_api.programme.selection.applications.days import submitted_on
from ok_api.rules.text import Text
from ok_api.rules.words import ApplicationStatus, Role
from ok_api.tables import Application

_BEFORE_THE_OFFICE = (ApplicationStatus.EXPLORING, ApplicationStatus.REGISTERED)


def check_receipt(
    work: Work, application: Application, changes: Mapping[str, Any]
) -> tuple[Flaw, ...]:
    """Who may say another moment of submission than the one that is there, and what is lacking.

    School and board submit, and take back what they submitted until the office has begun; the
    moment is that of the server. The office records another one, and says why. Raises `Forbidden`
    and `WrongState`.
    """
    known = application.submitted_at
    stated = changes.get("submitted_at", known)
    if stated == known:
        return ()
    if Role.OFFICE in work.actor.roles:
        return () if work.context.reason else (_NO_REASON,)
    if known is not None and _with_the_office(application):
        raise _settled(application)
    if stated is not None:
        raise Forbidden(_SERVERS_CLOCK, members=["submittedAt"], allowedRoles=[Role.OFFICE.value])
    return ()


def refuse_another_submission(application: Application) -> None:
    """Raises `WrongState` for what was submitted already: a second time is another place."""
    day = submitted_on(application)
    if day is not None:
        raise WrongState(
            Text(
                "De subsidieaanvraag is al ingediend op {day}.",
                "The subsidy application was submitted on {day} already.",
            ).format(day=day)
        )


def _with_the_office(application: Application) -> bool:
    asked_or_complete = application.completion_asked_on or application.complete_on
    return asked_or_complete is not None or application.status not in _BEFORE_THE_OFFICE


def _settled(application: Application) -> WrongState:
    return WrongState(
        _HANDLED,
        members=["submittedAt"],
        applicationStatus=application.status.value,
        completionAskedOn=application.completion_asked_on,
        completeOn=application.complete_on,
    )


_SERVERS_CLOCK = Text(
    "Het moment van indienen is dat van dit systeem: dien de aanvraag in, dan wordt het vastgelegd."
    " Is er al eerder ingediend, dan legt het programmabureau dat moment vast, met een reden.",
    "The moment of submission is that of this system: submit the application, and it is recorded."
    " If it was submitted before, the programme office records that moment, with a reason.",
)
_NO_REASON = Flaw(
    where="header",
    name="Audit-Reason",
    code="missing",
    message=Text(
        "Zeg waarom het moment van indienen anders is: de reden ontbreekt.",
        "Say why the moment of submission is another one: the reason is missing.",
    ),
)
_HANDLED = Text(
    "Het programmabureau behandelt de aanvraag al; het moment van indienen bepaalt de volgorde van"
    " ontvangst en wijzigt niet meer. Is het onjuist, meld dat dan bij het programmabureau.",
    "The programme office is already handling the application; the moment of submission decides the"
    " order of receipt and does not change any more. If it is wrong, tell the programme office.",
)
