"""Who calls in a test: a client per role, with a token of the development key."""

from typing import Any

import httpx
from fastapi import FastAPI

from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings


class Caller(httpx.AsyncClient):
    """Adds what a careful client sends by itself: JSON, and If-Match on a change."""

    async def change(self, method: str, path: str, body: Any, why: str = "") -> httpx.Response:
        """PATCH, PUT or DELETE of what is there, in the version that is there."""
        current = await self.get(path)
        headers = {"If-Match": current.headers.get("etag", '"0"')}
        headers |= {"Audit-Reason": why} if why else {}
        return await self.request(method, path, json=body, headers=headers)


class Callers:
    def __init__(self, anonymous: httpx.AsyncClient, app: FastAPI, settings: Settings) -> None:
        self.anonymous = anonymous
        self._app = app
        self._settings = settings

    @property
    def office(self) -> Caller:
        return self.as_("office", "office@example.org")

    @property
    def entitled(self) -> Caller:
        """Someone who may ask for every operation there is."""
        return self.as_("office", "entitled@example.org", roles=["office", "evaluator"])

    @property
    def subsidy(self) -> Caller:
        return self.as_("subsidy", "subsidy@example.org")

    @property
    def research(self) -> Caller:
        return self.as_("research", "research@example.org")

    def school(self, *codes: str) -> Caller:
        return self.as_("school", f"school-{codes[0]}@example.org", schools=list(codes))

    def board(self, *numbers: str) -> Caller:
        return self.as_("board", f"board-{numbers[0]}@example.org", boards=list(numbers))

    def expert(self, subject: str = "expert@example.org") -> Caller:
        return self.as_("expert", subject)

    def evaluator(self, subject: str = "evaluator@example.org") -> Caller:
        return self.as_("evaluator", subject)

    def as_(self, role: str, subject: str, **claims: Any) -> Caller:
        token = development_token(self._settings, subject, {"roles": [role], **claims})
        return Caller(
            transport=httpx.ASGITransport(app=self._app, raise_app_exceptions=False),
            base_url="http://testserver",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"},
        )
