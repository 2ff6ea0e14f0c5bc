"""Every sentence that the source can say, by the room it is said in.

A sentence is a `Text(nl, en)` in the code, or a pair of `nl` and `en` in the wording of conditions
and flaw codes. What is filled in stands between braces.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

import ok_api

SOURCE = Path(ok_api.__file__).parent
VALUES = SOURCE / "rules" / "values"
KEPT = Path(__file__).with_name("refusals.yaml")
NO_REFUSALS = ("exchange/exports/",)
"""Files for researchers: their columns and their reading matter refuse nothing."""
HEAD = """\
# Every sentence that tells a user why something is refused, or what is the matter with it, by
# the room of the source that says it. Made by `python -m tests.sentences`: mend the source.

"""
_LANGUAGE_OF = re.compile(r"\.(nl|en|label|in_\('(nl|en)'\))(?![a-z_])|_(nl|en)(?![a-z_])")


@dataclass(frozen=True)
class Sentence:
    room: str
    nl: str
    en: str


def collected() -> list[Sentence]:
    return [*_in_code(), *_in_wording()]


def by_room() -> dict[str, list[dict[str, str]]]:
    """As `refusals.yaml` lists them."""
    rooms: dict[str, list[dict[str, str]]] = {}
    for sentence in collected():
        rooms.setdefault(sentence.room, []).append({"nl": sentence.nl, "en": sentence.en})
    return rooms


def as_yaml() -> str:
    body = yaml.safe_dump(by_room(), allow_unicode=True, sort_keys=False, width=10_000)
    return HEAD + re.sub(r"^(?=[a-z])", "\n", body, flags=re.MULTILINE).lstrip()


def _in_code() -> Iterator[Sentence]:
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).with_suffix("").as_posix()
        if room.startswith(NO_REFUSALS):
            continue
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        calls = (node for node in nodes if isinstance(node, ast.Call))
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            pair = _pair(call)
            if pair is not None:
                yield Sentence(room, *pair)


def _in_wording() -> Iterator[Sentence]:
    for path in (*sorted((VALUES / "conditions").glob("*.yaml")), VALUES / "flaw_codes.yaml"):
        room = path.relative_to(SOURCE).with_suffix("").as_posix()
        for node in _mappings(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if {"nl", "en"} <= node.keys():
                yield Sentence(room, str(node["nl"]).strip(), str(node["en"]).strip())


def wordings() -> list[str]:
    """All Dutch in the values of the rules: labels, meanings, titles, rules and examples."""
    read = (yaml.safe_load(path.read_text("utf-8")) for path in VALUES.rglob("*.yaml"))
    found = (node for content in read for node in _mappings(content))
    return [str(node["nl"]) for node in found if {"nl", "en"} <= node.keys()]


def _mappings(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        yield node
    within = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for value in within:
        yield from _mappings(value)


def _pair(call: ast.Call) -> tuple[str, str] | None:
    """Both languages of `Text(…, …)`; `None` for what only joins other sentences."""
    if not (isinstance(call.func, ast.Name) and call.func.id == "Text"):
        return None
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) != 2:
        return None
    nl, en = (_written(argument) for argument in given)
    return (nl, en) if nl and en and re.search(r"[^\W\d_]", _filled(nl)) else None


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(part) for part in node.values)
    return ""


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{_name(part.value)}}}"
    return _written(part)


def _name(value: ast.expr) -> str:
    """What is filled in, by its own name: `{count}`, or `{…}` for what is made on the spot."""
    told = _LANGUAGE_OF.sub("", ast.unparse(value))
    told = told.rpartition(".")[2]
    return told if told not in ("nl", "en") and re.fullmatch(r"\w+", told) else "…"


def _filled(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{([^}]*)\}", text))
