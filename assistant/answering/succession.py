"""What replaced what: plans, bodies, texts (`corpus/succession.yaml`). A question that asks whether
something superseded still holds, or what is to be done, is answered by what succeeded it.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.answering.authority import is_past
from assistant.answering.written import WrittenMatch, check_shown
from assistant.conversation.asked import CLOSED, is_current, kind_of
from assistant.conversation.patterns import NOTHING, QuestionPatterns
from assistant.domain import Value
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.needs.check import faults_of
from assistant.needs.need import Need, Sentence
from assistant.texts.datafile import read_datafile
from assistant.texts.french import fold


class Succession(Value):
    """Something superseded: what names it, what succeeded it in sentences with their supports, and
    the first words that answer whether it still holds, from the day after `until`.
    """

    id: str = Field(alias="ancien")
    names: tuple[str, ...] = Field(alias="noms", min_length=1)
    needed: tuple[str, ...] = Field((), alias="exige")
    excepted: tuple[str, ...] = Field((), alias="sauf")
    until: date | None = Field(None, alias="jusqu_au")
    verdict: str
    sentences: tuple[Sentence, ...] = Field(alias="court", min_length=1)

    @cached_property
    def need(self) -> Need:
        """The same as a need that an editor wrote."""
        return Need.model_validate(
            {
                "besoin": f"succession-{self.id}",
                "question": f"{self.names[0]} ?",
                "forme": "statut",
                "sujets": self.names,
                "verdict": self.verdict,
                "court": self.sentences,
            }
        )

    def is_asked_by(self, text: str) -> bool:
        """Does a question name it, and nothing that makes it another matter?"""
        return (
            _names_one(text, self.names)
            and (not self.needed or _names_one(text, self.needed))
            and not _names_one(text, self.excepted)
        )


class _Successions(Value):
    successions: tuple[Succession, ...] = ()


def read_successions(path: Path, index: Index) -> tuple[Succession, ...]:
    """Read what replaced what, less the rows on passages that the index does not hold.

    Raises CorpusError when the file is malformed, or when a sentence says what its words do not.
    """
    rows = read_datafile(path, _Successions, absent=_Successions()).successions
    known = [row for row in rows if _passages_of(row) <= set(index.row)]
    for row in known:
        fault = next(faults_of(row.need, index), None)
        if fault is not None:
            raise CorpusError(f"{path.name}, « {row.id} » : {fault}")
    check_shown([row.need for row in known], index)
    return tuple(known)


def _passages_of(row: Succession) -> set[str]:
    return {each.passage for sentence in row.sentences for each in sentence.supports}


def succession_asked(
    rows: Sequence[Succession], text: str, day: date, patterns: QuestionPatterns
) -> WrittenMatch | None:
    """The succession that a question of currency or of duty is about on that day; None for any
    other question, and for one on the past.
    """
    if is_past(text) or not is_current(text, patterns):
        return None
    current = (row for row in rows if row.until is None or day > row.until)
    row = next((row for row in current if row.is_asked_by(text)), None)
    if row is None:
        return None
    is_open = kind_of(text, patterns) not in (CLOSED, NOTHING)
    need = row.need.model_copy(update={"verdict": ""}) if is_open else row.need
    return WrittenMatch(need=need)


def _names_one(text: str, forms: Sequence[str]) -> bool:
    plain = fold(text).replace("’", "'")
    return any(
        re.search(rf"(?<!\w){re.escape(fold(form).replace('’', chr(39)))}s?(?!\w)", plain)
        for form in forms
    )
