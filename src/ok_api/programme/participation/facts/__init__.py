"""What is so in a programme year, as the rules are asked about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ok_api.foundation import json
from ok_api.foundation.database import Work
from ok_api.programme.participation.facts import queries
from ok_api.programme.participation.facts.counting import by_month, on_day
from ok_api.rules.facts import NORMS, LearningSchoolFacts, YearFacts
from ok_api.rules.independence import Ties
from ok_api.rules.recorded import facts_from_json, school_from_json
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import EvaluatorTie, TieMark
from ok_api.tables import ProgrammeYear


async def year_facts(work: Work, year: ProgrammeYear) -> YearFacts:
    """All facts of one programme year as they now stand, in one statement."""
    await work.session.flush()
    counted = await work.session.scalar(queries.facts_select(year.id))
    return read_facts(json.decode(counted), work.today)


async def school_facts(work: Work, enrolment_id: UUID) -> LearningSchoolFacts:
    """What one learning school got out of its enrolment so far, counted as the year counts it."""
    await work.session.flush()
    counted = await work.session.scalar(queries.school_select(enrolment_id))
    return read_school(json.decode(counted), work.today)


def read_school(counted: Mapping[str, Any], today: date) -> LearningSchoolFacts:
    return school_from_json(on_day(counted, today))


def read_facts(counted: Mapping[str, Any], today: date) -> YearFacts:
    """The facts as PostgreSQL counted them; experts are those attached on the day itself.

    Of a year that is over that is its last day, of one to come its first.
    """
    members = dict(on_day(counted, today))
    year = SchoolYear.parse(members["schoolYear"])
    on = min(max(today, year.start), year.end)
    experts = members.pop("experts") or []
    members["expertRoles"] = [expert["role"] for expert in experts if _attached(expert, on)]
    members["learningSchools"] = members["learningSchools"] or []
    if members["evaluation"]:
        members["evaluation"] = _with_ties(members["evaluation"])
    team = members.pop("team")
    at_school = by_month(team.pop("workSessionsAtSchool") or (), today)
    counted_now = {"normsVersion": NORMS.isoformat(), "workSessionsAtSchool": at_school}
    return facts_from_json({**members, **team, **counted_now})


def read_ties(told: Iterable[str]) -> Ties:
    """What joins the evaluator to whoever carries out, from `tie:mark` as PostgreSQL tells it."""
    found: dict[EvaluatorTie, tuple[TieMark, ...]] = {}
    for tie, _, mark in (one.partition(":") for one in told):
        found[EvaluatorTie(tie)] = (*found.get(EvaluatorTie(tie), ()), TieMark(mark))
    return found


def _with_ties(evaluation: Mapping[str, Any]) -> dict[str, Any]:
    return {**evaluation, "ties": [tie.value for tie in read_ties(evaluation["ties"])]}


def _attached(expert: Mapping[str, Any], on: date) -> bool:
    until = expert["untilOn"]
    return date.fromisoformat(expert["fromOn"]) <= on and (
        until is None or on <= date.fromisoformat(until)
    )
