"""Annotations checked against passages: a quote that is not in its passage stops the build."""

from pathlib import Path
from typing import Any

from assistant.domain import AnnotatedQuestion, Annotation, Passage
from assistant.errors import AnnotationError
from assistant.texts.datafile import read_yaml
from assistant.texts.spaces import flatten


def read_annotations(folder: Path, passages: tuple[Passage, ...]) -> tuple[Annotation, ...]:
    """Read the annotations of every document, in the order of the passages.

    Raises AnnotationError naming the file, the passage and the words at fault.
    """
    by_id = {passage.id: passage for passage in passages}
    found: dict[str, Annotation] = {}
    for document_id in sorted({passage.document_id for passage in passages}):
        path = folder / f"{document_id}.yaml"
        for key, entry in _entries(path).items():
            id = f"{document_id}/{key}"
            if id not in by_id:
                raise AnnotationError(
                    f"{path.name}, « {key} » : aucun passage ne porte cet "
                    "identifiant (voir « cpom sources --detail »)."
                )
            found[id] = _annotation(path, by_id[id], entry)
    return tuple(found[passage.id] for passage in passages if passage.id in found)


def _entries(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    raw = read_yaml(path, error=AnnotationError)
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise AnnotationError(f"{path.name} doit contenir un passage par clé.")
    return raw


def _annotation(path: Path, passage: Passage, entry: Any) -> Annotation:
    key = passage.id.split("/", 1)[1]
    if not isinstance(entry, dict) or not entry.get("gist"):
        raise AnnotationError(
            f"{path.name}, « {key} » : il faut au moins « gist » et « questions »."
        )
    text = flatten(passage.text)
    questions = []
    for pair in entry.get("questions") or ():
        if (
            not isinstance(pair, dict)
            or not isinstance(pair.get("q"), str)
            or not isinstance(pair.get("a"), str)
        ):
            raise AnnotationError(
                f"{path.name}, « {key} » : chaque question s’écrit avec « q » "
                "(la question) et « a » (les mots exacts)."
            )
        quote = flatten(pair["a"])
        if not quote or quote not in text:
            raise AnnotationError(
                f"{path.name}, « {key} » : les mots « {pair['a'][:80]} » ne "
                "sont pas dans le passage."
            )
        questions.append(AnnotatedQuestion(text=pair["q"].strip(), quote=quote))
    return Annotation(
        passage_id=passage.id,
        gist=str(entry["gist"]),
        words=tuple(map(str, entry.get("words") or ())),
        questions=tuple(questions),
        proposed=bool(entry.get("proposed", False)),
    )
