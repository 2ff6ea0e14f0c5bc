"""An application runs until it is accepted, rejected or withdrawn; then what it rested on stays."""

from uuid import UUID

from ok_api.access.rows import fetch
from ok_api.access.scope import APPLYING
from ok_api.foundation.database import Work
from ok_api.foundation.errors import WrongState
from ok_api.rules.selection import NEXT
from ok_api.rules.text import Text
from ok_api.tables import Application


async def fetch_running(work: Work, application_id: UUID) -> Application:
    """The application, locked, so that no step is taken while what it rests on changes.

    Raises `NotFound` for one that the actor does not work on, `WrongState` once it has ended.
    """
    application = await fetch(
        work, Application, APPLYING, Application.id == application_id, lock=True
    )
    check_running(application)
    return application


def check_running(application: Application) -> None:
    if application.status in NEXT:
        return
    label = application.status.label
    raise WrongState(
        Text(
            f"De aanvraag is {label.nl}; waar dat op rust, verandert niet meer.",
            f"The application is {label.en}; what that rests on no longer changes.",
        ),
        applicationStatus=application.status.value,
    )
