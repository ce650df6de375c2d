"""Replies, documents and passages as a terminal shows them."""

from collections.abc import Iterable
from typing import Any

from assistant.domain import Answer, Document, Passage, Refusal, Weight

COLOURS = {
    Weight.OPPOSABLE: "green",
    Weight.CONTRAT: "yellow",
    Weight.RECOMMANDATION: "cyan",
    Weight.COMMUNICATION: "magenta",
}


def console(error: bool = False) -> Any:
    """The terminal, or the error stream."""
    from rich.console import Console

    return Console(stderr=error, highlight=False, soft_wrap=False)


def reply(answer: Answer | Refusal, documents: dict[str, Document]) -> None:
    """Print a reply: its sentences, its sources with their exact words, what must be known of
    them.
    """
    out = console()
    if answer.standalone != answer.question.text:
        out.print(f"Question comprise : {answer.standalone}", style="dim", markup=False)
    if isinstance(answer, Refusal):
        out.print(answer.message, style="bold", markup=False)
        for lead in answer.leads:
            out.print(f"  · {lead.label}  ({lead.passage_id})", markup=False)
    else:
        for statement in answer.statements:
            out.print(
                f"{statement.text} {''.join(f'[{n}]' for n in statement.citations)}",
                style="bold",
                markup=False,
            )
        out.print()
        for citation in answer.citations:
            document = documents[citation.document_id]
            out.print(
                f"[{citation.n}] {citation.label}", style=COLOURS[document.weight], markup=False
            )
            out.print(
                f"    {document.weight.value} · {document.date_label} · {document.territory}",
                style="dim",
                markup=False,
            )
            out.print(f"    « {citation.quote} »", markup=False)
            out.print(f"    cpom show '{citation.passage_id}'", style="dim", markup=False)
    for notice in answer.notices:
        out.print(f"! {notice}", style="yellow", markup=False)
    if answer.trace.mode == "model" and answer.trace.writing:
        writing = answer.trace.writing
        out.print(
            (
                f"Rédigé par le modèle « {writing.model} » et vérifié phrase par "
                f"phrase ({writing.kept} gardées, {len(writing.dropped)} écartées)."
            ),
            style="dim",
            markup=False,
        )


def documents(found: Iterable[tuple[Document, list[Passage]]], detail: bool) -> None:
    """Print the catalogue, with every passage when asked."""
    out = console()
    for document, passages in found:
        out.print(f"{document.id}", style=f"bold {COLOURS[document.weight]}", markup=False)
        out.print(f"  {document.title}", markup=False)
        out.print(
            f"  {document.weight.value} · {document.date_label} · {document.territory}",
            style="dim",
            markup=False,
        )
        counts: dict[str, int] = {}
        for passage in passages:
            counts[passage.kind.value] = counts.get(passage.kind.value, 0) + 1
        gaps = sum(1 for passage in passages if passage.gap)
        out.print(
            (
                f"  {len(passages)} passages "
                f"({', '.join(f'{n} {kind}' for kind, n in sorted(counts.items()))}), "
                f"{gaps} listes perdues"
            ),
            style="dim",
            markup=False,
        )
        for passage in passages if detail else ():
            mark = " [liste perdue]" if passage.gap else ""
            out.print(
                (
                    f"    {passage.id} | {passage.kind.value} | "
                    f"{passage.label}{mark} | {' '.join(passage.text.split())[:90]}"
                ),
                markup=False,
                soft_wrap=True,
            )


def passage(
    shown: Passage,
    before: tuple[Passage, ...],
    after: tuple[Passage, ...],
    document: Document,
    notes: list[Passage],
) -> None:
    """Print a passage between its neighbours."""
    out = console()
    out.print(shown.label, style=f"bold {COLOURS[document.weight]}", markup=False)
    out.print(
        (
            f"{document.weight.value} · {document.date_label} · caractères "
            f"{shown.start} à {shown.end} de {document.file}"
        ),
        style="dim",
        markup=False,
    )
    for title in shown.path:
        out.print(f"  › {title}", style="dim", markup=False)
    for neighbour in before:
        out.print(f"\n{neighbour.label} : {neighbour.text[:200]}…", style="dim", markup=False)
    out.print(f"\n{shown.text}\n", markup=False)
    if shown.gap:
        out.print(
            f"! La source annonce ici une liste qu’elle ne contient pas : « {shown.gap.lead} »",
            style="yellow",
            markup=False,
        )
    if shown.closes:
        out.print(
            f"Cette recommandation clôt le passage {shown.closes}.", style="dim", markup=False
        )
    for note in notes:
        out.print(f"{note.label} : {note.text}", style="italic", markup=False)
    for neighbour in after:
        out.print(f"\n{neighbour.label} : {neighbour.text[:200]}…", style="dim", markup=False)
