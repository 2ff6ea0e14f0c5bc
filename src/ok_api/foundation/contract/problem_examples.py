"""An example of every type of problem, so that a reader sees each refusal as it really looks."""

from collections.abc import Mapping
from typing import Any

from ok_api.foundation.kinds import ALL_KINDS, Kind

Json = dict[str, Any]

_REQUEST = "4bf92f3577b34da6a3ce929d0e0e4736"
_EXPERTISE = "/v1/expertises/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01"

_TOLD: Mapping[str, tuple[str, str, Json]] = {
    "invalid-input": (
        "/v1/expertises",
        "De invoer bevat 1 fout.",
        {
            "errors": [
                {
                    "in": "body",
                    "pointer": "/title",
                    "code": "missing",
                    "message": "Dit gegeven ontbreekt.",
                }
            ]
        },
    ),
    "unauthenticated": ("/v1/participations", "Stuur een token mee.", {}),
    "forbidden": (
        "/v1/schools/99ZZ01",
        "Uw rol mag dit niet.",
        {"allowedRoles": ["office"]},
    ),
    "not-found": (
        "/v1/schools/99ZZ99",
        "Dit bestaat niet, of u mag het niet zien.",
        {},
    ),
    "method-not-allowed": (
        "/v1/schools",
        "Dit adres kent deze methode niet; zie Allow.",
        {},
    ),
    "not-acceptable": (
        "/v1/schools",
        "Dit adres antwoordt met application/json, niet met text/csv.",
        {},
    ),
    "wrong-state": (
        "/v1/learning-trajectories/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de01",
        "Van ‘concept’ naar ‘afgerond’ kan niet. Wel: gereed, geannuleerd.",
        {"trajectoryStatus": "draft", "allowed": ["ready", "cancelled"]},
    ),
    "duplicate": (
        "/v1/applications",
        "Voor deze aanpak loopt in deze ronde al een inschrijving.",
        {
            "constraint": "uq_applications_one_running",
            "existing": "/v1/applications/019a9c3e-5d0a-7c43-9f0e-2b7a51c0de02",
        },
    ),
    "rule-refused": ("/v1/go-no-go-decisions", "De evaluatie ontbreekt.", {}),
    "idempotency-mismatch": (
        "/v1/expertises",
        "Deze Idempotency-Key hoort bij een ander verzoek.",
        {},
    ),
    "gone": ("/v1/changes", "Het logboek kent deze cursor niet (meer).", {}),
    "stale": (
        _EXPERTISE,
        "De gegevens zijn gewijzigd sinds u ze las; haal ze opnieuw op.",
        {"currentETag": '"4"'},
    ),
    "too-large": (
        "/v1/expertises",
        "De inhoud is groter dan hier mag.",
        {"maxBytes": 1_000_000},
    ),
    "unsupported-media-type": ("/v1/expertises", "Stuur de inhoud als application/json.", {}),
    "precondition-missing": (
        _EXPERTISE,
        "Stuur If-Match mee met de ETag van de versie die u wijzigt.",
        {},
    ),
    "too-slow": ("/v1/imports", "De inhoud kwam niet op tijd.", {}),
    "head-too-large": (
        "/",
        "Adres en headers zijn samen hoogstens 65536 bytes.",
        {"maxBytes": 65536},
    ),
    "too-many-requests": (
        "/v1/schools",
        "U vroeg te vaak: per 60 seconden mogen 120 zoekvragen. Probeer het over 12 seconden weer.",
        {},
    ),
    "unavailable": ("/v1/schools", "Probeer het over enkele seconden weer.", {}),
    "defect": (
        "/v1/schools",
        "Er ging iets mis. Noem het requestId als u dit meldt.",
        {},
    ),
}
"""By type: where it was met, what was said, and the members that the type adds."""


def examples_of(status: int) -> Json:
    """One example for each type with that status."""
    return {
        kind.slug: {"summary": kind.title.en, "value": _example(kind)}
        for kind in ALL_KINDS
        if kind.status == status
    }


def _example(kind: Kind) -> Json:
    instance, detail, members = _TOLD[kind.slug]
    return {
        "type": kind.address,
        "title": kind.title.nl,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
        "requestId": _REQUEST,
        **members,
    }
