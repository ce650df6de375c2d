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
    body = Body(printable, bool(form))
    template: Any = DocxTemplate(str(path))
    try:
        template.render({"corps": Markup(body.xml()), **_context(printable)}, autoescape=True)  # noqa: S704 - every text in it is escaped
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
        link = Markup(link_xml(f"{LINE}{place[blank.key]}", run_xml(blank.text)))  # noqa: S704 - escaped by `run_xml`
        yield {**blank.model_dump(), "first": blank.chapter != last, "link": link}
        last = blank.chapter


def _items(printable: Printable) -> Iterator[Item]:
    """Every line, in the order in which the body writes them."""
    for part in printable.parts:
        yield from part.items
        yield from (item for row in (part.grid.rows if part.grid else ()) for item in row)


def _sources(printable: Printable) -> Iterator[dict[str, object]]:
    """The sources, the first of each document marked, each number an anchor for the notes. Bookmark
    ids are out of the body's range.
    """
    from markupsafe import Markup

    last = ""
    for source in printable.sources:
        bookmark = bookmark_xml(
            f"{SOURCE}{source.n}", 1_000_000 + source.n, run_xml(f"[{source.n}]")
        )
        anchor = Markup(bookmark)  # noqa: S704 - a number
        yield {**source.model_dump(), "first": source.standing != last, "anchor": anchor}
        last = source.standing


def _set_properties(document: Any, printable: Printable) -> None:
    """The properties of the file: what it is, in French, by whom."""
    from datetime import UTC, datetime

    about = document.core_properties
    about.title, about.subject, about.author, about.language = (
        printable.title[:255],
        printable.kind,
        printable.author,
        "fr-FR",
    )
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)


def _repeat_headers(document: Any) -> None:
    """Headers and footers come with the first section, and the title page is its first page
    only.
    """
    from copy import deepcopy

    first, last = document.sections[0]._sectPr, document.sections[-1]._sectPr
    if first is last:
        return
    for child in [
        child
        for child in last
        if child.tag.endswith(("headerReference", "footerReference", "titlePg"))
    ]:
        if child.tag.endswith("titlePg"):
            last.remove(child)
            first.append(child)
        else:
            first.insert(0, deepcopy(child))


def _embed_form(document: Any, form: bytes, keys: list[str]) -> None:
    """The form and the keys of its lines, in a part that Word keeps and does not show; LibreOffice
    keeps it for its properties.
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
    part.relate_to(
        File(PackURI("/customXml/itemProps1.xml"), PROPERTIES, about.encode(), package),
        RELATIONSHIP_TYPE.CUSTOM_XML_PROPS,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
