"""Only a school that takes part has sessions, attendance and measurements in a trajectory."""

from datetime import datetime

from ok_api.foundation import clock
from ok_api.foundation.errors import WrongState
from ok_api.rules.learning import BEFORE_TAKING_PART, COMING, TAKING_PART, may_have
from ok_api.rules.text import Text, listed
from ok_api.rules.words import EnrolmentStatus, SessionKind
from ok_api.tables import Enrolment


def refuse_session(enrolment: Enrolment, kind: SessionKind, starts_at: datetime) -> None:
    """Raises `WrongState` for a school that does not take part, but for what comes before that.

    What a school that has completed the trajectory had can still be recorded, and no more planned.
    """
    refuse_presence(enrolment, kind)
    if enrolment.status is EnrolmentStatus.COMPLETED and starts_at > clock.now():
        raise _refusal(
            enrolment,
            Text(
                "Deze school heeft het leertraject afgerond; er komt geen bijeenkomst meer bij.",
                "This school has completed the trajectory; no session is planned for it any more.",
            ),
        )


def refuse_presence(enrolment: Enrolment, kind: SessionKind) -> None:
    """Raises `WrongState` for a school that is not at sessions of this kind, or no longer."""
    if may_have(enrolment.status, kind):
        return
    if enrolment.status not in COMING:
        raise _refusal(enrolment, _LEFT)
    before = sorted(BEFORE_TAKING_PART)
    raise _refusal(
        enrolment,
        Text(
            "Deze school neemt nog niet deel ({status}). Voor haar deelname kan alleen: {kinds}.",
            "This school does not take part yet ({status}). Before it does, possible: {kinds}.",
        ).format(status=enrolment.status.label, kinds=listed(kind.label for kind in before)),
        allowed=[kind.value for kind in before],
    )


def refuse_measurement(enrolment: Enrolment) -> None:
    """Raises `WrongState`: what is measured is what a school learns in the trajectory."""
    if enrolment.status in TAKING_PART:
        return
    if enrolment.status not in COMING:
        raise _refusal(enrolment, _LEFT)
    raise _refusal(
        enrolment,
        Text(
            "Deze school neemt nog niet deel ({status}); leg de meting vast zodra zij deelneemt.",
            "This school does not take part yet ({status}); record the measurement once it does.",
        ).format(status=enrolment.status.label),
    )


def _refusal(enrolment: Enrolment, said: Text, **more: object) -> WrongState:
    return WrongState(said, enrolmentStatus=enrolment.status.value, **more)


_LEFT = Text(
    "Deze school volgt het leertraject niet meer.", "This school no longer follows the trajectory."
)
