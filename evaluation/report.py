"""A run of the evaluation → a page that stands alone, and a dated file of scores without any
text.
"""

import json
from pathlib import Path

from assistant.index.index import Index
from evaluation import labels, plots
from evaluation.misses import misses_of
from evaluation.outcome import Outcome, tables_of
from evaluation.record import record_of
from evaluation.scores import length

TEMPLATES = Path(__file__).parent / "templates"
COLUMNS = (
    "rappel@1",
    "rappel@5",
    "citations : rappel",
    "citations : précision",
    "faits présents",
    "statut juste",
    "réussi",
)


FILTERS = {
    "number": labels.number,
    "percent": labels.percent,
    "signed": labels.signed_number,
    "amount": labels.amount,
    "place": labels.place,
}


def write(outcome: Outcome, index: Index, folder: Path, address: str) -> tuple[Path, Path]:
    """Write the page and the scores under dated names, and return their two paths; `address` is
    where passages are read, such as http://127.0.0.1:8000.
    """
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "-model" if outcome.contest else ""
    name = f"{outcome.when:%Y-%m-%d-%H%M%S}-{outcome.split}{suffix}"
    page, record = folder / f"{name}.html", folder / f"{name}.json"
    page.write_text(html(outcome, index, address), encoding="utf-8")
    scores = json.dumps(record_of(outcome, tables_of(outcome)), ensure_ascii=False, indent=1)
    record.write_text(f"{scores}\n", encoding="utf-8")
    return page, record


def html(outcome: Outcome, index: Index, address: str) -> str:
    """The page, with no link to anything outside but the passages."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= FILTERS
    return environment.get_template("report.html").render(
        follow_ups=outcome.follow_ups(),
        outcome=outcome,
        roc=plots.roc(outcome.curve) if outcome.curve else "",
        overall=outcome.scores(),
        extracts=outcome.scores_of_extracts(),
        tables=tables_of(outcome),
        columns=COLUMNS,
        length=length(outcome.rows),
        misses=misses_of(outcome, index, address),
        splits=labels.SPLITS,
        kinds=labels.KINDS,
        styles=labels.STYLES,
        statuses=labels.STATUSES,
    )
