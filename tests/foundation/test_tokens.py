"""Whose word is taken: tokens of the issuer, with the right purpose, in time, rightly signed."""

import base64
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from pydantic import SecretStr
from starlette.requests import Request

from ok_api.foundation import keys
from ok_api.foundation.errors import Unauthenticated
from ok_api.foundation.identity import Actor, Identity
from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Environment, Settings
from ok_api.main import create_app
from tests.foundation.issuer import Issuer, new_key, running


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture
def identity(issuer: Issuer, settings: Settings) -> Identity:
    return Identity(issuer.settings(settings))


async def identify(identity: Identity, token: str) -> Actor:
    headers = [(b"authorization", f"Bearer {token}".encode())]
    return await identity.identify(Request({"type": "http", "headers": headers}))


async def refusal(identity: Identity, token: str) -> Unauthenticated:
    with pytest.raises(Unauthenticated) as refused:
        await identify(identity, token)
    return refused.value


async def test_a_token_says_who_calls(identity: Identity, issuer: Issuer) -> None:
    actor = await identify(identity, issuer.token(boards=["90001"]))
    assert actor.subject == "someone@example.org"
    assert actor.roles == {"school"}
    assert actor.memberships == {"schools": ("99ZZ01",), "boards": ("90001",)}


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
async def test_the_usual_algorithms_are_read(
    identity: Identity, issuer: Issuer, algorithm: str
) -> None:
    issuer.add("other", algorithm)
    assert (await identify(identity, issuer.token("other"))).subject == "someone@example.org"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example/"},
        {"iss": "None"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"nbf": int(time.time()) + 600},
        {"sub": None},
        {"scope": "openid"},
        {"scope": None},
        {"scope": "ok-api-admin not-ok-api"},
    ],
)
async def test_a_wrong_claim_is_refused(
    identity: Identity, issuer: Issuer, changed: dict[str, Any]
) -> None:
    claims = {name: value for name, value in issuer.claims().items() if name not in changed}
    claims |= {name: value for name, value in changed.items() if value is not None}
    algorithm, key = issuer.keys["first"]
    token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "first"})
    error = await refusal(identity, token)
    assert error.code == ("insufficient_scope" if "scope" in changed else "invalid_token")


async def test_without_a_configured_issuer_nobody_else_is_believed(
    issuer: Issuer, settings: Settings
) -> None:
    for claimed in ("None", "", issuer.address):
        await refusal(Identity(settings), issuer.token(iss=claimed))


async def test_a_token_without_signature_is_refused(identity: Identity, issuer: Issuer) -> None:
    head, claims = ({"alg": "none", "kid": "first"}, issuer.claims())
    parts = (base64.urlsafe_b64encode(json.dumps(x).encode()).rstrip(b"=") for x in (head, claims))
    await refusal(identity, b".".join(parts).decode() + ".")


async def test_a_public_key_is_no_shared_secret(identity: Identity, issuer: Issuer) -> None:
    """The old trick: sign with HMAC, with the published key as the secret."""
    public = issuer.keys["first"][1].public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    token = jwt.encode(issuer.claims(), raw, algorithm="HS256", headers={"kid": "first"})
    await refusal(identity, token)


async def test_a_key_of_another_kind_than_the_algorithm_is_refused(
    identity: Identity, issuer: Issuer
) -> None:
    issuer.add("curve", "ES256")
    token = jwt.encode(issuer.claims(), new_key("RS256"), "RS256", headers={"kid": "curve"})
    await refusal(identity, token)


async def test_another_key_with_a_known_name_is_refused(identity: Identity, issuer: Issuer) -> None:
    token = jwt.encode(issuer.claims(), new_key("EdDSA"), "EdDSA", headers={"kid": "first"})
    await refusal(identity, token)


async def test_a_changed_payload_is_refused(identity: Identity, issuer: Issuer) -> None:
    head, _, signature = issuer.token().split(".")
    claims = json.dumps(issuer.claims(roles=["office"])).encode()
    forged = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
    await refusal(identity, f"{head}.{forged}.{signature}")


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "e30.e30.e30", "💥", "Bearer"])
async def test_what_is_no_token_is_refused(identity: Identity, token: str) -> None:
    headers = [(b"authorization", f"Bearer {token}".encode())]
    with pytest.raises(Unauthenticated):
        await identity.identify(Request({"type": "http", "headers": headers}))


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "token"])
async def test_another_scheme_is_refused(identity: Identity, header: str) -> None:
    request = Request({"type": "http", "headers": [(b"authorization", header.encode())]})
    with pytest.raises(Unauthenticated) as refused:
        await identity.identify(request)
    assert refused.value.code == "invalid_request"


async def test_the_keys_are_fetched_once(identity: Identity, issuer: Issuer) -> None:
    for number in range(5):
        await identify(identity, issuer.token(sub=f"caller-{number}@example.org"))
    assert issuer.visits == 1


async def test_unknown_keys_do_not_send_us_to_the_issuer_again_and_again(
    identity: Identity, issuer: Issuer
) -> None:
    for number in range(5):
        stranger = jwt.encode(
            issuer.claims(), new_key("EdDSA"), "EdDSA", headers={"kid": f"unknown-{number}"}
        )
        await refusal(identity, stranger)
    assert issuer.visits == 1


async def test_a_rotated_key_is_found_and_the_old_one_forgotten(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = issuer.token()
    await identify(identity, issuer.token(sub="before@example.org"))
    del issuer.keys["first"]
    issuer.add("second")
    await refusal(identity, issuer.token("second"))
    monkeypatch.setattr(keys, "REFRESH_AT_MOST_EVERY", 0.0)
    assert (await identify(identity, issuer.token("second"))).subject == "someone@example.org"
    await refusal(identity, old)


async def test_a_verified_token_is_verified_again_only_after_its_life(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.token()
    actor = await identify(identity, token)
    assert await identify(identity, token) is actor
    later = time.time() + 700
    monkeypatch.setattr("ok_api.foundation.identity.time.time", lambda: later)
    identity._keys._issued.clear()
    await refusal(identity, token)


async def test_an_issuer_that_is_down_is_our_trouble_not_the_callers(
    identity: Identity, issuer: Issuer
) -> None:
    issuer.down = True
    with pytest.raises(ConnectionError):
        await identify(identity, issuer.token())


async def test_development_tokens_work_outside_production_only(
    issuer: Issuer, settings: Settings
) -> None:
    token = development_token(settings, "developer@example.org", {"roles": ["office"]})
    assert (await identify(Identity(settings), token)).roles == {"office"}
    production = issuer.settings(settings, environment=Environment.PRODUCTION)
    await refusal(Identity(production), token)


async def test_another_development_key_is_refused(settings: Settings, tmp_path: Path) -> None:
    elsewhere = settings.model_copy(update={"data_dir": tmp_path})
    token = development_token(elsewhere, "developer@example.org", {"roles": ["office"]})
    await refusal(Identity(settings), token)


async def test_production_makes_no_key_of_its_own(
    issuer: Issuer, settings: Settings, tmp_path: Path
) -> None:
    production = issuer.settings(
        settings,
        environment=Environment.PRODUCTION,
        data_dir=tmp_path,
        cursor_secret=SecretStr("a-secret-of-thirty-two-characters"),
    )
    await identify(Identity(production), issuer.token())
    assert not (tmp_path / "development-key.pem").exists()


@pytest.fixture
async def caller(
    issuer: Issuer, settings: Settings, dsn: str, emptied: None
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(issuer.settings(settings), dsn=dsn)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


async def test_over_http_the_challenge_says_what_is_wrong(
    caller: httpx.AsyncClient, issuer: Issuer
) -> None:
    for token, code in (
        (issuer.token(), None),
        (issuer.token(exp=1), "invalid_token"),
        (issuer.token(scope="openid"), "insufficient_scope"),
    ):
        answer = await caller.get("/v1/schools", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == (401 if code else 200)
        assert answer.headers.get("www-authenticate") == (code and f'Bearer error="{code}"')
    nobody = await caller.get("/v1/participations")
    assert nobody.headers["www-authenticate"] == 'Bearer error="missing_token"'


async def test_over_http_an_issuer_that_is_down_is_a_503(
    caller: httpx.AsyncClient, issuer: Issuer
) -> None:
    issuer.down = True
    headers = {"Authorization": f"Bearer {issuer.token()}"}
    answer = await caller.get("/v1/schools", headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
