"""Why: « pourquoi ? », « pour quelle raison ? » ask the reason of what was just answered.

Combien de CPOM V2 ont été signés ?  + Pourquoi ?   → Pourquoi 90 CPOM V2 ont été signés ?
Les DOM sont-ils concernés ?         + Pourquoi ?   → Pourquoi les DOM sont-ils concernés ?
Qui préside le COPIL ?               + Pourquoi ?   → Pourquoi la DREETS préside le COPIL ?
"""

import re

from assistant.conversation.exchange import Antecedents
from assistant.conversation.interrogatives import lower_first, parted

LONGEST_ANSWER = 5  # words of an answer that may stand in the question


def ask_why(question: str, antecedents: Antecedents) -> str:
    """The question that asks for the reason; empty when the message does not ask for one."""
    words = antecedents.words
    if not words.reason.fullmatch(question):
        return ""
    parts = parted(antecedents.reading)
    if parts is None:
        return f"Pourquoi : {lower_first(antecedents.exchange.question)}"
    if not parts.word:
        return f"Pourquoi {lower_first(parts.rest)} ?"
    if parts.word in ("pourquoi", "comment"):
        return f"Pourquoi {lower_first(parts.rest)} ?"
    value = _short_answer(antecedents.exchange.answer)
    counted = f" {parts.noun.words}" if parts.noun and not value.endswith(parts.noun.words) else ""
    subject = lower_first(value) + (counted if re.fullmatch(r"\d[\d\s.,]*", value) else "")
    rest = parts.rest
    if parts.word.startswith("quel"):
        rest = re.sub(r"^(?:est|sont)\s+", "", rest)
    if not value:
        noun = parts.noun.words if parts.noun else ""
        return f"Pourquoi {noun} {rest} ?".replace("  ", " ")
    if parts.word in ("qui", "combien"):
        return f"Pourquoi {subject} {rest} ?"
    return f"Pourquoi {rest}, {subject} ?"


def _short_answer(answer: str) -> str:
    """The first words of an answer when they say it all (« Cinq ans. »), else nothing."""
    opening = re.split(r"[.:;(]", answer, maxsplit=1)[0].strip()
    return opening if 0 < len(opening.split()) <= LONGEST_ANSWER else ""
