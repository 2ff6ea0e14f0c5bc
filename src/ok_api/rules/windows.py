"""When something may be asked for: subsidy windows (R-SEL-4), terms (R-SEL-5), rounds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from ok_api.rules import parameters
from ok_api.rules.conditions import condition
from ok_api.rules.parameters import Parameter
from ok_api.rules.reading import ValuesError, mapping, read_values, sequence
from ok_api.rules.ruling import Fact, Ruling, Source, judged
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.sources import read_source
from ok_api.rules.words import ProgrammeRole, RoundStatus

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_KEYS = {"key", "school_year", "roles", "opens", "closes", "source"}

Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True)
class Window:
    """One period in which subsidy can be applied for; both ends belong to it."""

    key: str
    school_year: SchoolYear
    roles: tuple[ProgrammeRole, ...]
    opens: datetime
    closes: datetime
    source: Source


def window(
    at: datetime, school_year: SchoolYear, role: ProgrammeRole = ProgrammeRole.ASPIRANT
) -> Ruling:
    """Whether a moment lies in a window for that school year and role. `at` knows its time zone."""
    if at.tzinfo is None:
        raise ValueError(f"The moment {at} has no time zone.")
    fitting = [w for w in windows() if w.school_year == school_year and role in w.roles]
    evidence = {"school_year": str(school_year), "role": role.value}
    known = condition("window_known", bool(fitting), evidence, school_year=str(school_year))
    if not fitting:
        return judged(known)
    nearest = next((w for w in fitting if at <= w.closes), fitting[-1])
    inside = nearest.opens <= at <= nearest.closes
    figures: dict[str, Fact] = {
        "window": nearest.key,
        "opens": nearest.opens,
        "closes": nearest.closes,
        "status": round_status(at, nearest.opens, nearest.closes).value,
    }
    within = condition(
        "within_window",
        inside,
        {"at": at.astimezone(AMSTERDAM), "opens": nearest.opens, "closes": nearest.closes},
        at=at,
        opens=nearest.opens,
        closes=nearest.closes,
    )
    return judged(known, within, figures=figures)


def first_window(role: ProgrammeRole = ProgrammeRole.ASPIRANT) -> Window:
    """Of what was before the first window that is known, nothing can be said."""
    return next(found for found in windows() if role in found.roles)


def round_status(at: Moment, opens: Moment, closes: Moment) -> RoundStatus:
    """A round's status follows from its period; both ends belong to it."""
    if at < opens:
        return RoundStatus.PLANNED
    return RoundStatus.OPEN if at <= closes else RoundStatus.CLOSED


def terms(
    submitted_on: date,
    complete_on: date | None,
    on: date,
    *,
    completion_asked_on: date | None = None,
    decided_on: date | None = None,
) -> Ruling:
    """The terms of one subsidy application (R-SEL-5).

    The two weeks run from the day on which completion was asked for, or else from submission. Rank
    follows the day of completion, since complete applications go in order of receipt.
    """
    completion = parameters.at("completion_weeks", submitted_on)
    decision = parameters.at("decision_weeks", submitted_on)
    complete_by = _weeks_after(completion_asked_on or submitted_on, completion)
    decide_by = _weeks_after(submitted_on, decision)
    evidence: dict[str, Fact] = {"submitted_on": submitted_on, "complete_on": complete_on}
    return judged(
        condition(
            "application_complete", complete_on is not None, evidence, complete_by=complete_by
        ),
        condition(
            "completed_in_time",
            (complete_on or on) <= complete_by,
            evidence,
            weeks=completion.value,
            complete_by=complete_by,
        ),
        condition(
            "decided_in_time",
            (decided_on or on) <= decide_by,
            {"submitted_on": submitted_on, "decided_on": decided_on},
            weeks=decision.value,
            decide_by=decide_by,
        ),
        figures={"complete_by": complete_by, "decide_by": decide_by, "ranked_on": complete_on},
        parameters=(completion.use, decision.use),
    )


@cache
def windows() -> tuple[Window, ...]:
    """Every known window, earliest first."""
    raw = sequence(read_values("windows.yaml"), "windows.yaml")
    found = sorted((_window(item) for item in raw), key=lambda w: w.opens)
    if len({w.key for w in found}) != len(found):
        raise ValuesError("windows.yaml: a key is given twice")
    return tuple(found)


def _window(raw: object) -> Window:
    item = mapping(raw, "windows.yaml", required=_KEYS)
    where = f"windows.yaml, {item['key']}"
    opens, closes = (_local(item[end], where) for end in ("opens", "closes"))
    if closes < opens:
        raise ValuesError(f"{where}: closes before it opens")
    return Window(
        key=item["key"],
        school_year=SchoolYear.parse(str(item["school_year"])),
        roles=tuple(ProgrammeRole(role) for role in sequence(item["roles"], where)),
        opens=opens,
        closes=closes,
        source=read_source(item["source"], where),
    )


def _local(raw: object, where: str) -> datetime:
    moment = datetime.fromisoformat(str(raw))
    if moment.tzinfo is not None:
        raise ValuesError(f"{where}: write Dutch clock time, without an offset")
    return moment.replace(tzinfo=AMSTERDAM)


def _weeks_after(day: date, weeks: Parameter) -> date:
    return day + timedelta(weeks=int(weeks.value))
