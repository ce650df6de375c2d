"""Facts against their sources: what stops the build."""

from collections.abc import Sequence

from assistant.errors import CorpusError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.records.kinds import RecordKind, Vocabulary
from assistant.records.record import FOLDER, Record


def check_records(records: Sequence[Record], vocabulary: Vocabulary, index: Index) -> None:
    """Check that the words of every row stand in one piece in its passage, that its kind is one of
    the vocabulary, and that it fills the columns that are always shown.

    Raises CorpusError, which names the row, for the first that does not hold.
    """
    kinds = {kind.id: kind for kind in vocabulary.kinds}
    _check_columns(vocabulary.kinds)
    for record in records:
        where = f"corpus/{FOLDER}/{record.kind}, « {record.id} »"
        if record.kind not in kinds:
            raise CorpusError(
                f"{where} : la sorte « {record.kind} » n’est pas dans vocabulaire.yaml."
            )
        citation_of(index, record.passage, record.words, where=where)
        fields = kinds[record.kind].constant_fields
        missing = [field for field in fields if field not in record.cells]
        if missing:
            raise CorpusError(f"{where} : il manque {', '.join(missing)}.")


def _check_columns(kinds: Sequence[RecordKind]) -> None:
    for kind in kinds:
        fields = {column.field for column in kind.columns}
        used_fields = (*kind.usual_fields, *kind.constant_fields)
        unknown = [field for field in used_fields if field not in fields]
        if unknown:
            raise CorpusError(
                f"corpus/{FOLDER}/vocabulaire.yaml, « {kind.id} » : "
                f"{', '.join(unknown)} n’est pas une de ses colonnes."
            )
