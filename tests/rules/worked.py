"""Asks the rules what a worked example asks, and answers in the example's own terms."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ok_api.rules.decisions import ProposedDecision, decide
from ok_api.rules.evaluations import EvaluationRecord, completion
from ok_api.rules.facilitation import difference, facilitation
from ok_api.rules.learning import enrolment_transitions
from ok_api.rules.phases import transitions
from ok_api.rules.progress import progress
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import application_transitions, exclusivity, terms, window
from ok_api.rules.team_plan import team_plan
from ok_api.rules.transition import Transition
from ok_api.rules.variety import variety
from ok_api.rules.words import (
    ApplicationStatus,
    DecisionOutcome,
    EnrolmentStatus,
    EvaluationConclusion,
    EvaluationSubject,
    EvaluatorTie,
    Phase,
    ProgrammeRole,
    Role,
    TieMark,
)
from tests.rules.builders import (
    application_except,
    application_in_order,
    enrolment_except,
    enrolment_in_order,
    year_except,
    year_in_order,
)

Given = Mapping[str, Any]
Answer = dict[str, Any]


def answer(asks: str, given: Given) -> Answer:
    return _ASKED[asks](given)


def _ruling(ruling: Ruling) -> Answer:
    figures = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in ruling.figures.items()
    }
    unmet = [condition.id for condition in ruling.unmet]
    return {**figures, "outcome": ruling.outcome.value, "unmet": unmet}


def _transitions(found: list[Transition[Any]]) -> Answer:
    unmet = [condition.id for condition in found[0].ruling.unmet] if found else []
    judged = found[0].ruling.conditions if found else ()
    nothing = [condition.id for condition in judged if condition.not_applicable]
    told = {t.to.value: t.ruling.outcome.value for t in found}
    return {"to": told, "unmet": unmet, "not_applicable": nothing}


def _facilitation(given: Given) -> Answer:
    on = date.fromisoformat(given["date"])
    return _ruling(facilitation(Phase(given["phase"]), given["schools"], on))


def _difference(given: Given) -> Answer:
    on, phase = date.fromisoformat(given["date"]), Phase(given["phase"])
    granted = facilitation(phase, given["granted"], on)
    return _ruling(difference(granted, facilitation(phase, given["realised"], on)))


def _window(given: Given) -> Answer:
    year, role = SchoolYear.parse(given["school_year"]), ProgrammeRole(given["role"])
    return _ruling(window(datetime.fromisoformat(given["at"]), year, role))


def _terms(given: Given) -> Answer:
    days = {name: value and date.fromisoformat(value) for name, value in given.items()}
    on = days.pop("date")
    return _ruling(terms(days.pop("submitted_on"), days.pop("complete_on"), on, **days))


def _exclusivity(given: Given) -> Answer:
    held = [ProgrammeRole(role) for role in given["held"]]
    return _ruling(exclusivity(held, ProgrammeRole(given["asked"])))


def _year(given: Given) -> Any:
    year = year_in_order(Phase(given["phase"]), SchoolYear.parse(given["school_year"]))
    return year_except(year, given["everything_in_order_except"])


def _phases(given: Given) -> Answer:
    year = _year(given)
    return _transitions(transitions(year, year.school_year.end))


def _cohort(given: Given) -> Answer:
    school_year = SchoolYear.parse(given["school_year"])
    go_on = []
    for ready in given["trajectories_ready"]:
        aspirant = year_in_order(Phase.ASPIRANT, school_year)
        year = year_except(aspirant, {"trajectory_ready": ready})
        go_on.append(transitions(year, school_year.end)[0].ruling.allowed)
    return {"can_go_on": go_on.count(True), "cannot": go_on.count(False)}


def _decision(given: Given) -> Answer:
    year = _year(given)
    proposed = dict(given["decision"])
    proposed["outcome"] = DecisionOutcome(proposed["outcome"])
    proposed["taken_by"] = Role(proposed["taken_by"])
    return _ruling(decide(year, ProposedDecision(**proposed), year.school_year.end))


def _evaluation(given: Given) -> Answer:
    concluded = given["conclusion"] is not None
    record = EvaluationRecord(
        subject=EvaluationSubject(given["subject"]),
        phase=Phase(given["phase"]) if given["phase"] else None,
        evaluator_parties=tuple(given.get("evaluator_parties", ())),
        evaluated_parties=tuple(given.get("evaluated_parties", ("99ZZ01",))),
        judged=frozenset(given["judged"]),
        conclusion=EvaluationConclusion(given["conclusion"]) if concluded else None,
        conclusion_motivated=concluded,
        ties={
            EvaluatorTie(tie): tuple(TieMark(mark) for mark in marks)
            for tie, marks in given.get("ties", {}).items()
        },
    )
    return _ruling(completion(record))


def _team_plan(given: Given) -> Answer:
    days = {member: Decimal(part) for member, part in given["days"].items()}
    return _ruling(team_plan(days, Decimal(given["granted"]), date.fromisoformat(given["date"])))


def _progress(given: Given) -> Answer:
    year = _year(given)
    on = date.fromisoformat(given["date"]) if "date" in given else year.school_year.end
    norms = {norm.id: norm for norm in progress(year, on)}
    nothing = [norm.id for norm in norms.values() if norm.not_applicable]
    unmet = [norm.id for norm in norms.values() if not norm.met and norm.id not in nothing]
    return {"unmet": unmet, "not_applicable": nothing, "norms": norms}


def _application(given: Given) -> Answer:
    status, year = ApplicationStatus(given["status"]), SchoolYear.parse(given["school_year"])
    facts = application_in_order(status, year)
    facts = application_except(facts, given["everything_in_order_except"])
    on = date.fromisoformat(given["date"]) if "date" in given else year.start
    return _transitions(application_transitions(facts, on))


def _variety(given: Given) -> Answer:
    rows = variety(given["dimension"], given["registered"], given["selected"], given["national"])
    return {
        "rows": {row.value: [row.registered, row.selected, row.national] for row in rows},
        "national_share": {row.value: row.national_share for row in rows},
    }


def _enrolment(given: Given) -> Answer:
    facts = enrolment_in_order(EnrolmentStatus(given["status"]))
    facts = enrolment_except(facts, given["everything_in_order_except"])
    return _transitions(enrolment_transitions(facts, date(2025, 10, 1)))


_ASKED: dict[str, Callable[[Given], Answer]] = {
    "application": _application,
    "cohort": _cohort,
    "decision": _decision,
    "difference": _difference,
    "enrolment": _enrolment,
    "evaluation": _evaluation,
    "exclusivity": _exclusivity,
    "facilitation": _facilitation,
    "phases": _phases,
    "progress": _progress,
    "team_plan": _team_plan,
    "terms": _terms,
    "variety": _variety,
    "window": _window,
}
