"""Every example of what is sent is accepted by the server, where what it names is there."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.exchange.webhooks.lookups import Lookups
from ok_api.foundation.contract.values import EXAMPLE_ID
from ok_api.rules.words import EnrolmentStatus
from tests.callers import Caller, Callers
from tests.conftest import ROOT
from tests.contract.examples_scene import EVALUATOR, PATH, Scene
from tests.contract.walking import Json, Operation, operations

FILES = {"sendImport"}
"""Their body is a file, of which the columns tell what stands in it."""
OTHERWISE: dict[str, dict[str, Any]] = {
    "takeEnrolmentStep": {"enrolment": EnrolmentStatus.REGISTERED},
    "changeEnrolment": {"enrolment": EnrolmentStatus.INTAKE},
    "changeSession": {"planned": True},
    "changeEvaluation": {"draft": True, "without": {"decision"}},
    "completeEvaluation": {"draft": True, "without": {"decision"}},
    "openEvaluation": {"without": {"evaluation", "decision"}},
    "recordAttendance": {"without": {"attendance"}},
    "assignExpert": {"without": {"assignment"}},
    "replayDecision": {"without": set()},
}
"""What the scene must be for some; for most nothing has been decided yet."""
GONE = 410
"""A place in the log that no log has but the one of the example."""
FORMS = {"planTrajectorySession": ("NewSharedSession", "NewSchoolSession")}


WRITTEN = json.loads((ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8"))
"""As it is committed; `test_drift` says that the application tells the same."""
SENT = [one for one in operations(WRITTEN) if one.media_types and one.id not in FILES]


@pytest.fixture(autouse=True)
def names_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The receiver of the example is nowhere; that its name leads somewhere is enough here."""

    async def resolve(*_: object) -> list[str]:
        return ["93.184.215.14"]

    monkeypatch.setattr(Lookups, "resolve", resolve)


def examples_of(operation: Operation) -> Iterator[Json]:
    content = operation.told["requestBody"]["content"][operation.media_types[0]]
    name = content["schema"]["$ref"].rpartition("/")[2]
    schemas = operation.document["components"]["schemas"]
    for form in FORMS.get(operation.id, (name,)):
        yield from schemas[form].get("examples") or [_composed(schemas[form], schemas)]


def _composed(schema: Json, schemas: Json) -> Json:
    """Of its members, where the linter takes the whole for something else (`postalCode`)."""
    return {
        name: _value(member, schemas)
        for name, member in schema["properties"].items()
        if name != "closedOn"
    }


def _value(member: Json, schemas: Json) -> Any:
    if "examples" in member:
        return member["examples"][0]
    return schemas[member["$ref"].rpartition("/")[2]]["enum"][0]


async def ask(caller: Caller, operation: Operation, body: Json, decision: str) -> httpx.Response:
    named = {"decisionId": decision, **PATH}
    path = re.sub(r"{(\w+)}", lambda name: named.get(name[1], EXAMPLE_ID), operation.path)
    address = f"/v1{path}"
    if "multipart/form-data" in operation.media_types:
        content = body.pop("file").encode()
        files = {"file": ("schoolplan.pdf", content, "application/pdf")}
        return await caller.post(address, data=body, files=files)
    if operation.method == "POST":
        return await caller.post(address, json=body)
    current = await caller.get(address)
    match = {"If-Match": current.headers["etag"]} if current.status_code == 200 else {}
    return await caller.request(operation.method, address, json=body, headers=match)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        pytest.param(operation, body, id=f"{operation.id}-{number}")
        for operation in SENT
        for number, body in enumerate(examples_of(operation))
    ],
)
async def test_every_example_of_a_body_is_accepted(
    callers: Callers, session: AsyncSession, operation: Operation, body: Json
) -> None:
    asked = dict(OTHERWISE.get(operation.id, {}))
    scene = Scene(session, callers.office, asked.pop("without", {"decision"}))
    await scene.play(**asked)
    judges = operation.id in ("changeEvaluation", "completeEvaluation")
    caller = callers.evaluator(EVALUATOR) if judges else callers.office
    answer = await ask(caller, operation, dict(body), scene.decision)
    assert answer.is_success, answer.text


def test_what_is_said_of_the_scene_is_said_of_what_is_sent() -> None:
    assert {*OTHERWISE, *FORMS} <= {operation.id for operation in SENT}
    assert len(SENT) > 35


async def test_every_example_of_a_query_is_understood(
    walk: list[Operation], callers: Callers
) -> None:
    wrong = []
    for operation in (one for one in walk if one.reads and "{" not in one.path):
        for parameter in operation.told["parameters"]:
            if parameter["in"] == "query":
                for value in parameter["schema"].get("examples", ()):
                    asked = {parameter["name"]: value}
                    answer = await callers.office.get(operation.address, params=asked)
                    if answer.status_code not in (200, GONE):
                        wrong.append(f"{operation.id} {asked}: {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)
