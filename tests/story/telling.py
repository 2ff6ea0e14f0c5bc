"""How the story is told: a player asks something and gets it, or is refused and told why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx

Json = dict[str, Any]


def read(answer: httpx.Response) -> Json:
    """The answer with exact decimals, as a careful client reads it."""
    said: Json = json.loads(answer.text, parse_float=Decimal)
    return said


@dataclass(frozen=True)
class Attempt:
    """Something that was refused: the audit trail must know who tried it, where and why."""

    actor: str
    method: str
    path: str
    why: str
    detail: str


@dataclass(frozen=True)
class Refusal:
    status: int
    said: Json

    def as_(self, status: int, kind: str) -> "Refusal":
        """It is a problem of this type, told as RFC 9457 has it."""
        assert (self.status, self.said["type"]) == (status, f"/v1/problem-types/{kind}"), self.said
        assert self.said["status"] == status
        assert self.said["title"]
        assert self.said["detail"]
        assert self.said["requestId"]
        return self

    def by_rule(self, **lacking: str) -> Json:
        """A rule refused it, naming exactly what is lacking; answers the unmet conditions."""
        self.as_(409, "rule-refused")
        assert self.said["ruling"]["outcome"] == "refused"
        return lacks(self.said["ruling"], **lacking)

    def by_state(self) -> Json:
        return self.as_(409, "wrong-state").said

    def by_role(self, *allowed: str) -> Json:
        """This caller may not do this; with roles, those who may."""
        self.as_(403, "forbidden")
        if allowed:
            assert self.said["allowedRoles"] == list(allowed)
        return self.said

    def as_hidden(self) -> None:
        self.as_(404, "not-found")

    def by_flaws(self, **codes: str) -> None:
        """The input is wrong: member by member, with the code of what is wrong with it."""
        self.as_(400, "invalid-input")
        told = {flaw["pointer"].strip("/"): flaw["code"] for flaw in self.said["errors"]}
        assert told == codes
        assert all(flaw["message"] for flaw in self.said["errors"])


def lacks(ruling: Json, **expected: str) -> Json:
    """The unmet requirements are exactly these, each as `rule: who, can supply it`."""
    unmet = unmet_of(ruling, "requirement")
    told = {id_: f"{c['ruleId']}: {', '.join(c['suppliedBy'])}" for id_, c in unmet.items()}
    assert told == expected
    assert {c["ruleId"] for c in unmet.values()} <= set(ruling["ruleIds"])
    return unmet


def unmet_of(ruling: Json, kind: str) -> Json:
    """The unmet conditions of a kind by their id; each says what is missing and who says so."""
    unmet = {c["id"]: c for c in ruling["conditions"] if c["missing"] and c["kind"] == kind}
    lacking = [c for c in ruling["conditions"] if not c["met"] and not c["notApplicable"]]
    assert [c["id"] for c in lacking if c["kind"] == kind] == list(unmet)
    for condition in unmet.values():
        for text in (condition["text"], condition["missing"]):
            assert text["nl"], condition["id"]
            assert text["en"], condition["id"]
        assert condition["suppliedBy"], condition["id"]
        source = condition["source"]
        assert source["name"], condition["id"]
        assert source["place"], condition["id"]
        assert len(source["sentence"].split()) > 2, condition["id"]
        assert source in ruling["sources"]
    return unmet


class Player:
    """One caller, who says why it does what it does."""

    def __init__(self, client: httpx.AsyncClient, account: str, attempts: list[Attempt]) -> None:
        self._client = client
        self._attempts = attempts
        self.account = account

    async def text(self, path: str, **query: Any) -> str:
        return (await self._read(path, query)).text

    async def get(self, path: str, **query: Any) -> Json:
        return read(await self._read(path, query))

    async def items(self, path: str, **query: Any) -> list[Json]:
        """All items of a list, page after page."""
        page = await self.get(path, limit=100, **query)
        found: list[Json] = page["items"]
        while page.get("nextCursor"):
            page = await self.get(path, limit=100, cursor=page["nextCursor"], **query)
            found += page["items"]
        return found

    async def cannot_see(self, path: str, status: int = 404) -> None:
        answer = await self._client.get(path)
        assert answer.status_code == status, f"{path}: {answer.text}"

    async def post(self, path: str, *, why: str = "", **body: Any) -> Json:
        return _granted(await self._send("POST", path, why, json=body))

    async def put(self, path: str, *, why: str = "", **body: Any) -> Json:
        """Made under its own key, or replaced in the version that is there."""
        return _granted(await self._send("PUT", path, why, json=body))

    async def patch(self, path: str, *, why: str = "", **body: Any) -> Json:
        return _granted(await self._send("PATCH", path, why, json=body))

    async def upload(self, path: str, kind: str, *, why: str = "") -> Json:
        return _granted(await self._upload(path, kind, why))

    async def is_refused(self, method: str, path: str, *, why: str, **body: Any) -> Refusal:
        """The attempt that the story makes first; it is remembered for the audit trail."""
        return self._refused(await self._send(method, path, why, json=body), why)

    async def is_refused_upload(self, path: str, kind: str, *, why: str) -> Refusal:
        return self._refused(await self._upload(path, kind, why), why)

    async def knows_no_method(self, method: str, path: str) -> str:
        """405: the address has no such method at all; answers those that it has."""
        answer = await self._client.request(method, path, json={})
        Refusal(answer.status_code, read(answer)).as_(405, "method-not-allowed")
        return answer.headers["allow"]

    async def _read(self, path: str, query: Mapping[str, Any]) -> httpx.Response:
        answer = await self._client.get(path, params=query)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer

    async def _upload(self, path: str, kind: str, why: str) -> httpx.Response:
        files = {"file": (f"{kind}.txt", b"Wat de school erover schrijft.\n", "text/plain")}
        return await self._send("POST", path, why, data={"kind": kind}, files=files)

    async def _send(self, method: str, path: str, why: str, **content: Any) -> httpx.Response:
        headers = {"Accept-Language": "en"}
        if why:
            headers["Audit-Reason"] = quote(why)
        if method in ("PUT", "PATCH", "DELETE"):
            current = await self._client.get(path)
            if method != "PUT" or current.is_success:
                headers["If-Match"] = current.headers.get("etag", '"0"')
        return await self._client.request(method, path, headers=headers, **content)

    def _refused(self, answer: httpx.Response, why: str) -> Refusal:
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        said, request = read(answer), answer.request
        told = Attempt(self.account, request.method, request.url.path, why, said["detail"])
        self._attempts.append(told)
        return Refusal(answer.status_code, said)


def _granted(answer: httpx.Response) -> Json:
    assert answer.is_success, f"{answer.request.method} {answer.request.url.path}: {answer.text}"
    return read(answer)
