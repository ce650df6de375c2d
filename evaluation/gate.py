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
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
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


class Cited(Value):
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
    citations: tuple[Cited, ...]
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


class Judged(Value):
    """A sentence and what the gate made of it; `rule` and `reason` are empty when it is shown."""

    row: Row
    shown: bool
    rule: str = ""
    reason: str = ""


def read_rows(path: Path) -> tuple[Row, ...]:
    """The sentences of a set."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(Row.model_validate(json.loads(line)) for line in lines if line.strip())


def judge_rows(gate: Gate, rows: Iterable[Row]) -> Iterator[Judged]:
    """What the gate makes of each sentence, given the passages that it quotes."""
    for row in rows:
        sources = _sources(gate.index, row)
        citations = [
            {"passage": source.id, "mots": cited.quote}
            for source, cited in zip(sources, row.citations, strict=True)
        ]
        phrase = Phrase.model_validate({"texte": row.claim, "citations": citations})
        found = gate.check(phrase, sources, 1)
        if isinstance(found, Passed):
            yield Judged(row=row, shown=True)
        else:
            yield Judged(row=row, shown=False, rule=found.rule, reason=found.reason)


def _sources(index: Index, row: Row) -> list[Source]:
    passages = [index.passage(cited.passage) for cited in row.citations]
    return [
        Source(id=f"P{n}", passage=passage, text=passage.text)
        for n, passage in enumerate(passages, 1)
    ]


def table_of(name: str, judged: Sequence[Judged]) -> list[str]:
    """The lines of the table of one set: what is shown, of how many, by kind."""
    lies = [each for each in judged if each.row.is_false]
    honest = [each for each in judged if not each.row.is_false]
    lines = [_line(name, "phrases fausses montrées", lies)]
    lines += [_line(name, f"— {group}", part) for group, part in _groups(lies)]
    lines += [_line(name, f"phrases justes montrées, {g}", part) for g, part in _groups(honest)]
    shown = [each for each in judged if each.shown]
    right = sum(not each.row.is_false for each in shown)
    lines.append(f"| {name} | précision de ce qui est montré | {right} | {len(shown)} | |")
    return lines


def _groups(judged: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    names = sorted({each.row.group for each in judged})
    return [(name, [each for each in judged if each.row.group == name]) for name in names]


def _line(name: str, label: str, judged: Sequence[Judged]) -> str:
    shown = sum(each.shown for each in judged)
    share = f"{100 * shown / len(judged):.0f} %" if judged else ""
    return f"| {name} | {label} | {shown} | {len(judged)} | {share} |"


def page_of(tables: Sequence[list[str]], by_rule: dict[str, int]) -> str:
    """The part of the page that gives the figures."""
    head = ["| jeu | | montrées | sur | part |", "| --- | --- | --- | --- | --- |"]
    rules = ", ".join(f"{rule} {n}" for rule, n in sorted(by_rule.items(), key=lambda kv: -kv[1]))
    body = [line for table in tables for line in table]
    closing = ["", f"Ce qui écarte les phrases fausses, étape par étape : {rules}."]
    return "\n".join([f"`{COMMAND}`", "", *head, *body, *closing])


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
    judged = {name: list(judge_rows(gate, read_rows(path))) for name, path in SETS.items()}
    stopped = [e for rows in judged.values() for e in rows if e.row.is_false and not e.shown]
    by_rule = {rule: sum(e.rule == rule for e in stopped) for rule in {e.rule for e in stopped}}
    text = page_of([table_of(name, rows) for name, rows in judged.items()], by_rule)
    print(text)
    if options.reasons:
        for line in _mistakes(judged):
            print(line)
    if options.write:
        write_page(text)


def _mistakes(judged: dict[str, list[Judged]]) -> Iterator[str]:
    """The sentences judged wrong; those of the report's set are never shown."""
    for name, rows in judged.items():
        for each in rows:
            if name not in UNREAD and each.shown == each.row.is_false:
                yield f"{each.row.id} {each.row.group} [{each.rule}] {each.reason}"


if __name__ == "__main__":
    main()
