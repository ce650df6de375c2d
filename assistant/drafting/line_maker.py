"""What a draft is written with: quoted lines numbered as they come, the user's own lines, and what
is still expected of whom.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

from assistant.domain import Citation, Document, Weight
from assistant.drafting.situation import Figure, Situation
from assistant.drafting.templates import Example, Expectation, Models, Words
from assistant.errors import FormError
from assistant.forms.line import Count, Day, Line, Note, Origin, Rubric, Theme
from assistant.index.citations import citation_of
from assistant.index.index import Index
from assistant.texts.calendar import write_day
from assistant.texts.french import fold

EXAMPLES = 3
FORMS = "corpus/modeles"


class LineMaker:
    """One draft's sources: the same words are one citation, numbered in the order in which they are
    first used.
    """

    def __init__(self, index: Index, models: Models, situation: Situation, day: date) -> None:
        self.index = index
        self.models = models
        self.situation = situation
        self.day = day
        self._citations: dict[tuple[str, str], Citation] = {}

    def with_themes(self, themes: tuple[Theme, ...]) -> "LineMaker":
        """The same for a situation that names those themes."""
        situation = self.situation.model_copy(update={"themes": themes})
        return LineMaker(self.index, self.models, situation, self.day)

    def cite(self, words: Words) -> Citation:
        """The citation of words of a form.

        Raises FormError when their passage does not exist or does not hold them.
        """
        key = (words.passage, words.text)
        if key not in self._citations:
            self._citations[key] = citation_of(
                self.index,
                words.passage,
                words.text,
                where=FORMS,
                n=len(self._citations) + 1,
                error=FormError,
            )
        return self._citations[key]

    def model_line(self, words: Words) -> Line:
        """A line of the national model, word for word."""
        return Line(text=words.text, origin=Origin.MODEL, citations=(self.cite(words),))

    def quoted_line(self, words: Words) -> Line:
        """Words of another text, named as what it is: an example with its territory and whether it
        has expired, or a report's opinion.
        """
        citation = self.cite(words)
        document = self.index.document(citation.document_id)
        common, quote = self.models.common, words.text.rstrip(" ;,")
        source = self.models.common.sources.get(document.id, document.short)
        if document.weight is Weight.RECOMMANDATION:
            return Line(
                text=common.phrase("rapport", mots=quote, source=source),
                origin=Origin.REPORT,
                citations=(citation,),
            )
        has_expired = self._has_expired(document)
        citations = [citation]
        source_words = [source]
        if fold(document.territory) not in fold(source):
            source_words.append(document.territory)
        if has_expired:
            source_words.append(common.phrase("echu"))
            citations += map(self.cite, self._proof_of_expiry(document))
        return Line(
            text=common.phrase("exemple", mots=quote, source=", ".join(source_words)),
            origin=Origin.EXAMPLE,
            citations=tuple(citations),
        )

    def _has_expired(self, document: Document) -> bool:
        return document.dates.expired is not None and document.dates.expired < self.day

    def _proof_of_expiry(self, document: Document) -> tuple[Words, ...]:
        """The words that say when a document expired, when a form has them."""
        proof = self.models.common.expiries.get(document.id)
        return (proof,) if proof else ()

    def example_lines(self, examples: Iterable[Example]) -> tuple[Line, ...]:
        """The examples nearest to the situation, by territory, sector and size, in the order of the
        file when they are equally near.
        """
        nearest = sorted(examples, key=lambda example: -self._nearness(example))
        return tuple(self.quoted_line(example) for example in nearest[:EXAMPLES])

    def _nearness(self, example: Example) -> int:
        """How many traits of the situation an example shares; the sector counts twice."""
        passage = self.index.passage(example.passage)
        territory = self.index.document(passage.document_id).territory
        situation, aims = self.situation, self.situation.targets
        sectors = chain(situation.sectors, *(aim.sectors for aim in aims))
        sizes = chain(situation.sizes, *(aim.sizes for aim in aims))
        has_sector = _names_one(example.sectors, " ".join(sectors))
        has_size = _names_one(example.sizes, " ".join(sizes))
        is_local = fold(territory) == fold(self.situation.region)
        return 2 * has_sector + has_size + is_local

    def gap_note(self, words: Words, phrase: str = "lacune") -> Note:
        """A sentence that says what the source lost, with the words that announced it."""
        return Note(
            text=self.models.common.phrase(phrase, mots=words.text),
            citation=self.cite(words),
        )

    def hint_note(self, words: Words) -> Note:
        """What the instruction expects, in its words."""
        return Note(text=words.text, citation=self.cite(words))

    def missing_line(self, expectation: Expectation) -> Line:
        """A line to be filled in, and who is expected to."""
        return Line(text=expectation.text, origin=Origin.MISSING, by=expectation.by)

    def expected_line(self, key: str) -> Line:
        """The line to be filled in of a field that all fiches have."""
        return self.missing_line(self.models.common.expectation_of(key))

    def typed_or(self, text: str | None, expectation: Expectation) -> Line:
        """The user's words, or what is expected."""
        return typed_line(text) if text else self.missing_line(expectation)

    def day_or(self, value: date | None, expectation: Expectation) -> Day:
        """The user's day, or what is expected."""
        if value:
            return Day(text=write_day(value), origin=Origin.INPUT, value=value)
        return Day(text=expectation.text, origin=Origin.MISSING, by=expectation.by)

    def count_or(self, value: int | None, unit: str, expectation: Expectation) -> Count:
        """The user's count with its unit (a key of `nombres`, or nothing), or what is expected."""
        if value is None:
            return Count(text=expectation.text, origin=Origin.MISSING, by=expectation.by)
        text = self.count_text(value, unit) if unit else str(value)
        return Count(text=text, origin=Origin.INPUT, value=value)

    def figure_text(self, figure: Figure) -> str:
        """A local figure and where it comes from, or that its source is still to be given."""
        common = self.models.common
        if figure.source:
            return common.phrase("chiffre", texte=figure.text, source=figure.source)
        return common.phrase("chiffre_sans_source", texte=figure.text)

    def count_text(self, value: int, unit: str) -> str:
        """A count with its unit, as one writes it: « 1 250 établissements »."""
        return self.models.common.count_text(value, unit)

    def rubric(
        self,
        lines: Iterable[Line],
        expectation: Expectation,
        *,
        hint: Note | None = None,
        gap: Note | None = None,
        complete: bool = False,
    ) -> Rubric:
        """Lines, then what is expected unless the user has given theirs or the national list is
        `complete`; beside a gap, examples say that they fill nothing.
        """
        rubric_lines = tuple(lines)
        done = complete or any(line.origin is Origin.INPUT for line in rubric_lines)
        if gap and any(line.origin is Origin.EXAMPLE for line in rubric_lines):
            elsewhere = self.models.common.phrase("ailleurs")
            gap = gap.model_copy(update={"text": f"{gap.text} {elsewhere}"})
        if not done:
            rubric_lines = (*rubric_lines, self.missing_line(expectation))
        return Rubric(lines=rubric_lines, hint=hint, gap=gap)


def typed_line(text: str) -> Line:
    """A line in the user's words."""
    return Line(text=text, origin=Origin.INPUT)


def typed_lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """Lines in the user's words."""
    return tuple(typed_line(text) for text in texts)


def _names_one(words: Sequence[str], text: str) -> bool:
    plain = fold(text)
    return any(fold(word) in plain for word in words)
