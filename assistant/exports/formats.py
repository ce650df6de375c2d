"""The formats of files. To add one: a function that makes the bytes, and its row in `EXPORTERS`;
the command line, the API and the pages read this table.

What makes a file is imported when one is made, so that the table itself costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AfterValidator, WithJsonSchema

from assistant.errors import BadInput

if TYPE_CHECKING:
    from assistant.conformity.result import Comparison, Conformity
    from assistant.domain import Answer, Refusal
    from assistant.exports.labels import Labels
    from assistant.exports.printable import Printable
    from assistant.forms.line import Form

    Exportable = Form | Answer | Refusal | Conformity | Comparison


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be written: the thing itself, the same ready to be printed, the fixed words and
    the folder of templates to do it with.
    """

    thing: "Exportable"
    printable: "Printable"
    labels: "Labels"
    folder: Path


class Exporter(NamedTuple):
    """A format: what makes the bytes of a file, its media type, its name for people, and whether
    only a program can read it.
    """

    write: Callable[[Job], bytes]
    media: str
    label: str
    is_binary: bool = False


def _docx(job: Job) -> bytes:
    """A form travels in its file, so that it can be read back."""
    from assistant.exports.word import write_docx
    from assistant.forms.line import Form

    form = job.thing.model_dump_json().encode() if isinstance(job.thing, Form) else b""
    return write_docx(job.printable, form, job.folder)


def _pdf(job: Job) -> bytes:
    from assistant.exports.pdf import write_pdf

    return write_pdf(job.printable, job.folder)


def _xlsx(job: Job) -> bytes:
    """The table of annexe 4 first, when the form is or holds one."""
    from assistant.exports.annexe4 import add_table
    from assistant.exports.workbook import Workbook, add_lines
    from assistant.forms.contrat import Contrat
    from assistant.forms.suivi import TableauSuivi

    workbook = Workbook()
    table = job.thing.suivi if isinstance(job.thing, Contrat) else job.thing
    if isinstance(table, TableauSuivi):
        add_table(workbook, table, job.labels.suivi)
    add_lines(workbook, job.printable, job.labels)
    return workbook.to_bytes(job.printable.title, job.printable.kind, job.labels.author)


def _markdown(job: Job) -> bytes:
    from assistant.exports.markdown import write_markdown

    return write_markdown(job.printable, job.folder)


def _json(job: Job) -> bytes:
    return job.thing.model_dump_json(indent=2).encode() + b"\n"


OFFICE = "application/vnd.openxmlformats-officedocument"
# The most useful first: the pages offer them in this order.
EXPORTERS: dict[str, Exporter] = {
    "docx": Exporter(_docx, f"{OFFICE}.wordprocessingml.document", "Word", is_binary=True),
    "pdf": Exporter(_pdf, "application/pdf", "PDF", is_binary=True),
    "xlsx": Exporter(_xlsx, f"{OFFICE}.spreadsheetml.sheet", "Excel", is_binary=True),
    "md": Exporter(_markdown, "text/markdown; charset=utf-8", "Markdown"),
    "json": Exporter(_json, "application/json", "JSON"),
}


def exporter_of(fmt: str) -> Exporter:
    """The format of that name. Raises BadInput when there is none."""
    if fmt not in EXPORTERS:
        raise BadInput(f"Format « {fmt[:40]} » inconnu : choisissez parmi {', '.join(EXPORTERS)}.")
    return EXPORTERS[fmt]


def _valid_format(fmt: str) -> str:
    if fmt not in EXPORTERS:
        raise ValueError("format inconnu")
    return fmt


FormatName = Annotated[
    str,
    AfterValidator(_valid_format),
    WithJsonSchema({"type": "string", "enum": list(EXPORTERS)}),
]
