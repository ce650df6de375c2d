"""`corpus/sans-reponse.yaml`: questions that people ask and that no text of the corpus answers.

They are the other half of the annotations: a question that looks more like one of these than like
an annotated one is refused.
"""

from collections.abc import Mapping
from pathlib import Path

from assistant.domain import Annotation
from assistant.errors import AnnotationError
from assistant.texts.datafile import read_yaml
from assistant.texts.spaces import flatten


def read_absent(path: Path, annotations: tuple[Annotation, ...]) -> tuple[str, ...]:
    """The questions of the file, in its order; none when there is no such file.

    Raises AnnotationError for a file that cannot be read, and for a question that an annotation
    says is answered.
    """
    answered = {
        flatten(question.text).lower(): note.passage_id
        for note in annotations
        for question in note.questions
    }
    found: dict[str, None] = {}
    for subject, questions in questions_by_subject(path).items():
        for question in questions:
            if question.lower() in answered:
                raise AnnotationError(
                    f"{path.name}, « {subject} » : « {question[:80]} » est "
                    f"annotée dans {answered[question.lower()]} ; ôtez-la d’un "
                    "des deux."
                )
            found[question] = None
    return tuple(found)


def questions_by_subject(path: Path) -> Mapping[str, tuple[str, ...]]:
    """A file of questions by subject; nothing when there is no such file.

    Raises AnnotationError, which names the file and the subject, when it is not of that form.
    """
    if not path.exists():
        return {}
    raw = read_yaml(path, error=AnnotationError) or {}
    if not isinstance(raw, dict):
        raise AnnotationError(f"{path.name} doit contenir un sujet par clé.")
    return {
        str(subject): _questions(path, subject, questions) for subject, questions in raw.items()
    }


def _questions(path: Path, subject: object, questions: object) -> tuple[str, ...]:
    if not isinstance(questions, list) or not all(
        isinstance(question, str) and question.strip() for question in questions
    ):
        raise AnnotationError(
            f"{path.name}, « {subject} » : chaque sujet porte une liste de "
            "questions entre guillemets."
        )
    return tuple(map(flatten, questions))
