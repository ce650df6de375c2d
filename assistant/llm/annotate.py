"""Asks a language model for the annotation of a passage, and keeps what the passage bears out.

What is proposed is marked as such: a person accepts it or not.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, ValidationError

from assistant.domain import AnnotatedQuestion, Annotation, Document, Passage, Value
from assistant.errors import ModelOutput
from assistant.llm.client import Budget, Model, Rendered
from assistant.llm.phrases import read_object
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten
from assistant.texts.wording import Wording

LONGEST_GIST, LONGEST_QUESTION, LONGEST_WORD = 400, 250, 60
QUESTIONS, WORDS = 6, 12
MARKED = re.compile(r"[<>{}`\[\]|]|https?:|javascript:", re.I)
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


class _Answer(Value):
    quote: str = Field(alias="r")
    questions: tuple[str, ...] = Field(alias="q")


class _Proposal(Value):
    gist: str = Field(alias="resume")
    words: tuple[str, ...] = Field(alias="mots")
    answers: tuple[_Answer, ...] = Field(alias="reponses")


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


ANSWERS = {"type": "array", "items": _object(r=TEXT, q=TEXTS)}
SCHEMA = _object(resume=TEXT, mots=TEXTS, reponses=ANSWERS)


class Suggester:
    """Asks one model for annotations; `documents` are those of the corpus, by identifier."""

    def __init__(self, documents: Mapping[str, Document], wording: Wording, model: Model) -> None:
        self.documents = documents
        self.wording = wording
        self.model = model
        self.prompt: Prompt = read_prompt("annoter")

    def suggest(self, passage: Passage, budget: Budget) -> Annotation | None:
        """An annotation marked as proposed; None when nothing of what the model wrote holds.

        Raises ModelUnreachable, ModelRefused or ModelOutput when it writes nothing that can be
        read.
        """
        text = "".join(self.model.write(self._request(passage), budget, SCHEMA))
        try:
            proposal = _Proposal.model_validate(read_object(text))
        except (ValueError, ValidationError):
            raise ModelOutput(
                f"Ce que le modèle « {self.model.name} » propose pour "
                f"{passage.id} n’a pas la forme d’une annotation."
            ) from None
        return self._annotation_of(passage, proposal)

    def _request(self, passage: Passage) -> Rendered:
        data = {
            "document": self.documents[passage.document_id].title,
            "endroit": passage.label,
            "texte": visible_text(passage.text),
        }
        return self.prompt.render(donnees=to_data(data))

    def _annotation_of(self, passage: Passage, proposal: _Proposal) -> Annotation | None:
        """What holds: a gist with no figure of its own, questions whose answer stands in the
        passage, plain words.
        """
        questions = tuple(self._questions_that_hold(passage, proposal))
        gist = flatten(proposal.gist)
        if not questions or not self._is_plain(gist, LONGEST_GIST):
            return None
        if _invents(gist, passage.text):
            return None
        words = [flatten(word) for word in proposal.words if self._is_plain(word, LONGEST_WORD)]
        return Annotation(
            passage_id=passage.id,
            gist=gist,
            words=tuple(words[:WORDS]),
            questions=questions[:QUESTIONS],
            proposed=True,
        )

    def _questions_that_hold(
        self, passage: Passage, proposal: _Proposal
    ) -> Iterator[AnnotatedQuestion]:
        """The plain questions whose quoted answer stands in the passage."""
        text = flatten(passage.text)
        for answer in proposal.answers:
            quote = flatten(answer.quote)
            if not quote or quote not in text:
                continue
            for question in answer.questions:
                if self._is_plain(question, LONGEST_QUESTION) and not _invents(question, text):
                    yield AnnotatedQuestion(text=flatten(question), quote=quote)

    def _is_plain(self, text: str, longest: int) -> bool:
        """Is a text short and free of hidden characters, marks, links and orders?"""
        return (
            2 < len(text.strip()) <= longest
            and visible_text(text) == text
            and not MARKED.search(text)
            and not self.wording.instruction.search(text)
        )


def _invents(text: str, source: str) -> bool:
    """Does a text hold a figure or an article that its source does not?"""
    return bool(
        figures_in(text) - figures_in(source) - figures_in_words(source)
        or references_in(text) - references_in(source)
    )
