"""Whose word is taken: tokens of the issuer, with the right purpose, in time, rightly signed."""

import asyncio
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
from ok_api.foundation.tokens import ALGORITHMS
from ok_api.main import create_app
from tests.foundation.issuer import Issuer, new_key, running


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running() as issuer:
        yield issuer


@pytest.fixture
async def identity(issuer: Issuer, settings: Settings) -> AsyncIterator[Identity]:
    identity = Identity(issuer.settings(settings))
    yield identity
    identity.close()


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


@pytest.mark.parametrize("algorithm", ALGORITHMS)
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
        {"exp": int(time.time()) - 61},
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


async def test_a_verified_token_ends_with_its_key(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both the one that was verified and remembered, and its neighbour of another key."""
    issuer.add("second", "ES384")
    withdrawn, stays = issuer.token("first"), issuer.token("second")
    before = [await identify(identity, token) for token in (withdrawn, stays)]
    del issuer.keys["first"]
    await refreshed(identity, monkeypatch)
    await refusal(identity, withdrawn)
    assert await identify(identity, stays) == before[1]


async def test_an_issuer_that_withdraws_its_only_key_is_believed(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.token()
    await identify(identity, token)
    issuer.keys.clear()
    await refreshed(identity, monkeypatch)
    await refusal(identity, token)


async def test_a_withdrawn_key_ends_also_when_nobody_calls(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REFRESH_AFTER", "REFRESH_AT_MOST_EVERY"):
        monkeypatch.setattr(keys, name, 0.05)
    token = issuer.token()
    await identify(identity, token)
    issuer.keys.clear()
    for _ in range(500):
        await asyncio.sleep(0.01)
        if not identity._keys._issued:
            break
    await refusal(identity, token)


async def test_a_key_for_encryption_signs_nothing(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = issuer.published()
    published["keys"][0]["use"] = "enc"
    monkeypatch.setattr(issuer, "published", lambda: published)
    await refusal(identity, issuer.token())


async def test_keys_that_we_cannot_read_do_not_hide_the_others(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd: list[Any] = [{"kty": "quantum", "kid": "q"}, "no key", 7, {"kty": "OKP", "crv": "X"}, {}]
    published = {"keys": odd + issuer.published()["keys"]}
    monkeypatch.setattr(issuer, "published", lambda: published)
    await identify(identity, issuer.token())


async def refreshed(identity: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the refresh has come, somebody calls, and the issuer has answered."""
    with monkeypatch.context() as now:
        now.setattr(keys, "REFRESH_AFTER", 0.0)
        now.setattr(keys, "REFRESH_AT_MOST_EVERY", 0.0)
        identity._keys.current()
        assert identity._keys._fetching is not None
        await identity._keys._fetching


async def test_a_hanging_issuer_delays_nobody_whose_key_is_known(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await identify(identity, issuer.token())
    issuer.answers.clear()
    issuer.add("second")
    monkeypatch.setattr(keys, "REFRESH_AFTER", 0.0)
    monkeypatch.setattr(keys, "REFRESH_AT_MOST_EVERY", 0.0)
    async with asyncio.timeout(keys.ANSWERED_WITHIN - 1):
        for number in range(20):
            await identify(identity, issuer.token(sub=f"caller-{number}@example.org"))
    waiting = [
        asyncio.create_task(identify(identity, issuer.token("second", sub=f"new-{number}")))
        for number in range(20)
    ]
    waiting[0].cancel()
    async with asyncio.timeout(20):
        while issuer.visits < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.wait(waiting, timeout=0.2)
    assert [task.done() for task in waiting] == [True] + [False] * 19
    assert issuer.visits == 2
    monkeypatch.setattr(keys, "REFRESH_AT_MOST_EVERY", 30.0)
    issuer.answers.set()
    found = await asyncio.gather(*waiting[1:])
    assert {actor.subject for actor in found} == {f"new-{number}" for number in range(1, 20)}
    assert issuer.visits == 2


async def test_who_names_an_unknown_key_waits_for_a_hanging_issuer_no_longer_than_stated(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "ANSWERED_WITHIN", 0.1)
    issuer.answers.clear()
    async with asyncio.timeout(2):
        with pytest.raises(ConnectionError):
            await identify(identity, issuer.token())


async def test_known_keys_go_on_while_the_issuer_is_down(
    identity: Identity, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await identify(identity, issuer.token())
    issuer.down = True
    await refreshed(identity, monkeypatch)
    await identify(identity, issuer.token(sub="another@example.org"))


@pytest.mark.parametrize("changed", [{"exp": -59}, {"nbf": 59}, {"iat": 59}])
async def test_clocks_may_differ_a_little(
    identity: Identity, issuer: Issuer, changed: dict[str, int]
) -> None:
    now = int(time.time())
    claims: dict[str, Any] = {name: now + by for name, by in changed.items()}
    token = issuer.token(**claims)
    assert await identify(identity, token) is await identify(identity, token)


async def test_how_much_clocks_may_differ_is_a_setting(issuer: Issuer, settings: Settings) -> None:
    strict = Identity(issuer.settings(settings, token_leeway_seconds=0))
    await refusal(strict, issuer.token(exp=int(time.time()) - 2))


@pytest.mark.parametrize(
    "changed",
    [{"exp": 12 * 3600 + 60}, {"iat": -12 * 3600, "exp": 60}, {"iat": None, "exp": 13 * 3600}],
)
async def test_a_token_that_lives_too_long_is_refused(
    identity: Identity, issuer: Issuer, changed: dict[str, int | None]
) -> None:
    now = int(time.time())
    claims: dict[str, Any] = {
        name: None if by is None else now + by for name, by in changed.items()
    }
    error = await refusal(identity, issuer.token(**claims))
    assert (error.code, "720 minutes" in error.detail.en) == ("invalid_token", True)


async def test_how_long_a_token_may_live_is_a_setting(issuer: Issuer, settings: Settings) -> None:
    now = int(time.time())
    usual, short = (
        Identity(issuer.settings(settings, token_max_minutes=minutes)) for minutes in (720, 15)
    )
    for token in (issuer.token(exp=now + 12 * 3600), issuer.token(iat=None, exp=now + 12 * 3600)):
        await identify(usual, token)
        await refusal(short, token)
    await identify(short, issuer.token(exp=now + 15 * 60))


async def test_a_development_token_lives_no_longer_than_is_taken(settings: Settings) -> None:
    short = settings.model_copy(update={"token_max_minutes": 5})
    await identify(Identity(short), development_token(short, "developer@example.org", {}))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sub": ""}, "subject (sub) is empty"),
        ({"sub": "  "}, "subject (sub) is empty"),
        ({"sub": "system"}, "reserved"),
        ({"sub": "Anonymous "}, "reserved"),
        ({"sub": "line\nbreak"}, "claim sub is too long"),
        ({"sub": "x" * 201}, "claim sub is too long"),
        ({"roles": "office"}, "claim roles must be a list"),
        ({"roles": {"office": True}}, "claim roles must be a list"),
        ({"roles": ["office", 1]}, "claim roles must be a list"),
        ({"schools": "99ZZ01"}, "claim schools must be a list"),
        ({"boards": [90001]}, "claim boards must be a list"),
        ({"boards": ["9\u20280001"]}, "claim boards is too long"),
        ({"scope": ["ok-api"]}, "claim scope must be one string"),
        ({"scope": {"ok-api": True}}, "claim scope must be one string"),
    ],
)
async def test_a_claim_of_another_shape_is_told_as_that(
    identity: Identity, issuer: Issuer, changed: dict[str, Any], said: str
) -> None:
    error = await refusal(identity, issuer.token(**changed))
    assert (error.code, said in error.detail.en) == ("invalid_token", True), error.detail.en


async def test_a_subject_that_is_no_text_is_told_as_that(
    identity: Identity, issuer: Issuer
) -> None:
    _, key = issuer.keys["first"]
    claims = json.dumps(issuer.claims(sub=7)).encode()
    token = jwt.api_jws.encode(claims, key, algorithm="EdDSA", headers={"kid": "first"})
    assert "must be a string" in (await refusal(identity, token)).detail.en


async def test_a_claim_that_is_null_is_as_if_it_were_absent(
    identity: Identity, issuer: Issuer
) -> None:
    algorithm, key = issuer.keys["first"]
    claims = issuer.claims() | {"roles": None, "boards": None}
    token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "first"})
    actor = await identify(identity, token)
    assert (actor.roles, actor.memberships["boards"]) == (frozenset(), ())


async def test_a_token_of_a_thousand_brackets_is_only_refused(identity: Identity) -> None:
    for deep in ("[" * 30_000, '{"a":' * 10_000):
        segment = base64.urlsafe_b64encode(deep.encode()).rstrip(b"=").decode()
        for token in (f"{segment}.{segment}.x", f"eyJhbGciOiJFZERTQSJ9.{segment}.x"):
            await refusal(identity, token)


async def test_a_verified_token_is_remembered_for_its_life_and_no_longer(
    issuer: Issuer, settings: Settings
) -> None:
    identity = Identity(issuer.settings(settings, token_leeway_seconds=0))
    end = int(time.time()) + 2
    token = issuer.token(exp=end)
    actor = await identify(identity, token)
    assert await identify(identity, token) is actor
    await asyncio.sleep(end - time.time() + 0.01)
    assert (await refusal(identity, token)).detail.en == "The token has expired."


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
