"""A data file of the corpus: YAML that people write, read as one frozen value."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from assistant.domain import Value
from assistant.errors import CorpusError

V = TypeVar("V", bound=Value)


def read_datafile(path: Path, shape: type[V]) -> V:
    """The content of a YAML file as a value of that shape.

    Raises CorpusError, which names the file and the entry at fault, when it is missing or is not of
    that shape.
    """
    try:
        return shape.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise CorpusError(f"Le fichier {path} est introuvable : remettez-le en place.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path.name} n’est pas un fichier YAML lisible : {error}") from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise CorpusError(
            f"{path.name}, « {place} » : entrée absente, en trop ou d’une "
            "autre forme ; comparez-la à ses voisines."
        ) from error
