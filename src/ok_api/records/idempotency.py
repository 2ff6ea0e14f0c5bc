"""Answers to repeat: a request with a known Idempotency-Key gets the first answer again.

The key is claimed by an insert, committed with the work and its answer: a process that dies leaves
all of it or nothing. A second request with the same key waits its turn (`foundation/turns.py`) and,
when the first is at another server, on that row, until the first commits (and then reads its
answer) or rolls back (and then does the work itself).
"""

import hashlib

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, IdempotencyMismatch, InvalidInput
from ok_api.foundation.uploads import Upload
from ok_api.rules.text import Text
from ok_api.tables import StoredAnswer

MAX_KEY = 200
KEPT_HEADERS = ("location", "etag", "content-type", "cache-control")


async def recall(work: Work, request: Request) -> Response | None:
    """The stored answer, or `None` when this request is the first and has now claimed the key."""
    key = _key(request)
    fingerprint = await _fingerprint(work, request)
    claim = insert(StoredAnswer).values(actor=work.actor.subject, key=key, fingerprint=fingerprint)
    claimed = await work.session.execute(claim.on_conflict_do_nothing().returning(StoredAnswer.key))
    if claimed.one_or_none() is not None:
        return None
    stored = await work.session.get_one(StoredAnswer, (work.actor.subject, key))
    if stored.fingerprint != fingerprint:
        raise IdempotencyMismatch(
            Text(
                "Deze Idempotency-Key hoort bij een ander verzoek.",
                "This Idempotency-Key belongs to another request.",
            )
        )
    headers = {**(stored.headers or {}), "Idempotency-Replayed": "true"}
    return Response(stored.body, stored.status or 200, headers)


async def store(work: Work, request: Request, answer: Response) -> None:
    """Keep the answer in the same transaction as the work that it tells of."""
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    await work.session.execute(
        update(StoredAnswer)
        .where(StoredAnswer.actor == work.actor.subject, StoredAnswer.key == _key(request))
        .values(status=answer.status_code, headers=headers, body=bytes(answer.body))
    )


def _key(request: Request) -> str:
    key = request.headers["idempotency-key"]
    if 0 < len(key) <= MAX_KEY:
        return key
    raise InvalidInput(
        Flaw(
            where="header",
            name="Idempotency-Key",
            code="length",
            message=Text(
                f"Gebruik 1 tot {MAX_KEY} tekens.", f"Use between 1 and {MAX_KEY} characters."
            ),
        )
    )


async def _fingerprint(work: Work, request: Request) -> str:
    """Rights, method, address and body; two uploads of one file differ by their boundary only."""
    rights = sorted(work.actor.roles), sorted(work.actor.memberships.items())
    address = f"{request.url.path}?{request.url.query}"
    digest = hashlib.sha256(f"{rights} {request.method} {address}\n".encode())
    upload: Upload | None = getattr(request.state, "upload", None)
    if upload is not None:
        stated = f"{upload.media_type};{upload.charset}" if upload.charset else upload.media_type
        digest.update(f"{stated} {upload.sha256}".encode())
        return digest.hexdigest()
    body = await request.body()
    boundary = _boundary(request)
    digest.update(body.replace(boundary, b"") if boundary else body)
    return digest.hexdigest()


def _boundary(request: Request) -> bytes:
    kind, _, boundary = request.headers.get("content-type", "").partition("boundary=")
    if not kind.lower().startswith("multipart/form-data") or not boundary:
        return b""
    return b"--" + boundary.strip('"').encode()
