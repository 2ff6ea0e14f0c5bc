"""What the reference lists tell, from the rules' own files."""

import re
from collections.abc import Mapping
from typing import Any

from ok_api.foundation.errors import InvalidInput
from ok_api.foundation.flaw_codes import flaw_codes
from ok_api.foundation.kinds import ALL_KINDS, KINDS
from ok_api.rules.catalogue import rules
from ok_api.rules.glossary import glossary
from ok_api.rules.sources import documents
from ok_api.rules.text import Text, asdict
from ok_api.rules.words import Term

Documents = Mapping[str, Mapping[str, Any]]


def tell_rules(_language: str) -> Documents:
    return {rule.id: _with_documents(rule.as_json()) for rule in rules()}


def tell_glossary(_language: str) -> Documents:
    return {
        term.key: {"key": term.key, "nl": term.nl, "en": term.en, "meaning": asdict(term.meaning)}
        for term in glossary()
    }


def tell_code_lists(language: str) -> Documents:
    lists = {_name(kind): kind for kind in Term.__subclasses__()}
    return {name: _code_list(name, kind, language) for name, kind in sorted(lists.items())}


def tell_problem_types(language: str) -> Documents:
    kinds = sorted(ALL_KINDS, key=lambda kind: (kind.status, kind.slug))
    return {
        kind.slug: {
            "slug": kind.slug,
            "status": kind.status,
            **_both(language, title=kind.title, advice=kind.advice),
            "codes": _flaw_codes(language) if kind is KINDS[InvalidInput] else [],
        }
        for kind in kinds
    }


def _flaw_codes(language: str) -> list[Mapping[str, Any]]:
    return [
        {"code": one.code, "parameters": one.parameters, **_both(language, meaning=one.meaning)}
        for one in flaw_codes().values()
    ]


def _with_documents(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    """An explanation cites a document by its short name; here that name gets title and address."""
    cited = [(source, documents()[source["name"]]) for source in rule["sources"]]
    told = [{**source, "title": asdict(about.title), "url": about.url} for source, about in cited]
    return {**rule, "sources": told}


def _name(kind: type[Term]) -> str:
    """`SchoolStatus` is published as `school-status`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def _code_list(name: str, kind: type[Term], language: str) -> Mapping[str, Any]:
    codes = [
        {"code": word.value, **_both(language, label=word.label, meaning=word.meaning)}
        for word in kind
    ]
    return {"name": name, **_both(language, term=kind.term()), "codes": codes}


def _both(language: str, **texts: Text) -> dict[str, Any]:
    """Each text in the language asked for, and in its plural both."""
    asked = {name: text.in_(language) for name, text in texts.items()}
    return {**asked, **{f"{name}s": asdict(text) for name, text in texts.items()}}
