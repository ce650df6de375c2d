"""White space does not count when words are compared."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.texts.spaces import flatten, squeeze


def test_lines_and_spaces_become_one_space() -> None:
    """Line ends, tabs and unbreakable spaces alike."""
    assert flatten("  un\n  texte\u00a0:\tdeux\x0c lignes ") == "un texte : deux lignes"
    assert squeeze(" un\n\ntexte ") == " un texte "


@given(st.text(alphabet="ab \n\t\u00a0\u202f", max_size=40))
def test_the_words_stay_in_their_order(text: str) -> None:
    """Flattening twice changes nothing more, and no word is lost."""
    assert flatten(text) == " ".join(text.split()) == flatten(flatten(text))
    assert squeeze(text).strip() == flatten(text)
