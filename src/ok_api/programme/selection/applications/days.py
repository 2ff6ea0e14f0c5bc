"""The days of an application: what happened lies behind us, and in the order of the terms."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ok_api.foundation.clock import AMSTERDAM
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.rules.parameters import NoRuleInForce
from ok_api.rules.selection import terms
from ok_api.rules.text import Text
from ok_api.rules.words import ApplicationStatus
from ok_api.tables import Application

_BEFORE_THE_OFFICE = (ApplicationStatus.EXPLORING, ApplicationStatus.REGISTERED)


def refuse_another_receipt(application: Application, changes: Mapping[str, Any]) -> None:
    """The order of receipt is fixed once the office has begun (R-SEL-5). Raises `WrongState`.

    Nobody moves its own application in that order; only the office mends a mistake in it.
    """
    submitted_at = application.submitted_at
    if submitted_at is None or changes.get("submitted_at", submitted_at) == submitted_at:
        return
    if _with_the_office(application):
        raise WrongState(
            Text(
                "Het programmabureau behandelt de aanvraag al; het moment van indienen bepaalt de"
                " volgorde van ontvangst en wijzigt niet meer. Is het onjuist, meld dat dan bij het"
                " programmabureau.",
                "The programme office is already handling the application; the moment of submission"
                " decides the order of receipt and does not change any more. If it is wrong, tell"
                " the programme office.",
            ),
            members=["submittedAt"],
            applicationStatus=application.status.value,
            completionAskedOn=application.completion_asked_on,
            completeOn=application.complete_on,
        )


def _with_the_office(application: Application) -> bool:
    asked_or_complete = application.completion_asked_on or application.complete_on
    return asked_or_complete is not None or application.status not in _BEFORE_THE_OFFICE


def check_days(application: Application, today: date) -> None:
    """Raises `InvalidInput` with everything that is wrong at once."""
    flaws = [*_in_the_future(application, today), *_out_of_order(application)]
    if flaws:
        raise InvalidInput(*flaws)


def _in_the_future(application: Application, today: date) -> Iterator[Flaw]:
    days = {
        "/submittedAt": _submitted_on(application),
        "/completionAskedOn": application.completion_asked_on,
        "/completeOn": application.complete_on,
        "/formallyRegisteredOn": application.formally_registered_on,
    }
    for pointer, day in days.items():
        if day is not None and day > today:
            yield _flaw(
                pointer,
                "in_the_future",
                f"Dit is gebeurd, dus niet later dan vandaag ({today}).",
                f"This has happened, so no later than today ({today}).",
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
    return None if moment is None else moment.astimezone(AMSTERDAM).date()


def _terms_known(submitted_on: date) -> bool:
    try:
        terms(submitted_on, None, submitted_on)
    except NoRuleInForce:
        return False
    return True


def _flaw(pointer: str, code: str, nl: str, en: str) -> Flaw:
    return Flaw(where="body", name=pointer, code=code, message=Text(nl, en))
