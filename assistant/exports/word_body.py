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
# Millimetres: text width upright and landscape, column of row names, column of field names.
PAGE, LANDSCAPE = 166, 253
LABELS, FIELD = 42, 52
TWIPS = 56.7  # in a millimetre
# A4, as Word writes it.
UPRIGHT_SIZE = 'w:w="11906" w:h="16838"'
LANDSCAPE_SIZE = 'w:w="16838" w:h="11906" w:orient="landscape"'
TAG = 64


class Body:
    """The XML of the body; counts bookmarks and keeps the keys of the lines in their order."""

    def __init__(self, printable: Printable, *, can_be_read_back: bool) -> None:
        self.printable = printable
        self.can_be_read_back = can_be_read_back
        self.keys: list[str] = []
        self.bookmarks = 0

    def xml(self) -> str:
        """The body, to be put in the template."""
        landscape = self.printable.landscape_parts
        end = self._mark(END, "")
        parts = "".join(self._parts(landscape))
        if landscape and landscape[-1]:
            return parts + _section(end, is_landscape=True)
        return parts + self._paragraph("Intervalle", end)

    def _parts(self, landscape: tuple[bool, ...]) -> Iterator[str]:
        """The parts, with a new run of pages wherever they turn."""
        for n, part in enumerate(self.printable.parts):
            if n and landscape[n] != landscape[n - 1]:
                yield _section(is_landscape=landscape[n - 1])
            yield from self._part(n, part, LANDSCAPE if landscape[n] else PAGE)

    def _part(self, n: int, part: Part, width: int) -> Iterator[str]:
        heading = self._mark(f"{PART}{n}", run_xml(part.title))
        yield self._paragraph(f"Heading{part.level}", heading)
        yield from self._notices(n, part)
        if part.is_field_table:
            yield self._fields(part)
        else:
            yield from map(self._line, part.items)
        if part.grid:
            yield self._grid(part.grid, width)

    def _notices(self, n: int, part: Part) -> Iterator[str]:
        """What the instruction expects of the part, then what its source lost; the sources of both
        stand after the last.
        """
        if part.hint:
            hint = self._mark(f"{FIXED}{n}a", run_xml(part.hint))
            notes = "" if part.gap else _notes(part.notes)
            yield self._paragraph("Consigne", hint + notes)
        if part.gap:
            label = run_xml("Liste perdue par la source. ", "Etiquette")
            gap = self._mark(f"{FIXED}{n}b", label + run_xml(part.gap))
            yield self._paragraph("ListePerdue", gap + _notes(part.notes))

    def _line(self, item: Item) -> str:
        label = run_xml(f"{item.label} : ", "Etiquette") if item.label else ""
        style = (STYLES | VERDICTS).get(item.origin, "Ligne")
        return self._paragraph(style, label + self._content(item))

    def _content(self, item: Item) -> str:
        """The text of a line in its content control, then its origin in words, then its notes."""
        text = self._control(item) if self.can_be_read_back else run_xml(item.text)
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
        content = f"<w:sdtContent>{run_xml(item.text)}</w:sdtContent>"
        return self._mark(f"{LINE}{n}", f"<w:sdt><w:sdtPr>{head}</w:sdtPr>{content}</w:sdt>")

    def _fields(self, part: Part) -> str:
        """A table of two columns: the names of the fields, and their lines."""
        rows = []
        for item in part.items:
            name = self._cell(run_xml(item.label, "Etiquette"), "Case", FIELD)
            line = self._cell(self._content(item), _cell_style(item), PAGE - FIELD)
            rows.append([name, line])
        return _table("Champs", (FIELD, PAGE - FIELD), rows, part.title, has_header=False)

    def _grid(self, grid: Grid, width: int) -> str:
        """A table of lines, the column of row names narrower than the others."""
        widths = _widths_of(grid, width)
        headers = zip(grid.headers, widths, strict=True)
        rows = [[self._cell(run_xml(text), "CaseTitre", wide) for text, wide in headers]]
        for n, row in enumerate(grid.rows):
            cells = []
            if grid.labels:
                cells.append(self._cell(run_xml(grid.labels[n]), "CaseTitre", LABELS))
            for item in row:
                content = self._content(item)
                cells.append(self._cell(content, _cell_style(item), widths[-1]))
            rows.append(cells)
        return _table("Tableau", widths, rows, " ; ".join(grid.headers), has_header=True)

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


def _widths_of(grid: Grid, width: int) -> tuple[int, ...]:
    """The widths of the columns of a table, in millimetres."""
    names = [LABELS] if grid.labels else []
    count = len(grid.headers) - len(names)
    share = (width - sum(names)) // count
    return (*names, *[share] * count)


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
    if not notes:
        return ""
    runs = [run_xml("\u00a0")]
    for note in notes:
        number = run_xml(f"[{note}]", "Renvoi")
        runs.append(link_xml(f"{SOURCE}{note}", number))
    return "".join(runs)


def _table(
    style: str, widths: tuple[int, ...], rows: list[list[str]], title: str, *, has_header: bool
) -> str:
    look = (
        f'<w:tblLook w:val="0{"0" if has_header else "4"}20" '
        f'w:firstRow="{int(has_header)}" w:lastRow="0" w:firstColumn="0" '
        'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    )
    head = (
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{int(sum(widths) * TWIPS)}" '
        f'w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}<w:tblCaption '
        f"w:val={_attribute(title)}/>"
    )
    columns = "".join(f'<w:gridCol w:w="{int(width * TWIPS)}"/>' for width in widths)
    body = "".join(_row(cells, is_header=has_header and n == 0) for n, cells in enumerate(rows))
    return (
        f"<w:tbl><w:tblPr>{head}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
        '<w:p><w:pPr><w:pStyle w:val="Intervalle"/></w:pPr></w:p>'
    )


def _row(cells: list[str], *, is_header: bool) -> str:
    header = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{''.join(cells)}</w:tr>"


def _section(mark: str = "", *, is_landscape: bool) -> str:
    """The end of a run of pages of that orientation; margins as in the template."""
    size = LANDSCAPE_SIZE if is_landscape else UPRIGHT_SIZE
    margins = (
        '<w:pgMar w:top="1247" w:right="1247" w:bottom="1134" w:left="1247" '
        'w:header="624" w:footer="567" w:gutter="0"/>'
    )
    return (
        '<w:p><w:pPr><w:pStyle w:val="Intervalle"/><w:sectPr><w:type '
        'w:val="nextPage"/><w:pgSz '
        f"{size}/>{margins}</w:sectPr></w:pPr>{mark}</w:p>"
    )
