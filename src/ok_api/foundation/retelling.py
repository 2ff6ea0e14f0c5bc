"""What Python adds to what PostgreSQL told, for answers that the rules have a say in."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ok_api.foundation import json
from ok_api.foundation.schema import Shape


@dataclass(frozen=True)
class Retelling:
    """`tell` makes the shape that is promised from a projection's own document."""

    model: type[Shape]
    tell: Callable[[Any], Any]

    def one(self, document: str, etag: str) -> tuple[str, str]:
        """The answer and its ETag: the rules may say something else while the row is the same."""
        told = json.encode(self.tell(json.decode(document)))
        return told.decode(), f"{etag}.{sha256(told).hexdigest()[:16]}"

    def page(self, items: str) -> str:
        return json.encode_text([self.tell(item) for item in json.decode(items)])
