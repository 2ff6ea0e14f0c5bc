"""What is told over HTTP is what the two files say: rendered, in both languages."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.sentences.cases import CASES
from tests.sentences.collecting import KEPT
from tests.sentences.test_sentences import troubles

TOLD: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("told.yaml").read_text(encoding="utf-8")
)
SAID = [one for room in yaml.safe_load(KEPT.read_text("utf-8")).values() for one in room]


def sentence_of(answer: httpx.Response) -> str:
    """What a person reads: of flawed input the first flaw, of anything else the detail."""
    problem: dict[str, Any] = answer.json()
    assert answer.status_code in (400, 401, 403, 409, 415), answer.text
    return str(problem["errors"][0]["message"] if problem.get("errors") else problem["detail"])


def is_made_of(told: str, language: str) -> bool:
    """Whether some sentence of the file, filled in, is what was told."""
    patterns = (re.split(r"\{[^}]*\}", one[language]) for one in SAID)
    return any(re.fullmatch(".+".join(map(re.escape, parts)), told) for parts in patterns)


def test_the_file_has_the_cases_and_no_others() -> None:
    assert TOLD.keys() == CASES.keys()
    assert len(CASES) >= 30


@pytest.mark.parametrize("name", sorted(CASES))
async def test_a_refusal_is_told(name: str, callers: Callers, session: AsyncSession) -> None:
    asked = await CASES[name](callers, session)
    for language in ("nl", "en"):
        told = sentence_of(await asked.told(language))
        assert told == TOLD[name][language]
        assert is_made_of(told, language)


@pytest.mark.parametrize("name", sorted(CASES))
def test_dutch_is_read_as_dutch(name: str) -> None:
    assert troubles(TOLD[name]["nl"]) == []
