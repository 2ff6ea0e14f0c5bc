"""The players' way to the API: one HTTP client per caller, as strict as a test."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx

from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings

Json = dict[str, Any]


class StoryError(ValueError):
    """The API answered otherwise than the story has it."""


class Player:
    """One caller. Every method raises `StoryError` unless the answer is a success."""

    def __init__(self, client: httpx.Client, token: str, on_request: Callable[[], None]) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "nl"}
        self._on_request = on_request

    def get(self, path: str, **query: Any) -> Json:
        return self._said(self._send("GET", path, params=query))

    def post(self, path: str, **body: Any) -> Json:
        return self._said(self._send("POST", path, json=body))

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Json:
        files = {"file": (name, content, "text/plain")}
        return self._said(self._send("POST", path, data=fields, files=files))

    def put(self, path: str, **body: Any) -> Json:
        """Create under a natural key, or replace what is there in the version that is there."""
        return self._said(self._send("PUT", path, json=body, headers=self._version(path)))

    def patch(self, path: str, *, why: str = "", **changes: Any) -> Json:
        headers = self._version(path) | ({"Audit-Reason": quote(why)} if why else {})
        return self._said(self._send("PATCH", path, json=changes, headers=headers))

    def attempt(self, path: str, **body: Any) -> httpx.Response:
        """A POST that may be refused: the story looks at the answer itself."""
        return self._send("POST", path, json=body)

    def _version(self, path: str) -> dict[str, str]:
        etag = self._send("GET", path).headers.get("etag")
        return {"If-Match": etag} if etag else {}

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        self._on_request()
        headers = {**self._headers, **options.pop("headers", {})}
        return self._client.request(method, path, headers=headers, **options)

    def _said(self, answer: httpx.Response) -> Json:
        if answer.is_success:
            said: Json = answer.json()
            return said
        request = answer.request
        raise StoryError(f"{request.method} {request.url.path}: {_why(answer.json())}")


def _why(problem: Json) -> str:
    conditions = problem.get("ruling", {}).get("conditions", [])
    unmet = [condition["text"]["nl"] for condition in conditions if condition["missing"]]
    flaws = [f"{flaw.get('pointer')}: {flaw['message']}" for flaw in problem.get("errors", [])]
    return " ".join([problem["detail"], *unmet, *flaws])


class Stage:
    """Hands out players; all share one connection pool."""

    def __init__(
        self, settings: Settings, client: httpx.Client, on_request: Callable[[], None]
    ) -> None:
        self._settings = settings
        self._client = client
        self._on_request = on_request
        self.office = self._player("office")

    def school(self, code: str) -> Player:
        return self._player("school", schools=[code])

    def evaluator(self) -> Player:
        return self._player("evaluator")

    def _player(self, role: str, **claims: Any) -> Player:
        subject = f"{role}@example.org"
        token = development_token(self._settings, subject, {"roles": [role], **claims})
        return Player(self._client, token, self._on_request)
