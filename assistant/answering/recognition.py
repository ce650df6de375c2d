"""Does a written answer surely answer a question? The signs of it, and what each weighs.

The weights are learned from questions whose right answer is known (`python -m evaluation.written
--fit`, which writes `models/needs.json`): a logistic regression, one weight a sign.
"""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.conversation.asked import (
    PLAIN_FACT,
    fills_slot,
    form_asked,
    kind_of,
    lacks_count,
    lacks_region,
    names_in,
)
from assistant.conversation.patterns import NOTHING, QuestionPatterns
from assistant.domain import Found, Query, Value
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.needs.need import Need
from assistant.needs.stored import StoredNeeds
from assistant.texts.datafile import read_datafile
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold, stem, words_of
from assistant.texts.references import references_in

HEAVIEST = 4.0  # what a word weighs at the most: an unknown word is no proof
LOOSE_KINDS = frozenset({NOTHING, "quoi", "oui ou non"})
# The signs of the refusal (`features`) that also tell whether a need is the one.
OF_EVIDENCE: Mapping[str, str] = {
    "unanswered_likeness": "ressemblance à une question sans réponse",
    "unanswered_first": "trois premières sans réponse",
    "question_gap": "écart à la question retenue",
    "likeness_gap": "écart des ressemblances",
    "slot_in_words": "genre attendu dans les mots qui répondent",
    "names": "noms",
}


class Grounds(Value):
    """What was found for a question as it was understood (`asked`), and the signs that it answers
    (`features.signs_of`).
    """

    asked: str
    found: Found
    signs: Mapping[str, float]


class Likeness(Value):
    """How near a question is to the nearest wording of a need: over the next need (`lead`), in
    the very words (`letters`), and to the nearest yes-or-no wording (`closed`); each from 0 to 1.
    """

    value: float
    lead: float
    letters: float
    closed: float
    wording: str


class MatchSigns(Value):
    """What speaks for or against a need as the answer to a question; a flag is 0 or 1.

    `coverage` is the share of the question's words that the need holds, by rarity; `missing` is the
    weight of the heaviest word that it lacks, `missing_words` their number. `found_rank` and
    `found_score` say how well the search found, by its own ways, a passage that the need quotes.
    The last six are signs of the question beside the annotated ones, see `OF_EVIDENCE`.
    """

    likeness: float
    lead: float
    letters: float
    closed: float
    coverage: float
    missing: float
    missing_words: float
    answer_coverage: float
    other_kind: float
    loose_kind: float
    unfilled: float
    filled: float
    uncounted: float
    other_region: float
    unknown_name: float
    unknown_figure: float
    unknown_reference: float
    few_words: float
    same_form: float
    other_form: float
    of_list: float
    found_rank: float
    found_score: float
    unanswered_likeness: float
    unanswered_first: float
    question_gap: float
    likeness_gap: float
    slot_in_words: float
    names: float


class Recognition(Value):
    """The weights of the signs, and the probability from which a written answer is given."""

    weights: dict[str, float]
    bias: float
    threshold: float

    def probability(self, signs: MatchSigns) -> float:
        """How sure it is that the need answers the question, from 0 to 1."""
        values = signs.model_dump()
        total = self.bias + sum(self.weights[name] * values[name] for name in self.weights)
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))

    def accepts(self, signs: MatchSigns) -> bool:
        """Is it sure enough for the written answer to be given?"""
        return self.probability(signs) >= self.threshold


NEVER = Recognition(weights={}, bias=0.0, threshold=2.0)  # no written answer is sure enough


def read_recognition(path: Path) -> Recognition:
    """Read the weights; without the file no written answer is sure enough.

    Raises CorpusError when the file is malformed, or weighs a sign that does not exist.
    """
    found = read_datafile(path, Recognition, absent=NEVER)
    unknown = sorted(found.weights.keys() - MatchSigns.model_fields.keys())
    if unknown:
        raise CorpusError(
            f"{path.name} pèse « {unknown[0]} », que le programme ne connaît pas : refaites-le par "
            "« python -m evaluation.written --fit »."
        )
    return found


def signs_of_match(
    index: Index,
    patterns: QuestionPatterns,
    stored: StoredNeeds,
    grounds: Grounds,
    need: Need,
    *,
    likeness: Likeness,
) -> MatchSigns:
    """The signs of a need for a question."""
    query = grounds.found.query
    question = query.text
    answer = " ; ".join(_answers_of(need))
    whole = " ; ".join(texts_of(need))
    missing = _missing_weights(index, stored, query, whole)
    total = sum(_weights(stored, query).values()) or 1.0
    absent_from_answer = _missing_weights(index, stored, query, answer)
    slot = fills_slot(question, answer, patterns)
    kinds = kind_of(question, patterns), kind_of(likeness.wording, patterns)
    loose = bool(LOOSE_KINDS & set(kinds))
    form = form_asked(grounds.asked, patterns)
    rank, score = _place_of_supports(grounds.found, need)
    return MatchSigns(
        likeness=likeness.value,
        lead=min(likeness.lead, 0.3),
        letters=likeness.letters,
        closed=likeness.closed,
        coverage=1 - sum(missing) / total,
        missing=max(missing, default=0.0) / HEAVIEST,
        missing_words=min(len(missing), 4) / 4,
        answer_coverage=1 - sum(absent_from_answer) / total,
        other_kind=float(kinds[0] != kinds[1] and not loose),
        loose_kind=float(kinds[0] != kinds[1] and loose),
        unfilled=float(slot is False),
        filled=float(slot is True),
        uncounted=float(lacks_count(question, [stem(word) for word in words_of(answer)], patterns)),
        other_region=float(lacks_region(question, fold(whole), patterns)),
        unknown_name=float(_has_unknown_name(index, patterns, query, whole)),
        unknown_figure=float(_has_unknown_figure(question, whole)),
        unknown_reference=float(bool(references_in(question) - references_in(whole))),
        few_words=1 / max(1, len(query.own)),
        same_form=float(form == need.form),
        other_form=float(form not in (need.form, PLAIN_FACT)),
        of_list=float(need.form == "liste"),
        found_rank=rank,
        found_score=score,
        **{name: grounds.signs.get(french, 0.0) for name, french in OF_EVIDENCE.items()},
    )


def _place_of_supports(found: Found, need: Need) -> tuple[float, float]:
    """How well the search found what the need quotes: the inverse of the rank of the first passage
    of a family quoted, and the score of the best passage quoted beside the first one's.
    """
    quoted = {each.passage for _, supports in need.texts_and_supports() for each in supports}
    families = {_family_of(passage_id) for passage_id in quoted}
    ids = [hit.passage.id for hit in found.hits]
    rank = next((n for n, each in enumerate(ids, 1) if _family_of(each) in families), None)
    scores = [hit.score for hit in found.hits if hit.passage.id in quoted]
    best = max(scores, default=0.0)
    return (1 / rank if rank else 0.0), (best / found.hits[0].score if best else 0.0)


def _family_of(passage_id: str) -> str:
    """The paragraph of a passage: a point of a list belongs to what announces it."""
    return passage_id.partition("#")[0]


def texts_of(need: Need) -> Iterator[str]:
    """All that a need says: its subjects, its wordings, its answers."""
    yield from need.subjects
    yield from _questions_of(need)
    yield from _answers_of(need)


def _questions_of(need: Need) -> Iterator[str]:
    yield need.question
    yield from need.wordings
    yield from (closed.question for closed in need.closed)


def _answers_of(need: Need) -> Iterator[str]:
    yield need.verdict
    yield from (text for text, _ in need.texts_and_supports())
    yield from (closed.verdict for closed in need.closed)


def _weights(stored: StoredNeeds, query: Query) -> dict[str, float]:
    """What each word of the question weighs, by its rarity in the wordings."""
    words = stored.words
    assert words is not None
    return {term: min(words.weight(term), HEAVIEST) for term in query.own}


def _missing_weights(index: Index, stored: StoredNeeds, query: Query, text: str) -> list[float]:
    """The weights of the words of the question that a text does not hold."""
    held = set(index.analyser.terms(text))
    return [weight for term, weight in _weights(stored, query).items() if term not in held]


def _has_unknown_name(index: Index, patterns: QuestionPatterns, query: Query, text: str) -> bool:
    """Does the question name something (an acronym, a proper name) that the text does not?"""
    held, folded = set(index.analyser.terms(text)), fold(text)
    acronyms = {term for term in query.own if term.startswith("+")}
    names = names_in(query.text, patterns)
    return not acronyms <= held or any(fold(name) not in folded for name in names)


def _has_unknown_figure(question: str, text: str) -> bool:
    figures = figures_in(question) | (figures_in_words(question) - {"1"})
    return not figures <= figures_in(text) | figures_in_words(text)
