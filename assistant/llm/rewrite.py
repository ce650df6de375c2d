"""A follow-up put into a question that stands alone by a language model, and checked: nothing
added, nothing of the question lost.
"""

import re
from collections.abc import Sequence
from typing import Any

from assistant.domain import Turn
from assistant.errors import ModelError
from assistant.llm.client import Budget, Model
from assistant.llm.phrases import read_object
from assistant.llm.prompts import Prompt, read_prompt, to_data, visible_text
from assistant.texts.analyser import Analyser
from assistant.texts.french import fold
from assistant.texts.wording import Wording

LONGEST = 300
TURNS = 6
SHARE = 0.4  # of the time of an answer
MARKED = re.compile(r"[<>\[\]{}`\n]|https?:")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}


class Rewriter:
    """Asks one model to rewrite follow-ups; safe to share between threads."""

    def __init__(self, analyser: Analyser, wording: Wording, model: Model) -> None:
        self.analyser = analyser
        self.wording = wording
        self.model = model
        self.prompt: Prompt = read_prompt("reformuler")

    def alone(self, question: str, history: Sequence[Turn], budget: Budget) -> str:
        """The question made to stand alone, within a part of the budget; empty when the model fails
        or its words are not those of the conversation.
        """
        turns = [{"question": turn.question, "reponse": turn.answer} for turn in history[-TURNS:]]
        data = to_data({"echanges": turns, "question_de_suite": question})
        prompt = self.prompt.render(donnees=data)
        own = budget.share(SHARE)
        budget.prompts[self.prompt.name] = self.prompt.fingerprint
        try:
            text = "".join(self.model.write(prompt, own, SCHEMA))
            rewriting = read_object(text).get("question")
        except (ModelError, ValueError):
            rewriting = None
        budget.take(own)
        if not isinstance(rewriting, str):
            return ""
        sentence = rewriting.strip()
        is_right = self._is_plain(sentence) and self._is_faithful(sentence, question, history)
        return sentence if is_right else ""

    def _is_plain(self, sentence: str) -> bool:
        """Is a sentence short and free of hidden characters, marks, links and orders?"""
        if not 5 <= len(sentence) <= LONGEST or visible_text(sentence) != sentence:
            return False
        return not MARKED.search(sentence) and not self.wording.instruction.search(sentence)

    def _is_faithful(self, sentence: str, question: str, history: Sequence[Turn]) -> bool:
        """Is a sentence made of the words of the conversation, and does it keep those of the
        question?
        """
        turns = (f"{turn.question} {turn.answer}" for turn in history)
        conversation = self._terms_of(" ".join((question, *turns)))
        terms = self._terms_of(sentence)
        if not terms or not self._terms_of(question) <= terms <= conversation:
            return False
        return _numbers_in(question) <= _numbers_in(sentence)

    def _terms_of(self, text: str) -> set[str]:
        return set(self.analyser.terms(text))


def _numbers_in(text: str) -> set[str]:
    """The whole numbers of a text, in digits."""
    return set(re.findall(r"\d+", fold(text)))
