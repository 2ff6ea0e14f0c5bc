"""The shape of one page of a list."""

from typing import Any

from pydantic import ConfigDict, Field, create_model

from ok_api.foundation.schema import Answer, Shape


def _without_total(schema: dict[str, Any]) -> None:
    """It is absent unless it is asked for, and then says no number at all."""
    schema["required"] = [name for name in schema["required"] if name != "total"]


class _Page(Answer):
    model_config = ConfigDict(json_schema_extra=_without_total)


def page_model(item: type[Shape]) -> type[Answer]:
    return create_model(
        f"{item.__name__}Page",
        __base__=_Page,
        __doc__=f"One page of a list of {item.__name__}.",
        items=(list[item], Field(description="The items, in the order asked for.")),  # type: ignore[valid-type]
        next_cursor=(
            str | None,
            Field(description="Ask for the next page with it; null on the last page."),
        ),
        total=(
            int,
            Field(0, ge=0, description="The exact number of items; only with `count=true`."),
        ),
    )
