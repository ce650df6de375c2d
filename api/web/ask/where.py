"""Where a question looks: the choices of its form, those made, and the sentence that sums them
up.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from api.deps import filters
from api.web.ask.texts import ask_texts
from assistant.domain import Document, Filters, Value, Weight


class Choice(Value):
    """A box of the form: the value it sends, its label, and whether it is ticked."""

    value: str
    word: str
    chosen: bool


class WhereView(Value):
    """The choices of the form; `summary` sums up those made, `plain` asks for no language model."""

    documents: tuple[Choice, ...]
    weights: tuple[Choice, ...]
    territories: tuple[Choice, ...]
    day: str
    plain: bool
    summary: str
    open: bool = False


class Where(Value):
    """What was chosen, as the form or the address gives it."""

    documents: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()
    territory: str = ""
    day: str = ""
    plain: bool = False

    def filters(self) -> Filters:
        """The same as filters. Raises BadFilter naming the one that is not understood."""
        return filters.parse([f"{key}={value}" for key, value in self._choices() if value])

    def query(self) -> str:
        """The same as the end of an address, to be found again on the next page; empty when nothing
        was chosen.
        """
        choices = [*self._choices(), ("sans_modele", "oui" if self.plain else "")]
        values = [(key, value) for key, value in choices if value]
        return f"?{urlencode(values)}" if values else ""

    def _choices(self) -> list[tuple[str, str]]:
        """The key and the value of each choice; the value is empty where none was made."""
        choices = [("document", each) for each in self.documents]
        choices += [("poids", each) for each in self.weights]
        return [*choices, ("territoire", self.territory), ("date", self.day)]


def where_view(where: Where, documents: Sequence[Document]) -> WhereView:
    """The choices offered by the form of a question: those documents, their territories, the
    weights; those of `where` are ticked."""
    places = list(
        dict.fromkeys(document.territory for document in documents if not document.national)
    )
    return WhereView(
        documents=tuple(
            Choice(value=each.id, word=each.short, chosen=each.id in where.documents)
            for each in documents
        ),
        weights=tuple(
            Choice(value=each.value, word=each.value, chosen=each.value in where.weights)
            for each in Weight
        ),
        territories=tuple(
            Choice(value=each, word=each, chosen=each == where.territory) for each in places
        ),
        day=where.day,
        plain=where.plain,
        summary=_sentence_of(where, documents),
    )


def _sentence_of(where: Where, documents: Sequence[Document]) -> str:
    names = [document.short for document in documents if document.id in where.documents]
    day = [f"en vigueur le {_french(where.day)}"] if where.day else []
    territory = [where.territory] if where.territory else []
    return ", ".join([*names, *where.weights, *territory, *day]) or ask_texts().everywhere


def _french(day: str) -> str:
    try:
        return date.fromisoformat(day).strftime("%d/%m/%Y")
    except ValueError:
        return day
