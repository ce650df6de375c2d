"""A form, a reply, a check or a comparison as a file, in any format of `formats.py`."""

from collections.abc import Mapping
from pathlib import Path

from assistant.conformity.result import Comparison, Conformity
from assistant.domain import Answer, Document, Refusal
from assistant.exports.assessment import printable_check, printable_comparison
from assistant.exports.formats import Job, exporter_of
from assistant.exports.labels import Labels, read_labels
from assistant.exports.printable import Printable, printable_sheet
from assistant.exports.region import region_book
from assistant.exports.reply import printable_reply
from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.forms.suivi import TableauSuivi
from assistant.settings import Settings

Exportable = Form | Answer | Refusal | Conformity | Comparison


def export_bytes(
    thing: Exportable,
    fmt: str,
    documents: Mapping[str, Document] | None = None,
    folder: Path | None = None,
) -> bytes:
    """The bytes of a file in that format. `documents` (by id) say above their sources what they are
    worth; `folder` holds the templates, by default those of the corpus.

    Raises BadInput when the format is unknown, CorpusError when a template is missing or wrong.
    """
    exporter = exporter_of(fmt)
    templates = folder or Settings().templates
    labels = read_labels(templates)
    printable = _printable(thing, labels, documents)
    job = Job(thing=thing, printable=printable, labels=labels, folder=templates)
    return exporter.write(job)


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
