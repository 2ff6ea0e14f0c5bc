"""Searching a list by words: what fits best comes first, unless another order is asked for."""

from typing import Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, Float, Numeric, Text, bindparam, case, cast, func

from ok_api.foundation.schema import ListQuery, Word

MOST_WORDS = 12
"""Each word costs the database a search of its own; the longest name of a school has ten."""


class SearchQuery(ListQuery):
    """A list with `q`; the list itself says by what keys it sorts, `relevance` among them."""

    sort: Any
    q: Word | None = Field(None, description="Search; empty asks for nothing.")

    @field_validator("q")
    @classmethod
    def _few_words(cls, asked: str | None) -> str | None:
        if asked is not None and len(asked.split()) > MOST_WORDS:
            said = "Search with at most {most} words."
            raise PydanticCustomError("too_many_words", said, {"most": MOST_WORDS})
        return asked

    @model_validator(mode="after")
    def _order_by_relevance(self) -> Self:
        """Relevance orders by default what is searched; without words there is none to order by."""
        self.q = (self.q or "").strip() or None
        usual = type(self).model_fields["sort"].default
        chosen = self.sort if "sort" in self.model_fields_set else ("relevance", *usual)
        if self.q is None:
            chosen = tuple(key for key in chosen if key != "relevance")
        self.sort = chosen or usual
        return self


def relevance(table: Any, name: Any, code: Any = None) -> ColumnElement[Any]:
    """How far a row is from the words asked for: an exact code is nearest, then a name like them.

    Rounded, so that a page goes on from exactly the number that the page before it ended with.
    """
    asked = func.ok_fold(bindparam("q", type_=Text))
    near = _alike(asked, name) + _alike(asked, table.search_text)
    far: ColumnElement[Any] = func.round(cast(2 - near, Numeric), 4)
    if code is not None:
        far = case((code == func.upper(bindparam("q", type_=Text)), cast(-1, Numeric)), else_=far)
    return cast(far, Numeric)


def _alike(asked: Any, text: Any) -> ColumnElement[float]:
    return func.word_similarity(asked, text, type_=Float)
