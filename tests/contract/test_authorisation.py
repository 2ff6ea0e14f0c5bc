"""Who may ask for what: the list written by hand, the policy, the document and the application."""

from collections.abc import Iterator

import httpx
import pytest

from ok_api.access import policy
from tests.callers import Caller, Callers
from tests.contract.matrix import ANYONE, MATRIX, ROLES
from tests.contract.walking import READ_BY_ADDRESS, Findings, Operation, refused

NONSENSE = {"nonsense": True}
"""A body that no operation reads: who may not ask must not learn what is wrong with it."""


def test_the_policy_says_what_the_matrix_says() -> None:
    said = {
        operation: ANYONE if roles is None else tuple(sorted(str(role) for role in roles))
        for operation, roles in policy.OPERATIONS.items()
    }
    assert said == {operation: tuple(sorted(roles)) for operation, roles in MATRIX.items()}


def test_the_document_says_what_the_matrix_says(walk: list[Operation]) -> None:
    said = {operation.id: tuple(sorted(operation.told["x-roles"])) for operation in walk}
    assert said == {operation: tuple(sorted(roles)) for operation, roles in MATRIX.items()}
    for operation in walk:
        assert operation.public == (MATRIX[operation.id] == ANYONE), operation.id


@pytest.fixture
def by_role(callers: Callers) -> dict[str, Caller]:
    claims = {"school": {"schools": ["99ZZ99"]}, "board": {"boards": ["90099"]}}
    return {
        role: callers.as_(role, f"{role}@example.org", **claims.get(role, {})) for role in ROLES
    }


async def test_nobody_is_asked_for_a_token(
    walk: list[Operation], client: httpx.AsyncClient
) -> None:
    findings = Findings()
    for operation in walk:
        if not operation.public:
            answer = await _ask(client, operation)
            challenge = answer.headers.get("www-authenticate", "")
            findings.add(operation, refused(answer, 401))
            findings.add(operation, [] if challenge.startswith("Bearer") else ["no challenge"])
    findings.judge()


async def test_a_wrong_role_is_refused_before_its_body_is_read(
    walk: list[Operation], by_role: dict[str, Caller]
) -> None:
    findings = Findings()
    for operation in walk:
        for role in _refused_roles(operation):
            answer = await _ask(by_role[role], operation)
            flaws = [f"for {role}: {flaw}" for flaw in refused(answer, 403)]
            findings.add(operation, flaws)
            if not flaws and answer.json()["allowedRoles"] != sorted(MATRIX[operation.id]):
                findings.add(operation, [f"tells {role} of {answer.json()['allowedRoles']}"])
    findings.judge()


async def test_a_right_role_gets_past_the_door(
    walk: list[Operation], by_role: dict[str, Caller]
) -> None:
    findings = Findings()
    for operation in walk:
        for role in ROLES:
            if role not in _refused_roles(operation):
                answer = await _ask(by_role[role], operation)
                wrong = answer.status_code in (401, 403) or answer.status_code >= 500
                told = f"answers {role} {answer.status_code}: {answer.text[:200]}"
                findings.add(operation, [told] if wrong else [])
    findings.judge()


async def test_a_bad_token_is_refused_even_where_none_is_needed(
    walk: list[Operation], client: httpx.AsyncClient
) -> None:
    findings = Findings()
    client.headers["Authorization"] = "Bearer not-a-token"
    for operation in walk:
        if operation.id not in READ_BY_ADDRESS:
            findings.add(operation, refused(await _ask(client, operation), 401))
    findings.judge()


def _refused_roles(operation: Operation) -> Iterator[str]:
    allowed = MATRIX[operation.id]
    return iter(()) if allowed == ANYONE else (role for role in ROLES if role not in allowed)


async def _ask(client: httpx.AsyncClient, operation: Operation) -> httpx.Response:
    headers = operation.headers()
    if "multipart/form-data" in operation.media_types:
        return await client.post(operation.address, files={"nonsense": b"x"}, headers=headers)
    body = NONSENSE if operation.media_types else None
    return await client.request(operation.method, operation.address, json=body, headers=headers)
