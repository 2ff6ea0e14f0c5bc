"""Text in one form: what is refused or left out first, then what stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ok_api.rules.words import Sector, SessionKind
from ok_api.rules.writing import is_unreadable, line, prose


@pytest.mark.parametrize("text", ["Frysl\ufffdn", "a\ud800b"])
def test_a_lost_sign_is_known(text: str) -> None:
    assert is_unreadable(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Cafe\u0301  Zuid", "Café Zuid"),
        ("De\u200b School\u202e\u2066", "De School"),
        ("Op\u00adleiding\ufeff", "Opleiding"),
        ("\u3164 \u200d", ""),
        ("De\x00 \x1b[1mSchool\x7f", "De [1mSchool"),
        ("De\u00a0\u2003School\t\r\nNoord", "De School Noord"),
        (" a \u200b b ", "a b"),
        ("'s-Hertogenbosch — “Één”", "'s-Hertogenbosch — “Één”"),
        ("Juf 👩‍🏫 en ❤️‍🔥", "Juf 👩‍🏫 en ❤️‍🔥"),
        ("a\u200db", "ab"),
    ],
)
def test_a_line(written: str, kept: str) -> None:
    assert line(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Een\r\ntwee\rdrie\u2028vier", "Een\ntwee\ndrie\nvier"),
        ("  - punt\n\t  dieper  \n\n", "- punt\n\t  dieper"),
        ("Re\u0301sume\u0301\x00\u202e:\u00a0ja", "Résumé: ja"),
        ("twee  spaties", "twee  spaties"),
        ("\u200b\n\x0b", ""),
    ],
)
def test_prose(written: str, kept: str) -> None:
    assert prose(written) == kept


@given(st.text(max_size=60))
def test_what_is_in_its_form_stays_as_it_is(text: str) -> None:
    for form in (line, prose):
        kept = form(text)
        assert form(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert "\0" not in kept
    assert line(text).split(" ") == (line(text).split() or [""])


@given(st.text(max_size=60))
def test_a_spelling_makes_no_other_text(text: str) -> None:
    assert line(unicodedata.normalize("NFD", text)) == line(unicodedata.normalize("NFC", text))


def test_a_word_of_a_closed_list_is_the_same_in_other_letters() -> None:
    assert Sector("po") is Sector.PO
    assert SessionKind(" Study_Day\u200b") is SessionKind.STUDY_DAY
    with pytest.raises(ValueError, match="pog"):
        Sector("pog")
