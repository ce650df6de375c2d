"""What a sentence says, as a frozen value: who does what, yes or no, with what force, if, when.

Spans are counted in characters of the sentence: `text[start:end]` of the reading are the words.
"""

from enum import StrEnum

from assistant.domain import Value, Weight


class Polarity(StrEnum):
    """Does the sentence affirm or deny?"""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Force(StrEnum):
    """What the sentence does to those it speaks of."""

    OBLIGATION = "obligation"
    PROHIBITION = "interdiction"
    PERMISSION = "faculté"
    ADVICE = "recommandation"
    STATEMENT = "constat"
    COMMITMENT = "engagement"


class Mood(StrEnum):
    """The mood of the verb that carries the sentence."""

    INDICATIVE = "indicatif"
    CONDITIONAL = "conditionnel"
    FUTURE = "futur"
    SUBJUNCTIVE = "subjonctif"
    INFINITIVE = "infinitif"


class Time(StrEnum):
    """Is it done, being done, or still to be done?"""

    DONE = "accompli"
    PRESENT = "présent"
    TO_COME = "à venir"


class Span(Value):
    """Words of the sentence and where they stand."""

    text: str
    start: int
    end: int


class Participant(Span):
    """Who or what takes part in an act.

    `nouns` are the head nouns (lemmas), several when coordinated; `classes` the trade classes of
    `corpus/lecture/acteurs.yaml`; `antecedent` the noun that a pronoun stands for.
    """

    nouns: tuple[str, ...]
    classes: tuple[str, ...] = ()
    antecedent: str | None = None


class Act(Span):
    """One thing done: its verb (infinitive), who does it, to what, for whom.

    `locution` is the whole verbal expression (« mettre à disposition ») when the verb alone does
    not say the act; `nominal` when a noun tells the act (« la consultation du CRPST »); `main` when
    it is what the sentence asserts; `conditional` when it stands in a condition.
    """

    predicate: str
    locution: str = ""
    actor: Participant | None = None
    object: Participant | None = None
    beneficiary: Participant | None = None
    polarity: Polarity = Polarity.POSITIVE
    mood: Mood | None = None
    time: Time | None = None
    force: Force | None = None
    nominal: bool = False
    main: bool = False
    conditional: bool = False


class Bound(StrEnum):
    """How a figure limits."""

    EXACT = "exact"
    AT_LEAST = "au moins"
    AT_MOST = "au plus"
    ABOUT = "environ"


class Quantity(Span):
    """A number and what it counts.

    `ordinal` for a rank (« troisième volet »), `share` for a part of one (« la moitié », 0.5),
    `factor` for a multiple (« doubler », 2), `unit` « % » for a percentage.
    """

    value: float
    counts: str
    ordinal: bool = False
    share: bool = False
    factor: bool = False
    unit: str = ""
    bound: Bound = Bound.EXACT


class Duration(Span):
    """A length of time in its own unit: an, mois, semaine, jour."""

    value: float
    unit: str
    bound: Bound = Bound.EXACT


class Day(Span):
    """A date: YYYY-MM-DD, YYYY-MM or YYYY."""

    iso: str


class Place(Span):
    """A territory, or a service named by its own name."""

    kind: str


class Antecedent(Span):
    """A pronoun or possessive, and the noun of the paragraph it stands for; None when unknown."""

    noun: str | None
    classes: tuple[str, ...] = ()


class Word(Span):
    """A word that carries meaning, by its lemma and tag (NOUN, VERB, ADJ, ADV, PROPN, NUM)."""

    lemma: str
    tag: str


class Scope(Value):
    """Where a sentence stands: its document and what it imposes, the headings above, outermost
    first, and the article, annexe and opening words that narrow what it speaks of.
    """

    document: str = ""
    weight: Weight | None = None
    headings: tuple[str, ...] = ()
    article: str = ""
    annexe: str = ""
    opening: str = ""


class SentenceInput(Value):
    """A sentence to be read, the text of its paragraph before it, and where it stands."""

    text: str
    before: str = ""
    scope: Scope = Scope()


class SentenceReading(Value):
    """All that was read in a sentence; `not_read` says why nothing was."""

    text: str
    not_read: str = ""
    acts: tuple[Act, ...] = ()
    polarity: Polarity | None = None
    force: Force | None = None
    mood: Mood | None = None
    time: Time | None = None
    conditions: tuple[Span, ...] = ()
    exceptions: tuple[Span, ...] = ()
    dates: tuple[Day, ...] = ()
    durations: tuple[Duration, ...] = ()
    deadlines: tuple[Span, ...] = ()
    numbers: tuple[Quantity, ...] = ()
    places: tuple[Place, ...] = ()
    speaker: str = ""
    scope: Scope = Scope()
    antecedents: tuple[Antecedent, ...] = ()
    words: tuple[Word, ...] = ()


class PlacedReading(Value):
    """The reading of text[start:end] of a passage."""

    start: int
    end: int
    reading: SentenceReading


class PassageReading(Value):
    """The readings of the sentences of one passage, in order."""

    passage_id: str
    sentences: tuple[PlacedReading, ...]
