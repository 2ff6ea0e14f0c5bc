"""What a team would be granted: a pure question to the rules."""

from typing import Any

from ok_api.foundation.errors import Flaw, InvalidInput
from ok_api.programme.reference.schemas import FacilitationQuestion
from ok_api.rules.facilitation import facilitation
from ok_api.rules.parameters import NoRuleInForce, histories
from ok_api.rules.ruling import Ruling
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.text import Text


def calculate_facilitation(question: FacilitationQuestion) -> dict[str, Any]:
    """R-FAC-1 to R-FAC-3. Raises `InvalidInput` for a school year without values."""
    ruling = _ask(question)
    told = ruling.as_json()
    return {
        "self": "/v1/facilitation-calculations",
        "phase": question.phase.value,
        "schoolCount": question.school_count,
        "schoolYear": question.school_year,
        **{name: ruling.figures[name] for name in ("fte", "days")},
        "explanation": told["steps"],
        **{name: told[name] for name in ("ruleIds", "parameters", "sources")},
    }


def _ask(question: FacilitationQuestion) -> Ruling:
    year = SchoolYear.parse(question.school_year)
    try:
        return facilitation(question.phase, question.school_count, year.start)
    except NoRuleInForce:
        raise InvalidInput(_no_values(year)) from None


def _no_values(year: SchoolYear) -> Flaw:
    granting = [history for history in histories().values() if history.rule_id.startswith("R-FAC")]
    first = SchoolYear.of(max(history.values[0].start for history in granting))
    return Flaw(
        where="body",
        name="/schoolYear",
        code="no_rule_in_force",
        message=Text(
            f"Voor {year} zijn geen waarden bekend; de eerste gelden vanaf {first}.",
            f"No values are known for {year}; the first hold from {first}.",
        ),
    )
