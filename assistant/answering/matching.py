"""A question → the need that it surely asks for. Cautious on purpose: where no need is surely the
one, the extracts answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answering.recognition import (
    Grounds,
    Likeness,
    MatchSigns,
    Recognition,
    signs_of_match,
    texts_of,
)
from assistant.answering.similarity import LEXICAL_SHARE, dice
from assistant.answering.written import SUMMARY, WrittenMatch
from assistant.conversation.asked import form_asked, kind_of
from assistant.conversation.patterns import NOTHING, QuestionPatterns
from assistant.domain import Query
from assistant.index.index import Index
from assistant.needs.need import are_neighbours
from assistant.needs.stored import StoredNeeds
from assistant.records.kinds import Vocabulary
from assistant.records.series import members_named, names_member
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold

LETTER = 0.15  # what the very words weigh beside their roots
LOOKED_AT = 60  # wordings
CLOSED_NEAR = 0.74  # how near a yes-or-no wording must be for its verdict to be given
WHY = "pourquoi"
# When an annotated question is nearer than the nearest wording by so much, its passage knows better
# what is asked (chosen on the tuning half; floors of `cpom evaluate --quick` looked at).
ANNOTATED_LIKENESS, NEARER = "ressemblance", 0.15
CLOSED_KINDS = frozenset({"oui ou non", NOTHING})
DENIALS = frozenset({"pas", "sans", "jamais", "aucun", "aucune", "interdit", "dispense", "refuser"})


@dataclass(frozen=True)
class KnownNeeds:
    """The needs of a generation, and what it takes to recognise them in a question."""

    index: Index
    patterns: QuestionPatterns
    stored: StoredNeeds
    recognition: Recognition
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Nearest:
    """The nearest wording of a need: their numbers, how near it is, and in the very words."""

    need: int
    likeness: float
    letters: float
    row: int


def find_written(known: KnownNeeds, grounds: Grounds) -> WrittenMatch | None:
    """The need that a question asks for; None when no need is surely the one."""
    form = form_asked(grounds.asked, known.patterns)
    nearest = nearest_need(known, grounds.found.query, form=form)
    if nearest is None:
        return None
    match, likeness = nearest
    if grounds.signs.get(ANNOTATED_LIKENESS, 0.0) > likeness.value + NEARER:
        return None
    probability = known.recognition.probability(signs_of_need(known, grounds, match, likeness))
    is_sure = probability >= known.recognition.threshold
    return match.model_copy(update={"probability": probability}) if is_sure else None


def signs_of_need(
    known: KnownNeeds, grounds: Grounds, match: WrittenMatch, likeness: Likeness
) -> MatchSigns:
    """The signs that the nearest need is the one asked for."""
    return signs_of_match(
        known.index, known.patterns, known.stored, grounds, match.need, likeness=likeness
    )


def nearest_need(
    known: KnownNeeds, query: Query, *, form: str = "", without: int | None = None
) -> tuple[WrittenMatch, Likeness] | None:
    """The nearest need, sure or not, and how near it is; None when there is no need at all.

    Only a summary meets a question of the `form` of a summary, and only a need that names the
    numbered thing (« l'annexe 5 ») that the question names. `without` is the number of a wording
    that is passed over: the question itself, when the weights are learned.
    """
    stored = known.stored
    likeness = _likeness_of_wordings(known.index, stored, query)
    if likeness is None:
        return None
    if without is not None:
        likeness[without] = -1.0
    if form == SUMMARY and (summaries := stored.of_form(SUMMARY)).any():
        likeness[~summaries[stored.owner]] = -1.0
    ranked = list(_naming_members(known, query, _rank_needs(stored, query, likeness)))
    if not ranked:
        return None
    best, *others = ranked
    need = stored.needs[best.need]
    rivals = (each for each in others if not are_neighbours(need, stored.needs[each.need]))
    rival = next(rivals, None)
    closed = _nearest_closed(stored, likeness, best.need)
    near = Likeness(
        value=best.likeness,
        lead=best.likeness - rival.likeness if rival else 1.0,
        letters=best.letters,
        closed=float(likeness[closed]) if closed is not None else 0.0,
        wording=stored.wordings[best.row][1],
    )
    verdict = _verdict(known, query, closed, near.closed)
    return WrittenMatch(need=need, wording=near.wording, verdict=verdict), near


def _rank_needs(
    stored: StoredNeeds, query: Query, likeness: npt.NDArray[np.float64]
) -> list[Nearest]:
    """The needs whose wordings come nearest, the nearest first."""
    rows = [int(row) for row in np.argsort(-likeness)[:LOOKED_AT]]
    letters = {row: _same_words(query.text, stored.wordings[row][1]) for row in rows}
    found: dict[int, Nearest] = {}
    for row in sorted(rows, key=lambda row: -(likeness[row] + LETTER * letters[row])):
        number = int(stored.owner[row])
        value = float(likeness[row] + LETTER * (letters[row] - 1))
        found.setdefault(number, Nearest(number, value, letters[row], row))
    return list(found.values())


def _naming_members(
    known: KnownNeeds, query: Query, ranked: Sequence[Nearest]
) -> Iterator[Nearest]:
    """The needs that name every numbered thing that a question names; all when it names none."""
    vocabulary = known.vocabulary
    members = [each for each in members_named(vocabulary, query.text) if each.series.binding]
    for nearest in ranked:
        text = " ; ".join(texts_of(known.stored.needs[nearest.need])) if members else ""
        if all(names_member(vocabulary, text, member) for member in members):
            yield nearest


def _same_words(one: str, other: str) -> float:
    """The share of common words, small words and endings included: it parts near wordings."""
    left, right = (set(fold(text).replace("'", " ").split()) for text in (one, other))
    return len(left & right) / max(1, len(left | right))


def _likeness_of_wordings(
    index: Index, stored: StoredNeeds, query: Query
) -> npt.NDArray[np.float64] | None:
    """How near each wording is, from 0 to 1: shared words weighed by their rarity, and vectors."""
    words = stored.words
    if words is None or not words.rows:
        return None
    own: Mapping[str, float] = {term: query.terms.get(term, 1.0) for term in query.own}
    shared = dice(words, own, np.arange(words.rows))
    vectors = stored.vectors
    if index.embedder is None or vectors is None:
        return np.asarray(shared)
    near = np.maximum(vectors @ index.embedder.one(query.text), 0)
    return np.asarray(LEXICAL_SHARE * shared + (1 - LEXICAL_SHARE) * near)


def _nearest_closed(
    stored: StoredNeeds, likeness: npt.NDArray[np.float64], number: int
) -> int | None:
    """The nearest yes-or-no wording of a need; None when it has none."""
    rows = [int(row) for row in np.flatnonzero(stored.owner == number) if stored.wordings[row][2]]
    return max(rows, key=lambda row: likeness[row], default=None)


def _verdict(known: KnownNeeds, query: Query, closed: int | None, likeness: float) -> str:
    """The verdict of the closed wording that the question repeats: same figures, same denial."""
    if closed is None or likeness < CLOSED_NEAR:
        return ""
    _, wording, verdict = known.stored.wordings[closed]
    kind = kind_of(query.text, known.patterns)
    # « Pourquoi… » supposes that it is so: a « Non » corrects it, a « Oui » says nothing.
    fits = kind in CLOSED_KINDS or (kind == WHY and verdict.startswith("Non"))
    return verdict if fits and _says_alike(query.text, wording) else ""


def _says_alike(question: str, wording: str) -> bool:
    """Do two closed questions hold the same figures and the same denials?"""
    figures = [figures_in(text) | figures_in_words(text) for text in (question, wording)]
    denials = [DENIALS & set(fold(text).replace("'", " ").split()) for text in (question, wording)]
    return figures[0] == figures[1] and denials[0] == denials[1]
