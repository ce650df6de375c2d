"""What is measured on one reply, and how the measures of many are put together."""

import re
from collections.abc import Callable, Sequence
from statistics import mean

import numpy as np

from assistant.domain import Answer, Hit, Refusal, Value, Writing
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import NUMBERS, THOUSANDS, fold
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten
from evaluation.dataset import Asked

MISSED = 1000


class Measured(Value):
    """The measures of one turn; None where a measure has no meaning. `writing` is what a language
    model did, when one was asked.
    """

    id: str
    kind: str
    style: str
    turn: int
    question: str
    standalone: str
    documents: tuple[str, ...]
    expected: tuple[str, ...]
    status: str
    status_right: bool
    ranks: tuple[int, ...]
    citation_recall: float | None
    citation_precision: float | None
    facts: float | None
    passed: bool
    verbatim: bool
    locked: bool
    cited: bool
    words: int
    milliseconds: float
    answer: str
    labels: tuple[str, ...]
    wanted: tuple[str, ...]
    writing: Writing | None = None


def plain(text: str) -> str:
    """A text as facts are compared: folded, figures joined, numbers in figures, punctuation
    dropped.
    """
    joined = THOUSANDS.sub(lambda m: m[1] + re.sub(r"[ .]", "", m[2]), fold(text))
    words = re.findall(r"[a-z0-9,%°]+", joined)
    return f" {' '.join(NUMBERS.get(word, word).rstrip(',') for word in words)} "


def holds(text: str, spellings: Sequence[str]) -> bool:
    """Does a text hold one of the spellings? « 5 ans » is not held by « 15 ans » nor by « 2,5 ans
    ».
    """
    haystack = plain(text)
    return any(
        re.search(rf"(?<!\d)(?<!\d,){re.escape(plain(spelling).strip())}(?!,?\d)", haystack)
        for spelling in spellings
    )


def ranks_of(hits: Sequence[Hit], asked: Asked) -> tuple[int, ...]:
    """For each need, the rank (from 1) of the first passage found that holds one of its quotes."""
    found = []
    for need in asked.gold:
        rank = next(
            (
                n
                for n, hit in enumerate(hits, 1)
                if any(
                    s.document_id == hit.passage.document_id
                    and flatten(s.quote) in flatten(hit.passage.text)
                    for s in need
                )
            ),
            MISSED,
        )
        found.append(rank)
    return tuple(found)


def measure(
    id: str,
    kind: str,
    style: str,
    turn: int,
    asked: Asked,
    reply: Answer | Refusal,
    text_of: Callable[[str], str],
    family: Callable[[str], str],
) -> Measured:
    """Measure a reply; `text_of` gives a document's text, `family` the whole passage that a cited
    part belongs to.
    """
    statements = reply.statements if isinstance(reply, Answer) else ()
    citations = reply.citations if isinstance(reply, Answer) else ()
    said = " ".join(s.text for s in statements) if statements else getattr(reply, "text", "")
    gold = [list(need) for need in asked.gold]
    met = [
        any(
            s.document_id == c.document_id
            and (flatten(s.quote) in flatten(c.text) or flatten(c.quote) in flatten(s.quote))
            for s in need
            for c in citations
        )
        for need in gold
    ]
    right = [
        any(
            s.document_id == c.document_id and flatten(s.quote) in flatten(family(c.passage_id))
            for need in gold
            for s in need
        )
        for c in citations
    ]
    told = f"{said} {' '.join(reply.notices)} {' '.join(c.label for c in citations)}"
    facts = [holds(f"{said} {' '.join(reply.notices)}", spellings) for spellings in asked.facts]
    status_right = reply.status in asked.expected
    passed = (
        status_right
        and all(facts)
        and all(holds(told, n) for n in asked.notices)
        and not any(fold(w) in fold(said) for w in asked.must_not)
    )
    answered = isinstance(reply, Answer)
    return Measured(
        id=id,
        kind=kind,
        style=style,
        turn=turn,
        question=asked.question,
        standalone=reply.standalone,
        documents=tuple(dict.fromkeys(s.document_id for need in asked.gold for s in need[:1])),
        expected=asked.expected,
        status=reply.status,
        status_right=status_right,
        ranks=ranks_of(reply.retrieved, asked),
        citation_recall=mean(met) if gold else None,
        citation_precision=mean(right) if gold and citations else (0.0 if gold else None),
        facts=mean(facts) if facts else None,
        passed=passed,
        verbatim=all(
            flatten(c.quote) in flatten(c.text)
            and flatten(text_of(c.document_id)[c.start : c.end]) == flatten(c.quote)
            for c in citations
        ),
        locked=_bears_figures(reply),
        cited=all(s.citations for s in statements),
        words=len(said.split()) if answered else 0,
        milliseconds=sum(reply.trace.timings_ms.values()),
        answer=said,
        labels=tuple(c.label for c in citations),
        wanted=tuple(need[0].quote for need in asked.gold),
        writing=reply.trace.writing,
    )


def _bears_figures(reply: Answer | Refusal) -> bool:
    """Does every figure, date and article shown stand in a passage that its sentence cites?"""
    if isinstance(reply, Refusal):
        return True
    for statement in reply.statements:
        source = " ".join(c.text for c in reply.citations if c.n in statement.citations)
        if (
            (figures_in(statement.claim) - figures_in(source) - figures_in_words(source))
            | (dates_in(statement.claim) - dates_in(source))
            | (references_in(statement.claim) - references_in(source))
        ):
            return False
    return True


def recall_at(rows: Sequence[Measured], k: int) -> list[float]:
    """For each need of each row, whether it is met within the first k passages."""
    return [float(rank <= k) for row in rows for rank in row.ranks]


def interval(values: Sequence[float], draws: int = 500, seed: int = 7) -> tuple[float, float]:
    """95 % bootstrap interval of a mean (Efron 1979)."""
    if not values:
        return 0.0, 0.0
    draw = np.random.default_rng(seed)
    means = np.sort(
        np.asarray(values)[draw.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    )
    return float(means[int(0.025 * draws)]), float(means[int(0.975 * draws)])


MEASURES: dict[str, Callable[[Sequence[Measured]], list[float]]] = {
    "rappel@1": lambda rows: recall_at(rows, 1),
    "rappel@5": lambda rows: recall_at(rows, 5),
    "rappel@10": lambda rows: recall_at(rows, 10),
    "rang réciproque": lambda rows: [
        1 / rank if rank < MISSED else 0.0 for row in rows for rank in row.ranks
    ],
    "citations : rappel": lambda rows: [
        row.citation_recall for row in rows if row.citation_recall is not None
    ],
    "citations : précision": lambda rows: [
        row.citation_precision for row in rows if row.citation_precision is not None
    ],
    "faits présents": lambda rows: [row.facts for row in rows if row.facts is not None],
    "statut juste": lambda rows: [float(row.status_right) for row in rows],
    "réussi": lambda rows: [float(row.passed) for row in rows],
    "mots exacts": lambda rows: [float(row.verbatim) for row in rows if row.labels],
    "chiffres tenus": lambda rows: [float(row.locked) for row in rows if row.labels],
    "phrases citées": lambda rows: [float(row.cited) for row in rows if row.labels],
    "mots par réponse": lambda rows: [float(row.words) for row in rows if row.words],
}
