"""The committed document is what the application publishes, and what clients were built on."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from ok_api.foundation.openapi import render

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"


def test_the_committed_document_is_the_published_one(app: FastAPI) -> None:
    same = COMMITTED.exists() and COMMITTED.read_text(encoding="utf-8") == render(app)
    assert same, (
        "openapi/openapi.json differs from the code. Run `make openapi`, read the difference as "
        "a client would, and commit it."
    )


async def test_it_is_served_to_any_website(app: FastAPI, client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/openapi.json", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.text == render(app)
    headers = {"If-None-Match": answer.headers["etag"]}
    assert (await client.get("/v1/openapi.json", headers=headers)).status_code == 304


def test_rendering_is_stable(app: FastAPI) -> None:
    assert render(app) == render(app)
    assert render(app).endswith("}\n")
