"""What editors write beside the texts: annotations, unanswered questions, notes on lost lists.

Everything is checked against the passages. Words that are not in their passage, or a passage that
does not exist, stop the build with a sentence that names the file, the passage and the words.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import Field

from assistant.domain import AnnotatedQuestion, Annotation, Passage, Value
from assistant.errors import AnnotationError, CorpusError
from assistant.texts.datafile import read_datafile, read_yaml, value_of
from assistant.texts.spaces import flatten


class Answer(Value):
    """Exact words of a passage, and the questions that they answer, as an editor writes them."""

    quote: str = Field(alias="r", min_length=1)
    questions: tuple[str, ...] = Field(alias="q", min_length=1)


class Entry(Value):
    """The annotation of one passage, as an editor writes it in `corpus/annotations`."""

    gist: str = Field(alias="resume", min_length=1)
    words: tuple[str, ...] = Field((), alias="mots")
    answers: tuple[Answer, ...] = Field((), alias="reponses")
    is_proposal: bool = Field(default=False, alias="propose")


class GapNote(Value):
    """What is missing after a lead-in, and the passages from which some of it may be inferred."""

    missing: str = Field(alias="manque")
    elsewhere: tuple[str, ...] = Field((), alias="ailleurs")


class GapNotes(Value):
    """Notes on lost lists, by passage identifier (`corpus/lacunes.yaml`)."""

    by_passage: dict[str, GapNote] = Field(default_factory=dict, alias="lacunes")

    def check_passages(self, passages: Sequence[Passage]) -> None:
        """Raise CorpusError for a note on a passage that lost no list, or that points to a passage
        that does not exist.
        """
        by_id = {passage.id: passage for passage in passages}
        for passage_id, note in self.by_passage.items():
            if passage_id not in by_id or by_id[passage_id].gap is None:
                raise CorpusError(
                    f"lacunes.yaml, « {passage_id} » : aucun passage de cet "
                    "identifiant n’a de liste perdue."
                )
            unknown = [other for other in note.elsewhere if other not in by_id]
            if unknown:
                raise CorpusError(
                    f"lacunes.yaml, « {passage_id} » : le passage « {unknown[0]} » n’existe pas."
                )

    def complete(self, passage: Passage) -> Passage:
        """The passage with what the editors know of its lost list; the same when it lost none."""
        if passage.gap is None:
            return passage
        note = self.by_passage.get(passage.id, GapNote(manque=""))
        note_values = {"missing": note.missing, "elsewhere": note.elsewhere}
        gap = passage.gap.model_copy(update=note_values)
        return passage.model_copy(update={"gap": gap})


def read_annotations(folder: Path, passages: tuple[Passage, ...]) -> tuple[Annotation, ...]:
    """The annotations of every document, in the order of the passages.

    Raises AnnotationError naming the file, the passage and the words at fault.
    """
    by_id = {passage.id: passage for passage in passages}
    by_passage: dict[str, Annotation] = {}
    for document_id in sorted({passage.document_id for passage in passages}):
        path = folder / f"{document_id}.yaml"
        for key, raw in _entries_of(path).items():
            passage = by_id.get(f"{document_id}/{key}")
            if passage is None:
                raise AnnotationError(
                    f"{path.name}, « {key} » : aucun passage ne porte cet "
                    "identifiant (voir « cpom sources --detail »)."
                )
            place = f"{path.name}, « {key} »"
            entry = value_of(raw, Entry, source=place, error=AnnotationError)
            by_passage[passage.id] = _annotation_of(entry, passage, place)
    return tuple(by_passage[passage.id] for passage in passages if passage.id in by_passage)


def read_unanswered(path: Path, annotations: Sequence[Annotation]) -> tuple[str, ...]:
    """The questions that people ask and that no text answers (`corpus/sans-reponse.yaml`), each
    once, in the order of the file; none when there is no such file.

    A question that looks more like one of these than like an annotated one is refused. Raises
    AnnotationError for a file of another form, or a question that an annotation answers.
    """
    passage_of: dict[str, str] = {}
    for annotation in annotations:
        for annotated_question in annotation.questions:
            passage_of[flatten(annotated_question.text).lower()] = annotation.passage_id
    unanswered_questions: dict[str, None] = {}
    for subject, questions in read_questions_by_subject(path).items():
        for question in questions:
            passage_id = passage_of.get(question.lower())
            if passage_id is not None:
                raise AnnotationError(
                    f"{path.name}, « {subject} » : « {question[:80]} » est "
                    f"annotée dans {passage_id} ; ôtez-la d’un des deux."
                )
            unanswered_questions[question] = None
    return tuple(unanswered_questions)


def read_questions_by_subject(path: Path) -> Mapping[str, tuple[str, ...]]:
    """A file of questions by subject; nothing when there is no such file.

    Raises AnnotationError, which names the file and the subject, when it is of another form.
    """
    if not path.exists():
        return {}
    raw = read_yaml(path, error=AnnotationError) or {}
    if not isinstance(raw, dict):
        raise AnnotationError(f"{path.name} doit contenir un sujet par clé.")
    return {
        str(subject): _questions_of(path, subject, questions) for subject, questions in raw.items()
    }


def read_gap_notes(path: Path) -> GapNotes:
    """What editors know of each lost list; a corpus may have no such file.

    Raises CorpusError when the file is of another form.
    """
    return read_datafile(path, GapNotes, absent=GapNotes())


def _entries_of(path: Path) -> dict[str, object]:
    """What a file of annotations holds, by passage; nothing when there is no such file."""
    if not path.exists():
        return {}
    raw = read_yaml(path, error=AnnotationError)
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise AnnotationError(f"{path.name} doit contenir un passage par clé.")
    return raw


def _annotation_of(entry: Entry, passage: Passage, place: str) -> Annotation:
    """The annotation of an entry. Raises AnnotationError for words that its passage lacks."""
    text = flatten(passage.text)
    for answer in entry.answers:
        quote = flatten(answer.quote)
        if not quote or quote not in text:
            raise AnnotationError(
                f"{place} : les mots « {answer.quote[:80]} » ne sont pas dans le passage."
            )
    return Annotation(
        passage_id=passage.id,
        gist=entry.gist,
        words=entry.words,
        questions=tuple(_annotated_questions(entry)),
        proposed=entry.is_proposal,
    )


def _annotated_questions(entry: Entry) -> Iterator[AnnotatedQuestion]:
    for answer in entry.answers:
        for question in answer.questions:
            yield AnnotatedQuestion(text=question.strip(), quote=flatten(answer.quote))


def _questions_of(path: Path, subject: object, questions: object) -> tuple[str, ...]:
    """The questions of a subject, their spaces made plain. Raises AnnotationError when they are not
    a list of texts.
    """
    items = questions if isinstance(questions, list) else [None]
    are_texts = all(isinstance(item, str) and item.strip() for item in items)
    if not are_texts:
        raise AnnotationError(
            f"{path.name}, « {subject} » : chaque sujet porte une liste de "
            "questions entre guillemets."
        )
    return tuple(map(flatten, items))
