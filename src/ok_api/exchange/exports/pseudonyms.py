"""Names that say nothing: the same thing is called the same in every export of one installation.

A keyed digest and no running number, so that exports of different years can be linked without a
table that would turn every pseudonym back. The word before the digest says what kind of thing it
is, keeps kinds apart, and keeps a spreadsheet from reading `12e45…` as a number.
"""

import hmac
from enum import StrEnum

DIGITS = 16
"""64 bits: among a million things two get the same name once in some forty million exports."""


class Kind(StrEnum):
    """What has a pseudonym; things of two kinds never share one."""

    BOARD = "board"
    SCHOOL = "school"
    EXPERTISE = "expertise"
    THEME = "theme"
    ROUND = "round"
    APPLICATION = "application"
    STEP = "step"
    PARTICIPATION = "participation"
    PROGRAMME_YEAR = "year"
    TRAJECTORY = "trajectory"
    ENROLMENT = "enrolment"
    SESSION = "session"
    ATTENDANCE = "attendance"
    MEASUREMENT = "measurement"
    INDICATOR = "indicator"
    INSTRUMENT = "instrument"
    ACTIVITY = "activity"
    EVALUATION = "evaluation"
    DECISION = "decision"
    KEY = "key"


class Pseudonyms:
    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, kind: Kind, identity: object) -> str:
        """The pseudonym of one thing; without the key nobody can try identities out."""
        message = f"{kind.value}\0{identity}".encode()
        return f"{kind.value}-{hmac.digest(self._key, message, 'sha256').hex()[:DIGITS]}"

    @property
    def fingerprint(self) -> str:
        """Tells two keys apart: exports that share it can be linked."""
        return self.of(Kind.KEY, "fingerprint")

    @property
    def shuffle(self) -> str:
        """What the order of rows is drawn with: the same in every export, and telling nothing."""
        return self.of(Kind.KEY, "order")


def pattern(kind: Kind) -> str:
    return f"^{kind.value}-[0-9a-f]{{{DIGITS}}}$"
