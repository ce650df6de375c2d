"""A follow-up put into a question that stands alone by a language model, and checked: nothing
added, nothing of the question lost.
"""

import re
from collections.abc import Sequence
from typing import Any

from assistant.domain import Turn
from assistant.errors import ModelError
from assistant.index.index import Index
from assistant.llm.client import Budget, Model
from assistant.llm.phrases import read_object
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.texts.french import fold
from assistant.texts.wording import Wording

LONGEST = 300
TURNS = 6
SHARE = 0.4
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}


class Rewriter:
    """Asks one model; safe to share between threads."""

    def __init__(self, index: Index, wording: Wording, model: Model) -> None:
        self.index = index
        self.wording = wording
        self.model = model
        self.prompt: Prompt = read_prompt("reformuler")

    def alone(self, question: str, history: Sequence[Turn], budget: Budget) -> str:
        """The question made to stand alone, within a part of the budget; empty when the model fails
        or its words are not those of the conversation.
        """
        turns = [{"question": turn.question, "reponse": turn.answer} for turn in history[-TURNS:]]
        prompt = self.prompt.render(
            donnees=to_data({"echanges": turns, "question_de_suite": question})
        )
        own = budget.share(SHARE)
        budget.prompts[self.prompt.name] = self.prompt.fingerprint
        try:
            rewriting = read_object("".join(self.model.write(prompt, own, SCHEMA))).get("question")
        except (ModelError, ValueError):
            rewriting = None
        budget.take(own)
        return (
            rewriting.strip()
            if isinstance(rewriting, str) and self._faithful(rewriting.strip(), question, history)
            else ""
        )

    def _faithful(self, rewriting: str, question: str, history: Sequence[Turn]) -> bool:
        """Is it one plain sentence, made of the words of the conversation, that keeps those of the
        question?
        """
        if (
            not 5 <= len(rewriting) <= LONGEST
            or visible_text(rewriting) != rewriting
            or re.search(r"[<>\[\]{}`\n]|https?:", rewriting)
            or self.wording.instruction.search(rewriting)
        ):
            return False
        terms = self.index.analyser.terms
        conversation = set(
            terms(" ".join((question, *(f"{turn.question} {turn.answer}" for turn in history))))
        )
        own, new_terms = set(terms(question)), set(terms(rewriting))
        figures = set(re.findall(r"\d+", fold(question)))
        return (
            bool(new_terms)
            and new_terms <= conversation
            and own <= new_terms
            and figures <= set(re.findall(r"\d+", fold(rewriting)))
        )
