"""The rules of conformity as editors write them (`corpus/modeles/conformite.yaml`), read and
checked against the corpus.

A rule's source must stand, word for word, in its passage: a quote that does not is an error, not a
weaker rule.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.conformity.clauses import Clue
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
    """Where a rule comes from."""

    passage: str
    mots: str = Field(min_length=10)
    document: str = SOURCE


class Pattern(Clue):
    """Words that decide, and what they decide."""

    result: CheckResult = Field(alias="verdict")
    raison: str = Field(min_length=10)


class Member(Clue):
    """One of several things that must all be found."""

    nom: str


class Condition(Clue):
    """Words without which a rule has no object, and what is said then."""

    sinon: str


class Absence(Value):
    """What is said when nothing is found."""

    result: CheckResult | None = Field(None, alias="verdict")
    raison: str = ""


class Entry(Value):
    """A rule as an editor writes it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    titre: str
    theme: str
    portee: Scope
    obligation: str
    source: Source
    epreuve: RuleTest = "signes"
    manque: CheckResult = CheckResult.TO_CHECK
    si: Condition | None = None
    signes: tuple[Pattern, ...] = ()
    groupes: tuple[Member, ...] = ()
    cherche: tuple[str, ...] = ()
    absent: Absence = Absence()


class Theme(Value):
    """A risk or a theme and the words that speak of it, the most telling first; with a word of
    `moins`, a clause tells less.
    """

    id: str
    titre: str
    mots: tuple[str, ...]
    moins: tuple[str, ...] = ()


class Marks(Value):
    """Words that the computed trials look for."""

    avis: Clue
    programme: tuple[str, ...]
    cpom: Clue
    annexes: Clue
    engage: tuple[str, ...]


class Entries(Value):
    """The whole file."""

    listes: dict[str, tuple[str, ...]]
    temps: TermWords
    reperes: Marks
    risques: tuple[Theme, ...]
    themes: tuple[Theme, ...]
    avertissements: dict[str, str]
    formules: dict[str, str]
    regles: tuple[Entry, ...]


class Rule(Value):
    """A rule ready to be held against a contract: what it asks for, what imposes it, how it is
    looked for.
    """

    obligation: Obligation
    citation: Citation
    entry: Entry

    def words(self) -> tuple[str, ...]:
        """What is looked for, in the words of the rule."""
        clues = (
            *self.entry.signes,
            *self.entry.groupes,
            *((self.entry.si,) if self.entry.si else ()),
        )
        return tuple(
            dict.fromkeys((*self.entry.cherche, *(word for clue in clues for word in clue.mots)))
        )

    def absent(self) -> CheckResult:
        """The verdict when nothing is found: only what binds can be broken by silence."""
        default = (
            CheckResult.NON_COMPLIANT
            if self.obligation.scope is Scope.RULE
            else CheckResult.TO_CHECK
        )
        return self.entry.absent.result or default


class Rules(Value):
    """Every rule, the risks of volet 2, the themes of a comparison, and the sentences of the
    verdicts.
    """

    rules: tuple[Rule, ...]
    risks: tuple[Theme, ...]
    themes: tuple[Theme, ...]
    time: TermWords
    marks: Marks
    notices: dict[str, str]
    sentences: dict[str, str]


def read_rules(path: Path, index: Index) -> Rules:
    """Read the rules of a corpus.

    Raises RuleError when the file cannot be read, when a rule is malformed or twice there, when a
    source is not in its passage.
    """
    entries = value_of(
        _expanded(read_yaml(path, error=RuleError)), Entries, source=path.name, error=RuleError
    )
    _refuse_twins(entries.regles)
    rules = tuple(_rule(entry, index) for entry in entries.regles)
    return Rules(
        rules=rules,
        risks=entries.risques,
        themes=entries.themes,
        time=entries.temps,
        marks=entries.reperes,
        notices=entries.avertissements,
        sentences=entries.formules,
    )


def _rule(entry: Entry, index: Index) -> Rule:
    citation = citation_of(
        index,
        f"{entry.source.document}/{entry.source.passage}",
        entry.source.mots,
        where=f"Règle « {entry.id} »",
        error=RuleError,
    )
    obligation = Obligation(
        id=entry.id, title=entry.titre, theme=entry.theme, scope=entry.portee, text=entry.obligation
    )
    return Rule(obligation=obligation, citation=citation, entry=entry)


def _expanded(raw: object) -> object:
    """The file with each `@name` replaced by the words of that list of « listes »."""
    lists = raw.get("listes") if isinstance(raw, dict) else None
    return _with_lists(raw, lists if isinstance(lists, dict) else {})


def _with_lists(raw: object, lists: Mapping[str, list[str]]) -> object:
    """Raises RuleError for a list that does not exist."""
    if isinstance(raw, dict):
        return {key: _with_lists(value, lists) for key, value in raw.items()}
    if isinstance(raw, list):
        return [word for item in raw for word in _words_of(item, lists)]
    return raw


def _words_of(item: object, lists: Mapping[str, list[str]]) -> list[object]:
    """The words that an item of a list stands for."""
    if not (isinstance(item, str) and LIST_NAME.fullmatch(item)):
        return [_with_lists(item, lists)]
    if item[1:] not in lists:
        raise RuleError(
            f"Règles de conformité : « {item} » ne nomme aucune liste de « listes ». "
            "Ajoutez-la ou corrigez le nom."
        )
    return [*lists[item[1:]]]


def _refuse_twins(entries: tuple[Entry, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise RuleError(
                f"Règle « {entry.id} » : deux règles portent cet identifiant. Renommez-en une."
            )
        seen.add(entry.id)
