"""Every setting, read from the environment (`OK_…`) and explained in `.env.example`."""

import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from platformdirs import user_data_path
from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?")
PUBLISHED = frozenset({"at-least-thirty-two-random-characters"})
"""Secrets that stand in our own documentation."""
FEWEST_STEPS, SMALLEST = 7, 32
"""Of secrets made by chance, no hexadecimal one in 50,000 comes below these, nor any digits."""
_RATE = r"^[1-9][0-9]*/([1-9][0-9]*)?(second|minute|hour)$"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """How this process runs; a wrong or missing value stops it at start with its name."""

    model_config = SettingsConfigDict(env_prefix="OK_", env_file=".env", extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Field(default_factory=lambda: user_data_path("ok-api"))
    database_url: str | None = Field(default=None, pattern="^postgres(ql)?://")
    read_pool_size: int = Field(default=8, ge=1, le=100)
    write_pool_size: int = Field(default=8, ge=1, le=100)
    statement_timeout_ms: int = Field(default=15_000, ge=100)
    token_issuer: AnyHttpUrl | None = None
    token_jwks_url: AnyHttpUrl | None = None
    token_audience: str = Field(default="ok-api", min_length=1)
    token_scope: str = Field(default="ok-api", pattern=r"^\S+$")
    token_max_minutes: int = Field(default=12 * 60, ge=1)
    token_leeway_seconds: int = Field(default=60, ge=0, le=600)
    cursor_secret: SecretStr | None = Field(default=None, min_length=32)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: str = "127.0.0.1,::1"
    rate_searches: str = Field(default="120/minute", pattern=_RATE)
    rate_tables: str = Field(default="30/minute", pattern=_RATE)
    rate_computations: str = Field(default="120/minute", pattern=_RATE)
    max_connections: int = Field(default=1000, ge=10)
    max_head_bytes: int = Field(default=65_536, ge=1024)
    head_timeout_seconds: float = Field(default=10, gt=0)
    body_timeout_seconds: float = Field(default=30, gt=0)
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    max_document_bytes: int = Field(default=10_485_760, ge=1024)
    max_import_bytes: int = Field(default=104_857_600, ge=1024)
    max_imports_per_account: int = Field(default=10, ge=1)
    max_subscriptions_per_account: int = Field(default=20, ge=1)
    max_calendar_feeds_per_account: int = Field(default=20, ge=1)
    max_documents_per_application: int = Field(default=50, ge=1)
    max_refusals_per_minute: int = Field(default=60, ge=1)
    webhook_private_targets: bool = False
    event_source: str = Field(
        default="urn:nld:ontwikkelkracht:systeem:ok-api",
        pattern=r"^urn:[a-z0-9][a-z0-9-]{1,31}:[!-~]+$",
    )
    public_url: AnyHttpUrl | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    drain_seconds: float = Field(default=3, ge=0, le=60)
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    log_format: str = Field(default="auto", pattern="^(auto|json|text)$")

    @model_validator(mode="before")
    @classmethod
    def _origins(cls, values: dict[str, object]) -> dict[str, object]:
        origins = values.get("cors_origins")
        if isinstance(origins, str):
            values["cors_origins"] = tuple(part.strip() for part in origins.split(",") if part)
        return values

    @field_validator("cors_origins")
    @classmethod
    def _as_browsers_send_them(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        """Any other would be compared with what browsers send, and never be equal."""
        wrong = [origin for origin in origins if origin != "*" and not ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)}: an origin is a scheme, a host in small letters and perhaps "
                "a port, such as https://app.example.org, without a path or a slash at its end"
            )
        return origins

    @model_validator(mode="after")
    def _production_is_complete_and_safe(self) -> Self:
        """Development may make its own keys and try things out; production states them all."""
        if self.environment is Environment.PRODUCTION:
            names = ("database_url", "token_issuer", "token_jwks_url", "cursor_secret")
            missing = [_variable(name) for name in names if getattr(self, name) is None]
            needed = [f"production needs {', '.join(missing)}"] if missing else []
            if wrong := needed + list(self._unsafe()):
                raise ValueError("; ".join(wrong))
        return self

    def _unsafe(self) -> Iterator[str]:
        for name in ("token_issuer", "token_jwks_url", "public_url"):
            if _in_the_clear(getattr(self, name)):
                yield f"{_variable(name)} must begin with https:// in production"
        if self.cursor_secret and is_trivial(self.cursor_secret.get_secret_value()):
            yield (
                f"{_variable('cursor_secret')} can be guessed; a good one is made by: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        if not all(origin.startswith("https://") for origin in self.cors_origins):
            yield f"{_variable('cors_origins')} takes https:// origins in production, and no *"
        if self.webhook_private_targets:
            yield f"{_variable('webhook_private_targets')} is for trying out, not for production"

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION


def _variable(name: str) -> str:
    return f"OK_{name.upper()}"


def _in_the_clear(url: AnyHttpUrl | None) -> bool:
    """Whether it crosses a network without TLS; what stays on this machine crosses none."""
    if url is None or url.scheme == "https":
        return False
    host = (url.host or "").strip("[]")
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def is_trivial(secret: str) -> bool:
    """Whether it is published, a row of neighbours or a repetition: 32 characters by accident."""
    steps = {ord(after) - ord(before) for before, after in pairwise(secret)}
    packed = zlib.compress(secret.encode(), 9)
    return secret in PUBLISHED or len(steps) < FEWEST_STEPS or len(packed) < SMALLEST


@cache
def get_settings() -> Settings:
    """The settings of this process; tests build their own `Settings` instead."""
    return Settings()
