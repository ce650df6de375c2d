"""The facts of a corpus, those that editors wrote and those that it holds elsewhere, checked."""

from pathlib import Path

from assistant.index.index import Index
from assistant.records.check import check_records
from assistant.records.derive import derived_records, with_source
from assistant.records.kinds import Vocabulary, read_vocabulary
from assistant.records.record import Record, read_records


def read_facts(corpus: Path, index: Index) -> tuple[tuple[Record, ...], Vocabulary]:
    """Every fact and the words by which they are asked for; none for a corpus without vocabulary.

    Raises CorpusError for a file that cannot be used and for words that are not in their passage.
    """
    vocabulary = read_vocabulary(corpus)
    if not vocabulary.kinds:
        return (), vocabulary
    records = (*read_records(corpus), *derived_records(index, corpus))
    facts = tuple(with_source(record, index) for record in records)
    check_records(facts, vocabulary, index)
    return facts, vocabulary
