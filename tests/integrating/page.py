"""docs/integrating.md as a developer uses it: what to type, what to save, what is then seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "integrating.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"bash", "python", "text"}
SAVED_AS = re.compile(r"# (\w+\.py)\n")
ANYTHING = "…"


@dataclass(frozen=True)
class Typed:
    """Commands, and what they print; nothing when the page shows nothing."""

    commands: str
    shown: str


@dataclass(frozen=True)
class Part:
    """One section of the page: its commands in order, and its programs by the name they have."""

    title: str
    typed: tuple[Typed, ...]
    programs: dict[str, str]


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def parts() -> dict[str, Part]:
    sections = re.split(r"^## ", text(), flags=re.MULTILINE)[1:]
    return {part.title: part for part in map(_part, sections)}


def _part(section: str) -> Part:
    title = section.partition("\n")[0]
    blocks = FENCE.findall(section)
    strange = {language for language, _ in blocks} - LANGUAGES
    assert not strange, f"{title}: code that nothing would run: {strange}"
    programs = [content for language, content in blocks if language == "python"]
    return Part(title, tuple(_typed(blocks)), {_name(program): program for program in programs})


def _typed(blocks: list[tuple[str, str]]) -> Iterator[Typed]:
    """What is shown belongs to the commands right before it."""
    for place, (language, content) in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else ("", "")
        if language == "bash":
            yield Typed(content, following[1] if following[0] == "text" else "")
        elif language == "text":
            assert place, "output of no command"
            assert blocks[place - 1][0] == "bash", f"output of no command: {content}"


def _name(program: str) -> str:
    named = SAVED_AS.match(program)
    assert named, f"a program begins with its file's name: {program[:60]}"
    return named[1]


def matches(shown: str, printed: str) -> bool:
    """`…` in a line stands for anything in it, and alone on a line for any lines."""
    lines = (_line(line) for line in shown.splitlines())
    return re.fullmatch("".join(lines), printed) is not None


def _line(line: str) -> str:
    if line == ANYTHING:
        return r"(?:.*\n)*?"
    return ".*?".join(re.escape(piece) for piece in line.split(ANYTHING)) + r"\n"
