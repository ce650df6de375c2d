"""How many false sentences the model's gate shows, and how many honest ones, by kind.

    python -m evaluation.gate            the open set and the report's set, as a table
    python -m evaluation.gate --reasons  also each sentence of the open sets that is judged wrong
    python -m evaluation.gate --write    puts the table in docs/modele.md, beside its command

Each row of a set is a sentence, the words that it quotes, and whether it follows from them. The
whole gate judges it, as it judges a model's sentence.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from assistant.domain import Value
from assistant.index.index import Index
from assistant.llm.gate import Gate, Passed
from assistant.llm.guard import read_guard
from assistant.llm.phrases import Phrase, Source
from assistant.pipeline import Assistant
from assistant.proof.prover import prover_of
from assistant.settings import ROOT, Settings

BANK = ROOT / "tests" / "data" / "preuve"
# Sets of which only the totals are read.
UNREAD = frozenset({"rapport", "nouveau"})
SETS = {
    "ouvert": BANK / "ouvert.jsonl",
    "rapport": BANK / "rapport.jsonl",
    "nouveau": BANK / "nouveau.jsonl",
    "maison": BANK / "maison.jsonl",
}
PAGE = ROOT / "docs" / "modele.md"
COMMAND = "python -m evaluation.gate --write"
BEGIN, END = "<!-- garde : début -->", "<!-- garde : fin -->"
DAY = date(2026, 11, 1)


class RowQuote(Value):
    """Words that a sentence quotes."""

    passage: str
    document: str
    quote: str


class Row(Value):
    """A sentence of a set: `label` says whether it follows from its quotations."""

    id: str
    label: Literal["true", "false"]
    form: str | None = None
    kind: str
    claim: str
    citations: tuple[RowQuote, ...]
    question: str = ""
    why: str = ""

    @property
    def is_false(self) -> bool:
        """Is it a lie?"""
        return self.label == "false"

    @property
    def group(self) -> str:
        """What it is counted with: the kind of a lie, the form of an honest sentence."""
        return self.kind if self.is_false else str(self.form)


class Judgement(Value):
    """A sentence and what the gate made of it; `rule` and `reason` are empty when it is shown."""

    row: Row
    shown: bool
    rule: str = ""
    reason: str = ""


def read_rows(path: Path) -> tuple[Row, ...]:
    """The sentences of a set."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(Row.model_validate(json.loads(line)) for line in lines if line.strip())


def judge_rows(gate: Gate, rows: Iterable[Row]) -> Iterator[Judgement]:
    """What the gate makes of each sentence, given the passages that it quotes."""
    for row in rows:
        sources = _sources(gate.index, row)
        citations = [
            {"passage": source.id, "mots": quote.quote}
            for source, quote in zip(sources, row.citations, strict=True)
        ]
        phrase = Phrase.model_validate({"texte": row.claim, "citations": citations})
        outcome = gate.check(phrase, sources, 1)
        if isinstance(outcome, Passed):
            yield Judgement(row=row, shown=True)
        else:
            yield Judgement(row=row, shown=False, rule=outcome.rule, reason=outcome.reason)


def _sources(index: Index, row: Row) -> list[Source]:
    passages = [index.passage(quote.passage) for quote in row.citations]
    return [
        Source(id=f"P{n}", passage=passage, text=passage.text)
        for n, passage in enumerate(passages, 1)
    ]


def table_of(name: str, judgements: Sequence[Judgement]) -> list[str]:
    """The lines of the table of one set: what is shown, of how many, by kind."""
    lies = [each for each in judgements if each.row.is_false]
    honest = [each for each in judgements if not each.row.is_false]
    lines = [_line(name, "phrases fausses montrées", lies)]
    for group, part in _groups(lies):
        lines.append(_line(name, f"— {group}", part))
    for group, part in _groups(honest):
        lines.append(_line(name, f"phrases justes montrées, {group}", part))
    right, total = _count_shown(honest), _count_shown(judgements)
    lines.append(f"| {name} | précision de ce qui est montré | {right} | {total} | |")
    return lines


def _groups(judgements: Sequence[Judgement]) -> list[tuple[str, list[Judgement]]]:
    """The sentences by what they are counted with, in alphabetical order."""
    groups: dict[str, list[Judgement]] = {}
    for each in judgements:
        groups.setdefault(each.row.group, []).append(each)
    return sorted(groups.items())


def _count_shown(judgements: Sequence[Judgement]) -> int:
    return sum(each.shown for each in judgements)


def _line(name: str, label: str, judgements: Sequence[Judgement]) -> str:
    count, total = _count_shown(judgements), len(judgements)
    share = f"{100 * count / total:.0f} %" if judgements else ""
    return f"| {name} | {label} | {count} | {total} | {share} |"


def page_of(tables: Iterable[Iterable[str]], by_rule: Mapping[str, int]) -> str:
    """The part of the page that gives the figures; `by_rule` counts the false sentences that each
    rule of the gate refuses.
    """
    counts = sorted(by_rule.items(), key=lambda pair: -pair[1])
    rules = ", ".join(f"{rule} {count}" for rule, count in counts)
    lines = [
        f"`{COMMAND}`",
        "",
        "| jeu | | montrées | sur | part |",
        "| --- | --- | --- | --- | --- |",
        *chain.from_iterable(tables),
        "",
        f"Ce qui écarte les phrases fausses, étape par étape : {rules}.",
    ]
    return "\n".join(lines)


def write_page(text: str) -> None:
    """Put the figures between their marks in docs/modele.md."""
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"{re.escape(BEGIN)}.*?{re.escape(END)}", re.S)
    PAGE.write_text(pattern.sub(f"{BEGIN}\n{text}\n{END}", page), encoding="utf-8")


def main() -> None:
    """Judge the sets, show the table, and put it in the page when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reasons", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    settings = Settings()
    assistant = Assistant(settings)
    guard, prover = read_guard(settings.corpus / "garde.yaml"), prover_of(settings.corpus)
    gate = Gate(assistant.index, guard, prover, assistant.wording, DAY)
    judgements = {name: list(judge_rows(gate, read_rows(path))) for name, path in SETS.items()}
    tables = [table_of(name, rows) for name, rows in judgements.items()]
    text = page_of(tables, _count_refusals(chain.from_iterable(judgements.values())))
    print(text)
    if options.reasons:
        for line in _mistakes(judgements):
            print(line)
    if options.write:
        write_page(text)


def _count_refusals(judgements: Iterable[Judgement]) -> Counter[str]:
    """How many false sentences each rule of the gate refuses."""
    return Counter(each.rule for each in judgements if each.row.is_false and not each.shown)


def _mistakes(judgements: Mapping[str, Sequence[Judgement]]) -> Iterator[str]:
    """The sentences judged wrong; those of the report's set are never shown."""
    for name, rows in judgements.items():
        if name in UNREAD:
            continue
        for each in rows:
            if each.shown == each.row.is_false:
                yield f"{each.row.id} {each.row.group} [{each.rule}] {each.reason}"


if __name__ == "__main__":
    main()
