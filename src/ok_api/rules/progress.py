"""How a programme year stands against the norms of its phase: done, planned and norm."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from ok_api.rules.facts import FIRST_NORMS, ZERO, LearningSchoolFacts, Tally, YearFacts
from ok_api.rules.norm import Each, NormProgress, Yardstick
from ok_api.rules.numbers import tidy
from ok_api.rules.parameters import Parameter
from ok_api.rules.words import ExpertRole, Phase, SessionKind, Unit

__all__ = ["NormProgress", "Norms", "progress", "school_progress"]

Norms = tuple[NormProgress, ...]

ONE = Decimal(1)
_TRAINING = (
    ("training_5d", SessionKind.TRAINING_5D, "training_5d_days"),
    ("train_the_trainer", SessionKind.TRAINING_TRAIN_THE_TRAINER, "train_the_trainer_days"),
    ("network_meetings", SessionKind.NETWORK_MEETING, "network_meeting_days"),
)


def progress(facts: YearFacts, on: date) -> Norms:
    """Every norm of the phase, judged by the values that hold in the school year itself."""
    day = min(max(on, facts.school_year.start), facts.school_year.end)
    by = Yardstick(day, facts.norms_version)
    if facts.phase is Phase.ASPIRANT:
        return _aspirant(facts, by)
    if facts.phase is Phase.PILOT:
        return _pilot(facts, by)
    if facts.phase is Phase.ESTABLISHED:
        return _established(facts, by)
    return ()


def school_progress(schools: Iterable[LearningSchoolFacts], by: Yardstick) -> Norms:
    """The norms that count for each learning school (R-Y2-1, R-Y2-2).

    One school's surplus does not make up for another's shortage.
    """
    listed = tuple(schools)
    days, moments = by.at("study_days_per_school"), by.at("guidance_moments_per_school")
    all_schools = Decimal(len(listed))
    started = Tally(_count(school.start_conversation for school in listed))
    evaluated = Tally(_count(school.evaluated for school in listed))
    return (
        _per_school("study_days", [school.study_days for school in listed], days, by),
        _per_school("guidance_moments", [s.guidance_moments for s in listed], moments, by),
        by.measure("start_conversations", started, all_schools, unit=Unit.SCHOOLS),
        by.measure("school_evaluations", evaluated, all_schools, unit=Unit.SCHOOLS),
    )


def _aspirant(facts: YearFacts, by: Yardstick) -> Norms:
    agreed = Decimal(facts.agreed_for_next_year)
    intakes = Tally(Decimal(facts.recruited_with_intake))
    planned = Tally(_count([facts.next_year_planned]))
    return (
        _team_plan(facts, by),
        *_training(facts, by),
        _work_sessions(facts, by),
        _experts(facts, by),
        _recruits("aspirant_recruits", facts, by),
        by.measure("recruit_intakes", intakes, agreed, unit=Unit.SCHOOLS),
        by.measure("next_year_plan", planned, ONE, unit=Unit.PLANS),
    )


def _pilot(facts: YearFacts, by: Yardstick) -> Norms:
    return (
        *_transferring(facts, by),
        by.at_least("intervision", facts.intervision, "intervision_dagdelen"),
        by.at_least("coaching", facts.coaching, "coaching_dagdelen"),
        _recruits("pilot_recruits", facts, by),
    )


def _established(facts: YearFacts, by: Yardstick) -> Norms:
    guidance = by.measure("aspirant_guidance", facts.aspirant_guidance, ONE, unit=Unit.MOMENTS)
    return (*_transferring(facts, by), guidance)


def _transferring(facts: YearFacts, by: Yardstick) -> Norms:
    """What every school that transfers its approach is held to, from the pilot year on."""
    schools = Tally(Decimal(len(facts.learning_schools)), Decimal(facts.learning_schools_in_intake))
    given = facts.knowledge_activities
    return (
        _team_plan(facts, by),
        by.between("learning_schools", schools),
        *school_progress(facts.learning_schools, by),
        by.measure("knowledge_activities", given, ONE, unit=Unit.ACTIVITIES),
    )


def _team_plan(facts: YearFacts, by: Yardstick) -> NormProgress:
    plan, granted = Tally(facts.team_plan_days), facts.granted_days
    return by.measure("team_plan_adds_up", plan, granted, granted, unit=Unit.DAYS)


def _training(facts: YearFacts, by: Yardstick) -> Iterator[NormProgress]:
    """Days of masterclasses fill what the training days lack, in the order of the source (R-Y1-1).

    The source counts training days and masterclasses together, and says no number of the latter.
    """
    left = facts.training.get(SessionKind.MASTERCLASS, Tally())
    for id_, kind, key in _TRAINING:
        own = facts.training.get(kind, Tally())
        filling = _filling(own, left, by.at(key).value)
        left -= filling
        yield by.at_least(id_, own + filling, key)


def _filling(own: Tally, left: Tally, norm: Decimal) -> Tally:
    """As much of what is left as is lacking, first of what was held."""
    done = min(left.done, max(norm - own.done, ZERO))
    lacking = max(norm - own.done - done - own.planned, ZERO)
    planned = min(left.planned, lacking)
    return Tally(done, planned, min(left.overdue, max(lacking - planned - own.overdue, ZERO)))


def _recruits(id_: str, facts: YearFacts, by: Yardstick) -> NormProgress:
    """Recruited is a school whose intake was held and that agreed; others are interested."""
    recruited = Tally(Decimal(facts.recruited_for_next_year))
    interested = facts.interested_for_next_year
    return by.between(
        id_, recruited, interested=None if interested is None else Decimal(interested)
    )


def _work_sessions(facts: YearFacts, by: Yardstick) -> NormProgress:
    """The training days at one a month tell in how many months there is a work session."""
    training = [by.at(key) for _, _, key in _TRAINING]
    pace = by.at("training_days_per_month")
    sessions = by.at("work_sessions_per_month")
    days = sum((parameter.value for parameter in training), ZERO)
    used = (*training, pace, sessions)
    if by.version == FIRST_NORMS:
        norm = tidy(days * sessions.value / pace.value)
        return by.measure("work_sessions", facts.work_sessions, norm, unit=Unit.SESSIONS, used=used)
    months = _months_with(sessions.value, facts.work_sessions_at_school.values())
    norm = tidy(days / pace.value)
    return by.measure("work_sessions", months, norm, unit=Unit.MONTHS, used=used)


def _months_with(sessions: Decimal, months: Iterable[Tally]) -> Tally:
    """The months in which so many were held, will be by plan, and would have been."""
    listed = tuple(months)
    done = _count(month.done >= sessions for month in listed)
    by_plan = _count(month.done + month.planned >= sessions for month in listed)
    once = _count(m.done + m.planned + m.overdue >= sessions for m in listed)
    return Tally(done, by_plan - done, once - by_plan)


def _experts(facts: YearFacts, by: Yardstick) -> NormProgress:
    each = by.at("experts_per_role")
    filled = Counter(facts.expert_roles)
    exactly = Tally(each.value * _count(filled[role] == each.value for role in ExpertRole))
    norm = each.value * len(ExpertRole)
    return by.measure("experts", exactly, norm, unit=Unit.EXPERTS, used=(each,))


def _per_school(id_: str, tallies: list[Tally], each: Parameter, by: Yardstick) -> NormProgress:
    most = each.value
    done = sum((min(tally.done, most) for tally in tallies), ZERO)
    by_plan = sum((min(tally.done + tally.planned, most) for tally in tallies), ZERO)
    once = sum((min(t.done + t.planned + t.overdue, most) for t in tallies), ZERO)
    return by.measure(
        id_,
        Tally(done, by_plan - done, once - by_plan),
        most * len(tallies),
        unit=each.unit,
        used=(each,),
        each=Each(most, tuple(tallies)),
    )


def _count(marks: Iterable[bool]) -> Decimal:
    return Decimal(sum(marks))
