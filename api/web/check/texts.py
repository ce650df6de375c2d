"""The words of the pages of checks that are not in their templates."""

from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.conformity.result import CheckResult, Scope
from assistant.domain import Value
from assistant.texts.datafile import read_datafile

FILE = Path(__file__).with_name("textes.yaml")


class CheckTexts(Value):
    """What the results of a rule mean, the worst first, and how far a rule binds."""

    results: dict[CheckResult, str] = Field(alias="resultats")
    scopes: dict[Scope, str] = Field(alias="portees")

    def rank(self, result: CheckResult) -> int:
        """The place of a result in the order in which they are read, from 0."""
        return list(self.results).index(result)


@cache
def check_texts() -> CheckTexts:
    """The texts of the pages of checks. Raises CorpusError when the file lacks some."""
    return read_datafile(FILE, CheckTexts)
