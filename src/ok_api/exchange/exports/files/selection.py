"""Selection: the rounds, who applied, when they took which step, and how they were judged."""

from typing import Any

from sqlalchemy import Date, cast, func

from ok_api.access.scope import APPLICATIONS as APPLICATION_SCOPE
from ok_api.access.scope import ROUNDS as ROUND_SCOPE
from ok_api.access.scope import within_application
from ok_api.exchange.exports.columns import File, count, day, pseudonym, school_year, word
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.pseudonyms import Kind
from ok_api.foundation.clock import AMSTERDAM
from ok_api.rules.text import Text
from ok_api.rules.words import ApplicationStatus, CriterionKey, Judgement
from ok_api.tables import Application, ApplicationStep, Criterion, SelectionRound


def dutch_day(moment: Any) -> Any:
    return cast(func.timezone(AMSTERDAM.key, moment), Date)


ROUNDS = File(
    "selection_rounds",
    Text("Selectierondes", "Selection rounds"),
    SelectionRound.__table__,
    (
        pseudonym("round_id", Kind.ROUND, SelectionRound.id, "De ronde.", "The round."),
        school_year(
            SelectionRound.school_year,
            "Het schooljaar waarin aspiranten beginnen.",
            "The school year in which aspirants begin.",
        ),
        day(
            "opens_on",
            dutch_day(SelectionRound.opens_at),
            "Eerste dag van inschrijving.",
            "First day of registration.",
            rules=("R-SEL-4",),
        ),
        day(
            "closes_on",
            dutch_day(SelectionRound.closes_at),
            "Laatste dag van inschrijving.",
            "Last day of registration.",
            rules=("R-SEL-4",),
        ),
        count("places", SelectionRound.places, "Aantal plaatsen.", "Number of places."),
    ),
    key=("round_id",),
    where=SelectionRound.id.in_(year.ROUNDS),
    scope=ROUND_SCOPE,
)

APPLICATIONS = File(
    "applications",
    Text("Aanvragen om expertiseschool te worden", "Applications to become an expertise school"),
    Application.__table__,
    (
        pseudonym(
            "application_id", Kind.APPLICATION, Application.id, "De aanvraag.", "The application."
        ),
        pseudonym(
            "round_id",
            Kind.ROUND,
            Application.selection_round_id,
            "De ronde.",
            "The round.",
            refers_to="selection_rounds",
        ),
        pseudonym(
            "school_id",
            Kind.SCHOOL,
            Application.establishment_code,
            "De school.",
            "The school.",
            refers_to="schools",
        ),
        pseudonym(
            "expertise_id",
            Kind.EXPERTISE,
            Application.expertise_id,
            "De expertise.",
            "The expertise.",
            refers_to="expertises",
        ),
        word(
            "status", ApplicationStatus, Application.status, "Waar zij staat.", "Where it stands."
        ),
        day(
            "submitted_on",
            dutch_day(Application.submitted_at),
            "Ingediend op.",
            "Submitted on.",
            optional=True,
            rules=("R-SEL-5",),
        ),
        day(
            "completion_asked_on",
            Application.completion_asked_on,
            "Om aanvulling gevraagd op.",
            "Asked to complete it on.",
            optional=True,
            rules=("R-SEL-5",),
        ),
        day(
            "complete_on",
            Application.complete_on,
            "Volledig op.",
            "Complete on.",
            optional=True,
            rules=("R-SEL-5",),
        ),
        day(
            "formally_registered_on",
            Application.formally_registered_on,
            "Formeel aangemeld op.",
            "Formally registered on.",
            optional=True,
        ),
    ),
    key=("application_id",),
    where=Application.id.in_(year.APPLICATIONS),
    scope=APPLICATION_SCOPE,
)

STEPS = File(
    "application_steps",
    Text("De stappen van elke aanvraag", "The steps of each application"),
    ApplicationStep.__table__,
    (
        pseudonym("step_id", Kind.STEP, ApplicationStep.id, "De stap.", "The step."),
        pseudonym(
            "application_id",
            Kind.APPLICATION,
            ApplicationStep.application_id,
            "De aanvraag.",
            "The application.",
            refers_to="applications",
        ),
        word(
            "from_status",
            ApplicationStatus,
            ApplicationStep.from_status,
            "Van; leeg bij de eerste stap.",
            "From; empty at the first step.",
            optional=True,
        ),
        word("to_status", ApplicationStatus, ApplicationStep.to_status, "Naar.", "To."),
        day("taken_on", ApplicationStep.taken_on, "Gezet op.", "Taken on."),
    ),
    key=("step_id",),
    where=ApplicationStep.application_id.in_(year.APPLICATIONS),
    scope=within_application(ApplicationStep.application_id),
)

CRITERIA = File(
    "criteria",
    Text("Het oordeel per criterium per aanvraag", "The judgement of each criterion"),
    Criterion.__table__,
    (
        pseudonym(
            "application_id",
            Kind.APPLICATION,
            Criterion.application_id,
            "De aanvraag.",
            "The application.",
            refers_to="applications",
        ),
        word(
            "criterion",
            CriterionKey,
            Criterion.criterion,
            "Het criterium.",
            "The criterion.",
            rules=("R-SEL-1",),
        ),
        word(
            "judgement",
            Judgement,
            Criterion.judgement,
            "Het oordeel.",
            "The judgement.",
            rules=("R-SEL-1",),
        ),
    ),
    key=("application_id", "criterion"),
    where=Criterion.application_id.in_(year.APPLICATIONS),
    scope=within_application(Criterion.application_id),
)
