"""The search that a reader makes in the texts: it may find nothing, and its counts are true."""

import re

from assistant.domain import Found, Hit, Passage, Question, Value
from assistant.index.index import Index
from assistant.texts.french import fold

QUOTED = re.compile(r"«\s*([^«»]*?)\s*»|“([^“”]*)”|\"([^\"]*)\"")
# What finds words; a vector finds something near to anything, even to what no text speaks of.
BY_WORDS = frozenset({"passages", "annotations", "questions"})
SHOWN = 20


class TextSearch(Value):
    """Passages found, best first, at most `SHOWN`; `total` counts all that hold the `phrases`
    looked for between quotation marks, and is None for a search of words, which keeps the best.
    """

    found: Found
    phrases: tuple[str, ...] = ()
    total: int | None = None


def search_in_texts(index: Index, question: Question, found: Found) -> TextSearch:
    """What the texts hold of the words asked for, from what the search of answers found.

    Words between quotation marks are looked for as they are, one after another: capitals, accents
    and spaces apart.
    """
    phrases = phrases_of(question.text)
    if not phrases:
        hits = tuple(hit for hit in found.hits if BY_WORDS & set(hit.found_by))
        return TextSearch(found=found.model_copy(update={"hits": hits}))
    hits = _holding(index, question, found, phrases)
    shown = found.model_copy(update={"hits": hits[:SHOWN]})
    return TextSearch(found=shown, phrases=phrases, total=len(hits))


def phrases_of(text: str) -> tuple[str, ...]:
    """The words between straight, curved or French quotation marks; empty ones are left out."""
    groups = (next(filter(None, match.groups()), "") for match in QUOTED.finditer(text))
    return tuple(phrase.strip() for phrase in groups if fold(phrase).strip())


def _holding(
    index: Index, question: Question, found: Found, phrases: tuple[str, ...]
) -> tuple[Hit, ...]:
    """Every passage that holds all the phrases, those that the search found first. A part whose
    parent holds them too is left out: it would be the same words twice.
    """
    patterns = [_pattern_of(phrase) for phrase in phrases]
    selection = index.selection(question.filters)
    among = index.passages
    if selection is not None:
        mask = selection.passages.mask
        among = tuple(each for row, each in enumerate(among) if mask[row])
    holding = {each.id: each for each in among if _holds(each, patterns)}
    known = {hit.passage.id: hit for hit in found.hits}
    hits = (
        known.get(each.id) or Hit(passage=each, score=0.0, found_by=("mots",), matched=each.id)
        for each in holding.values()
        if each.parent not in holding
    )
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _pattern_of(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, fold(phrase).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _holds(passage: Passage, patterns: list[re.Pattern[str]]) -> bool:
    text = fold(passage.text)
    return all(pattern.search(text) for pattern in patterns)
