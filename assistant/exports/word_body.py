"""The body of a Word file, in XML: the parts of a document with the styles of the template.

A line that can be read back stands in a content control tagged with its key, doubled by a bookmark
(LibreOffice drops tags).
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from assistant.exports.printable import Grid, Item, Part, Printable
from assistant.texts.spaces import flatten

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


class Body:
    """The XML of the body; counts bookmarks and keeps the keys of the lines in their order."""

    def __init__(self, printable: Printable, keyed: bool) -> None:
        self.printable = printable
        self.keyed = keyed
        self.keys: list[str] = []
        self.bookmarks = 0

    def xml(self) -> str:
        """The body, to be put in the template."""
        landscape = self.printable.landscape_parts
        end = self._mark(END, "")
        return "".join(self._parts(landscape)) + (
            _section(True, end)
            if landscape and landscape[-1]
            else self._paragraph("Intervalle", end)
        )

    def _parts(self, landscape: tuple[bool, ...]) -> Iterator[str]:
        """The parts, with a new run of pages wherever they turn."""
        for n, part in enumerate(self.printable.parts):
            if n and landscape[n] != landscape[n - 1]:
                yield _section(landscape[n - 1])
            yield from self._part(n, part, LANDSCAPE if landscape[n] else PAGE)

    def _part(self, n: int, part: Part, width: int) -> Iterator[str]:
        yield self._paragraph(f"Heading{part.level}", self._mark(f"{PART}{n}", run_xml(part.title)))
        if part.hint:
            yield self._paragraph(
                "Consigne",
                self._mark(f"{FIXED}{n}a", run_xml(part.hint))
                + _notes(() if part.gap else part.notes),
            )
        if part.gap:
            yield self._paragraph(
                "ListePerdue",
                self._mark(
                    f"{FIXED}{n}b",
                    run_xml("Liste perdue par la source. ", "Etiquette") + run_xml(part.gap),
                )
                + _notes(part.notes),
            )
        yield from (
            (self._fields(part),)
            if part.is_field_table
            else (self._line(item) for item in part.items)
        )
        if part.grid:
            yield self._grid(part.grid, width)

    def _line(self, item: Item) -> str:
        label = run_xml(f"{item.label} : ", "Etiquette") if item.label else ""
        return self._paragraph(
            (STYLES | VERDICTS).get(item.origin, "Ligne"), label + self._content(item)
        )

    def _content(self, item: Item) -> str:
        """The text of a line in its content control, then its origin in words, then its notes."""
        text = self._control(item) if self.keyed else run_xml(item.text)
        words = f" — {item.mention}".replace(" ", "\u00a0")
        mention = run_xml(words, "Mention") if item.mention else ""
        return text + mention + _notes(item.notes)

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
            f"<w:sdt><w:sdtPr>{head}</w:sdtPr><w:sdtContent>{run_xml(item.text)}</w:sdtContent></w:sdt>",
        )

    def _fields(self, part: Part) -> str:
        rows = [
            [
                self._cell(run_xml(item.label, "Etiquette"), "Case", FIELD),
                self._cell(self._content(item), _cell_style(item), PAGE - FIELD),
            ]
            for item in part.items
        ]
        return _table("Champs", (FIELD, PAGE - FIELD), rows, part.title, headed=False)

    def _grid(self, grid: Grid, width: int) -> str:
        """A table of lines, the column of row names narrower than the others."""
        names = [LABELS] if grid.labels else []
        columns = len(grid.headers) - len(names)
        widths = (*names, *[(width - sum(names)) // columns] * columns)
        columns_and_widths = zip(grid.headers, widths, strict=True)
        rows = [[self._cell(run_xml(text), "CaseTitre", wide) for text, wide in columns_and_widths]]
        for n, row in enumerate(grid.rows):
            cells = [self._cell(run_xml(grid.labels[n]), "CaseTitre", LABELS)] if names else []
            cells += [
                self._cell(self._content(item), _cell_style(item), widths[-1]) for item in row
            ]
            rows.append(cells)
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
        return bookmark_xml(name, self.bookmarks, content)


def bookmark_xml(name: str, number: int, content: str) -> str:
    """Some content under a bookmark, whose number no other bookmark of the file bears."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def _cell_style(item: Item) -> str:
    return "CaseManque" if item.origin == MISSING else "Case"


def _attribute(text: str) -> str:
    return quoteattr(flatten(text)[:TAG])


def run_xml(text: str, style: str = "") -> str:
    """A run; line ends and tabulations are Word's own."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    words = (
        escape(text)
        .replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        .replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    )
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def link_xml(anchor: str, run: str) -> str:
    """A run that leads to a bookmark of the file."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{run}</w:hyperlink>'


def _notes(notes: tuple[int, ...]) -> str:
    """The numbers of the sources, each a link to its source."""
    links = [link_xml(f"{SOURCE}{note}", run_xml(f"[{note}]", "Renvoi")) for note in notes]
    return "".join([run_xml("\u00a0"), *links]) if links else ""


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
