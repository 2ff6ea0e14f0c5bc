"""Review: what evaluations concluded, and which decisions followed."""

from sqlalchemy import func, or_, select

from ok_api.access.scope import DECISIONS as DECISION_SCOPE
from ok_api.access.scope import EVALUATIONS as EVALUATION_SCOPE
from ok_api.exchange.exports.columns import (
    File,
    count,
    day,
    number,
    pseudonym,
    school_year,
    word,
)
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.pseudonyms import Kind
from ok_api.rules.text import Text
from ok_api.rules.words import (
    DecisionOutcome,
    EvaluationConclusion,
    EvaluationSubject,
    Phase,
    Unit,
)
from ok_api.tables import Evaluation, GoNoGoDecision, LearningTrajectory, ProgrammeYear

_years = select(ProgrammeYear.id).where(year.of_year(ProgrammeYear.school_year))
_trajectories = select(LearningTrajectory.id).where(year.of_year(LearningTrajectory.school_year))

EVALUATIONS = File(
    "evaluations",
    Text("Afgeronde evaluaties", "Completed evaluations"),
    Evaluation.__table__,
    (
        pseudonym(
            "evaluation_id", Kind.EVALUATION, Evaluation.id, "De evaluatie.", "The evaluation."
        ),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            Evaluation.participation_id,
            "De deelname waarover zij gaat.",
            "The participation that it is about.",
            refers_to="participations",
        ),
        word(
            "subject",
            EvaluationSubject,
            Evaluation.subject,
            "Wat is geëvalueerd.",
            "What was evaluated.",
            rules=("R-Y1-5", "R-Y3-1"),
        ),
        pseudonym(
            "year_id",
            Kind.PROGRAMME_YEAR,
            Evaluation.programme_year_id,
            "Het programmajaar, als dat het was.",
            "The programme year, if that was it.",
            optional=True,
            refers_to="programme_years",
        ),
        pseudonym(
            "trajectory_id",
            Kind.TRAJECTORY,
            Evaluation.learning_trajectory_id,
            "Het leertraject, als dat het was.",
            "The trajectory, if that was it.",
            optional=True,
            refers_to="learning_trajectories",
        ),
        pseudonym(
            "enrolment_id",
            Kind.ENROLMENT,
            Evaluation.enrolment_id,
            "De deelname van een ontwikkelschool, als die het was.",
            "The enrolment, if that was it.",
            optional=True,
            refers_to="enrolments",
        ),
        word(
            "conclusion",
            EvaluationConclusion,
            Evaluation.conclusion,
            "De conclusie.",
            "The conclusion.",
        ),
        day("completed_on", Evaluation.completed_on, "Afgerond op.", "Completed on."),
    ),
    key=("evaluation_id",),
    where=or_(
        Evaluation.programme_year_id.in_(_years),
        Evaluation.learning_trajectory_id.in_(_trajectories),
        Evaluation.enrolment_id.in_(year.ENROLMENTS),
    ),
    scope=EVALUATION_SCOPE,
)

_norms = func.jsonb_object_keys(GoNoGoDecision.departures).table_valued("norm")

DECISIONS = File(
    "decisions",
    Text("Go/no-go-besluiten", "Go/no-go decisions"),
    GoNoGoDecision.__table__,
    (
        pseudonym("decision_id", Kind.DECISION, GoNoGoDecision.id, "Het besluit.", "The decision."),
        pseudonym(
            "replaces_id",
            Kind.DECISION,
            GoNoGoDecision.replaces_id,
            "Het besluit dat het vervangt; wat vervangen is geldt niet meer.",
            "The decision that it replaces; what was replaced no longer holds.",
            optional=True,
            refers_to="decisions",
        ),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            GoNoGoDecision.participation_id,
            "De deelname.",
            "The participation.",
            refers_to="participations",
        ),
        pseudonym(
            "year_id",
            Kind.PROGRAMME_YEAR,
            GoNoGoDecision.programme_year_id,
            "Het programmajaar waarop het volgt.",
            "The programme year that it follows on.",
            refers_to="programme_years",
        ),
        pseudonym(
            "evaluation_id",
            Kind.EVALUATION,
            GoNoGoDecision.evaluation_id,
            "De evaluatie waarop het rust.",
            "The evaluation that it rests on.",
            refers_to="evaluations",
        ),
        word(
            "outcome",
            DecisionOutcome,
            GoNoGoDecision.outcome,
            "Go of no-go.",
            "Go or no-go.",
            rules=("R-Y3-2",),
        ),
        count(
            "school_count",
            GoNoGoDecision.school_count,
            "Scholen voor het volgende jaar; leeg bij no-go.",
            "Schools for the next year; empty with a no-go.",
            optional=True,
            unit=Unit.SCHOOLS.value,
            rules=("R-Y3-2",),
        ),
        count(
            "departure_count",
            select(func.count()).select_from(_norms).scalar_subquery(),
            "Normen waarvan het met een motivering afwijkt.",
            "Norms that it departs from, with a motivation.",
            unit="norms",
        ),
        word("from_phase", Phase, GoNoGoDecision.from_phase, "Uit deze fase.", "From this phase."),
        word("next_phase", Phase, GoNoGoDecision.next_phase, "Naar deze fase.", "To this phase."),
        school_year(
            GoNoGoDecision.next_school_year,
            "Het volgende schooljaar; leeg bij no-go.",
            "The next school year; empty with a no-go.",
            name="next_school_year",
            optional=True,
        ),
        number(
            "granted_fte",
            GoNoGoDecision.granted_fte,
            "Toegekende FTE.",
            "FTE granted.",
            optional=True,
            unit=Unit.FTE.value,
            rules=("R-FAC-1", "R-FAC-2"),
        ),
        number(
            "granted_days",
            GoNoGoDecision.granted_days,
            "Toegekende dagen.",
            "Days granted.",
            optional=True,
            unit=Unit.DAYS.value,
            rules=("R-FAC-1", "R-FAC-2", "R-FAC-3"),
        ),
        day("decided_on", GoNoGoDecision.decided_on, "Besloten op.", "Decided on."),
    ),
    key=("decision_id",),
    where=GoNoGoDecision.programme_year_id.in_(_years),
    scope=DECISION_SCOPE,
)
