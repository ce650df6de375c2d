"""A document as Markdown (CommonMark, tables and notes), laid out by `document.md`."""

import re
from pathlib import Path

from assistant.errors import CorpusError
from assistant.exports.printable import Printable

# What Markdown or HTML would read as a mark. Punctuation that is one only at the head of a line is
# protected there only.
MARKS = re.compile(r"([\\`*_\[\]<>|~$])|&(?=#?\w+;)")
HEADS = re.compile(r"^(\s*)([#+=:-]|\d+[.)])(?=\s|$|-|=)", re.M)


def write_markdown(printable: Printable, folder: Path) -> bytes:
    """The document as UTF-8 Markdown. Raises CorpusError when the template is missing or wrong."""
    from jinja2 import Environment, StrictUndefined, TemplateError

    path = folder / "document.md"
    if not path.is_file():
        raise CorpusError(f"Le gabarit {path} est introuvable : remettez-le en place.")
    env = Environment(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown has its own filter
    )
    env.filters |= {"md": _text, "case": _cell}
    try:
        return env.from_string(path.read_text(encoding="utf-8")).render(d=printable).encode()
    except TemplateError as error:
        raise CorpusError(f"Le gabarit {path} ne se remplit pas : {error}") from error


def _text(text: str) -> str:
    """The text with its marks protected; its lines stay one paragraph."""
    plain = MARKS.sub(r"\\\g<0>", text)
    plain = HEADS.sub(_protect_head, plain)
    lines = (line.strip() for line in plain.split("\n"))
    return "\\\n  ".join(line for line in lines if line)


def _protect_head(match: re.Match[str]) -> str:
    """The head of a line with its last sign protected: « 1. » becomes « 1\\. »."""
    spaces, head = match.groups()
    return f"{spaces}{head[:-1]}\\{head[-1]}"


def _cell(text: str) -> str:
    """The same on one line, for a table."""
    return _text(text).replace("\\\n  ", "<br>")
