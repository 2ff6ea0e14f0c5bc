"""What production refuses to start with, and what a setting may look like."""

from typing import Any

import pytest
from pydantic import ValidationError

from ok_api.foundation.settings import Settings, is_trivial

SAFE: dict[str, Any] = {
    "environment": "production",
    "database_url": "postgresql://ok_api@db.example.org/ok_api",
    "token_issuer": "https://login.example.org/",
    "token_jwks_url": "https://login.example.org/keys",
    "cursor_secret": "7kQ2vXz9LmP4rT8wY1nB6cJ3hF5gD0sA",
    "cors_origins": "https://app.example.org,https://office.example.org:8443",
    "public_url": "https://api.example.org",
}


def refused(**changed: Any) -> str:
    with pytest.raises(ValidationError) as error:
        Settings(_env_file=None, **{**SAFE, **changed})
    (flaw,) = error.value.errors()
    return str(flaw["msg"])


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"token_issuer": "http://login.example.org/"}, "OK_TOKEN_ISSUER"),
        ({"token_jwks_url": "http://login.example.org/keys"}, "OK_TOKEN_JWKS_URL"),
        ({"token_jwks_url": "http://10.0.0.7/keys"}, "OK_TOKEN_JWKS_URL"),
        ({"token_jwks_url": "http://127.0.0.1.example.org/keys"}, "OK_TOKEN_JWKS_URL"),
        ({"public_url": "http://api.example.org"}, "OK_PUBLIC_URL"),
        ({"cors_origins": "*"}, "OK_CORS_ORIGINS"),
        ({"cors_origins": "https://app.example.org,*"}, "OK_CORS_ORIGINS"),
        ({"cors_origins": "http://app.example.org"}, "OK_CORS_ORIGINS"),
        ({"webhook_private_targets": True}, "OK_WEBHOOK_PRIVATE_TARGETS"),
        ({"cursor_secret": "at-least-thirty-two-random-characters"}, "OK_CURSOR_SECRET"),
        ({"cursor_secret": "z" * 64}, "OK_CURSOR_SECRET"),
        ({"database_url": None}, "OK_DATABASE_URL"),
    ],
)
def test_production_refuses_what_is_unsafe(changed: dict[str, Any], named: str) -> None:
    assert named in refused(**changed)


def test_all_that_is_unsafe_is_told_at_once() -> None:
    said = refused(token_issuer=None, cors_origins="*", webhook_private_targets=True)
    for named in ("OK_TOKEN_ISSUER", "OK_CORS_ORIGINS", "OK_WEBHOOK_PRIVATE_TARGETS"):
        assert named in said


@pytest.mark.parametrize("host", ["127.0.0.1:9000", "localhost", "[::1]:9000"])
def test_keys_may_come_from_this_very_machine(host: str) -> None:
    Settings(_env_file=None, **{**SAFE, "token_jwks_url": f"http://{host}/keys"})


def test_development_may_try_things_out() -> None:
    settings = Settings(
        _env_file=None,
        token_issuer="http://login.test/",
        cors_origins="*",
        webhook_private_targets=True,
        cursor_secret="z" * 64,
    )
    assert settings.cors_origins == ("*",)


@pytest.mark.parametrize(
    "origin",
    [
        *("https://app.example.org/", "app.example.org", "https://App.example.org", "null"),
        *("https://*.example.org", "ftp://app.example.org", "https://app.example.org/path"),
    ],
)
def test_an_origin_that_no_browser_sends_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError) as error:
        Settings(_env_file=None, cors_origins=f"https://office.example.org, {origin}")
    assert origin in str(error.value)


@pytest.mark.parametrize(
    "secret",
    [
        *("changeme" * 4, "change-me-change-me-change-me-change-me", "0123456789abcdef" * 2),
        *("abcdefghijklmnopqrstuvwxyz0123456789", "12345678901234567890123456789012"),
        *("secret-secret-secret-secret-secret", "geheim" * 6, "ab" * 20),
    ],
)
def test_a_secret_of_repetitions_or_neighbours_is_trivial(secret: str) -> None:
    assert is_trivial(secret)


@pytest.mark.parametrize(
    "secret",
    [
        "9f2c81d04b7ae6350c1fd2987be4a613",
        "70418259363920571846205917384620",
        "b1946ac9-2e4d-4c6e-9d8a-57f0c3e2a1b8",
        "Zm9vYmFyLWlzLW5vdC1hLXNlY3JldCE_",
    ],
)
def test_a_secret_made_by_chance_is_not(secret: str) -> None:
    assert not is_trivial(secret)
