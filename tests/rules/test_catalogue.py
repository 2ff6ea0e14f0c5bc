import re

import pytest

from ok_api.rules import parameters
from ok_api.rules.canonical import canonical
from ok_api.rules.catalogue import RuleDescription, rules
from ok_api.rules.conditions import wordings
from ok_api.rules.glossary import glossary
from ok_api.rules.sources import documents

DOMAIN_IDS = {
    *(f"R-SEL-{number}" for number in range(1, 6)),
    *(f"R-Y1-{number}" for number in range(1, 6)),
    *(f"R-Y2-{number}" for number in range(1, 5)),
    *(f"R-Y3-{number}" for number in range(1, 4)),
    *(f"R-FAC-{number}" for number in range(1, 4)),
}


def test_every_rule_of_the_domain_is_described() -> None:
    assert {rule.id for rule in rules()} >= DOMAIN_IDS


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_has_sources_examples_and_two_languages(rule: RuleDescription) -> None:
    assert re.fullmatch(r"R-[A-Z]+[0-9]?-[0-9]", rule.id)
    assert rule.sources
    assert rule.examples
    assert rule.title.nl
    assert rule.title.en
    assert rule.explanation.nl != rule.explanation.en
    assert all(source.name in documents() for source in rule.sources)
    assert canonical(rule.as_json())


def test_conditions_and_values_belong_to_rules_of_the_catalogue() -> None:
    known = {rule.id for rule in rules()}
    assert {wording.rule_id for wording in wordings().values()} <= known
    assert {history.rule_id for history in parameters.histories().values()} <= known


def test_published_sentences_have_no_open_places() -> None:
    written = canonical([rule.as_json()["conditions"] for rule in rules()]).decode()
    assert not re.search(r"\{[a-z_]+\}", written)


def test_every_unmet_condition_can_be_put_into_words() -> None:
    for wording in wordings().values():
        names = re.compile(r"\{(\w+)\}")
        for text in (wording.text, wording.missing):
            assert set(names.findall(text.nl)) == set(names.findall(text.en)), wording.id


def test_the_glossary_names_each_term_once_in_both_languages() -> None:
    names = [term.key for term in glossary()]
    assert len(names) == len(set(names))
    assert all(term.nl and term.en and term.meaning.nl and term.meaning.en for term in glossary())
