"""Every type of problem with its status: the only statuses of refusals there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from ok_api.foundation import errors
from ok_api.rules.text import Text


@dataclass(frozen=True)
class Kind:
    """A type of problem: its place in the list of types, its status, its title, what to do."""

    slug: str
    status: int
    title: Text
    advice: Text

    @property
    def address(self) -> str:
        """Where the type is explained, and what a problem is known by."""
        return f"/v1/problem-types/{self.slug}"


KINDS: Mapping[type[Exception], Kind] = {
    errors.InvalidInput: Kind(
        "invalid-input",
        400,
        Text("Ongeldige invoer", "Invalid input"),
        Text(
            "Verbeter alles wat in `errors` staat, en stuur het verzoek opnieuw.",
            "Mend everything that `errors` names, and send the request again.",
        ),
    ),
    errors.Unauthenticated: Kind(
        "unauthenticated",
        401,
        Text("Wie bent u?", "Unauthenticated"),
        Text(
            "Stuur een geldig token mee: `Authorization: Bearer …`; zie `WWW-Authenticate`.",
            "Send a valid token: `Authorization: Bearer …`; see `WWW-Authenticate`.",
        ),
    ),
    errors.Forbidden: Kind(
        "forbidden",
        403,
        Text("Niet toegestaan", "Forbidden"),
        Text(
            "Vraag het iemand met een van de `allowedRoles`, of die dit mag wijzigen.",
            "Ask somebody with one of the `allowedRoles`, or who may change this.",
        ),
    ),
    errors.NotFound: Kind(
        "not-found",
        404,
        Text("Niet gevonden", "Not found"),
        Text(
            "Controleer het adres. Wat een ander toebehoort ziet er net zo uit.",
            "Check the address. What belongs to another looks just the same.",
        ),
    ),
    errors.NotAcceptable: Kind(
        "not-acceptable",
        406,
        Text("Vorm onbekend", "Not acceptable"),
        Text(
            "Vraag om een van de mediatypen die `detail` noemt.",
            "Ask for one of the media types that `detail` names.",
        ),
    ),
    errors.WrongState: Kind(
        "wrong-state",
        409,
        Text("Kan nu niet", "Wrong state"),
        Text(
            "Haal de gegevens opnieuw op en kijk welke stappen er nu mogelijk zijn.",
            "Fetch the resource again and see which steps are possible now.",
        ),
    ),
    errors.Duplicate: Kind(
        "duplicate",
        409,
        Text("Bestaat al", "Already exists"),
        Text(
            "Lees wat er al is, waar `existing` het noemt, en wijzig dat.",
            "Read what is there, where `existing` names it, and change that.",
        ),
    ),
    errors.RuleRefused: Kind(
        "rule-refused",
        409,
        Text("Een regel staat dit niet toe", "A rule refuses this"),
        Text(
            "Lees in `ruling` welke voorwaarden ontbreken en wie ze kan vervullen.",
            "Read in `ruling` which conditions are missing and who can supply them.",
        ),
    ),
    errors.TooSlow: Kind(
        "too-slow",
        408,
        Text("Te langzaam", "Too slow"),
        Text(
            "Stuur het verzoek opnieuw, over een betere verbinding of in kleinere delen.",
            "Send the request again, over a better connection or in smaller parts.",
        ),
    ),
    errors.IdempotencyMismatch: Kind(
        "idempotency-mismatch",
        409,
        Text("Sleutel al gebruikt", "Key already used"),
        Text(
            "Gebruik een nieuwe `Idempotency-Key` voor een ander verzoek.",
            "Use a new `Idempotency-Key` for another request.",
        ),
    ),
    errors.Gone: Kind(
        "gone",
        410,
        Text("Niet meer aanwezig", "No longer there"),
        Text(
            "Begin opnieuw: lees de lijsten, en volg de wijzigingen vanaf `latest`.",
            "Start again: read the lists, and follow the changes from `latest`.",
        ),
    ),
    errors.Stale: Kind(
        "stale",
        412,
        Text("Inmiddels gewijzigd", "Changed meanwhile"),
        Text(
            "Haal de nieuwe versie op, breng uw wijziging daarin aan en stuur haar ETag mee.",
            "Fetch the new version, make your change in it and send its ETag.",
        ),
    ),
    errors.TooLarge: Kind(
        "too-large",
        413,
        Text("Te groot", "Too large"),
        Text("Stuur minder in één keer.", "Send less at once."),
    ),
    errors.UnsupportedMediaType: Kind(
        "unsupported-media-type",
        415,
        Text("Mediatype onbekend", "Unsupported media type"),
        Text(
            "Stuur de inhoud als een van de mediatypen die `detail` noemt.",
            "Send the body as one of the media types that `detail` names.",
        ),
    ),
    errors.PreconditionMissing: Kind(
        "precondition-missing",
        428,
        Text("If-Match ontbreekt", "If-Match is missing"),
        Text(
            "Haal de gegevens op en stuur hun ETag mee als `If-Match`.",
            "Fetch the resource and send its ETag as `If-Match`.",
        ),
    ),
    errors.HeadTooLarge: Kind(
        "head-too-large",
        431,
        Text("Headers te groot", "Headers too large"),
        Text(
            "Stuur een korter adres, en minder of kortere headers; cookies hoeven niet mee.",
            "Send a shorter address, and fewer or shorter headers; cookies are not needed.",
        ),
    ),
    errors.TooManyRequests: Kind(
        "too-many-requests",
        429,
        Text("Te veel verzoeken", "Too many requests"),
        Text(
            "Wacht het aantal seconden in `Retry-After`; `RateLimit` vertelt wat u nog mag.",
            "Wait for the seconds in `Retry-After`; `RateLimit` tells what you have left.",
        ),
    ),
    errors.Unavailable: Kind(
        "unavailable",
        503,
        Text("Even niet beschikbaar", "Temporarily unavailable"),
        Text(
            "Probeer het opnieuw na het aantal seconden in `Retry-After`.",
            "Try again after the number of seconds in `Retry-After`.",
        ),
    ),
}
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    Text("Methode niet toegestaan", "Method not allowed"),
    Text("Gebruik een van de methoden in `Allow`.", "Use one of the methods in `Allow`."),
)
BUSY = KINDS[errors.Unavailable]
DEFECT = Kind(
    "defect",
    500,
    Text("Fout in de dienst", "Internal error"),
    Text(
        "Meld dit met het `requestId`; aan uw verzoek mankeert waarschijnlijk niets.",
        "Report this with its `requestId`; your request is probably fine.",
    ),
)
ALL_KINDS = (*KINDS.values(), METHOD_NOT_ALLOWED, DEFECT)
