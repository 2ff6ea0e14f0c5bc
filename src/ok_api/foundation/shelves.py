"""Lists that Python knows by heart: the same for everyone until the next release.

Each document is encoded once per language; a request only picks bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import json
from ok_api.foundation.context import language_of
from ok_api.foundation.errors import NotFound
from ok_api.foundation.exports.answering import answer_items, is_page
from ok_api.foundation.exports.columns import Columns
from ok_api.foundation.exports.forms import Form
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.prepared import Prepared
from ok_api.foundation.reading import next_address, page_body, parse_query
from ok_api.foundation.routing import Services
from ok_api.foundation.schema import ListQuery

Tell = Callable[[str], Mapping[str, Mapping[str, Any]]]
"""The documents by key in one language, in the order in which they are listed."""


@dataclass(frozen=True)
class Shelf:
    """One such list: where it lives, which path value names a document, what it tells."""

    path: str
    key: str
    tell: Tell
    _encoded: dict[str, dict[str, bytes]] = field(default_factory=dict)

    async def one(self, request: Request, _actor: Actor, _services: Services) -> Response:
        check_query(request, ())
        language = language_of(request)
        found = self._documents(language).get(request.path_params[self.key])
        if found is None:
            raise NotFound()
        return Prepared(found, _headers(language)).answer(request)

    async def page(self, request: Request, actor: Actor, services: Services) -> Response:
        return self._list(request, services, whole=False)

    async def table(
        self, request: Request, actor: Actor, services: Services, columns: Columns, form: Form
    ) -> Response:
        """All of it, unless a page is asked for."""

        async def answer(plain: Request, _actor: Actor, _services: Services) -> Response:
            return self._list(plain, services, whole=not is_page(request))

        return await answer_items(request, actor, services, columns, form, answer=answer)

    def _list(self, request: Request, services: Services, *, whole: bool) -> Response:
        query: ListQuery = parse_query(request, ListQuery)
        language = language_of(request)
        documents = self._documents(language)
        keys = list(documents)
        start = self._start(services, query, keys)
        end = len(keys) if whole else start + query.limit
        items = b",".join(documents[key] for key in keys[start:end]).decode()
        cursor = services.cursors.seal(self.path, [keys[end - 1]]) if end < len(keys) else None
        headers = {**_headers(language), "Vary": "Accept, Accept-Language"}
        if cursor is not None:
            headers["Link"] = f'<{next_address(request, cursor)}>; rel="next"'
        total = len(keys) if query.count else None
        body = page_body(request, f"[{items}]", total, cursor)
        return Prepared(body.encode(), headers).answer(request)

    def _start(self, services: Services, query: ListQuery, keys: Sequence[str]) -> int:
        if query.cursor is None:
            return 0
        (last,) = services.cursors.open(self.path, query.cursor)
        return keys.index(last) + 1 if last in keys else 0

    def _documents(self, language: str) -> dict[str, bytes]:
        if language not in self._encoded:
            self._encoded[language] = {
                key: json.encode({"self": f"{self.path}/{key}", **told})
                for key, told in self.tell(language).items()
            }
        return self._encoded[language]


def _headers(language: str) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}
