"""Replies, documents and passages as a terminal shows them; whole lines when a program reads
them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.domain import Answer, Citation, Document, Passage, Refusal, Table, Value, Weight

COLOURS = {
    Weight.OPPOSABLE: "green",
    Weight.CONTRAT: "yellow",
    Weight.RECOMMANDATION: "cyan",
    Weight.COMMUNICATION: "magenta",
}
NEIGHBOUR = 200  # characters of a neighbour that are shown
BEGINNING = 90  # characters of a passage in the list of its document


class Around(Value):
    """What surrounds a passage: its neighbours and its footnotes."""

    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    notes: tuple[Passage, ...]


def console(*, error: bool = False) -> Any:
    """The terminal, or the error stream. A line is folded at the width of a terminal only: what
    goes to a file or to another program keeps its quotations whole.
    """
    from rich.console import Console

    opened = Console(stderr=error, highlight=False)
    opened.soft_wrap = not opened.is_terminal
    return opened


def print_line(out: Any, text: str, style: str = "") -> None:
    """Print words as they are, in a style."""
    out.print(text, style=style or None, markup=False)


def print_indented(out: Any, text: str, style: str = "") -> None:
    """Print words under their title; on a terminal, each folded line is indented."""
    from rich.padding import Padding
    from rich.text import Text

    if out.is_terminal:
        out.print(Padding(Text(text, style=style), (0, 0, 0, 4)))
    else:
        print_line(out, f"    {text}", style)


def print_reply(reply: Answer | Refusal, documents: Mapping[str, Document]) -> None:
    """Print a reply: its sentences, its sources with their exact words, what must be known of
    them.
    """
    out = console()
    if reply.standalone != reply.question.text:
        print_line(out, f"Question comprise : {reply.standalone}", "dim")
    if isinstance(reply, Refusal):
        _print_refusal(out, reply)
    else:
        _print_answer(out, reply, documents)
    for notice in reply.notices:
        print_line(out, f"! {notice}", "yellow")
    _print_model(out, reply)


def _print_refusal(out: Any, refusal: Refusal) -> None:
    print_line(out, refusal.message, "bold")
    if refusal.leads:
        print_line(out, "Ce qui en est le plus proche, et qui n’est pas une réponse :")
    for lead in refusal.leads:
        print_line(out, f"  · {lead.label}  ({lead.passage_id})")
        if lead.quote:
            print_line(out, f"    « {lead.quote} »", "dim")


def _print_answer(out: Any, answer: Answer, documents: Mapping[str, Document]) -> None:
    if answer.verdict:
        print_line(out, answer.verdict, "bold underline")
    for statement in answer.statements:
        numbers = "".join(f"[{number}]" for number in statement.citations)
        print_line(out, f"{statement.text} {numbers}", "bold")
    if answer.table is not None:
        _print_table(out, answer.table)
    for action in answer.actions:
        print_line(out, f"→ {action.label} (cpom serve)", "cyan")
    out.print()
    for citation in answer.citations:
        _print_citation(out, citation, documents[citation.document_id])


def _print_table(out: Any, table: Table) -> None:
    """A table: columns on a terminal, one line a row when piped."""
    from rich.table import Table as Drawn

    if not out.is_terminal:
        for row in (table.columns, *(each.cells for each in table.rows)):
            print_line(out, " | ".join(row))
        return
    drawn = Drawn(*table.columns)
    for each in table.rows:
        drawn.add_row(*each.cells)
    out.print(drawn)


def _print_citation(out: Any, citation: Citation, document: Document) -> None:
    worth = f"{document.weight.value} · {document.date_label} · {document.territory}"
    print_line(out, f"[{citation.n}] {citation.label}", COLOURS[document.weight])
    print_line(out, f"    {worth}", "dim")
    print_line(out, f"    « {citation.quote} »")
    print_line(out, f"    cpom show '{citation.passage_id}'", "dim")


def _print_model(out: Any, reply: Answer | Refusal) -> None:
    """Which model wrote the reply, when one did."""
    writing = reply.trace.writing
    if reply.trace.mode != "model" or writing is None:
        return
    sentence = (
        f"Rédigé par le modèle « {writing.model} » et vérifié phrase par "
        f"phrase ({writing.kept} gardées, {len(writing.dropped)} écartées)."
    )
    print_line(out, sentence, "dim")


def print_documents(rows: Iterable[tuple[Document, list[Passage]]], *, detail: bool) -> None:
    """Print the catalogue, with every passage when asked."""
    out = console()
    for document, passages in rows:
        print_line(out, document.id, f"bold {COLOURS[document.weight]}")
        print_line(out, f"  {document.title}")
        worth = f"{document.weight.value} · {document.date_label} · {document.territory}"
        print_line(out, f"  {worth}", "dim")
        print_line(out, f"  {_counts(passages)}", "dim")
        for passage in passages if detail else ():
            out.print(f"    {_row(passage)}", markup=False, soft_wrap=True)


def _counts(passages: list[Passage]) -> str:
    """How many passages of each kind, and how many lost lists."""
    counts: dict[str, int] = {}
    for passage in passages:
        counts[passage.kind.value] = counts.get(passage.kind.value, 0) + 1
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    gaps = sum(1 for passage in passages if passage.gap)
    return f"{len(passages)} passages ({kinds}), {gaps} listes perdues"


def _row(passage: Passage) -> str:
    mark = " [liste perdue]" if passage.gap else ""
    beginning = " ".join(passage.text.split())[:BEGINNING]
    return f"{passage.id} | {passage.kind.value} | {passage.label}{mark} | {beginning}"


def print_passage(passage: Passage, document: Document, around: Around) -> None:
    """Print a passage between its neighbours."""
    out = console()
    place = f"caractères {passage.start} à {passage.end} de {document.file}"
    print_line(out, passage.label, f"bold {COLOURS[document.weight]}")
    print_line(out, f"{document.weight.value} · {document.date_label} · {place}", "dim")
    for title in passage.path:
        print_line(out, f"  › {title}", "dim")
    _print_neighbours(out, around.before)
    print_line(out, f"\n{passage.text}\n")
    if passage.gap:
        lead = passage.gap.lead
        sentence = f"! La source annonce ici une liste qu’elle ne contient pas : « {lead} »"
        print_line(out, sentence, "yellow")
    if passage.closes:
        print_line(out, f"Cette recommandation clôt le passage {passage.closes}.", "dim")
    for note in around.notes:
        print_line(out, f"{note.label} : {note.text}", "italic")
    _print_neighbours(out, around.after)


def _print_neighbours(out: Any, neighbours: tuple[Passage, ...]) -> None:
    for neighbour in neighbours:
        print_line(out, f"\n{neighbour.label} : {neighbour.text[:NEIGHBOUR]}…", "dim")


def print_rows(rows: Sequence[tuple[str, str]]) -> None:
    """Print rows of a title and a text, the titles in one column."""
    out, width = console(), max((len(title) for title, _ in rows), default=0)
    for title, text in rows:
        print_line(out, f"{title.ljust(width)}  {text}")
