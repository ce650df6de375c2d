"""Is what stands between « » exact, on every face of an answer?

    python -m evaluation.quotes            everything: some minutes
    python -m evaluation.quotes --sample   one in forty: what the tests run

Each annotated question is composed into an answer from its own annotation, each lost list is told,
each written answer is shown in each length, and a sample of questions is asked and rendered in each
format of file (the tests add the terminal, the page and the API). Each quotation must be words that
follow one another in one source, or mark what they leave out; none of these answers may be stopped
by our own verification. Exits with 1 on a fault.

A page header, a note at the foot of a page and the call to a note do not part the words of a
paragraph: they are no words of it.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Annotated, NamedTuple

import typer

from assistant.answering.compose import compose
from assistant.answering.evidence import evidence_from
from assistant.answering.lost_list import on_lost_list
from assistant.answering.verify import LEFT_OUT, quoted_words, verify
from assistant.answering.written import WrittenMatch, show_written
from assistant.domain import Answer, Evidence, Kind, Question, Severity, Statement
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evaluation.dataset import own_sets
from evaluation.faces import FILES, Face
from evaluation.plan import choose_cases
from evaluation.run import TODAY

SAMPLE = 40  # one in so many
ASKED = 12  # one question in so many is asked and rendered
LENGTHS = ("court", "moyen", "long")


CUT_WORD = re.compile(r"(?<=\w)-\n\s*(?=\w)")  # the end of a line of a PDF


class Shown(NamedTuple):
    """A text that is shown, where it comes from, what verification stops it for, and the titles
    and the words of the question that it may name besides quotations.
    """

    face: str
    origin: str
    text: str
    stopped_by: str = ""
    named: str = ""


class Fault(NamedTuple):
    """A quotation that no source holds, or an answer that our verification stops."""

    shown: Shown
    words: str


class Sources:
    """The texts of the corpus less their spaces, notes apart: what a quotation must stand in."""

    def __init__(self, index: Index) -> None:
        bodies = [_letters_of(index, name, is_note=False) for name in index.documents]
        notes = [_letters(each.text) for each in index.passages if each.kind is Kind.NOTE]
        self._texts = [*bodies, *notes]
        self._texts += [_letters(index.text(name)) for name in index.documents]

    def hold(self, words: str) -> bool:
        """Do words stand in one source, in one piece or with the marks of what they leave out?"""
        parts = [letters for part in words.split(LEFT_OUT) if (letters := _letters(part))]
        return any(_follow(parts, text) for text in self._texts)


def _letters_of(index: Index, document_id: str, *, is_note: bool) -> str:
    """The running text of a document, less its spaces: what its passages hold, in its order."""
    spans: list[tuple[int, int]] = sorted(
        (run.start, run.end)
        for passage in index.passages
        if passage.document_id == document_id and (passage.kind is Kind.NOTE) is is_note
        for run in passage.runs
    )
    text, end, parts = index.text(document_id), 0, []
    for start, stop in spans:
        parts.append(text[max(start, end) : max(stop, end)])
        end = max(end, stop)
    return _letters("".join(parts))


def _letters(text: str) -> str:
    """The signs of a text that are no space, with one form for each quotation mark and dash."""
    whole = CUT_WORD.sub("", text.replace("\u00ad", ""))
    return "".join(whole.split()).replace("’", "'").replace("-", "").rstrip(".,;:").lower()


def _follow(parts: Sequence[str], text: str) -> bool:
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


def compose_annotated(assistant: Assistant, *, step: int) -> Iterator[Shown]:
    """The answer of each annotated question, from its own annotation."""
    index, wording = assistant.index, assistant.wording
    for row, question in islice(index.questions, 0, None, step):
        passage = index.passages[row]
        piece = evidence_from(passage, question, score=1.0)
        statements, citations = compose(index, wording, [piece])
        findings = verify(statements, citations, index.documents, index.text)
        stopped = next((each.message for each in findings if each.severity is Severity.ERROR), "")
        yield from _each("question annotée", passage.id, statements, stopped)


def tell_lost_lists(assistant: Assistant) -> Iterator[Shown]:
    """Each list that the source lost, told."""
    index, wording = assistant.index, assistant.wording
    for passage in index.passages:
        if passage.gap is None:
            continue
        piece = Evidence(passage=passage, start=0, end=len(passage.text), score=1.0)
        statements, citations = on_lost_list(index, wording, piece, passage.gap)
        findings = verify(statements, citations, index.documents, index.text)
        stopped = next((each.message for each in findings if each.severity is Severity.ERROR), "")
        yield from _each("liste perdue", passage.id, statements, stopped)


def show_needs(assistant: Assistant, *, step: int) -> Iterator[Shown]:
    """Each written answer, in each length."""
    index = assistant.index
    for need in islice(assistant.resources.needs.needs, 0, None, step):
        for length in LENGTHS:
            parts = show_written(index, WrittenMatch(need=need), length=length)
            findings = verify(parts.statements, parts.citations, index.documents, index.text)
            errors = [each.message for each in findings if each.severity is Severity.ERROR]
            yield from _each("réponse rédigée", need.id, parts.statements, "".join(errors[:1]))


def ask_sample(assistant: Assistant, faces: Mapping[str, Face], *, step: int) -> Iterator[Shown]:
    """A sample of questions, asked and rendered on each face."""
    cases = choose_cases(own_sets(), "tune")
    labels = [passage.label for passage in assistant.index.passages if "«" in passage.label]
    for case in islice(cases, 0, None, step):
        reply = assistant.ask(Question(text=case.turns[0].question), TODAY, "extractive")
        if isinstance(reply, Answer):
            for face, render in faces.items():
                text, named = render(assistant, reply), " ".join((*_named(reply), *labels))
                yield Shown(face, reply.question.text, text, named=named)


def _named(reply: Answer) -> Iterator[str]:
    """The question and what was understood of it."""
    yield reply.question.text
    yield from reply.notices


def _each(face: str, origin: str, statements: Iterable[Statement], stopped: str) -> Iterator[Shown]:
    for statement in statements:
        yield Shown(face, origin, statement.text, stopped)


def faults_of(sources: Sources, shown: Iterable[Shown], tally: Counter[str]) -> Iterator[Fault]:
    """What is not exact in what is shown; `tally` counts the quotations of each face."""
    for each in shown:
        if each.stopped_by:
            yield Fault(each, each.stopped_by)
        for words in quoted_words(each.text):
            tally[each.face] += 1
            if not sources.hold(words) and _letters(words) not in _letters(each.named):
                yield Fault(each, words)


def show_everything(
    assistant: Assistant, faces: Mapping[str, Face] = FILES, *, step: int
) -> Iterator[Shown]:
    """All that is checked; `step` takes one in so many."""
    yield from compose_annotated(assistant, step=step)
    yield from tell_lost_lists(assistant)
    yield from show_needs(assistant, step=step)
    yield from ask_sample(assistant, faces, step=step if step > 1 else ASKED)


def main(
    *, sample: Annotated[bool, typer.Option(help="Un sur quarante seulement.")] = False
) -> None:
    """Vérifie chaque citation affichée."""
    assistant = Assistant(Settings())
    tally: Counter[str] = Counter()
    shown = show_everything(assistant, step=SAMPLE if sample else 1)
    faults = list(faults_of(Sources(assistant.index), shown, tally))
    for face, count in tally.items():
        wrong = sum(fault.shown.face == face for fault in faults)
        typer.echo(f"{face} : {count} citations affichées, {wrong} fautes")
    for fault in faults[:40]:
        typer.echo(f"{fault.shown.face} | {fault.shown.origin} | {fault.words}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    typer.run(main)
