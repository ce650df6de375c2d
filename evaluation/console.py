"""What a language model changes → lines for a terminal."""

from collections.abc import Iterator, Sequence

from evaluation.contest import Account, Contest, Count, Gain, Paces
from evaluation.labels import amount, number, place, signed_number

PLACES_SHOWN = 10
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
        places = [place(swing.model) for swing in contest.swings if swing.won is won]
        yield f"Questions {title} : {_list_places(places)}"
    yield VERDICTS[contest.verdict]
    if contest.broken:
        yield f"  Ne tiennent plus : {', '.join(contest.broken)}."
    yield from (
        (
            f"  Perd plus de cinq points : {group.title.lower()}, {group.name} "
            f"({signed_number(group.change)}, {group.turns} questions)."
        )
        for group in contest.losing
    )


def _gain(gain: Gain) -> str:
    before, after = number(gain.extractive.value), number(gain.model.value)
    change = f"{signed_number(gain.change):>6}{' ' if gain.overlap else '*'}"
    return f"  {gain.name:<28} {before:>6} → {after:>6}  {change}{_interval(gain)}  {_sizes(gain)}"


def _interval(gain: Gain) -> str:
    """The interval of what changes turn by turn; empty where no turn has the measure both ways."""
    if gain.paired is None:
        return ""
    low, high = signed_number(gain.paired.low), signed_number(gain.paired.high)
    return f"  [{low} ; {high}]"


def _sizes(gain: Gain) -> str:
    """Over how many values the two means are."""
    if gain.model.n == gain.extractive.n:
        return f"n = {gain.model.n}"
    return f"n = {gain.extractive.n} → {gain.model.n}"


def _account(account: Account) -> Iterator[str]:
    unfinished = f", dont {account.unfinished} inachevées" if account.unfinished else ""
    yield (
        f"Modèle {account.model} : {account.written} réponses rédigées{unfinished} "
        f"; {account.fallen} revenues aux mots des textes ; {account.unasked} sans "
        "rien à rédiger."
    )
    yield from (f"  {reason.number} × {reason.name}" for reason in account.reasons)
    refused_sentences = sum(count.number for count in account.dropped)
    yield (
        f"Phrases montrées : {account.kept} ; écartées : "
        f"{refused_sentences}{_counts(account.dropped)}."
    )
    cost = "aucun prix réglé" if account.cost is None else amount(account.cost)
    yield f"Appels : {account.calls} ; jetons : {_tokens(account)} ; coût : {cost}."


def _tokens(account: Account) -> str:
    if account.sent or account.received:
        return f"{account.sent} lus, {account.received} écrits"
    return "non comptés par le serveur"


def _counts(counts: Sequence[Count]) -> str:
    if not counts:
        return ""
    return f" ({', '.join(f'{count.name} {count.number}' for count in counts)})"


def _paces(paces: Paces) -> str:
    sides = (
        f"{name} {number(pace.p50)} ms (95e centile {number(pace.p95)})"
        for name, pace in (("sans modèle", paces.extractive), ("avec", paces.model))
    )
    return (
        f"Durée d’une réponse, sur {paces.turns} questions où le modèle a été "
        f"appelé : {', '.join(sides)}."
    )


def _list_places(places: Sequence[str]) -> str:
    """How many, and the first of them by name."""
    if not places:
        return "0"
    rest = " ; …" if len(places) > PLACES_SHOWN else ""
    return f"{len(places)} ({' ; '.join(places[:PLACES_SHOWN])}{rest})"
