"""All that a trainer shows, read and verified once: actors, timeline, volets, life of a contract,
recommendations, acronyms, quiz.
"""

from pathlib import Path

from assistant.domain import Value
from assistant.index.index import Index
from assistant.training.actors import Chart, read_chart
from assistant.training.bank import Bank, read_bank
from assistant.training.glossary import Glossary, read_glossary
from assistant.training.lesson import Lesson, read_lesson
from assistant.training.outcome import Outcomes, read_outcomes


class Discovery(Value):
    """All that the pages « découvrir » show to people who discover the framework."""

    chart: Chart
    timeline: Lesson
    volets: Lesson
    life: Lesson
    outcomes: Outcomes
    glossary: Glossary
    bank: Bank


def read_discovery(corpus: Path, index: Index) -> Discovery:
    """Read `corpus/decouvrir` and `corpus/modeles/recommandations.yaml`.

    Raises CorpusError, which names the file and the entry, when anything quoted is not in its
    passage.
    """
    folder = corpus / "decouvrir"
    return Discovery(
        chart=read_chart(folder / "acteurs.yaml", index),
        timeline=read_lesson(folder / "chronologie.yaml", index),
        volets=read_lesson(folder / "volets.yaml", index),
        life=read_lesson(folder / "vie.yaml", index),
        outcomes=read_outcomes(corpus / "modeles/recommandations.yaml", index),
        glossary=read_glossary(folder / "glossaire.yaml", index),
        bank=read_bank(folder / "quiz.yaml", index),
    )
