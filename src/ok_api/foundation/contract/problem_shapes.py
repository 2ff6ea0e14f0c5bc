"""The shapes of a problem and of the flaws that it names, as the document tells them."""

from typing import Any

from ok_api.foundation.kinds import ALL_KINDS

Json = dict[str, Any]


def _text(description: str, example: str) -> Json:
    return {"type": "string", "description": description, "examples": [example]}


def _words(description: str, *example: str) -> Json:
    return {
        "type": "array",
        "description": description,
        "items": {"type": "string"},
        "examples": [list(example)],
    }


def _number(description: str, example: int) -> Json:
    return {"type": "integer", "description": description, "examples": [example]}


EXTENSIONS: Json = {
    "allowedRoles": _words("Who may do this (forbidden, wrong-state).", "office"),
    "members": _words("The members that are not the caller's to set (forbidden).", "completeOn"),
    "allowed": _words("The statuses that may follow (wrong-state, forbidden).", "open"),
    "following": _words("The statuses that may follow (wrong-state).", "selected"),
    "missing": _words("The members that must be filled first (wrong-state).", "audience"),
    "phase": _text("The phase it stands in (wrong-state).", "ended"),
    "applicationStatus": _text("The status it stands in (wrong-state).", "rejected"),
    "trajectoryStatus": _text("The status it stands in (wrong-state).", "draft"),
    "enrolmentStatus": _text("The status it stands in (wrong-state).", "registered"),
    "sessionStatus": _text("The status it stands in (wrong-state).", "cancelled"),
    "activityStatus": _text("The status it stands in (wrong-state).", "cancelled"),
    "enrolledCount": _number("How many schools take part already (wrong-state).", 4),
    "closedAt": {
        "type": "string",
        "format": "date-time",
        "description": "When it closed (wrong-state).",
    },
    "replacedById": {
        "type": "string",
        "format": "uuid",
        "description": "The later one, to replace instead (wrong-state).",
    },
    "constraint": _text(
        "What the database guards (duplicate, wrong-state).", "uq_applications_one_running"
    ),
    "existing": _text(
        "Where the one lives that is there already, when you may see it (duplicate, wrong-state).",
        "/v1/applications/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01",
    ),
    "currentETag": _text("The version that is there (stale).", '"4"'),
    "maxBytes": _number("The largest body that is taken (too-large).", 1_000_000),
    "fileName": _text("The file that was sent (unsupported-media-type).", "plan.exe"),
    "allowedExtensions": _words(
        "The kinds of file that are taken (unsupported-media-type).", ".pdf", ".docx"
    ),
}
"""What some types add. A reader must not rely on any of them being there."""
FLAW: Json = {
    "type": "object",
    "description": "One thing that is wrong with the input.",
    "required": ["in", "code", "message"],
    "properties": {
        "in": {
            "type": "string",
            "enum": ["body", "query", "path", "header"],
            "description": "Where.",
        },
        "pointer": {
            "type": "string",
            "description": "JSON pointer, for the body.",
            "examples": ["/schoolYear"],
        },
        "parameter": {
            "type": "string",
            "description": "Name of the parameter, elsewhere.",
            "examples": ["limit"],
        },
        "code": {
            "type": "string",
            "description": "Stable code of the flaw; `/problem-types/invalid-input` has them all.",
            "examples": ["too_large"],
        },
        "parameters": {
            "type": "object",
            "description": "What the code is about: `min`, `max`, `allowed`, …; absent for most.",
            "additionalProperties": True,
            "examples": [{"max": 200}],
        },
        "message": {
            "type": "string",
            "description": "What to do about it, in the language asked for.",
            "examples": ["Dit mag hoogstens 200 zijn."],
        },
    },
    "examples": [
        {
            "in": "body",
            "pointer": "/title",
            "code": "missing",
            "message": "Dit gegeven ontbreekt.",
        }
    ],
}
PROBLEM_ADDRESS: Json = {
    "type": "string",
    "description": "The stable type of a problem; what to do about it is told at that address.\n\n"
    + "\n".join(f"- `{kind.address}`: {kind.title.en} ({kind.title.nl})." for kind in ALL_KINDS),
    "enum": [kind.address for kind in ALL_KINDS],
    "x-enum-descriptions": [f"{kind.title.en}." for kind in ALL_KINDS],
}
"""A schema of its own: a generator names what stands inside `Problem` after both, and `ProblemType`
is a resource."""
PROBLEM: Json = {
    "type": "object",
    "description": "What went wrong (RFC 9457). Some types add members of their own.",
    "required": ["type", "title", "status", "detail", "instance", "requestId"],
    "properties": {
        "type": {
            "$ref": "#/components/schemas/ProblemAddress",
            "description": "The stable type; what to do about it is told at that address.",
        },
        "title": {"type": "string", "description": "The type in a few words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What happened this time."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "requestId": {"type": "string", "description": "Name it when you report this."},
        "errors": {
            "type": "array",
            "description": "All flaws of the input at once (invalid-input).",
            "items": {"$ref": "#/components/schemas/Flaw"},
        },
        "ruling": {
            "$ref": "#/components/schemas/RulingShape",
            "description": "What the rules said: conditions met and unmet, figures, sources "
            "(rule-refused).",
        },
        **EXTENSIONS,
    },
    "examples": [
        {
            "type": "/v1/problem-types/not-found",
            "title": "Niet gevonden",
            "status": 404,
            "detail": "Dit adres bestaat niet.",
            "instance": "/v1/schools/99ZZ99",
            "requestId": "4bf92f3577b34da6a3ce929d0e0e4736",
        }
    ],
}
SHARED: Json = {"Flaw": FLAW, "Problem": PROBLEM, "ProblemAddress": PROBLEM_ADDRESS}
