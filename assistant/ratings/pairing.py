"""What can be rated: each sentence of a reply or line of a draft, with each of its citations."""

import hashlib
from collections.abc import Iterable, Iterator

from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.ratings.record import Record
from assistant.store.nouns import Pair


def pairs_of_record(record: Record) -> tuple[Pair, ...]:
    """The pairs of a reply; none for a refusal."""
    return tuple(_pairs_of_reply(record))


def _pairs_of_reply(record: Record) -> Iterator[Pair]:
    for sentence in record.sentences:
        for citation in record.sources(sentence):
            yield Pair(
                origin="réponse",
                sentence=sentence.text,
                citation=citation,
                question=record.question,
            )


def pairs_of_form(form: Form) -> tuple[Pair, ...]:
    """The pairs of a draft: its lines that cite."""
    return tuple(_pairs_of_draft(form))


def _pairs_of_draft(form: Form) -> Iterator[Pair]:
    for entry in sheet_of(form).entries():
        for citation in entry.line.citations:
            yield Pair(origin="brouillon", sentence=entry.line.text, citation=citation)


def draw_pairs(pairs: Iterable[Pair], number: int, seed: str) -> tuple[Pair, ...]:
    """At most `number` pairs, each once, drawn by lot: the same seed draws the same pairs from the
    same pairs.
    """
    distinct = {_key_of(pair): pair for pair in pairs}
    keys = sorted(distinct, key=lambda key: _lot(seed, key))
    return tuple(distinct[key] for key in keys[:number])


def _key_of(pair: Pair) -> tuple[str, str, str]:
    """What makes two pairs the same: the sentence, the passage and the words cited."""
    return pair.sentence, pair.citation.passage_id, pair.citation.quote


def _lot(seed: str, key: tuple[str, str, str]) -> str:
    text = "\n".join((seed, *key))
    return hashlib.sha256(text.encode()).hexdigest()
