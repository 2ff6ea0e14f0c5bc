"""Learning: the trajectories, the schools that follow them, and what was measured."""

from ok_api.access.scope import ENROLMENTS as ENROLMENT_SCOPE
from ok_api.access.scope import TRAJECTORIES as TRAJECTORY_SCOPE
from ok_api.access.scope import within_enrolment
from ok_api.exchange.exports.columns import (
    File,
    code,
    count,
    day,
    number,
    pseudonym,
    school_year,
    word,
)
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.pseudonyms import Kind
from ok_api.exchange.exports.wording import INDICATOR, INSTRUMENT, folded
from ok_api.rules.text import Text
from ok_api.rules.words import EnrolmentStatus, MeasurementMoment, TrajectoryStatus
from ok_api.tables import Enrolment, LearningTrajectory, Measurement

TRAJECTORIES = File(
    "learning_trajectories",
    Text("Leertrajecten", "Learning trajectories"),
    LearningTrajectory.__table__,
    (
        pseudonym(
            "trajectory_id",
            Kind.TRAJECTORY,
            LearningTrajectory.id,
            "Het leertraject.",
            "The learning trajectory.",
        ),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            LearningTrajectory.participation_id,
            "De deelname die het aanbiedt.",
            "The participation that offers it.",
            refers_to="participations",
        ),
        school_year(LearningTrajectory.school_year, "Het schooljaar.", "The school year."),
        word(
            "status", TrajectoryStatus, LearningTrajectory.status, "Hoe het staat.", "Its status."
        ),
        count(
            "capacity",
            LearningTrajectory.capacity,
            "Plaatsen voor scholen.",
            "Places for schools.",
            unit="schools",
        ),
        count(
            "enrolled_count",
            LearningTrajectory.enrolled_count,
            "Scholen die meedoen of het afrondden.",
            "Schools that take part or completed it.",
            unit="schools",
            rules=("R-Y2-1",),
        ),
    ),
    key=("trajectory_id",),
    where=LearningTrajectory.id.in_(year.TRAJECTORIES),
    scope=TRAJECTORY_SCOPE,
)

ENROLMENTS = File(
    "enrolments",
    Text("Deelnames van ontwikkelscholen", "Enrolments of learning schools"),
    Enrolment.__table__,
    (
        pseudonym("enrolment_id", Kind.ENROLMENT, Enrolment.id, "De deelname.", "The enrolment."),
        pseudonym(
            "trajectory_id",
            Kind.TRAJECTORY,
            Enrolment.learning_trajectory_id,
            "Het leertraject.",
            "The learning trajectory.",
            refers_to="learning_trajectories",
        ),
        pseudonym(
            "school_id",
            Kind.SCHOOL,
            Enrolment.establishment_code,
            "De ontwikkelschool.",
            "The learning school.",
            refers_to="schools",
        ),
        word("status", EnrolmentStatus, Enrolment.status, "Hoe zij staat.", "Its status."),
        day(
            "intake_held_on",
            Enrolment.intake_held_on,
            "Intake gehouden op.",
            "Intake held on.",
            optional=True,
            rules=("R-Y1-4", "R-LRN-1"),
        ),
        day(
            "agreed_on",
            Enrolment.agreed_on,
            "Akkoord met deelname op.",
            "Agreed to take part on.",
            optional=True,
            rules=("R-Y1-4", "R-Y2-4"),
        ),
    ),
    key=("enrolment_id",),
    where=Enrolment.id.in_(year.ENROLMENTS),
    scope=ENROLMENT_SCOPE,
)

MEASUREMENTS = File(
    "measurements",
    Text("Nulmetingen en eindmetingen", "Baseline and end measurements"),
    Measurement.__table__,
    (
        pseudonym(
            "measurement_id", Kind.MEASUREMENT, Measurement.id, "De meting.", "The measurement."
        ),
        pseudonym(
            "enrolment_id",
            Kind.ENROLMENT,
            Measurement.enrolment_id,
            "De deelname van de ontwikkelschool.",
            "The learning school's enrolment.",
            refers_to="enrolments",
        ),
        word("moment", MeasurementMoment, Measurement.moment, "Voor of na.", "Before or after."),
        pseudonym(
            "indicator_id",
            Kind.INDICATOR,
            folded(Measurement.indicator),
            "Wat is gemeten: gelijke waarden zijn gelijke indicatoren.",
            "What was measured: equal values are equal indicators.",
        ),
        code(
            "indicator",
            {},
            INDICATOR,
            "De indicator in woorden; leeg als niet scholen van drie besturen haar zo noemen.",
            "The indicator in words; empty unless schools of three boards call it that.",
            optional=True,
        ),
        pseudonym(
            "instrument_id",
            Kind.INSTRUMENT,
            folded(Measurement.instrument),
            "Waarmee is gemeten: gelijke waarden zijn gelijke instrumenten.",
            "What with: equal values are equal instruments.",
        ),
        code(
            "instrument",
            {},
            INSTRUMENT,
            "Het instrument in woorden; leeg als niet scholen van drie besturen het zo noemen.",
            "The instrument in words; empty unless schools of three boards call it that.",
            optional=True,
        ),
        day("measured_on", Measurement.measured_on, "Gemeten op.", "Measured on."),
        number("score", Measurement.score, "De score.", "The score.", unit="points"),
        number(
            "scale_min",
            Measurement.scale_min,
            "Laagste score van de schaal.",
            "Lowest score of the scale.",
            unit="points",
        ),
        number(
            "scale_max",
            Measurement.scale_max,
            "Hoogste score van de schaal.",
            "Highest score of the scale.",
            unit="points",
        ),
        count(
            "respondent_count",
            Measurement.respondent_count,
            "Hoeveel er antwoordden.",
            "How many answered.",
            optional=True,
            unit="respondents",
        ),
    ),
    key=("measurement_id",),
    where=Measurement.enrolment_id.in_(year.ENROLMENTS),
    scope=within_enrolment(Measurement.enrolment_id),
)
