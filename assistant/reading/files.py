"""File → text, one function a format: see the table `READERS`.

Whatever is not plain text is read in a child process with limits of time and memory, since hostile
files are known to exhaust both; a page without text is said, never passed over in silence.
"""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assistant.domain import Value
from assistant.errors import UnreadableDocument

PLAIN = (".txt", ".md")
NO_TEXT = {
    "pdf": (
        "ses pages sont sans doute numérisées : passez-le d’abord à la reconnaissance de caractères"
    )
}
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Text(Value):
    """A text with, where pages exist, (offset, page number) of each page, and what a reader must be
    told.
    """

    text: str
    pages: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()


def read_file(path: Path, fmt: str, *, seconds: int = 30, memory_mb: int = 500) -> Text:
    """Read a file of one of the formats of `FORMATS`, within those limits.

    Raises UnreadableDocument when it gives no usable text: binary, empty, encrypted, scanned, too
    long to read.
    """
    if fmt == "txt":
        return _read_plain(path)
    pages = [_clean(page) for page in _read_in_child(path, fmt, seconds, memory_mb)]
    empty = [number for number, page in enumerate(pages, 1) if not page.strip()]
    if len(empty) == len(pages):
        raise UnreadableDocument(
            f"« {path.name} » ne contient aucun texte : {NO_TEXT.get(fmt, 'le fichier est vide')}."
        )
    text, offsets = _join_pages(pages, "\f" if fmt == "pdf" else "\n")
    return Text(
        text=text,
        pages=offsets if fmt == "pdf" else (),
        warnings=(_blank_pages(path, empty),) if empty else (),
    )


def _clean(page: str) -> str:
    """A page with one form for each character and one mark for each line end."""
    return unicodedata.normalize("NFKC", page).replace("\r\n", "\n").replace("\r", "\n")


def _join_pages(pages: list[str], mark: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of all pages with a mark between them, and (offset, number) of each."""
    text, offsets = "", []
    for number, page in enumerate(pages, 1):
        offsets.append((len(text), number))
        text += page + (mark if number < len(pages) else "\n")
    return text, tuple(offsets)


def _blank_pages(path: Path, numbers: list[int]) -> str:
    """The warning for pages without text."""
    listed = ", ".join(map(str, numbers))
    if len(numbers) == 1:
        return f"« {path.name} » : aucun texte à la page {listed} (page numérisée ?)."
    return f"« {path.name} » : aucun texte aux pages {listed} (pages numérisées ?)."


def _read_plain(path: Path) -> Text:
    """A text in UTF-8 or in the encoding of old Windows files. Raises UnreadableDocument."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"« {path.name} » ne peut pas être ouvert : vérifiez qu’il existe "
            "et que vous avez le droit de le lire."
        ) from error
    if CONTROLS.search(raw):
        raise UnreadableDocument(
            f"« {path.name} » n’est pas un fichier texte : donnez un txt, un "
            "pdf, un docx ou un html."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocument(f"« {path.name} » est vide.")
    return Text(text=text)


def _read_in_child(path: Path, fmt: str, seconds: int, memory_mb: int) -> list[str]:
    """Pages read by `python -m assistant.reading.files` under limits."""
    command = [
        sys.executable,
        "-m",
        "assistant.reading.files",
        fmt,
        str(path.resolve()),
        str(seconds),
        str(memory_mb),
    ]
    root = Path(__file__).resolve().parents[2]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=seconds + 5, cwd=root, check=False
        )  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            f"« {path.name} » demande plus de {seconds} secondes de lecture : il est écarté."
        ) from error
    if done.returncode == 0:
        return list(json.loads(done.stdout.decode("utf-8")))
    reason = done.stderr.decode("utf-8", errors="replace").strip().splitlines()[-1:] or [""]
    if reason[0].startswith("MOTIF: "):
        raise UnreadableDocument(f"« {path.name} » {reason[0][7:]}")
    raise UnreadableDocument(
        f"« {path.name} » dépasse les limites de lecture ({seconds} s, "
        f"{memory_mb} Mo) ou est endommagé."
    )


def _read_pdf(path: Path) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument(
                "est protégé par un mot de passe : donnez une copie sans protection."
            )
        return [page.extract_text() or "" for page in reader.pages]
    except DependencyError as error:
        raise UnreadableDocument(
            "est protégé par un chiffrement : donnez une copie sans protection."
        ) from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OSError,
        RecursionError,
    ) as error:
        raise UnreadableDocument(f"n’est pas un PDF lisible ({type(error).__name__}).") from error


def _read_html(path: Path) -> list[str]:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(path.read_text(encoding="utf-8", errors="replace"))
    tree.strip_tags(["script", "style", "noscript", "template", "svg", "nav", "iframe"])
    for item in tree.css("li"):
        item.insert_before("\n• ")
    for block in tree.css(
        "p, div, h1, h2, h3, h4, h5, h6, tr, br, ul, ol, table, section, article, header, footer"
    ):
        block.insert_before("\n")
        block.insert_after("\n")
    body = tree.body
    return [re.sub(r"[ \t\u00a0]+", " ", body.text(deep=True, separator="")) if body else ""]


def _read_docx(path: Path) -> list[str]:
    from zipfile import BadZipFile

    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise UnreadableDocument("n’est pas un fichier Word (.docx) lisible.") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = block.style.name if block.style is not None and block.style.name else ""
            mark = "• " if style.startswith("List") else ""
            lines.append(mark + block.text)
        elif isinstance(block, Table):
            lines.extend(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
    return ["\n \n".join(lines)]


class Reader(NamedTuple):
    """How a format is read, a text a page, and the ends of the names of its files."""

    read: Callable[[Path], list[str]]
    suffixes: tuple[str, ...]


READERS: dict[str, Reader] = {
    "pdf": Reader(_read_pdf, (".pdf",)),
    "html": Reader(_read_html, (".html", ".htm")),
    "docx": Reader(_read_docx, (".docx",)),
}


def _formats() -> dict[str, str]:
    """The format of a file by the end of its name; plain text needs no reader."""
    formats = dict.fromkeys(PLAIN, "txt")
    for fmt, reader in READERS.items():
        formats.update(dict.fromkeys(reader.suffixes, fmt))
    return formats


FORMATS = _formats()


def _limit(seconds: int, memory_mb: int) -> None:
    """Bound this process; a system without `resource` (Windows) relies on the parent's clock
    alone.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1_048_576, memory_mb * 1_048_576))


def _run_child(arguments: list[str]) -> int:
    fmt, path, seconds, memory = arguments
    _limit(int(seconds), int(memory))
    try:
        pages = READERS[fmt].read(Path(path))
    except UnreadableDocument as error:
        print(f"MOTIF: {error}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(json.dumps(pages, ensure_ascii=False).encode("utf-8", errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_run_child(sys.argv[1:]))
