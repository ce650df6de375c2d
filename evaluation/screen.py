"""A run of the evaluation → lines for a terminal."""

from collections.abc import Iterator

from evaluation import console
from evaluation.labels import number
from evaluation.outcome import Outcome
from evaluation.scores import Score


def lines(outcome: Outcome) -> Iterator[str]:
    """What a terminal shows of a run: its size, its scores, its peers, what a model changes."""
    with_model = ", avec le modèle" if outcome.contest else ""
    yield (
        f"{len(outcome.cases)} cas, {len(outcome.rows)} questions, "
        f"partie {outcome.split}{with_model}."
    )
    for name, score in outcome.scores().items():
        yield _line_of_score(name, score)
    if outcome.curve:
        yield f"  {'refus : aire sous la courbe':<28} {number(outcome.curve.area):>6}"
    if outcome.repeated:
        share = number(outcome.repeated.value)
        yield f"  {'mêmes citations cinq fois':<28} {share:>6}  n = {outcome.repeated.n}"
    yield from _lines_of_follow_ups(outcome)
    for peer in outcome.peers:
        recall = {cut: number(score.value) for cut, score in peer.recall.items()}
        yield (
            f"  {peer.name} : rappel@1 {recall[1]}, @5 {recall[5]}, @10 {recall[10]} "
            f"({number(peer.p50)} ms)"
        )
    yield from _lines_of_extracts(outcome)
    yield from _lines_of_useful(outcome)
    if outcome.contest:
        yield from console.lines(outcome.contest)


def _line_of_score(name: str, score: Score) -> str:
    interval = f"[{number(score.low)} – {number(score.high)}]"
    return f"  {name:<28} {number(score.value):>6}  {interval}  n = {score.n}"


def _lines_of_extracts(outcome: Outcome) -> Iterator[str]:
    """The scores of the extracts alone, when they were asked."""
    if outcome.extracts:
        yield "Extraits seuls, sans réponses rédigées ni faits calculés :"
    for name, score in outcome.scores_of_extracts().items():
        yield _line_of_score(name, score)


def _lines_of_useful(outcome: Outcome) -> Iterator[str]:
    """What the answers to the sets of useful answers are worth, by kind of question."""
    if outcome.useful:
        yield f"Réponses utiles (evaluation/questions/useful), partie {outcome.split} :"
    for line in outcome.useful:
        shares = (f"{name} {number(score.value)}" for name, score in line.scores.items())
        yield f"  {line.name} (n = {line.turns}) : {', '.join(shares)}"


def _lines_of_follow_ups(outcome: Outcome) -> Iterator[str]:
    """How the follow-ups of the dialogues do, in conversation and written in full."""
    found = outcome.follow_ups()
    if found is None:
        return
    shares = (number(found.in_conversation.value), number(found.in_full.value))
    yield f"  {'suites : en conversation':<28} {shares[0]:>6}  n = {found.in_full.n}"
    yield f"  {'suites : écrites en entier':<28} {shares[1]:>6}  écart : {found.gap:.0f} points"
    if found.untouched:
        share = number(found.untouched.value)
        yield f"  {'questions laissées entières':<28} {share:>6}  n = {found.untouched.n}"
