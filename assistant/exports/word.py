"""A document as a Word file, laid out by `document.docx`, a template that a lawyer edits in Word.

The template holds the cover, the page of what is missing, the sources and every style; the body,
which has as many headings and tables as
the form, is written here with those styles. A form's lines can be read back: each stands in a
content control tagged with its key, doubled by a
bookmark (LibreOffice drops tags), and the form itself travels in a custom XML part.
"""

import base64
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError
from assistant.exports.printable import Item, Printable
from assistant.exports.word_body import LINE, SOURCE, Body, bookmark_xml, link_xml, run_xml

SPACE = "urn:cpom:formulaire"
STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
ITEM = "{6D2E2F0A-3B5B-4C57-9D6E-1A0C706F6D31}"
# Bookmarks of sources are numbered from there: the body never has so many.
FIRST_SOURCE = 1_000_000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def write_docx(printable: Printable, form: bytes, folder: Path) -> bytes:
    """The document as DOCX. With `form`, its JSON, the file can be read back by
    `assistant.exports.docx_reader`.

    Raises CorpusError when the template is missing or cannot be filled in.
    """
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    from jinja2 import TemplateError
    from markupsafe import Markup

    path = folder / "document.docx"
    if not path.is_file():
        raise CorpusError(f"Le gabarit {path} est introuvable : remettez-le en place.")
    body = Body(printable, can_be_read_back=bool(form))
    template: Any = DocxTemplate(str(path))
    xml = Markup(body.xml())  # noqa: S704 - every text in it is escaped
    try:
        template.render({"corps": xml, **_context(printable)}, autoescape=True)
    except TemplateError as error:
        raise CorpusError(f"Le gabarit {path} ne se remplit pas : {error}") from error
    _set_properties(template.docx, printable)
    _repeat_headers(template.docx)
    if form:
        _embed_form(template.docx, form, body.keys)
    out = BytesIO()
    template.docx.save(out)
    return out.getvalue()


def _context(printable: Printable) -> dict[str, object]:
    """What the template names: texts, and the lists it repeats."""
    return {
        "nature": printable.kind,
        "titre": printable.title,
        "sous_titre": printable.subtitle,
        "origines": printable.meanings,
        "manques": list(_blanks(printable)),
        "sources": list(_sources(printable)),
    }


def _blanks(printable: Printable) -> Iterator[dict[str, object]]:
    """The missing lines, the first of each chapter marked, each a link to its place."""
    from markupsafe import Markup

    place = {item.key: n for n, item in enumerate(_items(printable), 1)}
    last = ""
    for blank in printable.blanks:
        xml = link_xml(f"{LINE}{place[blank.key]}", run_xml(blank.text))
        link = Markup(xml)  # noqa: S704 - escaped by `run_xml`
        yield {**blank.model_dump(), "first": blank.chapter != last, "link": link}
        last = blank.chapter


def _items(printable: Printable) -> Iterator[Item]:
    """Every line, in the order in which the body writes them."""
    for part in printable.parts:
        yield from part.all_items()


def _sources(printable: Printable) -> Iterator[dict[str, object]]:
    """The sources, the first of each document marked, each number an anchor for the notes."""
    from markupsafe import Markup

    last = ""
    for source in printable.sources:
        number = run_xml(f"[{source.n}]")
        bookmark = bookmark_xml(f"{SOURCE}{source.n}", FIRST_SOURCE + source.n, number)
        anchor = Markup(bookmark)  # noqa: S704 - a number
        yield {**source.model_dump(), "first": source.standing != last, "anchor": anchor}
        last = source.standing


def _set_properties(document: Any, printable: Printable) -> None:
    """Write the properties of the file: what it is, in French, by whom."""
    from datetime import UTC, datetime

    about = document.core_properties
    about.title = printable.title[:255]
    about.subject = printable.kind
    about.author = printable.author
    about.language = "fr-FR"
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)


def _repeat_headers(document: Any) -> None:
    """Give the headers and footers of the last section to the first, and have its first page alone
    be the title page.
    """
    from copy import deepcopy

    sections = [section._sectPr for section in document.sections]
    first, last = sections[0], sections[-1]
    if first is last:
        return
    for child in list(last):
        if not child.tag.endswith(("headerReference", "footerReference", "titlePg")):
            continue
        if child.tag.endswith("titlePg"):
            last.remove(child)
            first.append(child)
        else:
            first.insert(0, deepcopy(child))


def _embed_form(document: Any, form: bytes, keys: list[str]) -> None:
    """Put the form and the keys of its lines in a part that Word keeps and does not show;
    LibreOffice keeps it for its properties.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as File

    archive = base64.b64encode(zlib.compress(form, 6)).decode()
    text = (
        f"{HEAD}<cpom "
        f'xmlns="{SPACE}"><formulaire>{archive}</formulaire><cles>{" ".join(keys)}</cles></cpom>'
    )
    about = (
        f'{HEAD}<ds:datastoreItem ds:itemID="{ITEM}" '
        f'xmlns:ds="{STORE}"><ds:schemaRefs><ds:schemaRef '
        f'ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    package = document.part.package
    part = File(PackURI("/customXml/item1.xml"), "application/xml", text.encode(), package)
    properties = PackURI("/customXml/itemProps1.xml")
    file = File(properties, PROPERTIES, about.encode(), package)
    part.relate_to(file, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
