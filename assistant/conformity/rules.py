"""The rules of conformity as editors write them (`corpus/modeles/conformite.yaml`), read and
checked against the corpus.

A rule's source must stand, word for word, in its passage: a quote that does not is an error, not a
weaker rule.
"""

import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.conformity.clauses import Clue, clue_of, words_of_clues
from assistant.conformity.defects import DefectWords
from assistant.conformity.result import CheckResult, Obligation, Scope
from assistant.conformity.term import TermWords
from assistant.domain import Citation, Value
from assistant.errors import RuleError
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.texts.datafile import read_yaml, value_of

SOURCE = "instruction-2024-132"
LIST_NAME = re.compile(r"@\w+")
RuleTest = Literal[
    "signes",
    "tous",
    "duree",
    "echeance",
    "dates",
    "anteriorite",
    "volets",
    "risques",
    "volet-3",
    "dans-volet-3",
    "duree-conseillee",
]


class Source(Value):
    """Where a rule comes from: a passage and exact words of it."""

    passage: str
    words: str = Field(alias="mots", min_length=10)
    document: str = SOURCE


class Pattern(Clue):
    """Words that decide a rule, the result they give, and the sentence that explains it."""

    result: CheckResult = Field(alias="verdict")
    reason: str = Field(alias="raison", min_length=10)


class Member(Clue):
    """One of several things that must all be found."""

    name: str = Field(alias="nom")


class Condition(Clue):
    """Words without which a rule does not apply, and the sentence said then."""

    otherwise: str = Field(alias="sinon")


class Absence(Value):
    """The result, where it is not the ordinary one, and the sentence when nothing is found."""

    result: CheckResult | None = Field(None, alias="verdict")
    reason: str = Field("", alias="raison")


def _clues(raw: object) -> object:
    """The clues of a list of lines; anything else is left to be refused by its type."""
    lines = raw if isinstance(raw, list | tuple) else ()
    return tuple(clue_of(line) if isinstance(line, str) else line for line in lines)


Clues = Annotated[tuple[Clue, ...], BeforeValidator(_clues)]


class ExpectedAct(Value):
    """The act that a rule asks for, as lines of words (see `clue_of`).

    A clause `speaks` of its object, `does` it, or `breaks` the rule in a way of its own; a `prior`
    act must be done before the signature; `spared` words look like a fault and are none here.
    With a `deadline` (« 30 juin »), a clause that speaks does it by that day of the year, or breaks
    the rule by a later one.
    """

    speaks: Clues = Field((), alias="parle")
    does: Clues = Field((), alias="fait")
    breaks: Clues = Field((), alias="rompt")
    deadline: str = Field("", alias="au_plus_tard")
    prior: bool = Field(False, alias="accompli")
    spared: tuple[str, ...] = Field((), alias="epargne")


class Entry(Value):
    """A rule as an editor writes it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(alias="titre")
    theme: str
    scope: Scope = Field(alias="portee")
    obligation: str
    source: Source
    test: RuleTest = Field("signes", alias="epreuve")
    when_incomplete: CheckResult = Field(CheckResult.TO_CHECK, alias="manque")
    condition: Condition | None = Field(None, alias="si")
    patterns: tuple[Pattern, ...] = Field((), alias="signes")
    members: tuple[Member, ...] = Field((), alias="groupes")
    also_searched: tuple[str, ...] = Field((), alias="cherche")
    absent: Absence = Absence()
    act: ExpectedAct = Field(ExpectedAct(), alias="acte")


class Theme(Value):
    """A risk or a theme and the words that speak of it, the most telling first; a clause with a
    word of `weakened_by` says less of it.
    """

    id: str
    title: str = Field(alias="titre")
    words: tuple[str, ...] = Field(alias="mots")
    weakened_by: tuple[str, ...] = Field((), alias="moins")


class Marks(Value):
    """Words that the computed rule tests look for."""

    opinions: Clue = Field(alias="avis")
    programmes: tuple[str, ...] = Field(alias="programme")
    cpom: Clue
    annexes: Clue
    recital: tuple[str, ...] = Field(alias="rappel")
    foreign: Clue = Field(alias="etranger")
    ours: Clue = Field(alias="notre")
    commits: tuple[str, ...] = Field(alias="engage")


class Entries(Value):
    """The whole file."""

    lists: dict[str, tuple[str, ...]] = Field(alias="listes")
    time: TermWords = Field(alias="temps")
    marks: Marks = Field(alias="reperes")
    risks: tuple[Theme, ...] = Field(alias="risques")
    themes: tuple[Theme, ...]
    notices: dict[str, str] = Field(alias="avertissements")
    sentences: dict[str, str] = Field(alias="formules")
    defects: DefectWords = Field(alias="defauts")
    rules: tuple[Entry, ...] = Field(alias="regles")


class Rule(Value):
    """A rule ready to be held against a contract: what it asks for, the words that impose it, and
    how it is looked for.
    """

    obligation: Obligation
    citation: Citation
    entry: Entry

    def searched_words(self) -> tuple[str, ...]:
        """Every word that is looked for, each once."""
        entry = self.entry
        conditions = (entry.condition,) if entry.condition else ()
        clues = (*entry.patterns, *entry.members, *conditions, *entry.act.speaks)
        return tuple(dict.fromkeys((*entry.also_searched, *words_of_clues(clues))))

    def result_of_absence(self) -> CheckResult:
        """The result when nothing is found: a question to the reader, never a fault."""
        if self.entry.absent.result is CheckResult.NOT_APPLICABLE:
            return CheckResult.NOT_APPLICABLE
        return CheckResult.NOT_FOUND


class Rules(Value):
    """Every rule, the risks of volet 2, the themes of a comparison, and the sentences of the
    results.
    """

    rules: tuple[Rule, ...]
    risks: tuple[Theme, ...]
    themes: tuple[Theme, ...]
    time: TermWords
    marks: Marks
    notices: dict[str, str]
    sentences: dict[str, str]
    defects: DefectWords
    corpus: Path


def read_rules(path: Path, index: Index) -> Rules:
    """Read the rules of a corpus.

    Raises RuleError when the file cannot be read, when a rule is malformed or twice there, when a
    source is not in its passage.
    """
    entries = value_of(
        _expand_lists(read_yaml(path, error=RuleError)), Entries, source=path.name, error=RuleError
    )
    _refuse_twins(entries.rules)
    rules = tuple(_rule(entry, index) for entry in entries.rules)
    return Rules(
        rules=rules,
        risks=entries.risks,
        themes=entries.themes,
        time=entries.time,
        marks=entries.marks,
        notices=entries.notices,
        sentences=entries.sentences,
        defects=entries.defects,
        corpus=path.parent.parent,
    )


def _rule(entry: Entry, index: Index) -> Rule:
    citation = citation_of(
        index,
        f"{entry.source.document}/{entry.source.passage}",
        entry.source.words,
        where=f"Règle « {entry.id} »",
        error=RuleError,
    )
    obligation = Obligation(
        id=entry.id, title=entry.title, theme=entry.theme, scope=entry.scope, text=entry.obligation
    )
    return Rule(obligation=obligation, citation=citation, entry=entry)


def _expand_lists(raw: object) -> object:
    """The file with each `@name` replaced by the words of that list of « listes »."""
    lists = raw.get("listes") if isinstance(raw, dict) else None
    return _with_lists(raw, lists if isinstance(lists, dict) else {})


def _with_lists(raw: object, lists: Mapping[str, list[str]]) -> object:
    """Raises RuleError for a list that does not exist."""
    if isinstance(raw, dict):
        return {key: _with_lists(value, lists) for key, value in raw.items()}
    if isinstance(raw, list):
        return list(chain.from_iterable(_words_of(item, lists) for item in raw))
    return raw


def _words_of(item: object, lists: Mapping[str, list[str]]) -> list[object]:
    """The words that an item of a list stands for; within a line, the names are replaced."""
    if isinstance(item, str) and " " in item and "@" in item:
        return [LIST_NAME.sub(lambda name: " | ".join(_list(name[0], lists)), item)]
    if not (isinstance(item, str) and LIST_NAME.fullmatch(item)):
        return [_with_lists(item, lists)]
    return [*_list(item, lists)]


def _list(name: str, lists: Mapping[str, list[str]]) -> list[str]:
    """The words of the list named « @name ». Raises RuleError when there is none."""
    if name[1:] not in lists:
        raise RuleError(
            f"Règles de conformité : « {name} » ne nomme aucune liste de « listes ». "
            "Ajoutez-la ou corrigez le nom."
        )
    return lists[name[1:]]


def _refuse_twins(entries: tuple[Entry, ...]) -> None:
    identifiers: set[str] = set()
    for entry in entries:
        if entry.id in identifiers:
            raise RuleError(
                f"Règle « {entry.id} » : deux règles portent cet identifiant. Renommez-en une."
            )
        identifiers.add(entry.id)
