"""Which reads are lists, and what is told of their tables in the OpenAPI document."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, get_args, get_origin

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.contract import parts
from ok_api.foundation.exports.answering import answer_items
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.forms import CSV, FORMS, XLSX, Form
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import JSON
from ok_api.foundation.rates import Cost
from ok_api.foundation.routing import Read, Services
from ok_api.foundation.schema import Shape

Table = Callable[[Request, Actor, Services, Columns, Form], Awaitable[Response]]
"""Answers a read as a table with these columns in this form."""

LIST = (JSON[0], CSV.name, XLSX.name, *JSON[1:])
"""In the order of our own preference, for who has none."""
DEAR = {form.name: Cost.TABLE for form in FORMS}
NO_TABLES: Mapping[str, Read] = {}


def item_of(model: Any) -> type[Shape] | None:
    """The shape of the items when a model is a list of them, and nothing when it is none."""
    field = getattr(model, "model_fields", {}).get("items")
    if field is None or get_origin(field.annotation) is not list:
        return None
    (item,) = get_args(field.annotation)
    return item if isinstance(item, type) and issubclass(item, Shape) else None


def tables(item: type[Shape], table: Table) -> Mapping[str, Read]:
    """The answers by media type; the columns are only worked out when somebody asks."""
    columns = Columns(item)

    def in_form(form: Form) -> Read:
        async def answer(request: Request, actor: Actor, services: Services) -> Response:
            return await table(request, actor, services, columns, form)

        return answer

    return {form.name: in_form(form) for form in FORMS}


def table_of(answer: Read) -> Table:
    """The table of a list that has no pages, from the items of its JSON."""
    return partial(answer_items, answer=answer)


def varying(answer: Read) -> Read:
    """The same JSON, which a cache must not take for a table."""

    async def varied(request: Request, actor: Actor, services: Services) -> Response:
        told = await answer(request, actor, services)
        told.headers.add_vary_header("Accept")
        return told

    return varied


def told(summary: str, extra: Mapping[str, Any], *, paged: bool) -> dict[str, Any]:
    """What the document says of an operation that is a list, beside what it says already."""
    about = f"{extra.get('description') or f'{summary}.'}\n\n{parts.TABLES_TOLD}"
    if paged:
        about += f" {parts.WHOLE_TOLD}"
    responses = {200: {"description": "The list."}, **extra.get("responses", {})}
    whole = responses[200]
    headers = {**whole.get("headers", {}), **parts.DISPOSITION}
    content = {**whole.get("content", {}), **parts.TABLES}
    responses[200] = {**whole, "headers": headers, "content": content}
    return {**extra, "description": about, "responses": responses}
