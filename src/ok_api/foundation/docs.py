"""The documentation for people: Swagger UI on our own document, from our own host only."""

from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ok_api.foundation.prepared import Prepared
from ok_api.foundation.router import BASE

DOCS = f"{BASE}/docs"
PAGE = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ontwikkelkracht API</title>
<link rel="stylesheet" href="{DOCS}/swagger-ui.css">
<link rel="icon" href="{DOCS}/favicon-32x32.png">
</head>
<body>
<main id="documentation"></main>
<noscript>The document itself: <a href="{BASE}/openapi.json">{BASE}/openapi.json</a></noscript>
<script src="{DOCS}/swagger-ui-bundle.js"></script>
<script src="{DOCS}/start.js"></script>
</body>
</html>
"""
START = f"""\
SwaggerUIBundle({{
  url: "{BASE}/openapi.json",
  dom_id: "#documentation",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: 0,
  displayOperationId: true,
  validatorUrl: null,
}});
"""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""Swagger UI styles its elements inline; beyond that it needs nothing but this host."""
ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


def routes() -> list[Route]:
    prepared = {
        DOCS: _prepared(PAGE.encode(), "text/html"),
        f"{DOCS}/start.js": _prepared(START.encode(), "text/javascript"),
        **{
            f"{DOCS}/{name}": _prepared((_assets() / name).read_bytes(), media_type)
            for name, media_type in ASSETS.items()
        },
    }
    return [Route(path, _serving(answer)) for path, answer in prepared.items()]


def _prepared(body: bytes, media_type: str) -> Prepared:
    return Prepared(body, {"Content-Security-Policy": POLICY}, media_type)


def _serving(prepared: Prepared) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        return prepared.answer(request)

    return serve


def _assets() -> Path:
    """Swagger UI's files as `fastapi-swagger` ships them; nothing of that package is run."""
    found = find_spec("fastapi_swagger")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "resources"
