"""Hypothesis strategies for facts: anything that could be recorded, in order or not."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from ok_api.rules.decisions import ProposedDecision
from ok_api.rules.facts import NORMS, EvaluationFacts, LearningSchoolFacts, Tally, YearFacts
from ok_api.rules.learning import EnrolmentFacts
from ok_api.rules.phases import NEXT
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.selection import ApplicationFacts
from ok_api.rules.words import (
    ApplicationStatus,
    ConversationKind,
    CriterionKey,
    DecisionOutcome,
    DocumentKind,
    EnrolmentStatus,
    EvaluationConclusion,
    EvaluatorTie,
    ExpertRole,
    Judgement,
    Phase,
    ProgrammeRole,
    Role,
    SessionKind,
    TrajectoryStatus,
)
from tests.rules.builders import year_in_order

halves = st.integers(0, 20).map(lambda number: Decimal(number) / 2)
tallies = st.builds(Tally, halves, halves, halves)
small = st.integers(0, 8)
years = st.integers(2023, 2040).map(SchoolYear)
motivations = st.sampled_from(["", "  ", "Omdat het zo is."])

evaluations = st.none() | st.builds(
    EvaluationFacts,
    st.booleans(),
    st.none() | st.sampled_from(EvaluationConclusion),
    st.booleans(),
    st.sets(st.sampled_from(EvaluatorTie)).map(lambda ties: tuple(sorted(ties))),
)
schools = st.builds(
    LearningSchoolFacts,
    st.sampled_from(["99ZZ01", "98YY00"]),
    tallies,
    tallies,
    st.booleans(),
    st.booleans(),
)
any_year = st.builds(
    YearFacts,
    phase=st.sampled_from(Phase),
    school_year=years,
    norms_version=st.just(NORMS),
    evaluation=evaluations,
    decided=st.booleans(),
    trajectory_ready=st.booleans(),
    granted_days=halves,
    team_plan_days=halves,
    training=st.dictionaries(st.sampled_from(SessionKind), tallies),
    work_sessions=tallies,
    work_sessions_at_school=st.dictionaries(st.sampled_from(["2026-01", "2026-02"]), tallies),
    expert_roles=st.lists(st.sampled_from(ExpertRole), max_size=5).map(tuple),
    recruited_for_next_year=small,
    agreed_for_next_year=small,
    recruited_with_intake=small,
    interested_for_next_year=small,
    next_year_planned=st.booleans(),
    learning_schools=st.lists(schools, max_size=7).map(tuple),
    intervision=tallies,
    coaching=tallies,
    knowledge_activities=tallies,
    aspirant_guidance=tallies,
)
facts = any_year | st.builds(year_in_order, st.sampled_from(sorted(NEXT)), years)
decisions = st.builds(
    ProposedDecision,
    outcome=st.sampled_from(DecisionOutcome),
    motivation=motivations,
    taken_by=st.sampled_from(Role),
    school_count=st.none() | st.integers(-1, 8),
    departures=st.dictionaries(st.sampled_from(["training_5d", "coaching"]), motivations),
    replaces_earlier=st.booleans(),
    replacement_motivation=motivations,
)
days = st.dates(date(2023, 1, 1), date(2040, 1, 1))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.timezones())  # noqa: DTZ001
applications = st.builds(
    ApplicationFacts,
    status=st.sampled_from(ApplicationStatus),
    school_year=years,
    conversations=st.lists(st.sampled_from(ConversationKind)).map(tuple),
    documents=st.lists(st.sampled_from(DocumentKind)).map(tuple),
    judgements=st.dictionaries(st.sampled_from(CriterionKey), st.sampled_from(Judgement)),
    trajectory_part_chosen=st.booleans(),
    formally_registered=st.booleans(),
    roles_held=st.lists(st.sampled_from(ProgrammeRole)).map(tuple),
    submitted_at=st.none() | moments,
    completion_asked_on=st.none() | days,
    complete_on=st.none() | days,
    places=st.none() | small,
    accepted=small,
    location_closed_on=st.none() | days,
    motivation=st.none() | motivations,
)
enrolments = st.builds(
    EnrolmentFacts,
    status=st.sampled_from(EnrolmentStatus),
    school=schools,
    expertise_school_code=st.just("98YY00"),
    trajectory_status=st.sampled_from(TrajectoryStatus),
    schools_granted=small,
    schools_enrolled=small,
    improvement_question=motivations,
    intake_held=st.booleans(),
    location_closed_on=st.none() | days,
    agreed=st.booleans(),
    baseline_measured=st.booleans(),
    end_measured=st.booleans(),
    motivation=st.none() | motivations,
)
