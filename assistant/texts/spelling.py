"""Misspelt words → the words of the corpus that they stand for."""

from functools import cached_property
from itertools import chain

SHORTEST = 4
LONG = 6


class Spelling:
    """Mends words that the corpus does not know, by the words it knows: letters missing, doubled,
    wrong or swapped. `vocabulary` gives how often each word is used.

    Method of symmetric deletion: two words that differ by one letter, or by two swapped, give the
    same word when each loses the right letter.
    """

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.known = vocabulary

    @cached_property
    def _shorter(self) -> dict[str, list[str]]:
        """Known words by each of their forms with one letter less; made when the first word is
        mended.
        """
        words_by_form: dict[str, list[str]] = {}
        for word in self.known:
            if word.isalpha() and len(word) >= SHORTEST:
                for form in _deletions(word):
                    words_by_form.setdefault(form, []).append(word)
        return words_by_form

    def mend(self, word: str) -> str:
        """The known word nearest to a word, or the word itself."""
        if word in self.known or len(word) < SHORTEST or not word.isalpha():
            return word
        is_long = len(word) >= LONG
        candidates = self._candidates(word)
        if not is_long:
            candidates = {each for each in candidates if each[0] == word[0]}
        rows = [(edit_distance(word, each), -self.known[each], each) for each in candidates]
        most_edits = 2 if is_long else 1
        nearest = min((row for row in rows if row[0] <= most_edits), default=None)
        return nearest[2] if nearest else word

    def _candidates(self, word: str) -> set[str]:
        """The known words that give the same form as a word, when each loses a letter or none."""
        forms = (self._shorter.get(form, ()) for form in _deletions(word))
        return set(chain.from_iterable(forms))


def _deletions(word: str) -> set[str]:
    """A word, and its forms with one letter less."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def edit_distance(a: str, b: str) -> int:
    """The number of edits from one word to another: a letter more, less or changed, or two
    neighbours swapped (« optimal string alignment »).
    """
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
