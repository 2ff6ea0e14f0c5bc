"""Every setting, read from the environment (`OK_…`) and explained in `.env.example`."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from platformdirs import user_data_path
from pydantic import AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


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
    token_audience: str = "ok-api"
    token_scope: str = "ok-api"
    token_max_minutes: int = Field(default=12 * 60, ge=1)
    token_leeway_seconds: int = Field(default=60, ge=0, le=600)
    cursor_secret: SecretStr | None = Field(default=None, min_length=32)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    max_document_bytes: int = Field(default=10_485_760, ge=1024)
    max_import_bytes: int = Field(default=104_857_600, ge=1024)
    webhook_private_targets: bool = False
    event_source: str = Field(
        default="urn:nld:ontwikkelkracht:systeem:ok-api",
        pattern=r"^urn:[a-z0-9][a-z0-9-]{1,31}:[!-~]+$",
    )
    public_url: AnyHttpUrl | None = None
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    log_format: str = Field(default="auto", pattern="^(auto|json|text)$")

    @model_validator(mode="before")
    @classmethod
    def _origins(cls, values: dict[str, object]) -> dict[str, object]:
        origins = values.get("cors_origins")
        if isinstance(origins, str):
            values["cors_origins"] = tuple(part.strip() for part in origins.split(",") if part)
        return values

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        """Development may make its own keys; production states them all."""
        if self.environment is Environment.PRODUCTION:
            names = ("database_url", "token_issuer", "token_jwks_url", "cursor_secret")
            missing = [f"OK_{name.upper()}" for name in names if getattr(self, name) is None]
            if missing:
                raise ValueError(f"production needs {', '.join(missing)}")
        return self

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION


@cache
def get_settings() -> Settings:
    """The settings of this process; tests build their own `Settings` instead."""
    return Settings()
