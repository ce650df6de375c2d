"""A passage → an annotation proposed by a language model, less what the passage does not bear out.
A person accepts it or not.
"""

import re
from typing import Any

from pydantic import ValidationError

from assistant.domain import AnnotatedQuestion, Annotation, Passage, Value
from assistant.errors import ModelOutput
from assistant.index.index import Index
from assistant.llm.client import Budget, Model
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


class _Pair(Value):
    q: str
    a: str


class _Proposal(Value):
    gist: str
    words: tuple[str, ...]
    questions: tuple[_Pair, ...]


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMA = _object(
    gist=TEXT,
    words={"type": "array", "items": TEXT},
    questions={"type": "array", "items": _object(q=TEXT, a=TEXT)},
)


class Suggester:
    """Asks one model for annotations."""

    def __init__(self, index: Index, wording: Wording, model: Model) -> None:
        self.index = index
        self.wording = wording
        self.model = model
        self.prompt: Prompt = read_prompt("annoter")

    def suggest(self, passage: Passage, budget: Budget) -> Annotation | None:
        """An annotation marked `proposed`; None when nothing of what the model wrote holds.

        Raises ModelUnreachable, ModelRefused or ModelOutput when it writes nothing that can be
        read.
        """
        data = {
            "document": self.index.document(passage.document_id).title,
            "endroit": passage.label,
            "texte": visible_text(passage.text),
        }
        text = "".join(self.model.write(self.prompt.render(donnees=to_data(data)), budget, SCHEMA))
        try:
            proposal = _Proposal.model_validate(read_object(text))
        except (ValueError, ValidationError):
            raise ModelOutput(
                f"Ce que le modèle « {self.model.name} » propose pour "
                f"{passage.id} n’a pas la forme d’une annotation."
            ) from None
        return self._kept(passage, proposal)

    def _kept(self, passage: Passage, proposal: _Proposal) -> Annotation | None:
        """What holds: a gist with no figure of its own, questions whose answer stands in the
        passage, plain words.
        """
        asked = [
            AnnotatedQuestion(text=flatten(pair.q), quote=flatten(pair.a))
            for pair in proposal.questions
            if self._holds(passage, pair)
        ]
        gist = flatten(proposal.gist)
        if not asked or not self._plain(gist, LONGEST_GIST) or _invented(gist, passage.text):
            return None
        words = [flatten(word) for word in proposal.words if self._plain(word, LONGEST_WORD)]
        return Annotation(
            passage_id=passage.id,
            gist=gist,
            words=tuple(words[:WORDS]),
            questions=tuple(asked[:QUESTIONS]),
            proposed=True,
        )

    def _holds(self, passage: Passage, pair: _Pair) -> bool:
        return (
            bool(flatten(pair.a))
            and flatten(pair.a) in flatten(passage.text)
            and self._plain(pair.q, LONGEST_QUESTION)
            and not _invented(pair.q, passage.text)
        )

    def _plain(self, text: str, longest: int) -> bool:
        return (
            2 < len(text.strip()) <= longest
            and visible_text(text) == text
            and not MARKED.search(text)
            and not self.wording.instruction.search(text)
        )


def _invented(text: str, source: str) -> bool:
    """Does a text hold a figure or an article that its source does not?"""
    return bool(
        figures_in(text) - figures_in(source) - figures_in_words(source)
        or references_in(text) - references_in(source)
    )
