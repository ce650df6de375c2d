"""A run of the evaluation → a page that stands alone, and a dated file of scores without any
text.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from assistant.domain import Mode, Value
from assistant.index.index import Index
from assistant.texts.spaces import flatten
from evaluation import plots
from evaluation.contest import Contest, Grouping
from evaluation.dataset import Case, GoldQuestion
from evaluation.metrics import MISSED, Measured
from evaluation.peers import Peer
from evaluation.scores import REFUSED, Curve, Line, Score, by, length, scores

TEMPLATES = Path(__file__).parent / "templates"
SPLITS = {"tune": "réglage", "report": "rapport (jamais ouverte pour régler)"}
KINDS = {
    "answerable": "avec réponse",
    "unanswerable": "sans réponse",
    "trap": "piège",
    "dialogue": "dialogue",
}
STYLES = {
    "acronym": "sigle",
    "colloquial": "langage courant",
    "direct": "directe",
    "keyword": "mots-clés",
    "multi": "deux questions en une",
    "paraphrase": "paraphrase",
    "situation": "situation",
    "typo": "fautes de frappe",
    "near_domain": "domaine voisin",
    "false_premise": "fausse prémisse",
    "injection": "consigne cachée",
    "out_of_scope": "hors du sujet",
    "superseded": "texte remplacé",
    "figures": "chiffres",
    "local": "texte local",
    "recommendation": "simple recommandation",
    "lost_list": "liste perdue",
    "dates": "dates",
    "ellipsis": "ellipse",
    "precision": "précision",
    "pronoun": "pronom",
    "return": "retour en arrière",
    "topic_change": "changement de sujet",
}
STATUSES = {
    "answered": "répondu",
    "not_found": "pas de réponse trouvée",
    "source_gap": "liste perdue par la source",
    "out_of_scope": "hors du sujet",
    "dialogue": "conversation",
    "unclear": "demande à préciser",
}
COLUMNS = (
    "rappel@1",
    "rappel@5",
    "citations : rappel",
    "citations : précision",
    "faits présents",
    "statut juste",
    "réussi",
)


class Outcome(Value):
    """All that one run of the evaluation found; `contest` when a language model answered too, and
    `rows` are then its own.
    """

    when: datetime
    command: str
    generation: str
    files: tuple[str, ...]
    split: str
    cases: tuple[Case, ...]
    rows: tuple[Measured, ...]
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


class Table(Value):
    """Scores by group, under a title, with an optional plot."""

    title: str
    lines: tuple[Line, ...]
    plot: str = ""


class Link(Value):
    """Words, and where to read them; no address when the passage is not in the index."""

    text: str
    url: str


class Miss(Value):
    """A turn that failed: what was asked, what was replied and cited, what should have been, and
    why it counts as a miss.
    """

    row: Measured
    reasons: tuple[str, ...]
    cited: tuple[Link, ...]
    wanted: tuple[Link, ...]
    facts: tuple[str, ...]


def write(outcome: Outcome, index: Index, folder: Path, address: str) -> tuple[Path, Path]:
    """Write the page and the scores under dated names; `address` is where passages are read, such
    as http://127.0.0.1:8000.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{outcome.when:%Y-%m-%d-%H%M%S}-{outcome.split}{'-model' if outcome.contest else ''}"
    page, record = folder / f"{name}.html", folder / f"{name}.json"
    page.write_text(html(outcome, index, address), encoding="utf-8")
    record.write_text(
        json.dumps(summary(outcome), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return page, record


def html(outcome: Outcome, index: Index, address: str) -> str:
    """The page, with no link to anything outside but the passages."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "number": number,
        "percent": percent,
        "signed": signed,
        "amount": amount,
        "place": place,
    }
    shown = {
        "overall": outcome.scores(),
        "tables": tables(outcome),
        "columns": COLUMNS,
        "length": length(outcome.rows),
        "misses": misses(outcome, index, address),
    }
    names = {"splits": SPLITS, "kinds": KINDS, "styles": STYLES, "statuses": STATUSES}
    return environment.get_template("report.html").render(
        outcome=outcome, roc=plots.roc(outcome.curve) if outcome.curve else "", **shown, **names
    )


def tables(outcome: Outcome) -> tuple[Table, ...]:
    """The scores by part, nature, style and document, then the traps by kind and the dialogues turn
    by turn.
    """
    found = [(title, by(outcome.rows, key)) for title, key in groupings(outcome.cases).items()]
    return tuple(
        Table(title=title, lines=lines, plot=plots.bars(lines, "réussi"))
        for title, lines in found
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


def misses(outcome: Outcome, index: Index, address: str) -> tuple[Miss, ...]:
    """Every turn that failed, in the order of the questions."""
    cases = {case.id: case for case in outcome.cases}
    labels = {passage.label: passage.id for passage in index.passages}
    found = []
    for row in outcome.rows:
        asked = cases[row.id].turns[row.turn - 1]
        if reasons := reasons_of(row, asked):
            cited = tuple(
                Link(text=label, url=_url(labels.get(label), address)) for label in row.labels
            )
            wanted = tuple(
                _wanted(index, need[0].document_id, need[0].quote, address) for need in asked.gold
            )
            found.append(
                Miss(
                    row=row,
                    reasons=reasons,
                    cited=cited,
                    wanted=wanted,
                    facts=tuple(" ou ".join(f) for f in asked.facts),
                )
            )
    return tuple(found)


def reasons_of(row: Measured, asked: GoldQuestion) -> tuple[str, ...]:
    """Why a turn counts as a miss; empty when it does not."""
    told = []
    if not row.status_right:
        told.append(
            f"{STATUSES[row.status]} au lieu de {' ou '.join(STATUSES[s] for s in row.expected)}"
        )
    if row.facts is not None and row.facts < 1 and row.status not in REFUSED:
        told.append(f"faits présents : {percent(row.facts)}")
    if row.citation_recall is not None and row.citation_recall < 1:
        told.append("passage attendu non cité" + _ranks(row))
    if not row.passed and not told:
        told.append(
            "un avertissement attendu manque, un fait manque ou un mot interdit paraît"
            if asked.notices or asked.must_not
            else "un fait manque"
        )
    return tuple(told)


def _ranks(row: Measured) -> str:
    places = ", ".join("absent" if rank >= MISSED else f"rang {rank}" for rank in row.ranks)
    return f" (recherche : {places})" if places else ""


def _wanted(index: Index, document: str, words: str, address: str) -> Link:
    """Words expected, linked to the largest passage that holds them."""
    holders = (
        passage
        for passage in index.passages
        if passage.document_id == document and flatten(words) in flatten(passage.text)
    )
    best = min(holders, key=lambda passage: passage.parent is not None, default=None)
    return Link(
        text=f"« {words} »"
        + (f" ({best.label})" if best else f" ({document} : aucun passage ne contient ces mots)"),
        url=_url(best.id if best else None, address),
    )


def _url(passage: str | None, address: str) -> str:
    if passage is None:
        return ""
    document, _, anchor = passage.partition("/")
    return f"{address}/sources/{quote(document, safe='')}#{quote(anchor, safe='/')}"


def summary(outcome: Outcome) -> dict[str, object]:
    """The scores alone: no question, no answer, no passage."""
    return {
        "when": outcome.when.isoformat(timespec="seconds"),
        "command": outcome.command,
        "generation": outcome.generation,
        "files": list(outcome.files),
        "split": outcome.split,
        "cases": len(outcome.cases),
        "turns": len(outcome.rows),
        "scores": _plain(outcome.scores()),
        "groups": {
            table.title: {
                line.name: {"turns": line.turns, "scores": _plain(line.scores)}
                for line in table.lines
            }
            for table in tables(outcome)
        },
        "refusal": {"area": round(outcome.curve.area, 4), **outcome.curve.served.model_dump()}
        if outcome.curve
        else None,
        "repeated": outcome.repeated.model_dump() if outcome.repeated else None,
        "peers": [peer.model_dump() for peer in outcome.peers],
        "mode": outcome.mode,
        "contest": _contest(outcome.contest) if outcome.contest else None,
    }


def _contest(found: Contest) -> dict[str, object]:
    """The same for what a model changes: turns by their identifiers only."""
    gains = {
        gain.name: {
            **_plain({"extractive": gain.extractive, "model": gain.model}),
            "change": round(gain.change, 4),
            "overlap": gain.overlap,
            "paired": [
                round(value, 4) for value in (gain.paired.value, gain.paired.low, gain.paired.high)
            ]
            + [gain.paired.n]
            if gain.paired
            else None,
        }
        for gain in found.gains
    }
    swings = {
        name: [place(swing.model) for swing in found.swings if swing.won is won]
        for name, won in (("won", True), ("lost", False))
    }
    paces = found.paces.model_dump() if found.paces else None
    rule = {
        "verdict": found.verdict,
        "broken": list(found.broken),
        "losing": [group.model_dump() for group in found.losing],
    }
    return {
        "gains": gains,
        **swings,
        "account": found.account.model_dump(),
        "milliseconds": paces,
        "rule": rule,
    }


def place(row: Measured) -> str:
    """Where a turn is found: its case, and its number in a dialogue."""
    return f"{row.id}, tour {row.turn}" if row.kind == "dialogue" else row.id


def _plain(found: Mapping[str, Score]) -> dict[str, list[float]]:
    """Value, low, high and number of each score."""
    return {
        name: [round(score.value, 4), round(score.low, 4), round(score.high, 4), score.n]
        for name, score in found.items()
    }


def style(row: Measured) -> str:
    """The style of a turn in French; an outsider's own style as it is written."""
    return STYLES.get(row.style, row.style)


def number(value: float) -> str:
    """A number as one writes it in French."""
    return (f"{value:.1f}" if value >= 10 else f"{value:.2f}").replace(".", ",")


def signed(value: float) -> str:
    """A gain or a loss, with its sign."""
    return f"{'+' if value >= 0 else '−'}{number(abs(value))}"


def amount(value: float) -> str:
    """A sum of money, to a ten-thousandth: an answer costs little."""
    return f"{value:.4f}".replace(".", ",")


def percent(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.0f} %"
