"""The parts that many operations share: headers, parameters, the shape of a problem."""

from typing import Any

from ok_api.foundation.contract.problem_examples import examples_of
from ok_api.foundation.contract.problem_shapes import SHARED as SHARED
from ok_api.foundation.kinds import ALL_KINDS
from ok_api.foundation.problems import MEDIA_TYPE

Json = dict[str, Any]
Answers = dict[int | str, dict[str, Any]]

VERSION: Json = {
    "API-Version": {
        "description": "The full version of this API.",
        "schema": {"type": "string", "examples": ["1.0.0"]},
    }
}
ETAG: Json = {
    "ETag": {
        "description": "The version of this resource, for If-Match and If-None-Match.",
        "schema": {"type": "string", "examples": ['"3"']},
    }
}
LINK: Json = {
    "Link": {
        "description": 'The next page, as `rel="next"`; absent on the last one.',
        "schema": {"type": "string", "examples": ['</v1/schools?cursor=bmV4dA>; rel="next"']},
    }
}
LOCATION: Json = {
    "Location": {
        "description": "Where the new resource lives.",
        "schema": {"type": "string", "examples": ["/v1/schools/99ZZ01"]},
    }
}
LANGUAGE: Json = {
    "Content-Language": {
        "description": "The language of titles and labels.",
        "schema": {"type": "string", "enum": ["nl", "en"]},
    }
}
REPLAYED: Json = {
    "Idempotency-Replayed": {
        "description": "`true` when this is the kept answer to an earlier, equal request.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
RATES: Json = {
    "RateLimit-Policy": {
        "description": "How often this may be asked: a quota `q` in a window of `w` seconds.",
        "schema": {"type": "string", "examples": ['"search";q=120;w=60']},
    },
    "RateLimit": {
        "description": "What is left of it, and after how many seconds it is whole again; only"
        " where this request counts.",
        "schema": {"type": "string", "examples": ['"search";r=119;t=60']},
    },
}
DEAR: Json = {"x-dear": True}
"""Of an operation that may only be asked so often."""
_AFTER: Json = {
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "string", "examples": ["2"]},
    }
}
DISPOSITION: Json = {
    "Content-Disposition": {
        "description": "The name of the file; only with a table.",
        "schema": {
            "type": "string",
            "examples": ['attachment; filename="schools-2026-11-22.csv"'],
        },
    }
}
TABLES: Json = {
    "text/csv": {
        "schema": {
            "type": "string",
            "description": "CSV by RFC 4180 in UTF-8: a header, then a row for each item.",
        }
    },
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
        "schema": {
            "type": "string",
            "format": "binary",
            "description": "A workbook with a header and a row for each item; moments are told on"
            " the Dutch clock.",
        }
    },
}
TABLES_TOLD = "Also as a table: CSV or XLSX, by `Accept`."
WHOLE_TOLD = "Without `limit` and `cursor` a table holds every item that matches, not one page."
UNCHANGED: Json = {
    "description": "It is still the version that If-None-Match names.",
    "headers": ETAG,
}

ONE: Answers = {200: {"description": "The resource.", "headers": ETAG}, 304: UNCHANGED}
PAGE: Answers = {200: {"description": "One page of the list.", "headers": LINK}}
SHELF: Answers = {
    200: {"description": "One page of the list.", "headers": {**LINK, **ETAG, **LANGUAGE}},
    304: UNCHANGED,
}
SHELVED: Answers = {
    200: {"description": "The resource.", "headers": {**ETAG, **LANGUAGE}},
    304: UNCHANGED,
}
MADE: Answers = {
    201: {"description": "It was created.", "headers": {**LOCATION, **ETAG, **REPLAYED}}
}
CHANGED: Answers = {200: {"description": "It was changed.", "headers": ETAG}}
PUT: Answers = {
    **CHANGED,
    201: {"description": "It was created.", "headers": {**LOCATION, **ETAG}},
}
COMPUTED: Answers = {200: {"description": "What came out; nothing was kept."}}
TRIED: Answers = {200: {"description": "What came out; nothing changed.", "headers": REPLAYED}}
REMOVED: Answers = {204: {"description": "It is gone."}}

IDEMPOTENCY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeat the request with the same key: the first answer comes back, once done.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
IF_MATCH: Json = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the version you are changing.",
    "schema": {"type": "string", "examples": ['"3"']},
}
VERSIONED: Json = {"x-versioned": True}
"""Of a POST that is a step of what its address names: it may name the version too."""
IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag you have: 304 when it is still the version.",
    "schema": {"type": "string", "examples": ['"3"']},
}
REASON: Json = {
    "name": "Audit-Reason",
    "in": "header",
    "required": False,
    "description": "Why you do this; kept in the audit trail (percent-encode beyond ASCII).",
    "schema": {"type": "string", "maxLength": 500},
}

_STATUSES = sorted({kind.status for kind in ALL_KINDS})
_HEADERS_OF: dict[int, Json] = {
    401: {
        "WWW-Authenticate": {
            "description": "What the token lacks, by RFC 6750.",
            "schema": {"type": "string", "examples": ['Bearer error="missing_token"']},
        }
    },
    429: {**RATES, **_AFTER},
    503: _AFTER,
}


def problems() -> Json:
    """One reusable response per status, `Problem404` and so on."""
    return {f"Problem{status}": _problem(status) for status in _STATUSES}


def _problem(status: int) -> Json:
    kinds = [kind for kind in ALL_KINDS if kind.status == status]
    titles = "; ".join(f"{kind.title.en} ({kind.slug})" for kind in kinds)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": f"{titles}.",
        "headers": {**VERSION, **LANGUAGE, **_HEADERS_OF.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples_of(status)}},
    }
