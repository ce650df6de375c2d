"""Files of questions in, files of replies out, a line each, in order."""

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO

from pydantic import ValidationError

from api.schemas.answers import BatchIn, reply_out
from assistant.domain import Filters, Mode
from assistant.errors import BadInput, CpomError
from assistant.pipeline import Assistant

# Stands for the standard input of a source, for the standard output of a target.
STANDARD = Path("-")


def answer_file(
    assistant: Assistant,
    source: Path,
    target: Path,
    filters: Filters,
    *,
    mode: Mode | None = None,
) -> Iterator[str]:
    """Answer every line of `source` into `target`; yields a French sentence for each line that
    cannot be answered. Either may be `-`, the standard input or output.

    Raises BadInput when a file cannot be read or written.
    """
    if source != STANDARD and source.resolve() == target.resolve():
        raise BadInput(
            f"« {target} » est le fichier des questions : les réponses "
            "l’effaceraient. Donnez un autre fichier à --out."
        )
    lines = _read_lines(source)
    with _open_target(target) as out:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                out.write(_answer_line(assistant, line, filters, mode) + "\n")
            except (ValueError, CpomError) as error:
                yield f"Ligne {number} ignorée : {_reason(error)}"
            out.flush()


def _read_lines(source: Path) -> list[str]:
    """The lines of the questions. Raises BadInput."""
    try:
        content = sys.stdin.buffer.read() if source == STANDARD else source.read_bytes()
        return content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"« {source} » n’est pas un fichier texte en UTF-8 : donnez un fichier JSONL."
        ) from error
    except OSError as error:
        raise _opening_fault(error) from error


def _open_target(target: Path) -> AbstractContextManager[TextIO]:
    """The file of the replies. Raises BadInput."""
    if target == STANDARD:
        return nullcontext(sys.stdout)
    try:
        return target.open("w", encoding="utf-8")
    except OSError as error:
        raise _opening_fault(error) from error


def _opening_fault(error: OSError) -> BadInput:
    return BadInput(
        f"« {error.filename} » est introuvable ou ne peut pas être ouvert "
        ": vérifiez les chemins donnés à --batch et à --out."
    )


def _answer_line(assistant: Assistant, line: str, filters: Filters, mode: Mode | None) -> str:
    """The reply to one line, in JSON. Raises ValueError for a line that is not a question, and what
    a question raises.
    """
    question = BatchIn.model_validate(json.loads(line))
    reply = assistant.ask(question.value(filters), mode=mode)
    return reply_out(reply, question.id).model_dump_json()


def _reason(error: ValueError | CpomError) -> str:
    """What is wrong with a line, in French."""
    if isinstance(error, CpomError):
        return str(error)
    if isinstance(error, ValidationError):
        fields = ", ".join(_path(fault["loc"]) for fault in error.errors()[:4])
        return (
            f"champ manquant, inconnu ou mal formé ({fields}) ; il faut au moins « "
            "id » et « question »."
        )
    return "ce n’est pas un objet JSON lisible."


def _path(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "objet"
