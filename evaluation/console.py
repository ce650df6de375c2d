"""What a language model changes → lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from evaluation.contest import Account, Contest, Count, Gain, Paces
from evaluation.report import amount, number, place, signed

NAMED = 10
VERDICTS = {
    "model": "Règle de docs/evaluation.md : le modèle l’emporte.",
    "even": (
        "Règle de docs/evaluation.md : l’écart ne suffit pas ; à égalité, les mots "
        "des textes restent."
    ),
    "extractive": "Règle de docs/evaluation.md : le modèle est écarté.",
}


def lines(contest: Contest) -> Iterator[str]:
    """Gain or loss by measure, what became of its sentences, how long and how much, and the turns
    that change sides.
    """
    yield (
        "Sans modèle → avec le modèle (* : intervalles à 95 % disjoints ; entre "
        "crochets, l’écart question par question)"
    )
    yield from (_gain(gain) for gain in contest.gains)
    yield from _account(contest.account)
    if contest.paces:
        yield _paces(contest.paces)
    for title, won in (("gagnées par le modèle", True), ("perdues par le modèle", False)):
        yield (
            f"Questions {title} : "
            f"{_list_places([place(swing.model) for swing in contest.swings if swing.won is won])}"
        )
    yield VERDICTS[contest.verdict]
    if contest.broken:
        yield f"  Ne tiennent plus : {', '.join(contest.broken)}."
    yield from (
        (
            f"  Perd plus de cinq points : {group.title.lower()}, {group.name} "
            f"({signed(group.change)}, {group.turns} questions)."
        )
        for group in contest.losing
    )


def _gain(gain: Gain) -> str:
    paired = f"  [{signed(gain.paired.low)} ; {signed(gain.paired.high)}]" if gain.paired else ""
    sizes = (
        f"n = {gain.model.n}"
        if gain.model.n == gain.extractive.n
        else f"n = {gain.extractive.n} → {gain.model.n}"
    )
    return (
        f"  {gain.name:<28} {number(gain.extractive.value):>6} → "
        f"{number(gain.model.value):>6}  "
        f"{signed(gain.change):>6}{' ' if gain.overlap else '*'}{paired}  {sizes}"
    )


def _account(account: Account) -> Iterator[str]:
    unfinished = f", dont {account.unfinished} inachevées" if account.unfinished else ""
    yield (
        f"Modèle {account.model} : {account.written} réponses rédigées{unfinished} "
        f"; {account.fallen} revenues aux mots des textes ; {account.unasked} sans "
        "rien à rédiger."
    )
    yield from (f"  {reason.number} × {reason.name}" for reason in account.reasons)
    yield (
        f"Phrases montrées : {account.kept} ; écartées : "
        f"{sum(count.number for count in account.dropped)}{_counts(account.dropped)}."
    )
    tokens = (
        f"{account.sent} lus, {account.received} écrits"
        if account.sent or account.received
        else "non comptés par le serveur"
    )
    cost = "aucun prix réglé" if account.cost is None else amount(account.cost)
    yield f"Appels : {account.calls} ; jetons : {tokens} ; coût : {cost}."


def _counts(counts: Sequence[Count]) -> str:
    return f" ({', '.join(f'{count.name} {count.number}' for count in counts)})" if counts else ""


def _paces(paces: Paces) -> str:
    sides = (
        f"{name} {number(pace.p50)} ms (95e centile {number(pace.p95)})"
        for name, pace in (("sans modèle", paces.extractive), ("avec", paces.model))
    )
    return (
        f"Durée d’une réponse, sur {paces.turns} questions où le modèle a été "
        f"appelé : {', '.join(sides)}."
    )


def _list_places(places: Iterable[str]) -> str:
    """How many, and the first of them by name."""
    every = list(places)
    return f"{len(every)}" + (
        f" ({' ; '.join(every[:NAMED])}{' ; …' if len(every) > NAMED else ''})" if every else ""
    )
