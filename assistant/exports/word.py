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
from xml.sax.saxutils import escape, quoteattr

from assistant.errors import CorpusError
from assistant.exports.printable import Grid, Item, Part, Printable
from assistant.texts.spaces import flatten

SPACE = "urn:cpom:formulaire"
STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
ITEM = "{6D2E2F0A-3B5B-4C57-9D6E-1A0C706F6D31}"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
LINE, PART, FIXED, SOURCE, END = "cpom_l", "cpom_t", "cpom_f", "cpom_s", "cpom_fin"
STYLES = {
    "modèle national": "OrigineModele",
    "exemple": "OrigineExemple",
    "rapport": "OrigineRapport",
    "saisie": "OrigineSaisie",
    "proposition": "OrigineProposition",
    "à compléter": "OrigineManque",
}
VERDICTS = {
    "conforme": "OrigineSaisie",
    "non conforme": "OrigineManque",
    "à vérifier": "OrigineProposition",
}
MISSING = "à compléter"
PAGE, LABELS, FIELD = (
    166,
    42,
    52,
)  # millimetres: text width, column of row names, column of field names
LANDSCAPE = 253
TWIPS = 56.7
TAG = 64


class _Body:
    """The XML of the body; counts bookmarks and keeps the keys of the lines in their order."""

    def __init__(self, printable: Printable, keyed: bool) -> None:
        self.printable = printable
        self.keyed = keyed
        self.keys: list[str] = []
        self.bookmarks = 0

    def xml(self) -> str:
        turned = self.printable.turned
        end = self._mark(END, "")
        return "".join(self._parts(turned)) + (
            _section(True, end) if turned and turned[-1] else self._paragraph("Intervalle", end)
        )

    def _parts(self, turned: tuple[bool, ...]) -> Iterator[str]:
        """The parts, with a new run of pages wherever they turn."""
        for n, part in enumerate(self.printable.parts):
            if n and turned[n] != turned[n - 1]:
                yield _section(turned[n - 1])
            yield from self._part(n, part, LANDSCAPE if turned[n] else PAGE)

    def _part(self, n: int, part: Part, width: int) -> Iterator[str]:
        yield self._paragraph(f"Heading{part.level}", self._mark(f"{PART}{n}", _run(part.title)))
        if part.hint:
            yield self._paragraph(
                "Consigne",
                self._mark(f"{FIXED}{n}a", _run(part.hint))
                + _notes(() if part.gap else part.notes),
            )
        if part.gap:
            yield self._paragraph(
                "ListePerdue",
                self._mark(
                    f"{FIXED}{n}b",
                    _run("Liste perdue par la source. ", "Etiquette") + _run(part.gap),
                )
                + _notes(part.notes),
            )
        yield from (
            (self._fields(part),) if part.named else (self._line(item) for item in part.items)
        )
        if part.grid:
            yield self._grid(part.grid, width)

    def _line(self, item: Item) -> str:
        label = _run(f"{item.label} : ", "Etiquette") if item.label else ""
        return self._paragraph(
            (STYLES | VERDICTS).get(item.origin, "Ligne"), label + self._said(item)
        )

    def _said(self, item: Item) -> str:
        """The text of a line in its content control, then its origin in words, then its notes."""
        mention = (
            _run(f" — {item.mention}".replace(" ", "\u00a0"), "Mention") if item.mention else ""
        )
        return (
            (self._control(item) if self.keyed else _run(item.text)) + mention + _notes(item.notes)
        )

    def _control(self, item: Item) -> str:
        assert len(item.key) <= TAG, item.key
        self.keys.append(item.key)
        n = len(self.keys)
        head = (
            f"<w:alias w:val={_attribute(item.label or item.origin)}/><w:tag "
            f'w:val={_attribute(item.key)}/><w:id w:val="{n}"/><w:text '
            'w:multiLine="1"/>'
        )
        return self._mark(
            f"{LINE}{n}",
            f"<w:sdt><w:sdtPr>{head}</w:sdtPr><w:sdtContent>{_run(item.text)}</w:sdtContent></w:sdt>",
        )

    def _fields(self, part: Part) -> str:
        rows = [
            [
                self._cell(_run(item.label, "Etiquette"), "Case", FIELD),
                self._cell(self._said(item), _cell_style(item), PAGE - FIELD),
            ]
            for item in part.items
        ]
        return _table("Champs", (FIELD, PAGE - FIELD), rows, part.title, headed=False)

    def _grid(self, grid: Grid, width: int) -> str:
        named = LABELS if grid.labels else 0
        widths = (named,) * bool(named) + (
            (width - named) // (len(grid.headers) - bool(named)),
        ) * (len(grid.headers) - bool(named))
        rows = [
            [
                self._cell(_run(text), "CaseTitre", wide)
                for text, wide in zip(grid.headers, widths, strict=True)
            ]
        ]
        for n, row in enumerate(grid.rows):
            label = [self._cell(_run(grid.labels[n]), "CaseTitre", named)] if named else []
            rows.append(
                label
                + [self._cell(self._said(item), _cell_style(item), widths[-1]) for item in row]
            )
        return _table("Tableau", widths, rows, " ; ".join(grid.headers), headed=True)

    def _cell(self, content: str, style: str, width: int) -> str:
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{int(width * TWIPS)}" '
            f'w:type="dxa"/></w:tcPr>{self._paragraph(style, content)}</w:tc>'
        )

    def _paragraph(self, style: str, content: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'

    def _mark(self, name: str, content: str) -> str:
        self.bookmarks += 1
        return _bookmark(name, self.bookmarks, content)


def _bookmark(name: str, id: int, content: str) -> str:
    return f'<w:bookmarkStart w:id="{id}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{id}"/>'


def _cell_style(item: Item) -> str:
    return "CaseManque" if item.origin == MISSING else "Case"


def _attribute(text: str) -> str:
    return quoteattr(flatten(text)[:TAG])


def _run(text: str, style: str = "") -> str:
    """A run; line ends and tabulations are Word's own."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    words = (
        escape(text)
        .replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        .replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    )
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def _link(anchor: str, run: str) -> str:
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run}</w:hyperlink>'


def _notes(notes: tuple[int, ...]) -> str:
    """The numbers of the sources, each a link to its source."""
    return "".join(
        _run("\u00a0") * (n == 0) + _link(f"{SOURCE}{note}", _run(f"[{note}]", "Renvoi"))
        for n, note in enumerate(notes)
    )


def _table(
    style: str, widths: tuple[int, ...], rows: list[list[str]], title: str, headed: bool
) -> str:
    look = (
        f'<w:tblLook w:val="0{"4" if not headed else "0"}20" '
        f'w:firstRow="{int(headed)}" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )
    head = (
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{int(sum(widths) * TWIPS)}" '
        f'w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}<w:tblCaption '
        f"w:val={_attribute(title)}/>"
    )
    columns = "".join(f'<w:gridCol w:w="{int(width * TWIPS)}"/>' for width in widths)
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if headed and n == 0 else ''}</w:trPr>"
        f"{''.join(row)}</w:tr>"
        for n, row in enumerate(rows)
    )
    return (
        f"<w:tbl><w:tblPr>{head}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
        '<w:p><w:pPr><w:pStyle w:val="Intervalle"/></w:pPr></w:p>'
    )


def _section(landscape: bool, mark: str = "") -> str:
    """The end of a run of pages of that orientation; margins as in the template."""
    size = (
        'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    )
    margins = (
        '<w:pgMar w:top="1247" w:right="1247" w:bottom="1134" w:left="1247" '
        'w:header="624" w:footer="567" w:gutter="0"/>'
    )
    return (
        '<w:p><w:pPr><w:pStyle w:val="Intervalle"/><w:sectPr><w:type '
        'w:val="nextPage"/><w:pgSz '
        f"{size}/>{margins}</w:sectPr></w:pPr>{mark}</w:p>"
    )


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
    body = _Body(printable, bool(form))
    template: Any = DocxTemplate(str(path))
    try:
        template.render({"corps": Markup(body.xml()), **_context(printable)}, autoescape=True)  # noqa: S704 - every text in it is escaped
    except TemplateError as error:
        raise CorpusError(f"Le gabarit {path} ne se remplit pas : {error}") from error
    _signed(template.docx, printable)
    _headed(template.docx)
    if form:
        _carried(template.docx, form, body.keys)
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
        link = Markup(_link(f"{LINE}{place[blank.key]}", _run(blank.text)))  # noqa: S704 - escaped by `_run`
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
        bookmark = _bookmark(f"{SOURCE}{source.n}", 1_000_000 + source.n, _run(f"[{source.n}]"))
        anchor = Markup(bookmark)  # noqa: S704 - a number
        yield {**source.model_dump(), "first": source.standing != last, "anchor": anchor}
        last = source.standing


def _signed(document: Any, printable: Printable) -> None:
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


def _headed(document: Any) -> None:
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


def _carried(document: Any, form: bytes, keys: list[str]) -> None:
    """The form and the keys of its lines, in a part that Word keeps and does not show; LibreOffice
    keeps it for its properties.
    """
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as File

    packed = base64.b64encode(zlib.compress(form, 6)).decode()
    text = (
        f"{HEAD}<cpom "
        f'xmlns="{SPACE}"><formulaire>{packed}</formulaire><cles>{" ".join(keys)}</cles></cpom>'
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
