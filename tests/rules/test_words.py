import inspect

import pytest

from ok_api.rules import exchange_words, words
from ok_api.rules.text import Text, asdict
from ok_api.rules.vocabulary import entry
from ok_api.rules.words import Phase, Sector, Term

LISTS = [
    found
    for module in (words, exchange_words)
    for _, found in inspect.getmembers(module, inspect.isclass)
    if issubclass(found, Term) and found.__module__ == module.__name__ and found is not Term
]


@pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.__name__)
def test_every_word_has_a_label_and_a_meaning(terms: type[Term]) -> None:
    assert set(entry(terms.__name__).members) == {term.value for term in terms}
    assert terms.term().nl
    for term in terms:
        assert term.label.nl
        assert term.label.en
        assert term.meaning.nl.endswith(".")
        assert term.meaning.en.endswith(".")


@pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.__name__)
def test_values_are_lowercase_words(terms: type[Term]) -> None:
    if terms is not Sector:
        assert all(term.value == term.name.lower() for term in terms)


def test_a_text_reads_in_the_language_asked_for() -> None:
    assert Phase.ASPIRANT.label.in_("en-GB") == "aspirant expertise school"
    assert (
        Phase.ASPIRANT.label.in_("nl")
        == Phase.ASPIRANT.label.in_("fy")
        == "aspirant-expertiseschool"
    )
    inner = Text(nl="vier", en="four")
    assert Text(nl="{n} scholen", en="{n} schools").format(n=inner) == Text(
        "vier scholen", "four schools"
    )
    assert asdict(inner) == {"nl": "vier", "en": "four"}
