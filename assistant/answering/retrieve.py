"""Question → hits: several retrievers, fused by a weighted sum, collapsed so that a list item is
shown with its paragraph.

Each retriever gives scores from 0 to about 1 (words: share of the best possible BM25; vectors:
cosine), so the sum
needs no ranks. Words come first, well analysed; what editors wrote of each passage closes the gap
that words leave;
vectors weigh little. See the table RETRIEVERS.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from assistant.domain import Found, Hit, Kind, Query, Question
from assistant.errors import BadFilter
from assistant.index.index import Index, unknown_filters
from assistant.index.selection import Rows, Selection
from assistant.texts.french import fold, words_of

Scores = dict[int, float]
Totals = npt.NDArray[np.float64]
Among = Selection | None

DEPTH = 120
BESIDE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="cpom-vecteurs")
SYNONYM_WEIGHT = 0.35
WEAK_WEIGHT = 0.6
GLUED = frozenset("cdjlmnst")
QUIET = {Kind.PEOPLE: 0.55, Kind.CONTENTS: 0.6, Kind.FIGURE: 0.85, Kind.ACRONYM: 0.75}


def understand(text: str, index: Index, context: str = "", context_weight: float = 0.4) -> Query:
    """Analyse a question; `context` is what a follow-up takes over from the conversation."""
    written = index.analyser.unquick(words_of(text))
    stop = index.analyser.stop
    mended = {
        word: fixed
        for word in written
        if word not in stop and (fixed := _mend(word, index)) != word
    }
    found = [mended.get(word, word) for word in written]
    own = index.analyser.terms_of(found)
    weak = index.analyser.weak
    terms = {
        term: WEAK_WEIGHT if term in weak and not weak.issuperset(own) else 1.0 for term in own
    }
    for term in index.analyser.expansions(" ".join(found)):
        terms.setdefault(term, SYNONYM_WEIGHT)
    for term in index.analyser.terms(context) if context else ():
        terms.setdefault(term, context_weight)
    return Query(
        text=text,
        written=" ".join(found),
        terms=terms,
        own=tuple(dict.fromkeys(own)),
        mended=mended,
    )


def _mend(word: str, index: Index) -> str:
    """The word that was meant: its elision may be glued to it (« lars » is « l’ARS »), a letter may
    be wrong.
    """
    spelling = index.spelling
    if word in spelling.known or len(word) < 4 or not word.isalpha():
        return word
    rest = word[1:] if word[0] in GLUED else ""
    if rest in spelling.known:
        return rest
    fixed = spelling.mend(word)
    return spelling.mend(rest) if rest and fixed == word and spelling.mend(rest) != rest else fixed


def by_passages(index: Index, query: Query, among: Among) -> Scores:
    """The words of the passages."""
    return index.words["passages"].search(query.terms, _mask(among), DEPTH)


def by_annotations(index: Index, query: Query, among: Among) -> Scores:
    """What editors say of each passage: gist, related words, questions."""
    return index.words["annotations"].search(query.terms, _mask(among), DEPTH)


def by_questions(index: Index, query: Query, among: Among) -> Scores:
    """The annotated question nearest in words; a passage has the score of its best question."""
    mask = among.questions.mask if among else None
    return _owners(index, index.words["questions"].search(query.terms, mask, DEPTH))


def by_vectors(index: Index, query: Query, among: Among) -> Scores:
    """Passages nearest in meaning."""
    return _near(index, query, "passages", among.passages if among else None)


def by_question_vectors(index: Index, query: Query, among: Among) -> Scores:
    """Passages whose annotated question is nearest in meaning."""
    return _owners(index, _near(index, query, "questions", among.questions if among else None))


RETRIEVERS: dict[str, Callable[[Index, Query, Among], Scores]] = {
    "passages": by_passages,
    "annotations": by_annotations,
    "questions": by_questions,
    "vecteurs": by_vectors,
    "vecteurs-questions": by_question_vectors,
}
WEIGHTS: Mapping[str, float] = {
    "passages": 0.12,
    "annotations": 0.40,
    "questions": 0.24,
    "vecteurs": 0.08,
    "vecteurs-questions": 0.16,
}
EDITORIAL: Mapping[str, str] = {
    "annotations": "passages",
    "questions": "passages",
    "vecteurs-questions": "vecteurs",
}


def retrieve(
    index: Index,
    question: Question,
    *,
    limit: int = 20,
    context: str = "",
    weights: Mapping[str, float] = WEIGHTS,
    factors: Mapping[str, float] | None = None,
) -> Found:
    """The families of passages that answer best, at most `limit` of them; `factors` multiplies the
    scores of a document.

    Raises BadFilter when a filter names a document that does not exist.
    """
    if unknown := unknown_filters(question.filters, index.documents.values()):
        raise BadFilter(
            f"Le filtre « document » ne connaît pas {', '.join(unknown)} ; "
            f"documents : {', '.join(index.documents)}."
        )
    query = understand(question.text, index, context)
    among = index.selection(question.filters)
    parts = _scores_of(index, query, among, [name for name, weight in weights.items() if weight])
    total = _fuse(index, parts, weights) * _factors(
        index, factors or {}, about_names=_about_names(question.text)
    )
    hits = _families(index, total, parts, limit)
    return Found(query=query, hits=(*hits, *_rest(index, hits, among, limit)), parts=parts)


def _scores_of(index: Index, query: Query, among: Among, names: Sequence[str]) -> dict[str, Scores]:
    """Scores of each retriever; Chroma, which waits on its own native threads, is asked beside the
    words.
    """
    aside = {
        name: BESIDE.submit(RETRIEVERS[name], index, query, among)
        for name in names
        if name.startswith("vecteurs") and index.engine == "chroma"
    }
    here = {name: RETRIEVERS[name](index, query, among) for name in names if name not in aside}
    return {name: here[name] if name in here else aside[name].result() for name in names}


def _fuse(index: Index, parts: dict[str, Scores], weights: Mapping[str, float]) -> Totals:
    """Weighted sum of the retrievers, row by row; for a passage that no editor annotated, its own
    words and vector take the editors' share.
    """
    total = np.zeros(len(index.passages))
    for name, scores in parts.items():
        alone = weights[name] + sum(
            weights.get(other, 0.0) for other, stands_in in EDITORIAL.items() if stands_in == name
        )
        rows = np.fromiter(scores, dtype=np.int64, count=len(scores))
        total[rows] += np.where(index.annotated[rows], weights[name], alone) * np.fromiter(
            scores.values(), dtype=np.float64, count=len(scores)
        )
    return total


def _factors(index: Index, by_document: Mapping[str, float], *, about_names: bool) -> Totals:
    """What multiplies the score of each row: quiet kinds of passages, unless names are asked for,
    and the weight of each document that day.
    """
    factors = np.asarray([by_document.get(document_id, 1.0) for document_id in index.documents])[
        index.document_of
    ]
    if about_names:
        return factors
    return np.asarray(factors * np.asarray([QUIET.get(kind, 1.0) for kind in Kind])[index.kind_of])


def _families(index: Index, total: Totals, parts: dict[str, Scores], limit: int) -> tuple[Hit, ...]:
    """Rows collapsed into families: the parent is shown, the best member gives its score and its
    quote.
    """
    found = np.flatnonzero(total > 0)
    best: dict[int, int] = {}
    for row in found[np.argsort(-total[found], kind="stable")].tolist():
        if len(best) == limit:
            break
        best.setdefault(int(index.family[row]), row)
    return tuple(
        Hit(
            passage=index.passages[root],
            score=round(float(total[row]), 6),
            found_by=tuple(name for name, scores in parts.items() if row in scores),
            matched=index.passages[row].id,
        )
        for root, row in best.items()
    )


def _rest(index: Index, hits: tuple[Hit, ...], among: Among, limit: int) -> tuple[Hit, ...]:
    """When a question finds little, other passages of score zero, so that the list keeps its
    length.
    """
    if len(hits) >= limit:
        return ()
    seen = {hit.passage.id for hit in hits}
    mask = _mask(among)
    roots = (
        row
        for row in range(len(index.passages))
        if index.family[row] == row and (mask is None or mask[row])
    )
    others = [index.passages[row] for row in roots if index.passages[row].id not in seen]
    return tuple(
        Hit(passage=passage, score=0.0, found_by=(), matched=passage.id)
        for passage in others[: limit - len(hits)]
    )


def _mask(among: Among) -> npt.NDArray[np.bool_] | None:
    """Which passages may be found; None when all may."""
    return among.passages.mask if among else None


def _near(index: Index, query: Query, name: str, rows: Rows | None) -> Scores:
    if index.embedder is None:
        return {}
    return {
        row: score
        for row, score in index.vectors[name].search(_vector(index, query), DEPTH, rows).items()
        if score > 0
    }


def _vector(index: Index, query: Query) -> npt.NDArray[np.float32]:
    text = query.text
    for wrong, right in query.mended.items():
        text = fold(text).replace(wrong, right)
    assert index.embedder is not None
    return index.embedder.one(text)


def _owners(index: Index, scores: Scores) -> Scores:
    """Scores of questions given to their passages."""
    found: Scores = {}
    for row, score in scores.items():
        owner = int(index.owner[row])
        found[owner] = max(found.get(owner, 0.0), score)
    return found


def _about_names(text: str) -> bool:
    """Does the question ask for people, or what an acronym stands for?"""
    plain = fold(text)
    return any(
        mark in plain
        for mark in (
            "signifie",
            "veut dire",
            "sigle",
            "acronyme",
            "rencontre",
            "auditionn",
            "interroge",
            "qui est ",
            "sommaire",
            "plan du rapport",
            "annexe",
        )
    )
