"""The nouns of the assistant, all frozen. Read this first.

A `Document` is cut into `Passage`s; a `Question` finds `Hit`s; an `Answer` is made of
`Statement`s that each rest on `Citation`s, or it is a `Refusal`. `Finding`s are what
verification has to say and `Trace` is how the answer was made.

Offsets are counted in characters (Unicode code points) of the document's text.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FrenchValue(Value):
    """A value that people read and write in French: each field bears its French key as alias, in
    YAML and in JSON, and its English name in the code. A value is made by either.
    """

    model_config = ConfigDict(
        validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
    )

    @classmethod
    def names_by_key(cls) -> dict[str, str]:
        """The English name of each field, by its French key, in the order of the class."""
        return {field.alias or name: name for name, field in cls.model_fields.items()}


class Weight(StrEnum):
    """What a text can impose, from the strongest to the weakest."""

    OPPOSABLE = "opposable"
    CONTRAT = "contrat"
    RECOMMANDATION = "recommandation"
    COMMUNICATION = "communication"


class Kind(StrEnum):
    """What a passage is in its document."""

    PARAGRAPH = "paragraphe"
    ITEM = "point"
    SECTION = "rubrique"
    FIELD = "champ"
    NOTE = "note"
    BOX = "encadré"
    RECOMMENDATION = "recommandation"
    FIGURE = "figure"
    TABLE = "tableau"
    ACRONYM = "sigle"
    PEOPLE = "personnes"
    CONTENTS = "sommaire"


class Dates(Value):
    """The days that matter in the life of a text; absent when the text does not say."""

    signed: date | None = None
    published: date | None = None
    in_force: date | None = None
    expired: date | None = None
    expired_source: str | None = None

    def are_ordered(self) -> bool:
        """Do the dates follow each other as they should?"""
        known = [day for day in (self.signed, self.published) if day]
        starts = [day for day in (self.signed, self.in_force) if day]
        return (
            known == sorted(known)
            and starts == sorted(starts)
            and not (self.expired and starts and self.expired < max(starts))
        )


class Document(Value):
    """A text as published: one entry of `corpus/catalogue.yaml`."""

    id: str
    title: str
    short: str
    name: str
    verb: str
    kind: str
    issuer: str
    weight: Weight
    dates: Dates
    date_label: str
    territory: str
    national: bool
    aliases: tuple[str, ...] = ()
    url: str | None = None
    file: str
    format: str
    profile: str
    sha256: str


class Run(Value):
    """`length` characters of a passage's text that stand, but for white space, at `start`..`end` of
    the document.
    """

    at: int
    length: int
    start: int
    end: int


class Gap(Value):
    """A list that the source announces and does not contain."""

    lead: str
    missing: str = ""
    elsewhere: tuple[str, ...] = ()


class Recommendation(Value):
    """One of the recommendations of a report, as its summary table gives it."""

    number: int
    text: str
    priority: int
    authority: str
    deadline: str


class Passage(Value):
    """The smallest thing that may be cited; its text reads well alone."""

    id: str
    document_id: str
    label: str
    path: tuple[str, ...]
    text: str
    runs: tuple[Run, ...]
    start: int
    end: int
    kind: Kind
    order: int
    page: int | None = None
    parent: str | None = None
    notes: tuple[str, ...] = ()
    gap: Gap | None = None
    closes: str | None = None
    record: Recommendation | None = None


class AnnotatedQuestion(Value):
    """A question that a passage answers, and the exact words of it that answer."""

    text: str
    quote: str


class Annotation(Value):
    """What an editor says of a passage. It steers the search; it is never shown as a source."""

    passage_id: str
    gist: str
    words: tuple[str, ...] = ()
    questions: tuple[AnnotatedQuestion, ...] = ()
    proposed: bool = False


class Turn(Value):
    """One exchange that came before the question."""

    question: str
    answer: str = ""


class Filters(Value):
    """Where to look; an empty tuple or None means everywhere."""

    documents: tuple[str, ...] = ()
    weights: tuple[Weight, ...] = ()
    territory: str | None = None
    in_force_on: date | None = None


class Question(Value):
    """What was asked, and in what context."""

    text: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    filters: Filters = Filters()


class Hit(Value):
    """A passage found, its score (0 to about 1), what found it, and which of its parts matched
    best.
    """

    passage: Passage
    score: float
    found_by: tuple[str, ...]
    matched: str


class Query(Value):
    """A question ready to be searched: weighted terms, the terms it holds itself, the spelling that
    was mended.

    `written` is the question in full words, mended and folded.
    """

    text: str
    written: str
    terms: dict[str, float]
    own: tuple[str, ...]
    mended: dict[str, str]


class Found(Value):
    """What a search found, best first; `parts` gives each retriever's score by passage row."""

    query: Query
    hits: tuple[Hit, ...]
    parts: dict[str, dict[int, float]]


class Evidence(Value):
    """Words of a passage that may answer: `start`..`end` in its text, how well they do, and the
    annotated question that led there.
    """

    passage: Passage
    start: int
    end: int
    score: float
    asked: str = ""
    quote: str = ""
    likeness: float = 0.0

    @property
    def words(self) -> str:
        """The words themselves."""
        return self.passage.text[self.start : self.end]


class Citation(Value):
    """A claim's source: the exact words, and where they stand in the document."""

    n: int
    passage_id: str
    document_id: str
    label: str
    quote: str
    start: int
    end: int
    text: str


class Span(Value):
    """A stretch of a text, `start`..`end` in characters."""

    start: int
    end: int


class Attribution(Value):
    """Whose words a sentence gives, and what that text can impose: « l’IGAS, sans force »."""

    document_id: str
    weight: Weight


class Announcement(Value):
    """How a source is introduced before its words, in words of ours, and whom it names."""

    text: str
    attribution: Attribution


class Statement(Value):
    """One sentence shown, with the numbers of its citations.

    `attribution` says whose words it gives, when it says so; without one the sentence affirms.
    `ours` are the stretches of `text` that are the assistant's own words around those of the
    sources (an announcement): they claim nothing.
    """

    text: str
    citations: tuple[int, ...]
    weight: Weight
    attribution: Attribution | None = None
    ours: tuple[Span, ...] = ()

    @property
    def claim(self) -> str:
        """What the sentence says on the faith of its sources: its text less the words of ours."""
        text = self.text
        for span in self.ours:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
        return text


class Severity(StrEnum):
    """`error` forbids display, `warning` is told to the reader."""

    ERROR = "error"
    WARNING = "warning"


class Finding(Value):
    """What verification says about one statement or citation."""

    rule: str
    severity: Severity
    message: str
    where: str


Mode = Literal["extractive", "model"]


class Writing(Value):
    """What a language model did for an answer, whether its sentences were kept or not.

    `prompts` are the fingerprints of the instructions it was given, `dropped` the rules that its
    refused sentences broke (never their
    words), `failure` why nothing of it is shown. Tokens are those its server counts, 0 when it does
    not; `cost` is in the currency
    of the price set, None without one.
    """

    model: str
    prompts: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    sent: int = 0
    received: int = 0
    cost: float | None = None
    kept: int = 0
    dropped: tuple[str, ...] = ()
    failure: str = ""


class Trace(Value):
    """How an answer was made; times in milliseconds. `writing` is absent when no language model was
    asked.
    """

    generation: str
    mode: Mode = "extractive"
    vectors: str = ""
    timings_ms: dict[str, float] = Field(default_factory=dict)
    writing: Writing | None = None


class Said(Value):
    """A verified sentence sent before the answer is complete, with its citations; it stands in the
    answer.
    """

    statement: Statement
    citations: tuple[Citation, ...]


class Lead(Value):
    """A passage near the question, offered as a lead and never as an answer; `quote` are the words
    of it that come nearest.
    """

    passage_id: str
    document_id: str
    label: str
    quote: str = ""


class Act(StrEnum):
    """What a message asks the assistant to do."""

    QUESTION = "question"
    LIST = "liste"
    COUNT = "compte"
    COMPARISON = "comparaison"
    DEFINITION = "definition"
    SUMMARY = "resume"
    PROCEDURE = "procedure"
    YES_NO = "oui_non"
    STATE = "statut"
    COMMAND = "commande"
    COURTESY = "politesse"
    HELP = "aide"
    HAND_OVER = "renvoi"


Status = Literal["answered", "source_gap", "dialogue", "not_found", "out_of_scope", "unclear"]
RefusalStatus = Literal["not_found", "out_of_scope", "unclear"]


class Origin(StrEnum):
    """Who put an answer into words: an editor, the sources, a calculation, a language model."""

    WRITTEN = "rédigée"
    EXTRACTS = "extraits"
    COMPUTED = "calculée"
    MODEL = "modèle"


class Row(Value):
    """A row of a table, with the numbers of its citations."""

    cells: tuple[str, ...]
    citations: tuple[int, ...] = ()


class Table(Value):
    """Facts side by side; each row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Action(Value):
    """A page offered beside a reply, and what its form is filled with."""

    page: str
    label: str
    prefill: Mapping[str, Any] = Field(default_factory=dict)


class Answer(Value):
    """What the texts say, sentence by sentence; `verdict` are the first words, when a short fact
    answers. A `dialogue` is a courtesy, help, a command on the last answer or a page offered: its
    sentences of ours cite nothing.
    """

    type: Literal["answer"] = "answer"
    status: Literal["answered", "source_gap", "dialogue"]
    act: Act = Act.QUESTION
    origin: Origin = Origin.EXTRACTS
    question: Question
    standalone: str
    verdict: str = ""
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    table: Table | None = None
    actions: tuple[Action, ...] = ()
    notices: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    trace: Trace


class Refusal(Value):
    """Why there is no answer (`message`), and where to look: `leads`, with the sentence that gives
    them to who reads plain text.
    """

    type: Literal["refusal"] = "refusal"
    status: RefusalStatus
    question: Question
    standalone: str
    message: str
    leads: tuple[Lead, ...] = ()
    leads_message: str = ""
    notices: tuple[str, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    trace: Trace

    @property
    def text(self) -> str:
        """The refusal in plain text, leads included."""
        return f"{self.message} {self.leads_message}".strip()


Reply = Annotated[Answer | Refusal, Field(discriminator="type")]
