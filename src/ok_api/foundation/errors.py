"""What can go wrong, in the programme's terms; only `problems.py` knows what status that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ok_api.rules.ruling import Ruling
from ok_api.rules.text import Text


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with the input: where, a stable code, and a sentence."""

    where: str
    """`body`, `query`, `path` or `header`."""
    name: str
    """A JSON pointer in the body, or the name of the parameter."""
    code: str
    """One of `flaw_codes`."""
    message: Text
    parameters: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What the code is about: `min`, `max`, `allowed`, …"""


class DomainError(Exception):
    """A refusal that the caller is told about; never a defect of ours."""

    def __init__(self, detail: Text, **members: object) -> None:
        super().__init__(detail.en)
        self.detail = detail
        self.members: Mapping[str, object] = members


class NotFound(DomainError):
    """What is asked for does not exist, or not for this caller: the two look the same."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                nl="Dit bestaat niet, of u mag het niet zien.",
                en="This does not exist, or it is not for you to see.",
            )
        )


class Gone(DomainError):
    """What the caller goes on from was there, or seemed to be, and cannot be gone on from."""


class Unauthenticated(DomainError):
    def __init__(self, detail: Text, code: str = "invalid_token") -> None:
        super().__init__(detail)
        self.code = code


class Forbidden(DomainError):
    """The caller may see it, but not do this."""


class WrongState(DomainError):
    """The resource is not in a state in which this can happen."""


class Duplicate(DomainError):
    """Something with the same identity already exists."""


class RuleRefused(DomainError):
    """A rule says no; the ruling says why, what is missing and who can supply it."""

    def __init__(self, detail: Text, ruling: Ruling) -> None:
        super().__init__(detail, ruling=ruling.as_json())
        self.ruling = ruling


class IdempotencyMismatch(DomainError):
    """The same Idempotency-Key came with another request."""


class Stale(DomainError):
    """The row has changed since the caller read it."""

    def __init__(self, current: str) -> None:
        super().__init__(
            Text(
                nl="De gegevens zijn gewijzigd sinds u ze las; haal ze opnieuw op.",
                en="The resource has changed since you read it; fetch it again.",
            ),
            currentETag=current,
        )


class PreconditionMissing(DomainError):
    def __init__(self) -> None:
        super().__init__(
            Text(
                nl="Stuur If-Match mee met de ETag van de versie die u wijzigt.",
                en="Send If-Match with the ETag of the version you are changing.",
            )
        )


class Unavailable(DomainError):
    """Not now: there is no room. The same request may succeed in a while."""


class TooSlow(DomainError):
    """The request did not come in time."""


class HeadTooLarge(DomainError):
    """Address and headers are together larger than is taken."""

    def __init__(self, most: int) -> None:
        super().__init__(
            Text(
                f"Adres en headers zijn samen hoogstens {most} bytes.",
                f"Address and headers are together at most {most} bytes.",
            ),
            maxBytes=most,
        )


class TooManyRequests(DomainError):
    """The caller asks more often than it may; `headers` tell how often that is."""

    def __init__(self, detail: Text, headers: Mapping[str, str]) -> None:
        super().__init__(detail)
        self.headers = headers


class TooLarge(DomainError):
    """The body is larger than this resource takes."""


class UnsupportedMediaType(DomainError):
    """The body has a media type that this operation does not read."""


class NotAcceptable(DomainError):
    """None of the media types that the caller accepts can be made."""


class InvalidInput(DomainError):
    """All flaws of the input at once."""

    def __init__(self, *flaws: Flaw) -> None:
        count = len(flaws)
        super().__init__(
            Text(
                nl=f"De invoer bevat {count} {'fout' if count == 1 else 'fouten'}.",
                en=f"The input has {count} {'error' if count == 1 else 'errors'}.",
            )
        )
        self.flaws = flaws
