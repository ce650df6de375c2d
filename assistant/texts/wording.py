"""The assistant's own phrases, read from `corpus/formules.yaml`; no step writes French of its
own.

Every phrase may be written otherwise: no rule reads a phrase to know what it says. A phrase has
blanks in braces (`{mots}`); one whose blanks cannot be filled is refused when the file is read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from string import Formatter

from pydantic import Field

from assistant.domain import Announcement, Attribution, Document, Kind, Passage, Value, Weight
from assistant.errors import CorpusError
from assistant.texts.datafile import line_of, read_datafile

Place = tuple[str | int, ...]

DEFAULT, OPINION = "defaut", "avis"
OF_DOCUMENT = frozenset({DEFAULT, OPINION, *(kind.value for kind in Kind)})
BLANKS: Mapping[str, frozenset[str]] = {
    "refus.not_found": frozenset(),
    "refus.not_found_pistes": frozenset({"pistes"}),
    "refus.out_of_scope": frozenset(),
    "refus.consigne": frozenset(),
    "avertissements.expire": frozenset({"court", "date", "source", "territoire"}),
    "avertissements.pas_encore": frozenset({"court", "date", "territoire"}),
    "avertissements.contrat": frozenset({"court", "territoire"}),
    "avertissements.local": frozenset({"court", "territoire"}),
    "avertissements.avis": frozenset({"court", "territoire"}),
    "avertissements.communication": frozenset({"court", "territoire"}),
    "avertissements.renomme": frozenset({"phrase"}),
    "avertissements.divergence": frozenset({"details", "regle"}),
    "avertissements.regle_opposable": frozenset(),
    "avertissements.regle_ouverte": frozenset(),
    "avertissements.premisse": frozenset({"question", "texte"}),
    "avertissements.figure": frozenset({"court"}),
    "avertissements.blanc": frozenset(),
    "avertissements.orthographe": frozenset({"mots"}),
    "avertissements.lacune": frozenset({"label"}),
    "avertissements.as_of": frozenset({"date"}),
    "avertissements.modele_replie": frozenset({"raison"}),
    "avertissements.modele_sans_reponse": frozenset(),
    "avertissements.modele_interrompu": frozenset({"raison"}),
    "avertissements.proposition": frozenset(),
    "avertissements.proposition_sans_modele": frozenset({"raison"}),
    "avertissements.proposition_ecartees": frozenset({"nombre"}),
    "avertissements.modele_ecartees": frozenset({"nombre"}),
}
MAY_BE_LEFT_OUT = frozenset({"court", "territoire", "source", "date", "raison", "regle"})
LOST_WORDS = re.compile(r"«\s*\{mots\}\s*»")


class Announcements(Value):
    """How each source is announced: a document by the nature of the passage (`defaut` for the
    others, `avis` for a sentence that gives an opinion), any other text by what it can impose.
    """

    documents: dict[str, dict[str, str]] = Field(default_factory=dict)
    weights: dict[Weight, str] = Field(alias="poids")


class ContrastWords(Value):
    """How things compared are told side by side: the sentence before the rows, their columns, and
    what is said of a thing of which nothing was found.
    """

    opening: str = Field(alias="phrase")
    columns: tuple[str, str] = Field(alias="colonnes")
    silent: str = Field(alias="silence")


class Wording(Value):
    """Announcements of the sources, refusals, notices, and the patterns that betray instructions or
    foreign subjects.
    """

    announcements: Announcements = Field(alias="annonces")
    opinion_words: tuple[str, ...] = Field(alias="mots_d_avis")
    gap: str = Field(alias="lacune")
    any_gap: str = Field(alias="lacune_generale")
    elsewhere: str = Field(alias="ailleurs")
    follow_up: str = Field(alias="relance")
    mended: str = Field(alias="mot_corrige")
    contrast: ContrastWords = Field(alias="comparaison")
    refusals: dict[str, str] = Field(alias="refus")
    notices: dict[str, str] = Field(alias="avertissements")
    opposites: tuple[tuple[str, str], ...] = Field(alias="contraires")
    instructions: tuple[str, ...] = Field(alias="consignes")
    foreign: tuple[str, ...] = Field(alias="hors_sujet")

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """What an instruction smuggled into a question looks like."""
        return _any_of(self.instructions)

    @cached_property
    def foreign_subject(self) -> re.Pattern[str]:
        """What a question about something else looks like."""
        return _any_of(self.foreign)

    @cached_property
    def _opinion(self) -> re.Pattern[str]:
        """The words that give an opinion, as a pattern."""
        words = "|".join(map(re.escape, self.opinion_words))
        return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)

    def announce(self, document: Document, passage: Passage, words: str) -> Announcement:
        """How a source is announced before its words: by document, then by the nature of the
        passage. What it is worth is the catalogue's, however the sentence puts it.
        """
        phrases = self.announcements.documents.get(document.id)
        if phrases is None:
            phrases = {DEFAULT: self.announcements.weights[document.weight]}
        nature = passage.kind.value
        if OPINION in phrases and self._gives_opinion(passage, words):
            nature = OPINION
        phrase = phrases.get(nature, phrases[DEFAULT])
        return Announcement(
            text=phrase.format(
                titre=document.short, territoire=document.territory, lieu=_place_of(passage)
            ),
            attribution=Attribution(document_id=document.id, weight=document.weight),
        )

    def _gives_opinion(self, passage: Passage, words: str) -> bool:
        """Are these words of running text an opinion of the source?"""
        is_running_text = passage.kind in {Kind.PARAGRAPH, Kind.ITEM}
        return is_running_text and self._opinion.search(words) is not None

    def lost_list(self, document: Document, missing: str) -> tuple[str, str]:
        """The sentence that says that a text lost a list: what comes before and after the words
        that announced it. `missing` says what the list held, when it is known.
        """
        phrase = self.gap if document.kind == "instruction" else self.any_gap
        before, after = phrase.split("{mots}")
        values = {"titre": document.short, "manque": f" ({missing})" if missing else ""}
        return before.format(**values), after.format(**values) + "."

    def spelled_out(self, question: str, topic: str) -> str:
        """A follow-up as a sentence that stands alone; the question as it is without a topic."""
        return self.follow_up.format(question=question, sujet=topic) if topic else question


def _place_of(passage: Passage) -> str:
    """Where a passage stands in its document, as its label says: « annexe 3, fiche action 5 »."""
    return passage.label.partition(", ")[2] or passage.label


def read_wording(path: Path) -> Wording:
    """Read the phrases.

    Raises CorpusError when the file is missing or malformed, or when a phrase cannot be used: it
    gives the line, the phrase and the reason.
    """
    wording = read_datafile(path, Wording)
    for place, phrase, fault in _faults(wording):
        raise CorpusError(f"{path.name}, ligne {line_of(path, place)}, « {phrase} » : {fault}")
    return wording


def _faults(wording: Wording) -> Iterator[tuple[Place, str, str]]:
    """What cannot be used, with its place in the file."""
    for place, phrase, possible, needed in _phrases(wording):
        fault = _fault_of(phrase, possible, needed)
        if fault:
            yield place, phrase, fault
    yield from _faults_of_announcements(wording.announcements)
    yield from _missing_phrases(wording)
    yield from _faults_of_patterns("consignes", wording.instructions)
    yield from _faults_of_patterns("hors_sujet", wording.foreign)
    for name, phrase in (("lacune", wording.gap), ("lacune_generale", wording.any_gap)):
        if len(LOST_WORDS.findall(phrase)) != 1 or phrase.count("{mots}") != 1:
            yield (name,), phrase, "les mots cités s’écrivent « {mots} », entre guillemets."


def _faults_of_patterns(field: str, patterns: Sequence[str]) -> Iterator[tuple[Place, str, str]]:
    for n, pattern in enumerate(patterns):
        if not _compiles(pattern):
            yield (field, n), pattern, "ce n’est pas une expression régulière valable."


def _phrases(wording: Wording) -> Iterator[tuple[Place, str, frozenset[str], frozenset[str]]]:
    """Each phrase with blanks: its place, the blanks that it may have and those it must have."""
    none: frozenset[str] = frozenset()
    naming = frozenset({"titre", "territoire", "lieu"})
    for document, phrases in wording.announcements.documents.items():
        for nature, phrase in phrases.items():
            yield ("annonces", "documents", document, nature), phrase, naming, none
    for weight, phrase in wording.announcements.weights.items():
        yield ("annonces", "poids", weight.value), phrase, naming, none
    yield ("lacune",), wording.gap, frozenset({"mots", "manque", "titre"}), none
    yield ("lacune_generale",), wording.any_gap, frozenset({"mots", "manque", "titre"}), none
    yield ("ailleurs",), wording.elsewhere, none, none
    both = frozenset({"question", "sujet"})
    yield ("relance",), wording.follow_up, both, both
    pair = frozenset({"juste", "faux"})
    yield ("mot_corrige",), wording.mended, pair, pair
    for group, phrases in (("refus", wording.refusals), ("avertissements", wording.notices)):
        for name, phrase in phrases.items():
            blanks = BLANKS.get(f"{group}.{name}", none)
            yield (group, name), phrase, blanks, blanks - MAY_BE_LEFT_OUT


def _faults_of_announcements(announcements: Announcements) -> Iterator[tuple[Place, str, str]]:
    for document, phrases in announcements.documents.items():
        place = ("annonces", "documents", document)
        for nature in phrases.keys() - OF_DOCUMENT:
            natures = ", ".join(sorted(OF_DOCUMENT))
            yield (*place, nature), phrases[nature], f"« {nature} » n’est pas une de : {natures}."
        if DEFAULT not in phrases:
            yield place, document, f"il manque la phrase « {DEFAULT} »."
    for weight in set(Weight) - announcements.weights.keys():
        yield ("annonces", "poids"), weight.value, "il manque la phrase de ce poids."


def _missing_phrases(wording: Wording) -> Iterator[tuple[Place, str, str]]:
    for full in BLANKS:
        group, _, name = full.partition(".")
        if name not in (wording.refusals if group == "refus" else wording.notices):
            yield (group,), name, "il manque cette phrase."


def _fault_of(phrase: str, possible: frozenset[str], needed: frozenset[str]) -> str:
    """Why a phrase cannot be used, given the blanks that it may have and those that it must have;
    empty when it can.
    """
    if not phrase.strip() or "\n" in phrase.strip():
        return "une phrase tient sur une ligne et n’est pas vide."
    try:
        blanks = {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}
    except ValueError:
        return "une accolade n’est pas fermée."
    unknown, missing = blanks - possible, needed - blanks
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in sorted(possible)) or "aucun"
        return f"{{{min(unknown)}}} n’est pas un blanc de cette phrase ({names})."
    if missing:
        return f"il manque le blanc {{{min(missing)}}}."
    return ""


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that finds what any of several does, whatever the case."""
    alternatives = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(alternatives, re.IGNORECASE)
