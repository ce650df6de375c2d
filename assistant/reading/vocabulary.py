"""The lists of French words behind the reading, as values: `corpus/lecture/*.yaml`."""

from functools import cached_property
from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.reading.phrases import Phrases
from assistant.reading.trade import Actors
from assistant.texts.datafile import read_datafile
from assistant.texts.french import fold

Words = tuple[str, ...]


class Negation(Value):
    """`negation.yaml`."""

    adverbs: frozenset[str] = Field(alias="adverbes")
    restrictions: frozenset[str]
    alone: frozenset[str] = Field(alias="seules")
    determiners: frozenset[str] = Field(alias="determinants")
    conjunctions: frozenset[str] = Field(alias="conjonctions")
    verbs: frozenset[str] = Field(alias="verbes")
    adjectives: frozenset[str] = Field(alias="adjectifs")
    locutions: Words
    doubles: Words
    false: frozenset[str] = Field(alias="faux")
    with_act: frozenset[str] = Field(alias="avec_acte")
    duties: frozenset[str] = Field(alias="obligations")
    lifting: frozenset[str] = Field(alias="levent")

    @cached_property
    def locution_phrases(self) -> Phrases:
        return Phrases.of(self.locutions)

    @cached_property
    def double_phrases(self) -> Phrases:
        return Phrases.of(self.doubles)


class ForceWords(Value):
    """The words of one force."""

    verbs: frozenset[str] = Field(alias="verbes")
    participles: frozenset[str] = Field(alias="participes")
    adjectives: frozenset[str] = Field(alias="adjectifs")
    adverbs: frozenset[str] = Field(alias="adverbes")
    locutions: Words

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases.of(self.locutions)


class ForceTable(Value):
    """`force.yaml`."""

    obligation: ForceWords
    prohibition: ForceWords = Field(alias="interdiction")
    permission: ForceWords = Field(alias="faculté")
    advice: ForceWords = Field(alias="recommandation")
    commitment: ForceWords = Field(alias="engagement")
    denied: dict[str, str] = Field(alias="niee")
    not_held: str = Field(alias="niee_non_tenu")
    conditional: dict[str, str] = Field(alias="conditionnel")
    states: frozenset[str] = Field(alias="etats")
    headings: dict[str, Words] = Field(alias="titres")

    @cached_property
    def by_name(self) -> dict[str, ForceWords]:
        """The words of each force by its French name."""
        return {
            "obligation": self.obligation,
            "interdiction": self.prohibition,
            "faculté": self.permission,
            "recommandation": self.advice,
            "engagement": self.commitment,
        }


class ConditionWords(Value):
    """`conditions.yaml`."""

    conditions: Words
    false: Words = Field(alias="fausses")
    wondering: frozenset[str] = Field(alias="ignorent")
    conceding: frozenset[str] = Field(alias="concessions")
    exceptions: Words
    after: Words = Field(alias="apres")
    inclusions: Words = Field(alias="pas_exceptions")
    cutting: Words = Field(alias="coupent")

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases.of(self.conditions)

    @cached_property
    def cutting_phrases(self) -> Phrases:
        return Phrases.of(self.cutting)

    @cached_property
    def false_phrases(self) -> Phrases:
        return Phrases.of(self.false)

    @cached_property
    def exception_phrases(self) -> Phrases:
        return Phrases.of(self.exceptions)

    @cached_property
    def after_phrases(self) -> Phrases:
        return Phrases.of(self.after)

    @cached_property
    def inclusion_phrases(self) -> Phrases:
        return Phrases.of(self.inclusions)


class FutureWords(Value):
    """Verbs and adverbs that put an act in the future."""

    verbs: frozenset[str] = Field(alias="verbes")
    awaited: frozenset[str] = Field(alias="attendus")
    adverbs: frozenset[str] = Field(alias="adverbes")


class PastWords(Value):
    """Verbs that put an act in the past."""

    verbs: frozenset[str] = Field(alias="verbes")


class TimeWords(Value):
    """`temps.yaml`."""

    to_come: FutureWords = Field(alias="a_venir")
    done: PastWords = Field(alias="accompli")
    etre: frozenset[str]
    units: dict[str, Words] = Field(alias="unites")
    periods: dict[str, tuple[float, str] | None] = Field(alias="periodes")
    deadlines: Words = Field(alias="delais")
    after_deadline: Words = Field(alias="apres_delai")
    months: Words = Field(alias="mois")

    @cached_property
    def unit_of(self) -> dict[str, str]:
        """The unit that each of its forms stands for."""
        return {fold(form): unit for unit, forms in self.units.items() for form in forms}

    @cached_property
    def month_of(self) -> dict[str, int]:
        """The number of each month, by its folded name."""
        return {fold(month): n for n, month in enumerate(self.months, 1)}

    @cached_property
    def deadline_phrases(self) -> Phrases:
        return Phrases.of(self.deadlines)

    @cached_property
    def after_phrases(self) -> Phrases:
        return Phrases.of(self.after_deadline)


class NumberWords(Value):
    """`nombres.yaml`."""

    numbers: dict[str, float] = Field(alias="nombres")
    collectives: dict[str, float] = Field(alias="collectifs")
    multiples: dict[str, float]
    shares: dict[str, float] = Field(alias="parts")
    factors: dict[str, float] = Field(alias="facteurs")
    ordinals: dict[str, float] = Field(alias="ordinaux")
    romans: dict[str, float] = Field(alias="romains")
    ranks: frozenset[str] = Field(alias="rangs")
    never_counts: frozenset[str] = Field(alias="jamais_comptes")
    bounds: dict[str, Words] = Field(alias="bornes")

    @cached_property
    def bound_phrases(self) -> dict[str, Phrases]:
        return {name: Phrases.of(words) for name, words in self.bounds.items()}


class Source(Value):
    """A source that may speak inside a text."""

    nouns: Words = Field(alias="noms")
    signs: Words = Field((), alias="a_la_mission")
    force: str = ""

    @cached_property
    def phrases(self) -> Phrases:
        return Phrases.of(self.nouns)

    @cached_property
    def sign_phrases(self) -> Phrases:
        return Phrases.of(self.signs)


class Speakers(Value):
    """`locuteurs.yaml`."""

    verbs: frozenset[str] = Field(alias="verbes")
    introductions: Words
    sources: dict[str, Source] = Field(alias="locuteurs")

    @cached_property
    def introduction_phrases(self) -> Phrases:
        return Phrases.of(self.introductions)


class PlaceNames(Value):
    """`lieux.yaml`."""

    regions: Words
    departments: Words = Field(alias="departements")
    others: Words = Field(alias="autres")
    services: Words
    after: dict[str, Words] = Field(alias="apres")


class ActNoun(Value):
    """The act that a noun tells, and the roles of its complements."""

    verb: str = Field(alias="verbe")
    of: str = Field("objet", alias="de")
    to: str = Field("destinataire", alias="a")
    between: str = Field("", alias="entre")
    without: str = Field("", alias="sans")
    produced: str = Field("", alias="objet")
    locution: str = ""


class ActNouns(Value):
    """`noms-actes.yaml`."""

    entries: dict[str, str | ActNoun] = Field(alias="noms")
    ambiguous: frozenset[str] = Field(alias="ambigus")
    supports: Words
    locutions: dict[str, Words]

    @cached_property
    def nouns(self) -> dict[str, ActNoun]:
        """The act of each noun."""
        return {
            noun: entry if isinstance(entry, ActNoun) else ActNoun(verbe=entry)
            for noun, entry in self.entries.items()
        }

    @cached_property
    def support_phrases(self) -> Phrases:
        return Phrases.of(self.supports)

    @cached_property
    def locution_phrases(self) -> dict[str, Phrases]:
        return {verb: Phrases.of(tails) for verb, tails in self.locutions.items()}


class Governors(Value):
    """`verbes.yaml`."""

    modals: frozenset[str] = Field(alias="modaux")
    by_subject: frozenset[str] = Field(alias="sujet")
    by_complement: frozenset[str] = Field(alias="complement")
    speech: frozenset[str] = Field(alias="parole")
    object_of: frozenset[str] = Field(alias="objet_de")
    empty: frozenset[str] = Field(alias="vides")
    to: Words = Field(alias="destinataire")
    common: frozenset[str] = Field(alias="courants")
    impersonal: frozenset[str] = Field(alias="impersonnels")
    receivers: frozenset[str] = Field(alias="receveurs")


class Readability(Value):
    """`lisibilite.yaml`."""

    french: frozenset[str] = Field(alias="outils")
    foreign: frozenset[str] = Field(alias="etrangers")
    reasons: dict[str, str] = Field(alias="raisons")


class Equivalences(Value):
    """`equivalences.yaml`: groups of words that say the same thing."""

    verbs: tuple[Words, ...] = Field(alias="verbes")
    nouns: tuple[Words, ...] = Field(alias="noms")
    bounds: tuple[Words, ...] = Field(alias="bornes")
    turns: tuple[Words, ...] = Field(alias="tours")


class Vocabulary(Value):
    """All the lists of the reading."""

    actors: Actors
    negation: Negation
    force: ForceTable
    conditions: ConditionWords
    times: TimeWords
    numbers: NumberWords
    speakers: Speakers
    places: PlaceNames
    act_nouns: ActNouns
    governors: Governors
    readability: Readability
    equivalences: Equivalences


FILES: dict[str, tuple[str, type[Value]]] = {
    "actors": ("acteurs", Actors),
    "negation": ("negation", Negation),
    "force": ("force", ForceTable),
    "conditions": ("conditions", ConditionWords),
    "times": ("temps", TimeWords),
    "numbers": ("nombres", NumberWords),
    "speakers": ("locuteurs", Speakers),
    "places": ("lieux", PlaceNames),
    "act_nouns": ("noms-actes", ActNouns),
    "governors": ("verbes", Governors),
    "readability": ("lisibilite", Readability),
    "equivalences": ("equivalences", Equivalences),
}


def read_vocabulary(corpus: Path) -> Vocabulary:
    """The lists of `corpus/lecture`; raises CorpusError when one is missing or malformed."""
    folder = corpus / "lecture"
    return Vocabulary.model_validate(
        {key: read_datafile(folder / f"{name}.yaml", shape) for key, (name, shape) in FILES.items()}
    )
