"""The slides of the presentation mode: one idea a page, from the same data as the pages."""

from api.web.learn.views import OutcomeView, QuoteView, Wording
from assistant.domain import Value
from assistant.errors import UnknownItem
from assistant.training.discovery import Discovery
from assistant.training.lesson import Lesson
from assistant.training.outcome import Outcomes

WHOLE = "parcours"
# Characters of a recommendation and of its reasoning beside which a slide holds one quotation only.
LONG = 420
QUOTED = 2  # quotations that a slide can hold and be read from the back of a room


class Count(Value):
    """A fate (taken up, set aside…) and the number of recommendations that met it."""

    fate: str
    name: str
    number: int


class Slide(Value):
    """What one slide shows; `drawing` asks for the chart of actors, `counts` for the summary of the
    recommendations; `kicker` is the line above the title.
    """

    kicker: str
    title: str
    text: str = ""
    quotes: tuple[QuoteView, ...] = ()
    drawing: bool = False
    counts: tuple[Count, ...] = ()
    outcome: OutcomeView | None = None


class Deck(Value):
    """A part that can be shown by itself; `name` is its address, `title` is empty for the whole
    path.
    """

    name: str
    title: str
    slides: tuple[Slide, ...]


def decks(discovery: Discovery, wording: Wording) -> tuple[Deck, ...]:
    """The whole path first, then each part."""
    chart = discovery.chart
    drawing = Slide(kicker="", title=chart.title, text=chart.intro, drawing=True)
    ties = [
        Slide(kicker=tie.kind_name, title=tie.sentence, quotes=(tie.quote,))
        for tie in wording.ties(chart)
    ]
    parts = (
        Deck(name="acteurs", title=chart.title, slides=(drawing, *ties)),
        Deck(
            name="chronologie",
            title=discovery.timeline.title,
            slides=_lesson(discovery.timeline, wording),
        ),
        Deck(
            name="volets", title=discovery.volets.title, slides=_lesson(discovery.volets, wording)
        ),
        Deck(name="vie", title=discovery.life.title, slides=_lesson(discovery.life, wording)),
        Deck(
            name="recommandations",
            title=discovery.outcomes.title,
            slides=_outcomes(discovery.outcomes, wording),
        ),
    )
    path = (drawing, *parts[1].slides, *parts[2].slides, *parts[3].slides, *parts[4].slides)
    return (Deck(name=WHOLE, title="", slides=path), *parts)


def slide_of(found: tuple[Deck, ...], name: str, number: int) -> tuple[Deck, Slide]:
    """A deck and its slide of that number, from 1. Raises UnknownItem when there is none."""
    deck = next((deck for deck in found if deck.name == name), None)
    if deck is None or not 1 <= number <= len(deck.slides):
        raise UnknownItem(
            "Cette page de la présentation n’existe pas : revenez à « "
            "Découvrir » et choisissez une partie."
        )
    return deck, deck.slides[number - 1]


def counts(table: Outcomes) -> tuple[Count, ...]:
    """How many recommendations met each fate, in the order of the file."""
    return tuple(
        Count(fate=fate.id.value, name=fate.name, number=len(table.of(fate.id)))
        for fate in table.fates
    )


def _lesson(lesson: Lesson, wording: Wording) -> tuple[Slide, ...]:
    shown = wording.lesson(lesson)
    head = Slide(kicker="", title=shown.title, text=shown.intro, quotes=shown.quotes[:QUOTED])
    points = (
        Slide(kicker=point.when, title=point.title, text=point.text, quotes=point.quotes[:QUOTED])
        for point in shown.points
    )
    return (head, *points)


def _outcomes(table: Outcomes, wording: Wording) -> tuple[Slide, ...]:
    head = Slide(kicker="", title=table.title, text=table.intro, counts=counts(table))
    views = (wording.outcome(table, row) for row in table.rows)
    return (head, *map(_outcome, views))


def _outcome(shown: OutcomeView) -> Slide:
    return Slide(
        kicker="",
        title=shown.text,
        text=shown.reasoning,
        quotes=shown.instruction[: 1 if len(shown.text) + len(shown.reasoning) > LONG else QUOTED],
        outcome=shown,
    )
