"""Participations and their programme years."""

from typing import Any

from sqlalchemy import func, select

from ok_api.access.scope import PARTICIPATIONS as PARTICIPATION_SCOPE
from ok_api.access.scope import within_participation
from ok_api.exchange.exports.columns import (
    Column,
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
from ok_api.rules.words import EndingReason, Phase, ProgrammeYearStatus, Unit
from ok_api.tables import Participation, PlanEntry, ProgrammeYear

PARTICIPATIONS = File(
    "participations",
    Text(
        "Deelnames als (aspirant-)expertiseschool", "Participations as (aspirant) expertise school"
    ),
    Participation.__table__,
    (
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            Participation.id,
            "De deelname.",
            "The participation.",
        ),
        pseudonym(
            "school_id",
            Kind.SCHOOL,
            Participation.establishment_code,
            "De school.",
            "The school.",
            refers_to="schools",
        ),
        pseudonym(
            "expertise_id",
            Kind.EXPERTISE,
            Participation.expertise_id,
            "De expertise.",
            "The expertise.",
            refers_to="expertises",
        ),
        pseudonym(
            "application_id",
            Kind.APPLICATION,
            Participation.application_id,
            "De aanvraag waarmee zij begon.",
            "The application that it began with.",
            refers_to="applications",
        ),
        word("phase", Phase, Participation.phase, "De fase van nu.", "The phase it is in now."),
        school_year(
            Participation.school_year,
            "Het schooljaar waarin zij staat; na het einde het laatste.",
            "The school year that it stands in; the last one, once ended.",
        ),
        day("started_on", Participation.started_on, "Begonnen op.", "Started on."),
        day(
            "title_granted_on",
            Participation.title_granted_on,
            "Expertiseschool Ontwikkelkracht sinds.",
            "Expertise school (title) since.",
            optional=True,
            rules=("R-Y1-5",),
        ),
        day("ended_on", Participation.ended_on, "Beëindigd op.", "Ended on.", optional=True),
        word(
            "end_reason",
            EndingReason,
            Participation.end_reason,
            "Waarom zij eindigde.",
            "Why it ended.",
            optional=True,
            rules=("R-END-1",),
        ),
    ),
    key=("participation_id",),
    where=Participation.id.in_(year.PARTICIPATIONS),
    scope=PARTICIPATION_SCOPE,
)

_plan = PlanEntry.programme_year_id == ProgrammeYear.id


def _planned(figure: Any) -> Any:
    return select(figure).where(_plan).correlate(ProgrammeYear.__table__).scalar_subquery()


def year_columns() -> tuple[Column, ...]:
    """What tells one programme year, in every file that has a row for each."""
    return (
        pseudonym(
            "year_id",
            Kind.PROGRAMME_YEAR,
            ProgrammeYear.id,
            "Het programmajaar.",
            "The programme year.",
        ),
        pseudonym(
            "participation_id",
            Kind.PARTICIPATION,
            ProgrammeYear.participation_id,
            "De deelname.",
            "The participation.",
            refers_to="participations",
        ),
        school_year(ProgrammeYear.school_year, "Het schooljaar.", "The school year."),
        word("phase", Phase, ProgrammeYear.phase, "De fase van dat jaar.", "The year's phase."),
    )


YEARS = File(
    "programme_years",
    Text("Programmajaren: één schooljaar van één deelname", "One school year of one participation"),
    ProgrammeYear.__table__,
    (
        *year_columns(),
        word(
            "status",
            ProgrammeYearStatus,
            ProgrammeYear.status,
            "Of het loopt, geëvalueerd of besloten is.",
            "Whether it runs, was evaluated or decided.",
        ),
        count(
            "planned_members",
            _planned(func.count()),
            "Teamleden in het plan.",
            "Team members in the plan.",
            unit="persons",
        ),
        number(
            "planned_days",
            _planned(func.coalesce(func.sum(PlanEntry.days), 0)),
            "Dagen die het plan verdeelt.",
            "Days that the plan divides.",
            unit=Unit.DAYS.value,
            rules=("R-FAC-1",),
        ),
    ),
    key=("year_id",),
    where=year.of_year(ProgrammeYear.school_year),
    scope=within_participation(ProgrammeYear.participation_id, ProgrammeYear.school_year),
)
