"""The signs that tell a question which the evidence answers from one which it does not: see
`refusal.py` for their weights.

Two families: how near the best annotated question is (does it ask the same thing, of the same kind,
about the same noun
and the same names?), and whether the words shown hold what is asked (the slot, the rare words, the
names, the years).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.similarity import likeness
from assistant.conversation.asked import (
    fills_slot,
    gives_figure,
    kind_of,
    lacks_count,
    lacks_region,
    names_in,
    noun_asked,
)
from assistant.conversation.patterns import NOTHING, QuestionPatterns
from assistant.domain import Evidence, Found
from assistant.index.index import Index
from assistant.texts.french import fold, stem, words_of

NEIGHBOURS = 8
NEAR_FAMILIES = 8

Signs = dict[str, float]


@dataclass(frozen=True)
class _Case:
    """What every sign looks at: the question, its terms and their weights, the evidence and what
    surrounds it.
    """

    index: Index
    patterns: QuestionPatterns
    text: str
    plain: str
    own: tuple[str, ...]
    best: Evidence
    shown: tuple[str, ...]
    around: tuple[str, ...]

    def weight(self, term: str) -> float:
        return self.index.words["annotations"].weight(term)

    def terms(self, *texts: str) -> set[str]:
        """The terms of some texts, each analysed by itself so that what was analysed once is not
        again.
        """
        return {term for text in texts for term in self.index.analyser.terms(text)}

    def share(self, covered: set[str]) -> float:
        """Share of the question's weight that some terms cover."""
        mass = sum(self.weight(term) for term in self.own)
        return (
            sum(self.weight(term) for term in self.own if term in covered) / mass if mass else 0.0
        )

    def rarest_missing(self, covered: set[str]) -> float:
        return max((self.weight(term) for term in self.own if term not in covered), default=0.0)


def signs_of(
    index: Index,
    patterns: QuestionPatterns,
    text: str,
    found: Found,
    pieces: Sequence[Evidence],
) -> Signs:
    """The signs of a question; `pieces` are those an answer would show, best first. Empty when
    nothing was found.
    """
    if not found.hits or not pieces:
        return {}
    best = next((piece for piece in pieces if piece.asked), pieces[0])
    document = index.document(best.passage.document_id)
    families = {int(index.family[index.row[piece.passage.id]]) for piece in pieces[:2]}
    around = (
        *(index.passages[row].text for row in families),
        *best.passage.path,
        document.territory,
        " ".join(document.aliases),
        document.title,
        document.date_label,
    )
    shown = tuple(text for piece in pieces[:2] for text in (piece.words, piece.asked))
    own = tuple(dict.fromkeys(index.analyser.terms(text)))
    case = _Case(
        index=index,
        patterns=patterns,
        text=text,
        plain=found.query.written,
        own=own,
        best=best,
        shown=shown,
        around=around,
    )
    return {
        **_nearness(case, found),
        **_absence(case, found),
        **_coverage(case),
        **_signs_of_presence(case),
        **_unknown(case, found),
    }


def _nearness(case: _Case, found: Found) -> Signs:
    """How near the best annotated question is."""
    index, best = case.index, case.best
    annotated = case.terms(best.asked)
    mass = sum(case.weight(term) for term in annotated)
    scores = [hit.score for hit in found.hits[:2]]
    near = found.parts.get("vecteurs-questions") or {}
    row = index.row[best.passage.id]
    mine, theirs = kind_of(case.plain, case.patterns), kind_of(best.asked, case.patterns)
    return {
        "score": scores[0],
        "marge": (scores[0] - scores[-1]) / max(scores[0], 1e-9),
        "valeur": best.score + 0.5 * best.likeness,
        "ressemblance": best.likeness,
        "proximité du passage": (found.parts.get("vecteurs") or {}).get(row, 0.0),
        "proximité de la question": near.get(row, 0.0),
        "question annotée couverte": sum(
            case.weight(term) for term in annotated if term in case.own
        )
        / mass
        if mass
        else 0.0,
        "même interrogatif": float(mine == theirs),
        "accord": sum(
            max(part, key=lambda r: part[r]) in _members(index, row)
            for part in found.parts.values()
            if part
        )
        / max(1, len(found.parts)),
        **{f"demande : {name}": float(mine == name) for name in (*case.patterns.kinds, NOTHING)},
    }


def _absence(case: _Case, found: Found) -> Signs:
    """How near the question is to those that editors know to have no answer, beside those that have
    one.
    """
    index, query = case.index, found.query
    rows = np.arange(len(index.absent))
    absent = np.sort(likeness(index, "absent", query.text, query.terms, rows))[::-1]
    near = sorted(_nearest(case, found).values(), reverse=True)
    best_absent, best = float(absent[0]) if len(absent) else 0.0, near[0] if near else 0.0
    ranked = sorted(
        [
            *((value, 0) for value in near[:NEIGHBOURS]),
            *((float(value), 1) for value in absent[:NEIGHBOURS]),
        ],
        reverse=True,
    )[:NEIGHBOURS]
    mass = sum(value for value, _ in ranked)
    return {
        "ressemblance à une question sans réponse": best_absent,
        "meilleure ressemblance": best,
        "écart des ressemblances": best - best_absent,
        "écart à la question retenue": case.best.likeness - best_absent,
        "voisines sans réponse": sum(value for value, lost in ranked if lost) / mass
        if mass
        else 0.5,
        "trois premières sans réponse": float(sum(lost for _, lost in ranked[:3])),
    }


def _nearest(case: _Case, found: Found) -> dict[int, float]:
    """How near the annotated questions of the passages found are, by row."""
    index = case.index
    families = [index.family[index.row[hit.passage.id]] for hit in found.hits[:NEAR_FAMILIES]]
    rows = (
        np.flatnonzero(np.isin(index.family[index.owner], families))
        if len(index.owner)
        else np.zeros(0, dtype=np.int64)
    )
    return dict(
        zip(
            rows.tolist(),
            likeness(index, "questions", found.query.text, found.query.terms, rows).tolist(),
            strict=True,
        )
    )


def _members(index: Index, row: int) -> set[int]:
    family = index.family[row]
    return {
        r
        for r in range(max(0, row - 40), min(len(index.passages), row + 40))
        if index.family[r] == family
    }


def _coverage(case: _Case) -> Signs:
    """Which of the question's words the evidence covers, from the closest words to the widest."""
    best, terms = case.best, case.terms
    note = case.index.annotations.get(best.passage.id)
    asked, quote = terms(best.asked), terms(best.quote or best.words)
    said = terms(note.gist, " ".join(note.words)) if note else set()
    shown, around = terms(*case.shown), terms(*case.around, best.passage.text)
    everything = asked | quote | said | around
    return {
        "couvert par la question annotée": case.share(asked),
        "couvert par les mots qui répondent": case.share(quote),
        "couvert par les deux": case.share(asked | quote),
        "couvert par l'annotation": case.share(asked | quote | said),
        "couvert par tout": case.share(everything),
        "couvert par ce qui est montré": case.share(shown),
        "couvert alentour": case.share(around),
        "mot rare absent de tout": case.rarest_missing(everything),
        "mot rare absent de ce qui est montré": case.rarest_missing(shown),
        "mot rare absent alentour": case.rarest_missing(around),
        "termes": float(len(case.own)),
        "termes de la question annotée": float(len(asked)),
    }


def _signs_of_presence(case: _Case) -> Signs:
    """Whether what is asked for is there: the slot, the noun, the names, the years, the region."""
    plain, shown = case.plain, " ".join(case.shown)
    near, wide = " ".join(map(fold, case.shown)), " ".join(map(fold, case.around))
    slot, precise = (
        fills_slot(plain, shown, case.patterns),
        fills_slot(plain, case.best.quote or case.best.words, case.patterns),
    )
    noun = noun_asked(plain, case.index.analyser)
    shown_terms, wide_terms = case.terms(*case.shown), case.terms(*case.around)
    names = names_in(case.text, case.patterns)
    far_names = [n for n in names if not (case.terms(n) & wide_terms or fold(n) in wide)]
    near_names = [n for n in names if not (case.terms(n) & shown_terms or fold(n) in near)]
    years, numbers = re.findall(r"\b(?:19|20)\d\d\b", plain), re.findall(r"\b\d+\b", plain)
    stems = [stem(word) for word in words_of(shown)]
    return {
        "réponse du genre attendu absente": float(slot is False),
        "réponse du genre attendu présente": float(slot is True),
        "genre attendu dans les mots qui répondent": {None: 0.5, True: 1.0, False: 0.0}[precise],
        "compte absent": float(lacks_count(plain, stems, case.patterns)),
        "chiffre dans les mots qui répondent": float(
            gives_figure(case.best.quote or case.best.words)
        ),
        "objet demandé": float(bool(noun)),
        "objet absent de ce qui est montré": float(
            bool(noun) and not any(n in shown_terms for n in noun)
        ),
        "objet absent alentour": float(bool(noun) and not any(n in wide_terms for n in noun)),
        "objet commun": float(
            bool(set(noun) & set(noun_asked(case.best.asked, case.index.analyser)))
        ),
        "noms": float(len(names)),
        "noms absents alentour": float(len(far_names)),
        "noms absents de ce qui est montré": len(near_names) / max(1, len(names)),
        "région absente": float(lacks_region(plain, wide, case.patterns)),
        "région absente de ce qui est montré": float(
            lacks_region(
                plain,
                near + " " + fold(case.index.document(case.best.passage.document_id).territory),
                case.patterns,
            )
        ),
        "année absente": float(any(year not in wide for year in years)),
        "année absente de ce qui est montré": float(any(year not in near for year in years)),
        "nombre absent": float(any(number not in wide for number in numbers)),
        **{
            f"sujet : {name}": float(bool(pattern.search(plain)))
            for name, pattern in case.patterns.subject_patterns.items()
        },
    }


def _unknown(case: _Case, found: Found) -> Signs:
    """Words that the corpus and its annotations never use, even mended."""
    spelling, analyser = case.index.spelling, case.index.analyser
    asked = [word for word in words_of(case.text) if word not in analyser.stop]
    unknown = [
        word
        for word in asked
        if word not in spelling.known
        and word not in found.query.mended
        and word not in analyser.quick
    ]
    return {
        "mots inconnus": len(unknown) / max(1, len(asked)),
        "un mot inconnu": float(bool(unknown)),
        "longueur": math.log1p(len(asked)),
    }


def names_of(signs: Mapping[str, float]) -> tuple[str, ...]:
    """The names of the signs, in a fixed order."""
    return tuple(signs)
