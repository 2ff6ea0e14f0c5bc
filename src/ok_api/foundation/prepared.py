"""Answers that Python makes once and then only repeats, with an ETag from their content."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.reading import etag_matches


@dataclass(frozen=True)
class Prepared:
    """Bytes that are the same for everyone until the next release."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    def answer(self, request: Request) -> Response:
        """200 with the bytes, or 304 when the caller has them."""
        headers = {"Cache-Control": "public, no-cache", **self.headers, "ETag": self.etag}
        if etag_matches(request.headers.get("if-none-match"), self.etag):
            return Response(status_code=304, headers=headers)
        return Response(self.body, 200, headers, self.media_type)
