"""A form, a reply, a check or a comparison as a file: Markdown, JSON, Word, PDF or workbook. To add
a format: one function and its row in `EXPORTERS`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.conformity.result import Comparison, Conformity
from assistant.domain import Answer, Document, Refusal, Value
from assistant.errors import BadInput
from assistant.exports.annexe4 import add_table, region_book
from assistant.exports.assessment import check_printout, comparison_printout
from assistant.exports.captions import GABARITS, Captions, read_captions
from assistant.exports.markdown import markdown
from assistant.exports.pdf import pdf
from assistant.exports.printout import Printout, reply_printout, sheet_printout
from assistant.exports.word import word
from assistant.exports.workbook import Workbook, add_lines
from assistant.forms.contrat import Contrat
from assistant.forms.edit import Form
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi

Exportable = Form | Answer | Refusal | Conformity | Comparison


class Job(Value):
    """What is to be written: the thing itself, the same ready to be printed, and the words and
    templates to do it with.
    """

    thing: Exportable
    printout: Printout
    captions: Captions
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
    return word(job.printout, form, job.folder)


def _workbook(job: Job) -> bytes:
    """The table of annexe 4 first, when the form is or holds one."""
    workbook = Workbook()
    table = job.thing.suivi if isinstance(job.thing, Contrat) else job.thing
    if isinstance(table, TableauSuivi):
        add_table(workbook, table, job.captions.suivi)
    add_lines(workbook, job.printout, job.captions)
    return workbook.closed(job.printout.title, job.printout.kind, job.captions.author)


EXPORTERS: dict[str, Callable[[Job], bytes]] = {
    "json": _json,
    "md": lambda job: markdown(job.printout, job.folder),
    "docx": _word,
    "pdf": lambda job: pdf(job.printout, job.folder),
    "xlsx": _workbook,
}
MEDIA = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def exported(
    thing: Exportable,
    format: str,
    documents: Mapping[str, Document] | None = None,
    folder: Path = GABARITS,
) -> bytes:
    """The thing in that format. `documents` (by id) say above their sources what they are worth;
    `folder` holds the templates.

    Raises BadInput when the format is unknown, CorpusError when a template is missing or wrong.
    """
    if format not in EXPORTERS:
        raise BadInput(
            f"Format « {format[:40]} » inconnu : choisissez parmi {', '.join(EXPORTERS)}."
        )
    captions = read_captions(folder)
    printout = _printout(thing, captions, documents)
    return EXPORTERS[format](
        Job.model_construct(thing=thing, printout=printout, captions=captions, folder=folder)
    )


def _printout(
    thing: Exportable, captions: Captions, documents: Mapping[str, Document] | None
) -> Printout:
    if isinstance(thing, Answer | Refusal):
        return reply_printout(thing, captions, documents)
    if isinstance(thing, Conformity):
        return check_printout(thing, captions, documents)
    if isinstance(thing, Comparison):
        return comparison_printout(thing, captions, documents)
    return sheet_printout(sheet_of(thing), captions, documents)


def consolidated(tables: tuple[TableauSuivi, ...], folder: Path = GABARITS) -> bytes:
    """The tables of several services in one workbook, with the region's totals. Raises BadInput
    when they cannot be added.
    """
    captions = read_captions(folder)
    return region_book(tables, captions.suivi, captions.author)
