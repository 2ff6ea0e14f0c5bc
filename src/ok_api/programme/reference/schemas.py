"""What everyone may look up: rules, words, problems; and the question what a team is granted."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from ok_api.foundation.schema import Answer, Body, Shape
from ok_api.programme.explanations import ParameterUseShape, Sentence, SourceShape, StepShape
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import ConditionKind, Phase, Role, RuleKind, Unit


class RuleCondition(Shape):
    """One thing that a rule asks (voorwaarde)."""

    id: str = Field(description="Stable id of the condition.", examples=["evaluation_exists"])
    kind: ConditionKind = Field(description="A requirement, or a norm (comply or explain).")
    text: Sentence = Field(description="What is asked; an ellipsis stands for the case at hand.")
    supplied_by: list[Role] = Field(description="The roles that can see to it.")
    source: SourceShape = Field(description="Who says so.")


class DatedValue(Shape):
    """What a value is from a day on."""

    from_: date = Field(alias="from", description="First day (ingangsdatum).")
    until: date | None = Field(description="Last day; null while no later value is known.")
    value: Decimal = Field(description="The value, an exact decimal.", examples=[0.4])
    source: SourceShape = Field(description="Who says so.")


class RuleParameter(Shape):
    """A value that a rule works with, and what it was over time."""

    key: str = Field(description="Key of the parameter.", examples=["base_fte"])
    title: Sentence = Field(description="What it is called.")
    unit: Unit = Field(description="What it counts.")
    values: list[DatedValue] = Field(description="All values, the oldest first.")


class RuleExample(Shape):
    """A worked example (rekenvoorbeeld): these are also run as tests of the rules."""

    id: str = Field(description="Stable id of the example.")
    rule_ids: list[str] = Field(description="The rules that it shows.")
    title: Sentence = Field(description="What it shows.")
    asks: str = Field(description="Which question is put to the rules.")
    given: dict[str, Any] = Field(description="The facts of the case.")
    expect: dict[str, Any] = Field(description="What the rules say of it.")
    source: SourceShape = Field(description="Who says so.")


class CitedDocument(SourceShape):
    """A place in a document that a rule rests on, with the document's full title."""

    title: Sentence = Field(description="Full title of the document.")
    url: str | None = Field(
        description="Where it is published; null when it is not.",
        examples=["https://www.dus-i.nl/subsidies/ontwikkelkracht-2024-2025"],
    )


class Rule(Answer):
    """One rule of the programme (regel), with everything that there is to know about it."""

    id: str = Field(description="Stable id of the rule.", examples=["R-FAC-2"])
    kind: RuleKind = Field(description="What sort of rule it is.")
    title: Sentence = Field(description="What it is called.")
    explanation: Sentence = Field(description="What it says.")
    conditions: list[RuleCondition] = Field(description="What it asks.")
    parameters: list[RuleParameter] = Field(description="The values it works with, by date.")
    examples: list[RuleExample] = Field(description="Worked examples.")
    sources: list[CitedDocument] = Field(
        description="The documents that it rests on; other explanations cite them by `name`."
    )


class GlossaryTerm(Answer):
    """A word of the programme (begrip): its name in this API, in Dutch and in English."""

    key: str = Field(description="The name in this API.", examples=["School"])
    nl: str = Field(description="The Dutch word.", examples=["schoolvestiging"])
    en: str = Field(description="The English word.", examples=["school location"])
    meaning: Sentence = Field(description="What it means.")


class Code(Shape):
    """One code of a closed list, with its meaning."""

    code: str = Field(description="The code as it stands in JSON.", examples=["pilot"])
    label: str = Field(description="Its label, in the language asked for.")
    meaning: str = Field(description="Its meaning, in the language asked for.")
    labels: Sentence = Field(description="Its label in both languages.")
    meanings: Sentence = Field(description="Its meaning in both languages.")


class CodeList(Answer):
    """A closed list of codes (codelijst) that this API uses."""

    name: str = Field(description="Name of the list.", examples=["phase"])
    term: str = Field(description="What it is called, in the language asked for.")
    terms: Sentence = Field(description="What it is called, in both languages.")
    codes: list[Code] = Field(description="All its codes.")


class FlawCode(Shape):
    """A code that a flaw of the input may have (foutcode)."""

    code: str = Field(description="The code, as it stands in `errors`.", examples=["too_large"])
    parameters: list[str] = Field(
        description="What goes with it in `parameters`, one or more of these.",
        examples=[["max", "below"]],
    )
    meaning: str = Field(description="What it means, in the language asked for.")
    meanings: Sentence = Field(description="What it means, in both languages.")


class ProblemType(Answer):
    """A type of problem that this API answers with; problems name it in their `type`."""

    slug: str = Field(description="Its last path segment.", examples=["rule-refused"])
    status: int = Field(description="The HTTP status that goes with it.", examples=[409])
    title: str = Field(description="Its title, in the language asked for.")
    advice: str = Field(description="What to do about it, in the language asked for.")
    titles: Sentence = Field(description="Its title in both languages.")
    advices: Sentence = Field(description="What to do about it, in both languages.")
    codes: list[FlawCode] = Field(
        description="The codes of the flaws that `errors` may name (invalid-input); else none."
    )


class Collection(Shape):
    """A place to begin."""

    href: str = Field(description="Where it lives.", examples=["/v1/schools"])
    title: str = Field(description="What is there.", examples=["Schools of the register"])


class Root(Answer):
    """The front door: what there is and where it is described."""

    title: str = Field(description="Name of this API.", examples=["Ontwikkelkracht API"])
    version: str = Field(description="Its full version.", examples=["1.0.0"])
    document: str = Field(description="The OpenAPI document.", examples=["/v1/openapi.json"])
    documentation: str = Field(description="The same for people.", examples=["/v1/docs"])
    collections: list[Collection] = Field(description="Every list that needs no other address.")


def _is_school_year(written: str) -> str:
    return str(SchoolYear.parse(written))


WrittenSchoolYear = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}$"), AfterValidator(_is_school_year)
]


class FacilitationQuestion(Body):
    """Which team, with how many learning schools, in which school year."""

    phase: Phase = Field(description="The phase (fase) of the participation.", examples=["pilot"])
    school_count: int = Field(
        ge=0, le=1000, description="Number of learning schools (lerende scholen).", examples=[6]
    )
    school_year: WrittenSchoolYear = Field(
        description="The school year (schooljaar).", examples=["2025-2026"]
    )


class FacilitationCalculation(Answer):
    """The time granted to an expertise team (facilitering), and how it was computed."""

    phase: Phase = Field(description="The phase (fase) that was asked.", examples=["pilot"])
    school_count: int = Field(description="The number of learning schools asked.", examples=[6])
    school_year: str = Field(description="The school year asked.", examples=["2025-2026"])
    fte: Decimal = Field(description="Full-time equivalents, an exact decimal.", examples=[1.0])
    days: Decimal = Field(description="Working days, an exact decimal.", examples=[200])
    explanation: list[StepShape] = Field(description="How it was computed, step by step.")
    rule_ids: list[str] = Field(description="The rules applied.", examples=[["R-FAC-2", "R-FAC-3"]])
    parameters: list[ParameterUseShape] = Field(description="The dated values that were used.")
    sources: list[SourceShape] = Field(description="Every source cited.")
