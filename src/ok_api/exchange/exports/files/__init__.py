"""The files of the export, in the order in which they refer to each other."""

from ok_api.exchange.exports.columns import File
from ok_api.exchange.exports.files import (
    facilitation,
    learning,
    meeting,
    participation,
    review,
    schools,
    selection,
)

FILES: tuple[File, ...] = (
    schools.SCHOOLS,
    schools.NATIONAL,
    schools.EXPERTISES,
    selection.ROUNDS,
    selection.APPLICATIONS,
    selection.STEPS,
    selection.CRITERIA,
    participation.PARTICIPATIONS,
    participation.YEARS,
    facilitation.FACILITATIONS,
    learning.TRAJECTORIES,
    learning.ENROLMENTS,
    learning.MEASUREMENTS,
    meeting.SESSIONS,
    meeting.ATTENDANCES,
    meeting.ACTIVITIES,
    review.EVALUATIONS,
    review.DECISIONS,
)
