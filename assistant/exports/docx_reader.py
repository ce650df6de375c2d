"""A Word file that comes back: the form it carries, and what now stands in it, line by line. Reads
XML and nothing else of the file.

A line is known by the tag of its content control, or by its bookmark when LibreOffice dropped the
tag. A paragraph that is neither a line nor a
heading of ours was typed by a person. What tracked changes strike out is not read, what they insert
is.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from assistant.domain import Value
from assistant.errors import BadInput
from assistant.exports.word import SPACE
from assistant.exports.word_body import END, FIXED, LINE, PART, STYLES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
CARRIER = re.compile(r"customXml/item\d+\.xml")
LARGEST = 50_000_000
UNREAD = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "del", "moveFrom", "instrText", "txbxContent")
)
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}
ORIGINS = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in STYLES)
MARK = rf"\s*—\s*(?:{ORIGINS})(?:\s*\[\d+\])*"
ENDING = re.compile(rf"{MARK}\s*$")
BESIDE = re.compile(rf"^(?:{MARK}(?=\s|$)|(?:\s*\[\d+\])+)")
UNREADABLE = (
    "Ce fichier Word est illisible ou trop gros : renvoyez le fichier exporté par "
    "l’assistant, enregistré au format .docx."
)
FOREIGN = (
    "Ce fichier Word ne porte pas de formulaire de l’assistant : partez d’un "
    "export Word, que Word ou LibreOffice garde complet."
)


class ReadParagraph(Value):
    """A paragraph as it stands now: the key of its line, empty when a person added it, and the
    number of the part it stands in.
    """

    key: str
    text: str
    part: int


class ReadDocx(Value):
    """The form as it was exported (its JSON), and the paragraphs now in the file, in order; `lost`
    are texts that stand where no line can.
    """

    form: bytes
    written: tuple[ReadParagraph, ...]
    lost: tuple[str, ...] = ()


def read_docx(data: bytes) -> ReadDocx:
    """Read a Word file made by `assistant.exports.word`. Raises BadInput when it is no Word file,
    is too large, or carries no form.
    """
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with ZipFile(BytesIO(data)) as archive:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            body = etree.fromstring(_member(archive, BODY), parser)
            form, keys = _unpack_form(
                [
                    etree.fromstring(_member(archive, name), parser)
                    for name in archive.namelist()
                    if CARRIER.fullmatch(name)
                ]
            )
    except (
        BadZipFile,
        KeyError,
        etree.XMLSyntaxError,
        zlib.error,
        binascii.Error,
        NotImplementedError,
        EOFError,
        RuntimeError,
    ) as error:
        raise BadInput(UNREADABLE) from error
    reading = _Reading(keys)
    reading.read(body.find(f"{W}body"))
    return ReadDocx(form=form, written=tuple(reading.written), lost=tuple(reading.lost))


def _member(archive: ZipFile, name: str) -> bytes:
    """A file of the archive, no larger than `LARGEST` whatever the archive says of it."""
    with archive.open(name) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(UNREADABLE)
    return data


def _unpack_form(items: list[Any]) -> tuple[bytes, tuple[str, ...]]:
    """The form and the keys of its lines, from the part that carries them."""
    item = next((item for item in items if item.tag == f"{{{SPACE}}}cpom"), None)
    if item is None:
        raise BadInput(FOREIGN)
    unpacking = zlib.decompressobj()
    form = unpacking.decompress(
        base64.b64decode(item.findtext(f"{{{SPACE}}}formulaire") or ""), LARGEST
    )
    if unpacking.unconsumed_tail:
        raise BadInput(UNREADABLE)
    return form, tuple((item.findtext(f"{{{SPACE}}}cles") or "").split())


class _Reading:
    """Goes down the body once; stops at the end of the part that we wrote."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self.known = set(keys)
        self.part = -1
        self.ended = False
        self.seen: set[str] = set()
        self.written: list[ReadParagraph] = []
        self.lost: list[str] = []

    def read(self, parent: Any) -> None:
        for child in parent if parent is not None else ():
            if self.ended:
                return
            if child.tag == f"{W}p":
                self._paragraph(child)
            elif child.tag == f"{W}tbl":
                for row in child.iter(f"{W}tr"):
                    self._row(row)
            elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}smartTag"}:
                self.read(child)
            elif child.tag == f"{W}bookmarkStart":
                self._place([child.get(f"{W}name") or ""])

    def _place(self, names: list[str]) -> bool:
        """Note a heading of ours or the end; True when the paragraph is ours and no line."""
        self.ended = self.ended or END in names
        numbers = [name.removeprefix(PART) for name in names if name.startswith(PART)]
        if numbers and numbers[0].isdigit():
            self.part = int(numbers[0])
        return self.ended or bool(numbers) or any(name.startswith(FIXED) for name in names)

    def _paragraph(self, paragraph: Any) -> None:
        if self._place(
            [mark.get(f"{W}name") or "" for mark in paragraph.iter(f"{W}bookmarkStart")]
        ):
            return
        if line := self._line(paragraph):
            self._write(*line)
        elif self.part >= 0 and (text := _without_mark(_text(paragraph))):
            self._write("", text)

    def _write(self, key: str, text: str) -> None:
        """A key met twice was copied: the second is a new line."""
        is_copy = key in self.seen
        self.seen.add(key)
        self.written.append(ReadParagraph(key="" if is_copy else key, text=text, part=self.part))

    def _row(self, row: Any) -> None:
        """Each cell that holds a line, with whatever paragraphs were added to the cell; a row
        without any is new or ours.
        """
        lines = []
        for cell in row.iter(f"{W}tc"):
            paragraphs = list(cell.iter(f"{W}p"))
            line = next((line for line in map(self._line, paragraphs) if line), None)
            if line:
                more = [_without_mark(_text(each)) for each in paragraphs if not self._line(each)]
                lines.append((line[0], "\n".join(filter(None, (line[1], *more)))))
        for line in lines:
            self._write(*line)
        if (
            not lines
            and self.part >= 0
            and row.getprevious() is not None
            and row.getprevious().tag == f"{W}tr"
        ):
            self.lost += filter(
                None,
                [
                    " | ".join(
                        filter(None, (_without_mark(_text(each)) for each in row.iter(f"{W}p")))
                    )
                ],
            )

    def _line(self, paragraph: Any) -> tuple[str, str] | None:
        """The key and the text of the line in a paragraph; words typed beside the control belong to
        it.
        """
        marks = [
            mark
            for mark in paragraph.iter(f"{W}bookmarkStart")
            if (mark.get(f"{W}name") or "").startswith(LINE)
        ]
        control = next(paragraph.iter(f"{W}sdt"), None)
        key = self._key_of_tag(control) or self._key_of_bookmark(marks)
        if not key:
            return None
        if control is None:
            return key, _between(paragraph, marks[0]).strip()
        inside = "" if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None else _text(control)
        before, after = _around(paragraph, control)
        return key, " ".join(
            filter(
                None,
                (
                    before.rpartition(" : ")[2].strip(),
                    inside.strip(),
                    BESIDE.sub("", after).strip(),
                ),
            )
        )

    def _key_of_tag(self, control: Any) -> str:
        tag = control.find(f"{W}sdtPr/{W}tag") if control is not None else None
        key = tag.get(f"{W}val") if tag is not None else ""
        return str(key) if key in self.known else ""

    def _key_of_bookmark(self, marks: list[Any]) -> str:
        number = marks[0].get(f"{W}name").removeprefix(LINE) if marks else ""
        return (
            self.keys[int(number) - 1]
            if number.isdigit() and 0 < int(number) <= len(self.keys)
            else ""
        )


def _pieces(element: Any) -> Iterator[str]:
    """The words and signs of an element or of a list of them."""
    for child in element:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        else:
            yield from _pieces(child)


def _text(element: Any) -> str:
    return "".join(_pieces(element))


def _around(paragraph: Any, control: Any) -> tuple[str, str]:
    """The words of a paragraph before and after a control."""
    children = list(paragraph)
    place = next(
        (n for n, child in enumerate(children) if child is control or control in child.iter()),
        len(children),
    )
    sides = (children[:place], children[place + 1 :])
    before, after = ("".join(_pieces(side)) for side in sides)
    return before, after


def _between(paragraph: Any, mark: Any) -> str:
    """The words from a bookmark's start to its end, when its control was taken off."""
    children = list(paragraph)
    start = children.index(mark) if mark in children else -1
    end = next(
        (
            n
            for n, child in enumerate(children)
            if child.tag == f"{W}bookmarkEnd" and child.get(f"{W}id") == mark.get(f"{W}id")
        ),
        len(children),
    )
    return "".join(_pieces(children[start + 1 : end]))


def _without_mark(text: str) -> str:
    """An added text without the origin and the numbers of sources that were copied with it."""
    return ENDING.sub("", text).strip()
