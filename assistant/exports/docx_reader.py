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


# What a damaged archive makes the libraries raise, beside errors of XML.
DAMAGES = (
    BadZipFile,
    KeyError,
    zlib.error,
    binascii.Error,
    NotImplementedError,
    EOFError,
    RuntimeError,
)


class ReadParagraph(Value):
    """A paragraph as it stands now: the key of its line, empty when a person added it, and the
    number of the part it stands in.
    """

    key: str
    text: str
    part: int


class ReadDocx(Value):
    """The form as it was exported (its JSON), and the paragraphs now in the file, in order;
    `stray_texts` stand where no line can.
    """

    form: bytes
    paragraphs: tuple[ReadParagraph, ...]
    stray_texts: tuple[str, ...] = ()


def read_docx(data: bytes) -> ReadDocx:
    """Read a Word file made by `assistant.exports.word`. Raises BadInput when it is no Word file,
    is too large, or carries no form.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with ZipFile(BytesIO(data)) as archive:
            body = etree.fromstring(_member(archive, BODY), parser)
            names = [name for name in archive.namelist() if CARRIER.fullmatch(name)]
            carriers = [etree.fromstring(_member(archive, name), parser) for name in names]
            form, keys = _unpack_form(carriers)
    except (*DAMAGES, etree.XMLSyntaxError) as error:
        raise BadInput(UNREADABLE) from error
    reading = _Reading(keys)
    reading.read(body.find(f"{W}body"))
    return ReadDocx(
        form=form,
        paragraphs=tuple(reading.paragraphs),
        stray_texts=tuple(reading.stray_texts),
    )


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
    form_text = item.findtext(f"{{{SPACE}}}formulaire") or ""
    keys = item.findtext(f"{{{SPACE}}}cles") or ""
    unpacking = zlib.decompressobj()
    form = unpacking.decompress(base64.b64decode(form_text), LARGEST)
    if unpacking.unconsumed_tail:
        raise BadInput(UNREADABLE)
    return form, tuple(keys.split())


class _Reading:
    """Goes down the body once; stops at the end of the part that we wrote."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self.keys = keys
        self.key_set = set(keys)
        self.part = -1
        self.is_over = False
        self.used_keys: set[str] = set()
        self.paragraphs: list[ReadParagraph] = []
        self.stray_texts: list[str] = []

    def read(self, parent: Any) -> None:
        """Read the children of an element, in order, until the part that we wrote is over."""
        for child in parent if parent is not None else ():
            if self.is_over:
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
        self.is_over = self.is_over or END in names
        numbers = [name.removeprefix(PART) for name in names if name.startswith(PART)]
        if numbers and numbers[0].isdigit():
            self.part = int(numbers[0])
        is_fixed = any(name.startswith(FIXED) for name in names)
        return self.is_over or bool(numbers) or is_fixed

    def _paragraph(self, paragraph: Any) -> None:
        marks = paragraph.iter(f"{W}bookmarkStart")
        if self._place([mark.get(f"{W}name") or "" for mark in marks]):
            return
        line = self._line(paragraph)
        text = _without_mark(_text(paragraph))
        if line:
            self._add(*line)
        elif self.part >= 0 and text:
            self._add("", text)

    def _add(self, key: str, text: str) -> None:
        """Add a paragraph. A key met twice was copied: the second is a new line."""
        own_key = "" if key in self.used_keys else key
        self.used_keys.add(key)
        self.paragraphs.append(ReadParagraph(key=own_key, text=text, part=self.part))

    def _row(self, row: Any) -> None:
        """Each cell that holds a line, with whatever paragraphs were added to the cell; a row
        without any is new or ours.
        """
        lines = [line for line in map(self._line_of_cell, row.iter(f"{W}tc")) if line]
        for line in lines:
            self._add(*line)
        above = row.getprevious()
        is_first = above is None or above.tag != f"{W}tr"
        if lines or is_first or self.part < 0:
            return
        texts = (_without_mark(_text(each)) for each in row.iter(f"{W}p"))
        text = " | ".join(filter(None, texts))
        if text:
            self.stray_texts.append(text)

    def _line_of_cell(self, cell: Any) -> tuple[str, str] | None:
        """The key of the line of a cell and all that the cell says; None when it holds no line."""
        paragraphs = list(cell.iter(f"{W}p"))
        lines = [self._line(each) for each in paragraphs]
        first = next((line for line in lines if line), None)
        if first is None:
            return None
        key, text = first
        others = (each for each, line in zip(paragraphs, lines, strict=True) if not line)
        more = (_without_mark(_text(each)) for each in others)
        return key, "\n".join(filter(None, (text, *more)))

    def _line(self, paragraph: Any) -> tuple[str, str] | None:
        """The key and the text of the line in a paragraph; words typed beside the control belong to
        it.
        """
        bookmarks = paragraph.iter(f"{W}bookmarkStart")
        marks = [mark for mark in bookmarks if (mark.get(f"{W}name") or "").startswith(LINE)]
        control = next(paragraph.iter(f"{W}sdt"), None)
        key = self._key_of_tag(control) or self._key_of_bookmark(marks)
        if not key:
            return None
        if control is None:
            return key, _between(paragraph, marks[0]).strip()
        is_placeholder = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        inside = "" if is_placeholder else _text(control)
        before, after = _around(paragraph, control)
        texts = (before.rpartition(" : ")[2], inside, BESIDE.sub("", after))
        return key, " ".join(filter(None, map(str.strip, texts)))

    def _key_of_tag(self, control: Any) -> str:
        """The key that the tag of a content control bears; empty when it is no key of ours."""
        if control is None:
            return ""
        tag = control.find(f"{W}sdtPr/{W}tag")
        key = tag.get(f"{W}val") if tag is not None else ""
        return str(key) if key in self.key_set else ""

    def _key_of_bookmark(self, marks: list[Any]) -> str:
        """The key of the line whose bookmark comes first; empty when there is none of ours."""
        number = marks[0].get(f"{W}name").removeprefix(LINE) if marks else ""
        if not number.isdigit() or not 0 < int(number) <= len(self.keys):
            return ""
        return self.keys[int(number) - 1]


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
    holders = (n for n, child in enumerate(children) if control in child.iter())
    place = next(holders, len(children))
    before, after = children[:place], children[place + 1 :]
    return "".join(_pieces(before)), "".join(_pieces(after))


def _between(paragraph: Any, mark: Any) -> str:
    """The words from a bookmark's start to its end, when its control was taken off."""
    children = list(paragraph)
    start = children.index(mark) if mark in children else -1
    number = mark.get(f"{W}id")
    ends = (
        n
        for n, child in enumerate(children)
        if child.tag == f"{W}bookmarkEnd" and child.get(f"{W}id") == number
    )
    end = next(ends, len(children))
    return "".join(_pieces(children[start + 1 : end]))


def _without_mark(text: str) -> str:
    """An added text without the origin and the numbers of sources that were copied with it."""
    return ENDING.sub("", text).strip()
