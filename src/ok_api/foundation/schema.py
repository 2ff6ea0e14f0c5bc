"""The shapes of bodies, answers and queries; every one is camelCase and knows all its members."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ok_api.foundation.exactness import exact, kinds, written_out
from ok_api.rules import writing
from ok_api.rules.words import Term

_T = TypeVar("_T")


def without_default(schema: JsonSchemaValue) -> None:
    """For a member that what was kept earlier does not have: absent, and no client fills it in."""
    schema.pop("default", None)


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A `Decimal` is a JSON number here, where pydantic would tell of a string."""
        schema = handler(core_schema)
        members = handler.resolve_ref_schema(schema).get("properties", {})
        for name, info in cls.model_fields.items():
            if "Decimal" in str(info.annotation):
                _tell_number(members[info.alias or name])
        return schema


def _tell_number(schema: JsonSchemaValue) -> None:
    kinds = schema.pop("anyOf", [])
    if any(kind.get("type") == "number" for kind in kinds):
        kinds = [kind for kind in kinds if kind.get("type") != "string"]
    if len(kinds) == 1:
        schema.update(kinds[0])
    elif kinds:
        schema["anyOf"] = kinds
    for kind in kinds:
        _tell_number(kind)
    for part in ("items", "additionalProperties"):
        if isinstance(schema.get(part), dict):
            _tell_number(schema[part])
    if schema.get("type") == "string":
        schema["type"] = "number"
        schema.pop("pattern", None)


class Answer(Shape):
    """What we say of one resource; `self` is where it lives. All its members are always there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    self_link: str = Field(
        alias="self",
        description="Where this resource lives (relative to the host).",
        examples=["/v1/…"],
    )


class Body(Shape):
    """What a caller sends: unknown members are refused, texts lose their outer blanks."""

    model_config = ConfigDict(str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _be_exact(cls, value: Any, info: ValidationInfo) -> Any:
        return exact(kinds(cls, str(info.field_name)), value)

    def changes(self) -> Mapping[str, Any]:
        """JSON Merge Patch: only what was sent; a null that was sent clears."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def _each_once(keys: tuple[_T, ...]) -> tuple[_T, ...]:
    if len({str(key).removeprefix("-") for key in keys}) < len(keys):
        raise PydanticCustomError("repeated", "Sort by each key once.")
    return keys


def _split(value: object) -> object:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return [part.strip() for item in value for part in item.split(",")]
    return value.split(",") if isinstance(value, str) else value


SortBy = Annotated[
    tuple[_T, ...], BeforeValidator(_split), AfterValidator(_each_once), Field(max_length=4)
]
"""`sort=-startsAt,name`: the allowed keys are a `Literal`, so that OpenAPI shows them."""


def taken(form: Callable[[str], str | None]) -> BeforeValidator:
    """Text is brought into its one form before it is judged; a lost sign is never kept.

    It stands last among the annotations of a type, and so comes first.
    """

    def take(value: object) -> object:
        if not isinstance(value, str):
            return value
        if writing.is_unreadable(value):
            raise PydanticCustomError("unreadable", "This holds a character that was lost.")
        return form(value)

    return BeforeValidator(take)


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), taken(writing.line)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=10_000), taken(writing.prose)]
Word = Annotated[str, StringConstraints(max_length=200), taken(writing.line)]
Email = Annotated[EmailStr, Field(max_length=254), taken(writing.line)]


def example(**members: Any) -> ConfigDict:
    """An example of a whole body, where one of each of its members could not be sent together."""
    return ConfigDict(json_schema_extra={"examples": [members]})


def one_of(*forms: type[Shape], description: str) -> JsonSchemaValue:
    """How a body with several forms is told; the document gives each of them its own name.

    Pydantic knows nothing of what they refer to, so that it stands as `x-ref` until then.
    """
    told = []
    for form in forms:
        schema = form.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        told.append(json.loads(json.dumps(schema).replace('"$ref":', '"x-ref":')))
    return {"description": description, "oneOf": told}


def taking(*words: Term) -> Any:
    """Which words of a closed list a member takes: what else is sent is refused with its reason.

    The document tells only these; it is the rules that refuse the others, since they can say why.
    """

    def narrow(schema: JsonSchemaValue) -> None:
        schema.pop("$ref", None)
        lines = [f"- `{word}`: {word.label.en} ({word.label.nl})." for word in words]
        schema["description"] = "\n\n".join([schema["description"], "\n".join(lines)])
        schema |= {"type": "string", "enum": [word.value for word in words]}
        schema["x-enum-descriptions"] = [word.meaning.en for word in words]

    return narrow


NoNextPage = Annotated[
    str | None, Field(description="Always null: this list has one page.", examples=[None])
]
"""`nextCursor` where there is never one; told as any other, since generators trip over `null`."""


class Asked(Shape):
    """What a query asks: its values are text, and days in it are written out."""

    @field_validator("*", mode="before")
    @classmethod
    def _write_out(cls, value: Any, info: ValidationInfo) -> Any:
        return written_out(kinds(cls, str(info.field_name)), value)


class ListQuery(Asked):
    """What every list understands; a resource adds its filters and the keys it sorts by."""

    limit: int = Field(50, ge=1, le=200, description="How many items at the most.")
    cursor: str | None = Field(
        None,
        max_length=2000,
        description="Where to go on: `nextCursor` of the page before, with the same filters.",
    )
    count: bool = Field(False, description="Whether to add the exact `total`.")


def bilingual(description: str) -> Any:
    """A sentence that is answered in both languages, as in explanations and receipts."""
    return WithJsonSchema(
        {
            "type": "object",
            "description": description,
            "required": ["nl", "en"],
            "properties": {"nl": {"type": "string"}, "en": {"type": "string"}},
            "additionalProperties": False,
        }
    )
