"""The words of errors, read once from `textes.yaml`."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile

FILE = Path(__file__).with_name("textes.yaml")


class ErrorTexts(Value):
    """By HTTP status: the sentence of an error, what the status means, the title of its page."""

    sentences: dict[int, str] = Field(alias="erreurs")
    meanings: dict[int, str] = Field(alias="sens")
    titles: dict[int, str] = Field(alias="titres")


@cache
def error_texts() -> ErrorTexts:
    """The words of errors. Raises CorpusError when the file lacks some."""
    return read_datafile(FILE, ErrorTexts)
