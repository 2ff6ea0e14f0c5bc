"""What a test expects of a refusal, told so that a failure shows the whole answer."""

import httpx


def is_unknown(answer: httpx.Response, *pointers: str) -> bool:
    """Whether exactly these members of the body name nothing, or nothing for this caller."""
    assert answer.status_code == 400, answer.text
    found = [(flaw["pointer"], flaw["code"]) for flaw in answer.json()["errors"]]
    return found == [(pointer, "unknown") for pointer in pointers]
