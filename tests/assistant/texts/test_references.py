"""Articles of a code, however a text writes them."""

import pytest

from assistant.texts.references import references_in


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("articles L. 4622-10 et D. 4622-44", {"l4622-10", "d4622-44"}),
        ("R4641-21", {"r4641-21"}),
        ("L 4622-6-1", {"l4622-6-1"}),
        ("article 11 de la loi n° 2021-1018", set()),
    ],
)
def test_references_to_a_code_are_read_in_all_their_spellings(text: str, wanted: set[str]) -> None:
    """With or without point and space."""
    assert references_in(text) == wanted
