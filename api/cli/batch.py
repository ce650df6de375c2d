"""Files of questions in, files of replies out, a line each, in order."""

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from api.schemas.answers import BatchIn, reply_out
from assistant.domain import Filters, Mode
from assistant.errors import BadInput, CpomError
from assistant.pipeline import Assistant


def answer_file(
    assistant: Assistant, source: Path, target: Path, filters: Filters, mode: Mode | None = None
) -> Iterator[str]:
    """Answer every line of `source` into `target`; yields a French sentence for each line that
    cannot be answered.

    Raises BadInput when a file cannot be read or written.
    """
    if source.resolve() == target.resolve():
        raise BadInput(
            f"« {target} » est le fichier des questions : les réponses "
            "l’effaceraient. Donnez un autre fichier à --out."
        )
    try:
        lines = source.read_bytes().decode("utf-8-sig").split("\n")
        out = target.open("w", encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"« {source} » n’est pas un fichier texte en UTF-8 : donnez un fichier JSONL."
        ) from error
    except OSError as error:
        raise BadInput(
            f"« {error.filename} » est introuvable ou ne peut pas être ouvert "
            ": vérifiez les chemins donnés à --batch et à --out."
        ) from error
    with out:
        for n, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                asked = BatchIn.model_validate(json.loads(line))
                reply = reply_out(assistant.ask(asked.value(filters), mode=mode), asked.id)
            except (ValueError, ValidationError) as error:
                yield f"Ligne {n} ignorée : {_reason(error)}"
                continue
            except CpomError as error:
                yield f"Ligne {n} ignorée : {error}"
                continue
            out.write(reply.model_dump_json() + "\n")
            out.flush()


def _reason(error: ValueError) -> str:
    """What is wrong with a line, in French."""
    if isinstance(error, ValidationError):
        fields = ", ".join(".".join(map(str, e["loc"])) or "objet" for e in error.errors()[:4])
        return (
            f"champ manquant, inconnu ou mal formé ({fields}) ; il faut au moins « "
            "id » et « question »."
        )
    return "ce n’est pas un objet JSON lisible."
