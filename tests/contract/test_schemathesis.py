"""Requests that nobody thought of: no defect, and nothing beyond what the document promises."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import Failure
from schemathesis.core.result import Ok

from ok_api.foundation.keys import development_token
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.serving import serving

EXAMPLES = 8
PARTS = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="session")
def address(settings: Settings, dsn: str) -> Iterator[str]:
    """A server of its own on loopback, on the database of this worker."""
    with serving(create_app(settings, dsn=dsn)) as address:
        yield address


@pytest.fixture(scope="session")
def token(settings: Settings) -> str:
    return development_token(settings, "office@example.org", {"roles": ["office"]})


@pytest.fixture(scope="session")
def published(address: str) -> schemathesis.BaseSchema:
    config = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
    return schemathesis.openapi.from_url(f"{address}/v1/openapi.json", config=config)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_keeps_its_promises(
    published: schemathesis.BaseSchema, token: str, part: int
) -> None:
    operations = [found.ok() for found in published.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) > PARTS
    wrong = []
    for operation in operations[part::PARTS]:
        try:
            _try(operation, token)
        except* Failure as failures:
            told = "; ".join(_told(failures))
            wrong.append(f"{operation.method.upper()} {operation.path}: {told}")
    assert not wrong, "\n".join(wrong)


def _try(operation: schemathesis.APIOperation[Any, Any, Any, Any], token: str) -> None:
    @given(case=operation.as_strategy())
    @bounded(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attempt(case: schemathesis.Case[Any]) -> None:
        if str((case.query or {}).get("wait")).isdigit():
            case.query["wait"] = 0  # Who asks to be kept waiting is.
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

    attempt()


def _told(failures: BaseExceptionGroup[Failure]) -> Iterator[str]:
    for failure in failures.exceptions:
        if isinstance(failure, BaseExceptionGroup):
            yield from _told(failure)
        else:
            yield f"{failure.title} {failure.message[:300]}"
