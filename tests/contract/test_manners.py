"""The manners of every operation: what is sent wrongly is refused in the same way everywhere."""

from typing import Any

import httpx

from ok_api.foundation.settings import Settings
from tests.callers import Callers
from tests.contract.walking import READ_BY_ADDRESS, Findings, Operation, refused

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MANY = "multipart/form-data"
FILE = "text/csv"


async def _send(client: httpx.AsyncClient, operation: Operation, **changed: Any) -> httpx.Response:
    """A request that is right but for what a test changes in it."""
    headers = {**operation.headers(), **changed.pop("headers", {})}
    address = changed.pop("address", operation.address)
    if operation.media_types and "content" not in changed:
        if MANY in operation.media_types:
            changed.setdefault("files", {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")})
        else:
            changed.setdefault("json", {})
    return await client.request(operation.method, address, headers=headers, **changed)


async def test_a_trailing_slash_is_another_address(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if operation.path != "/":
            answer = await _send(office, operation, address=f"{operation.address}/")
            findings.add(operation, refused(answer, 404))
    findings.judge()


async def test_what_cannot_be_made_is_not_acceptable(
    walk: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        answer = await _send(office, operation, headers={"Accept": "model/unheard-of"})
        findings.add(operation, refused(answer, 406))
    findings.judge()


async def test_an_unknown_query_key_is_never_ignored(
    walk: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if operation.id not in READ_BY_ADDRESS:
            answer = await _send(office, operation, address=f"{operation.address}?unheardOf=1")
            findings.add(operation, refused(answer, 400, code="extra_forbidden"))
    findings.judge()


async def test_another_media_type_is_not_read(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if operation.media_types:
            headers = {"Content-Type": "text/plain"}
            answer = await _send(office, operation, content=b"{}", headers=headers)
            findings.add(operation, refused(answer, 415))
    findings.judge()


async def test_broken_json_is_bad_input(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if "application/json" in operation.media_types:
            headers = {"Content-Type": "application/json"}
            for broken in (b'{"name":', b"\xff\xfe", b"[" * 100_000):
                answer = await _send(office, operation, content=broken, headers=headers)
                findings.add(operation, refused(answer, 400))
    findings.judge()


async def test_an_unknown_member_is_never_ignored(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if "application/json" in operation.media_types:
            answer = await _send(office, operation, json={"unheardOf": 1})
            findings.add(operation, refused(answer, 400, code="extra_forbidden"))
    findings.judge()


async def test_what_is_no_object_is_bad_input(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if "application/json" in operation.media_types:
            for other in (b"[]", b'"text"', b"7", b"null"):
                headers = {"Content-Type": "application/json"}
                answer = await _send(office, operation, content=other, headers=headers)
                findings.add(operation, [f"given {other!r}: {x}" for x in refused(answer, 400)])
    findings.judge()


async def test_too_large_a_body_is_refused(
    walk: list[Operation], callers: Callers, settings: Settings
) -> None:
    findings, office = Findings(), callers.entitled
    many, some = (
        b"x" * (settings.max_document_bytes + 100_000),
        b"x" * (settings.max_body_bytes + 1),
    )
    for operation in walk:
        if MANY in operation.media_types:
            files = {"file": ("a.pdf", many, "application/pdf")}
            findings.add(operation, refused(await _send(office, operation, files=files), 413))
        elif FILE in operation.media_types:
            stated = str(settings.max_import_bytes + 1)
            headers = {"Content-Type": FILE, "Content-Length": stated}
            asked = {"kind": "boards", "mode": "plan", "unit": "row"}
            answer = await _send(office, operation, content=b"x", headers=headers, params=asked)
            findings.add(operation, refused(answer, 413))
        elif operation.media_types:
            body = b'{"unheardOf": "' + some + b'"}'
            headers = {"Content-Type": "application/json"}
            answer = await _send(office, operation, content=body, headers=headers)
            findings.add(operation, refused(answer, 413))
    findings.judge()


async def test_another_method_is_refused_and_the_known_ones_are_named(
    walk: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        known = {other.method for other in walk if other.path == operation.path}
        allow = sorted({*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])})
        for method in (method for method in METHODS if method not in known):
            answer = await office.request(method, operation.address)
            findings.add(operation, [f"{method} {flaw}" for flaw in refused(answer, 405)])
            told = sorted(answer.headers.get("allow", "").split(", "))
            findings.add(operation, [] if told == allow else [f"allows {told}, not {allow}"])
        options = await office.options(operation.address)
        told = sorted(options.headers.get("allow", "").split(", "))
        right = options.status_code == 204 and told == allow
        findings.add(operation, [] if right else [f"OPTIONS {options.status_code} {told}"])
    findings.judge()


async def test_head_is_get_without_the_body(walk: list[Operation], callers: Callers) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if operation.reads:
            got, head = await office.get(operation.address), await office.head(operation.address)
            same = got.status_code == head.status_code and not head.content
            same = same and got.headers.get("etag") == head.headers.get("etag")
            findings.add(operation, [] if same else [f"HEAD answers {head.status_code}"])
    findings.judge()


async def test_what_cannot_be_an_identity_is_not_found(
    walk: list[Operation], callers: Callers
) -> None:
    findings, office = Findings(), callers.entitled
    for operation in walk:
        if operation.reads and "{" in operation.path:
            first, _, _ = operation.path.partition("{")
            rest = operation.path.removeprefix(first).split("/")[1:]
            tail = "".join(f"/{'%00' if part.startswith('{') else part}" for part in rest)
            for odd in ("not-an-identity", "%00", "💥", "a" * 500):
                answer = await office.get(f"/v1{first}{odd}{tail}")
                findings.add(operation, refused(answer, 404))
    findings.judge()
