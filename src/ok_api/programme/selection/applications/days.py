"""The days of an application: what happened lies behind us, and in the order of the terms."""

from collections.abc import Iterator
from datetime import date

from ok_api.foundation.clock import AMSTERDAM
from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.participation.dates import STILL_TO_COME
from ok_api.rules.text import Text
from ok_api.tables import Application


def check_days(
    application: Application, today: date, accepted_on: date | None, *others: Flaw
) -> None:
    """Raises `InvalidInput` with everything that is wrong at once.

    `accepted_on` is the day of the acceptance, once it is there: it rests on what came before.
    """
    flaws = [
        *others,
        *_in_the_future(application, today),
        *_out_of_order(application),
        *_after(application, accepted_on),
    ]
    if flaws:
        raise InvalidInput(*flaws)


def check_acceptance(application: Application, on: date) -> None:
    """Raises `InvalidInput` for an acceptance before what it rests on."""
    rests_on = {
        "before_completion": (
            application.complete_on,
            Text(
                "De aanvraag was pas compleet op {day}; de toelating kan niet eerder zijn.",
                "The application was only complete on {day}; it cannot be accepted earlier.",
            ),
        ),
        "before_submission": (
            submitted_on(application),
            Text(
                "De aanvraag is pas ingediend op {day}; de toelating kan niet eerder zijn.",
                "The application was only submitted on {day}; it cannot be accepted earlier.",
            ),
        ),
    }
    flaws = [
        Flaw(where="body", name="/takenOn", code=code, message=said.format(day=day))
        for code, (day, said) in rests_on.items()
        if day is not None and on < day
    ]
    if flaws:
        raise InvalidInput(*flaws)


def submitted_on(application: Application) -> date | None:
    """The day in the Netherlands."""
    moment = application.submitted_at
    return None if moment is None else moment.astimezone(AMSTERDAM).date()


def _days(application: Application) -> dict[str, date]:
    """What is known, by its pointer."""
    days = {
        "/submittedAt": submitted_on(application),
        "/completionAskedOn": application.completion_asked_on,
        "/completeOn": application.complete_on,
    }
    return {pointer: day for pointer, day in days.items() if day is not None}


def _in_the_future(application: Application, today: date) -> Iterator[Flaw]:
    days: dict[str, date | None] = {**_days(application)}
    days["/formallyRegisteredOn"] = application.formally_registered_on
    for pointer, day in days.items():
        if day is not None and day > today:
            yield _flaw(
                pointer,
                "in_the_future",
                STILL_TO_COME.format(day=day, today=today),
            )


def _out_of_order(application: Application) -> Iterator[Flaw]:
    """The terms run from submission (R-SEL-5), so what they count comes after it."""
    days = _days(application)
    submitted = days.pop("/submittedAt", None)
    for pointer, day in days.items():
        if submitted is None or day < submitted:
            yield _flaw(
                pointer,
                "before_submission",
                _NOT_SUBMITTED
                if submitted is None
                else _BEFORE_SUBMISSION.format(day=day, submitted=submitted),
            )
    asked, complete = application.completion_asked_on, application.complete_on
    if asked is not None and complete is not None and asked > complete:
        yield _flaw(
            "/completionAskedOn",
            "after_completion",
            Text(
                "De aanvraag was al compleet op {day}; daarna is niet om aanvulling gevraagd.",
                "The application was complete on {day}; completion was not asked for after that.",
            ).format(day=complete),
        )


def _after(application: Application, accepted_on: date | None) -> Iterator[Flaw]:
    for pointer, day in _days(application).items():
        if accepted_on is not None and day > accepted_on:
            yield _flaw(
                pointer,
                "after_acceptance",
                Text(
                    "De school is toegelaten op {day}; dit ging daaraan vooraf.",
                    "The school was accepted on {day}; this came before that.",
                ).format(day=accepted_on),
            )


def _flaw(pointer: str, code: str, message: Text) -> Flaw:
    return Flaw(where="body", name=pointer, code=code, message=message)


_NOT_SUBMITTED = Text(
    "De aanvraag is nog niet ingediend; leg eerst vast wanneer dat was.",
    "The application has not been submitted yet; record first when it was.",
)
_BEFORE_SUBMISSION = Text(
    "De aanvraag is pas ingediend op {submitted}; {day} ligt daarvoor.",
    "The application was only submitted on {submitted}; {day} is before that.",
)
