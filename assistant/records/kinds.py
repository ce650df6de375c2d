"""The kinds of facts and the words by which people ask for them, as `corpus/faits/vocabulaire.yaml`
lists them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.domain import Value
from assistant.records.record import FOLDER, VOCABULARY
from assistant.texts.datafile import read_datafile

Test = Literal["egal", "contient"]


class Column(Value):
    """A column of a kind: its field, its heading, the words that ask for it."""

    field: str = Field(alias="champ")
    title: str = Field(alias="titre")
    words: tuple[str, ...] = Field((), alias="mots")


class FilterModel(Value):
    """How a field is restricted: shapes with # for a number, or values and their words.

    `alone` is the label where the value must stand alone. A value that is `compulsory` may come
    from an earlier question; one that is `from_question` must be in the question itself.
    """

    field: str = Field(alias="champ")
    test: Test = "egal"
    shapes: tuple[str, ...] = Field((), alias="formes")
    values: Mapping[str, tuple[str, ...]] = Field(default_factory=dict, alias="valeurs")
    label: str = Field("{valeur}", alias="dit")
    alone: str = Field("", alias="seul")
    compulsory: bool = Field(default=False, alias="requis")
    from_question: bool = Field(default=False, alias="exige")


class StandingFilter(Value):
    """A filter that the kind always sets when it is asked for."""

    field: str = Field(alias="champ")
    values: tuple[str, ...] = Field(alias="valeurs")


class CountRule(Value):
    """The rows that are counted, where others only detail them."""

    field: str = Field(alias="champ")
    value: str = Field(alias="valeur")


class Series(Value):
    """A kind whose rows are numbered without a gap: what is said of a number that is beyond them.

    `shapes` name one row (« fiche # »), `total_shapes` count the rows (« # volets »). A question
    needs one of `context`, if there is any, and none of `refusing_words`, which speak of another
    series; `only` keeps the rows of this one. `absent` is said of a number, `exceeded` of a total,
    `whole` of the series. Where `binding`, an answer to a question that names a row must be from a
    passage that names it too.
    """

    field: str = Field(alias="champ")
    shapes: tuple[str, ...] = Field(alias="formes")
    total_shapes: tuple[str, ...] = Field((), alias="totaux")
    context: tuple[str, ...] = Field((), alias="contexte")
    refusing_words: tuple[str, ...] = Field((), alias="refus")
    only: StandingFilter | None = Field(None, alias="parmi")
    absent: str = Field(alias="absent")
    exceeded: str = Field("", alias="depasse")
    whole: str = Field(alias="ensemble")
    binding: bool = Field(default=True, alias="lie")


class RecordKind(Value):
    """A kind of facts. Without `words` it is listed by the page and the command only.

    `constant_fields` are always shown, `usual_fields` unless others are asked for. `distinct` is
    the field whose values are counted; `count_rule`, where there is one, says which rows count.
    `order` is the field by which rows are listed. `has_number` says whether a list begins with its
    number. A question that holds one of `refusing_words` is not answered; one of `one_of` must be
    filtered, and one of `counted_with` where rows are counted.
    """

    id: str = Field(alias="sorte")
    name: str = Field(alias="nom")
    plural: str = Field(alias="pluriel")
    title: str = Field(alias="titre")
    words: tuple[str, ...] = Field((), alias="mots")
    context: tuple[str, ...] = Field((), alias="contexte")
    empty: tuple[str, ...] = Field((), alias="vides")
    refusing_words: tuple[str, ...] = Field((), alias="refus")
    sentence: str = Field("", alias="phrase")
    row_name: str = Field("", alias="nom_de_ligne")
    columns: tuple[Column, ...] = Field(alias="colonnes")
    usual_fields: tuple[str, ...] = Field(alias="montrees")
    constant_fields: tuple[str, ...] = Field(alias="fixes")
    distinct: str = ""
    order: str = Field("", alias="ordre")
    count_rule: CountRule | None = Field(None, alias="compte")
    has_number: bool = Field(default=True, alias="nombre")
    of_total: bool = Field(default=True, alias="sur_total")
    always: tuple[StandingFilter, ...] = Field((), alias="fermes")
    one_of: tuple[str, ...] = Field((), alias="une_de")
    counted_with: tuple[str, ...] = Field((), alias="compter_avec")
    filters: tuple[FilterModel, ...] = Field((), alias="filtres")
    series: Series | None = Field(None, alias="serie")

    def column(self, field: str) -> Column:
        """The column of a field. Raises KeyError when the kind has none."""
        columns = {column.field: column for column in self.columns}
        return columns[field]


class Vocabulary(Value):
    """The words of questions on facts, and the sentences that answer them."""

    empty: tuple[str, ...] = Field((), alias="vides")
    numbers: Mapping[str, int] = Field(default_factory=dict, alias="nombres")
    acts: Mapping[str, tuple[str, ...]] = Field(default_factory=dict, alias="actes")
    singular: tuple[str, ...] = Field((), alias="singuliers")
    words_of_resumption: tuple[str, ...] = Field((), alias="reprises")
    alone: tuple[str, ...] = Field((), alias="seuls")
    sentences: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict, alias="phrases")
    kinds: tuple[RecordKind, ...] = Field((), alias="sortes")

    def kind(self, name: str) -> RecordKind | None:
        """The kind of that name; None when there is none."""
        return next((kind for kind in self.kinds if kind.id == name), None)

    def sentence(self, name: str, **values: object) -> str:
        """A sentence of the vocabulary, filled."""
        return str(self.sentences[name]).format(**values)


def read_vocabulary(corpus: Path) -> Vocabulary:
    """The vocabulary of a corpus; an empty one when it has no facts. Raises CorpusError."""
    return read_datafile(corpus / FOLDER / VOCABULARY, Vocabulary, absent=Vocabulary())
