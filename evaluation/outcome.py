"""All that a run of the evaluation found, and its scores by group of turns."""

from collections.abc import Sequence
from datetime import datetime

from assistant.domain import Mode, Value
from evaluation import plots
from evaluation.contest import Contest, Grouping
from evaluation.dataset import Case
from evaluation.follow_ups import FollowUps, follow_ups
from evaluation.labels import KINDS, SPLITS, style
from evaluation.metrics import Measured
from evaluation.peers import Peer
from evaluation.scores import Curve, Line, Score, by, scores
from evaluation.usefulness import whole_kinds

PRODUCT, EXTRACTS, USEFUL = "produit entier", "extraits seuls", "réponses utiles"


class Outcome(Value):
    """All that one run of the evaluation found; `contest` when a language model answered too, and
    `rows` are then its own.

    `extracts` are the same turns answered by the words of the texts only; `useful` are the shares
    of the sets of useful answers, by kind of question. Both are empty when they were not asked.
    """

    when: datetime
    command: str
    generation: str
    files: tuple[str, ...]
    split: str
    cases: tuple[Case, ...]
    rows: tuple[Measured, ...]
    extracts: tuple[Measured, ...] = ()
    useful: tuple[Line, ...] = ()
    curve: Curve | None
    repeated: Score | None
    peers: tuple[Peer, ...] = ()
    contest: Contest | None = None

    @property
    def mode(self) -> Mode:
        """Who wrote the answers that `rows` measure."""
        return "model" if self.contest else "extractive"

    def scores(self) -> dict[str, Score]:
        """Every measure over all the turns."""
        return scores(self.rows)

    def scores_of_extracts(self) -> dict[str, Score]:
        """Every measure over the turns answered by the extracts alone."""
        return scores(self.extracts)

    def tables(self) -> dict[str, dict[str, Score]]:
        """The three tables that have expected scores, under their titles."""
        return {
            PRODUCT: self.scores(),
            EXTRACTS: self.scores_of_extracts(),
            USEFUL: whole_kinds(self.useful),
        }

    def follow_ups(self) -> FollowUps | None:
        """What the follow-ups of the dialogues lose for leaning on what came before."""
        return follow_ups(self.rows)


class Table(Value):
    """Scores by group, under a title, with an optional plot."""

    title: str
    lines: tuple[Line, ...]
    plot: str = ""


def tables_of(outcome: Outcome) -> tuple[Table, ...]:
    """The scores by part, nature, style and document, then the traps by kind and the dialogues turn
    by turn.
    """
    groups = {title: by(outcome.rows, key) for title, key in groupings(outcome.cases).items()}
    return tuple(
        Table(title=title, lines=lines, plot=plots.bars(lines, "réussi"))
        for title, lines in groups.items()
        if lines
    )


def groupings(cases: Sequence[Case]) -> Grouping:
    """How the turns of some cases are grouped."""
    splits = {case.id: SPLITS[case.split] for case in cases}
    return {
        "Par partie": lambda row: [splits[row.id]],
        "Par nature": lambda row: [KINDS[row.kind]],
        "Par style": lambda row: [style(row)],
        "Par document attendu": lambda row: row.documents,
        "Pièges, par sorte": lambda row: [style(row)] if row.kind == "trap" else [],
        "Dialogues, tour par tour": lambda row: (
            [f"tour {row.turn}"] if row.kind == "dialogue" else []
        ),
        "Dialogues, par style": lambda row: [style(row)] if row.kind == "dialogue" else [],
    }
