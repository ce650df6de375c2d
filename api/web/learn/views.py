"""What the pages of the trainer show, worded: quotations with their weight, lessons,
recommendations, quiz.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from api.web.common import Badge, badge_of, passage_href, quote_href
from assistant.domain import Citation, Document, Value
from assistant.texts.french import fold
from assistant.training.actors import Chart
from assistant.training.glossary import Glossary
from assistant.training.lesson import Lesson
from assistant.training.outcome import Outcome, Outcomes
from assistant.training.quiz import Quiz

Documents = Mapping[str, Document]


class QuoteView(Value):
    """Words of a text, where they stand and what the text weighs."""

    quote: str
    label: str
    href: str
    badge: Badge


class PointView(Value):
    """A point of a lesson."""

    id: str
    when: str
    title: str
    text: str
    quotes: tuple[QuoteView, ...]


class LessonView(Value):
    """A lesson; `quotes` bear out its introduction."""

    title: str
    intro: str
    quotes: tuple[QuoteView, ...]
    points: tuple[PointView, ...]


class TieView(Value):
    """A tie in words, under the number that it bears in the drawing."""

    number: int
    kind: str
    kind_name: str
    sentence: str
    quote: QuoteView


class ActorView(Value):
    """An actor in words."""

    acronym: str
    name: str
    quote: QuoteView


class OutcomeView(Value):
    """A recommendation and its fate."""

    number: int
    text: str
    priority: int
    authority: str
    deadline: str
    fate: str
    fate_name: str
    reasoning: str
    report: tuple[QuoteView, ...]
    instruction: tuple[QuoteView, ...]
    absent: tuple[str, ...]
    lost: str
    lost_label: str
    lost_href: str


class AcronymView(Value):
    """An acronym of the glossary."""

    name: str
    letter: str
    expansion: str
    source: QuoteView
    others: str
    became: str
    text: str
    quotes: tuple[QuoteView, ...]


class AnswerView(Value):
    """A choice as it is shown once the quiz is marked."""

    place: int
    text: str
    detail: str
    label: str
    href: str
    right: bool
    chosen: bool


class ItemView(Value):
    """A question of the quiz; `done` when it was answered, `good` when rightly."""

    number: int
    form: str
    text: str
    reply: str
    choices: tuple[AnswerView, ...]
    quote: QuoteView
    done: bool
    good: bool


class Wording:
    """Words the values of the trade for the pages, on a day: a contract that has ended is said to
    have.
    """

    def __init__(self, documents: Documents, today: date) -> None:
        self.documents, self.today = documents, today

    def quote(self, citation: Citation) -> QuoteView:
        """A citation with its link, as a lesson shows it."""
        href = quote_href(citation.document_id, citation.start, citation.end)
        return QuoteView(
            quote=citation.quote,
            label=citation.label,
            href=href,
            badge=badge_of(self.documents[citation.document_id], self.today),
        )

    def quotes(self, citations: Iterable[Citation]) -> tuple[QuoteView, ...]:
        """Citations with their links, in order."""
        return tuple(map(self.quote, citations))

    def lesson(self, lesson: Lesson) -> LessonView:
        """A lesson, point by point."""
        points = tuple(
            PointView(
                id=p.id, when=p.when, title=p.title, text=p.text, quotes=self.quotes(p.citations)
            )
            for p in lesson.points
        )
        return LessonView(
            title=lesson.title,
            intro=lesson.intro,
            quotes=self.quotes(lesson.citations),
            points=points,
        )

    def actors(self, chart: Chart) -> tuple[ActorView, ...]:
        """The actors, as a list."""
        return tuple(
            ActorView(acronym=actor.acronym, name=actor.name, quote=self.quote(actor.citation))
            for actor in chart.actors
        )

    def ties(self, chart: Chart) -> tuple[TieView, ...]:
        """The ties, as a list numbered as the drawing is."""
        names = {kind.id: kind.name for kind in chart.kinds}
        return tuple(
            TieView(
                number=n,
                kind=tie.kind,
                kind_name=names[tie.kind],
                sentence=tie.sentence,
                quote=self.quote(tie.citation),
            )
            for n, tie in enumerate(chart.ties, 1)
        )

    def outcome(self, table: Outcomes, row: Outcome) -> OutcomeView:
        """One recommendation."""
        name = next(fate.name for fate in table.fates if fate.id is row.fate)
        record, lost = row.record, row.lost_list
        return OutcomeView(
            number=record.number,
            text=record.text,
            priority=record.priority,
            authority=record.authority,
            deadline=record.deadline,
            fate=row.fate.value,
            fate_name=name,
            reasoning=row.reasoning,
            report=self.quotes(row.report),
            instruction=self.quotes(row.instruction),
            absent=row.absent,
            lost=lost.missing if lost else "",
            lost_label=lost.label if lost else "",
            lost_href=passage_href(lost.passage_id) if lost else "",
        )

    def acronyms(self, glossary: Glossary) -> tuple[AcronymView, ...]:
        """The acronyms, in order."""
        return tuple(
            AcronymView(
                name=acronym.name,
                letter=fold(acronym.name[0]).upper(),
                expansion=acronym.expansion,
                source=self.quote(acronym.citation),
                others=", ".join(acronym.others),
                became=_sentence(acronym.became),
                text=acronym.gist,
                quotes=self.quotes(acronym.evidence),
            )
            for acronym in glossary.acronyms
        )

    def items(self, quiz: Quiz, answers: Mapping[int, int]) -> tuple[ItemView, ...]:
        """The questions of a quiz, with what was answered (places from 0)."""
        shown = []
        for n, item in enumerate(quiz.items):
            choices = tuple(
                AnswerView(
                    place=place,
                    text=choice.text,
                    detail=choice.detail,
                    label=choice.label,
                    href=passage_href(choice.passage_id),
                    right=place == item.right,
                    chosen=answers.get(n) == place,
                )
                for place, choice in enumerate(item.choices)
            )
            shown.append(
                ItemView(
                    number=n + 1,
                    form=item.form,
                    text=item.text,
                    reply=item.reply,
                    choices=choices,
                    quote=self.quote(item.citation),
                    done=n in answers,
                    good=answers.get(n) == item.right,
                )
            )
        return tuple(shown)


def _sentence(words: str) -> str:
    """Words of the lexicon as a sentence of their own."""
    return f"{words[0].upper()}{words[1:].rstrip('.')}." if words else ""
