"""What can be judged: each sentence of a reply or line of a draft, with each of its citations."""

import hashlib
from collections.abc import Iterable
from typing import Literal

from assistant.domain import Citation, Value
from assistant.forms.edit import Form
from assistant.forms.sheet import sheet_of
from assistant.ratings.record import Record


class Candidate(Value):
    """A sentence and one citation of it; `question` is what the sentence answers, empty for a
    draft.
    """

    origin: Literal["réponse", "brouillon"]
    sentence: str
    citation: Citation
    question: str = ""


def of_record(record: Record) -> tuple[Candidate, ...]:
    """The pairs of a reply; none for a refusal."""
    return tuple(
        Candidate(
            origin="réponse", sentence=sentence.text, citation=citation, question=record.question
        )
        for sentence in record.sentences
        for citation in record.sources(sentence)
    )


def of_form(form: Form) -> tuple[Candidate, ...]:
    """The pairs of a draft: its lines that cite."""
    return tuple(
        Candidate(origin="brouillon", sentence=entry.line.text, citation=citation)
        for entry in sheet_of(form).entries()
        for citation in entry.line.citations
    )


def drawn(candidates: Iterable[Candidate], number: int, seed: str) -> tuple[Candidate, ...]:
    """At most `number` pairs, each once, drawn by lot: the same seed draws the same pairs from the
    same candidates.
    """
    distinct = {
        (each.sentence, each.citation.passage_id, each.citation.quote): each for each in candidates
    }
    return tuple(
        distinct[key] for key in sorted(distinct, key=lambda key: _lot(seed, key))[:number]
    )


def _lot(seed: str, key: tuple[str, str, str]) -> str:
    return hashlib.sha256("\n".join((seed, *key)).encode()).hexdigest()
