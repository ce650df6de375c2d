"""Where the words that a language model says it quotes stand in their passage."""

from collections.abc import Sequence

from assistant.domain import Citation, Evidence
from assistant.texts.quotes import find_whole_words, plain_signs
from assistant.texts.spaces import flatten

# The fewest and the most words of a quotation.
QUOTE_WORDS, LONGEST_QUOTE = 3, 110


def are_whole(citations: Sequence[Citation], pieces: Sequence[Evidence]) -> bool:
    """Does each citation quote all the words of its piece? One that a footnote or a page break cuts
    in its document does not.
    """
    pairs = zip(citations, pieces, strict=True)
    return all(flatten(citation.quote) == flatten(piece.words) for citation, piece in pairs)


def locate_quote(visible: str, text: str, words: str) -> tuple[int, int] | None:
    """Where words stand in a passage's text, but for white space and the shape of apostrophes,
    dashes and quotation marks.

    None when they do not, when they are too few to mean anything, or when the model was not shown
    them.
    """
    words_to_find = flatten(plain_signs(words))
    if not QUOTE_WORDS <= len(words_to_find.split()) <= LONGEST_QUOTE:
        return None
    if words_to_find not in flatten(plain_signs(visible)):
        return None
    return find_whole_words(words, text)
