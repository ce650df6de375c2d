"""A form, a reply, a check or a comparison as a file: Markdown, JSON, Word, PDF or workbook. To add
a format: one function and its row in `EXPORTERS`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.conformity.result import Comparison, Conformity
from assistant.domain import Answer, Document, Refusal, Value
from assistant.errors import BadInput
from assistant.exports.annexe4 import add_table, region_book
from assistant.exports.assessment import printable_check, printable_comparison
from assistant.exports.labels import Labels, read_labels
from assistant.exports.markdown import write_markdown
from assistant.exports.pdf import write_pdf
from assistant.exports.printable import Printable, printable_reply, printable_sheet
from assistant.exports.word import write_docx
from assistant.exports.workbook import Workbook, add_lines
from assistant.forms.contrat import Contrat
from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi
from assistant.settings import Settings

Exportable = Form | Answer | Refusal | Conformity | Comparison


class Job(Value):
    """What is to be written: the thing itself, the same ready to be printed, and the words and
    templates to do it with.
    """

    thing: Exportable
    printable: Printable
    labels: Labels
    folder: Path


def _json(job: Job) -> bytes:
    return job.thing.model_dump_json(indent=2).encode() + b"\n"


def _word(job: Job) -> bytes:
    """A form travels in its file, so that it can be read back."""
    form = (
        b""
        if isinstance(job.thing, Answer | Refusal | Conformity | Comparison)
        else job.thing.model_dump_json().encode()
    )
    return write_docx(job.printable, form, job.folder)


def _workbook(job: Job) -> bytes:
    """The table of annexe 4 first, when the form is or holds one."""
    workbook = Workbook()
    table = job.thing.suivi if isinstance(job.thing, Contrat) else job.thing
    if isinstance(table, TableauSuivi):
        add_table(workbook, table, job.labels.suivi)
    add_lines(workbook, job.printable, job.labels)
    return workbook.closed(job.printable.title, job.printable.kind, job.labels.author)


EXPORTERS: dict[str, Callable[[Job], bytes]] = {
    "json": _json,
    "md": lambda job: write_markdown(job.printable, job.folder),
    "docx": _word,
    "pdf": lambda job: write_pdf(job.printable, job.folder),
    "xlsx": _workbook,
}
MEDIA = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_bytes(
    thing: Exportable,
    format: str,
    documents: Mapping[str, Document] | None = None,
    folder: Path | None = None,
) -> bytes:
    """The thing in that format. `documents` (by id) say above their sources what they are worth;
    `folder` holds the templates, by default those of the corpus.

    Raises BadInput when the format is unknown, CorpusError when a template is missing or wrong.
    """
    if format not in EXPORTERS:
        raise BadInput(
            f"Format « {format[:40]} » inconnu : choisissez parmi {', '.join(EXPORTERS)}."
        )
    templates = folder or Settings().templates
    labels = read_labels(templates)
    printable = _printable(thing, labels, documents)
    return EXPORTERS[format](
        Job.model_construct(thing=thing, printable=printable, labels=labels, folder=templates)
    )


def _printable(
    thing: Exportable, labels: Labels, documents: Mapping[str, Document] | None
) -> Printable:
    if isinstance(thing, Answer | Refusal):
        return printable_reply(thing, labels, documents)
    if isinstance(thing, Conformity):
        return printable_check(thing, labels, documents)
    if isinstance(thing, Comparison):
        return printable_comparison(thing, labels, documents)
    return printable_sheet(sheet_of(thing), labels, documents)


def region_workbook(tables: tuple[TableauSuivi, ...], folder: Path | None = None) -> bytes:
    """The tables of several services in one workbook, with the region's totals. Raises BadInput
    when they cannot be added.
    """
    labels = read_labels(folder)
    return region_book(tables, labels.suivi, labels.author)
