"""What can be rated: each sentence of a reply or line of a draft, with each of its citations."""

import hashlib
from collections.abc import Iterable

from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.ratings.record import Record
from assistant.store.nouns import Pair


def pairs_of_record(record: Record) -> tuple[Pair, ...]:
    """The pairs of a reply; none for a refusal."""
    return tuple(
        Pair(origin="réponse", sentence=sentence.text, citation=citation, question=record.question)
        for sentence in record.sentences
        for citation in record.sources(sentence)
    )


def pairs_of_form(form: Form) -> tuple[Pair, ...]:
    """The pairs of a draft: its lines that cite."""
    return tuple(
        Pair(origin="brouillon", sentence=entry.line.text, citation=citation)
        for entry in sheet_of(form).entries()
        for citation in entry.line.citations
    )


def draw_pairs(pairs: Iterable[Pair], number: int, seed: str) -> tuple[Pair, ...]:
    """At most `number` pairs, each once, drawn by lot: the same seed draws the same pairs from the
    same pairs.
    """
    distinct = {
        (each.sentence, each.citation.passage_id, each.citation.quote): each for each in pairs
    }
    return tuple(
        distinct[key] for key in sorted(distinct, key=lambda key: _lot(seed, key))[:number]
    )


def _lot(seed: str, key: tuple[str, str, str]) -> str:
    return hashlib.sha256("\n".join((seed, *key)).encode()).hexdigest()
