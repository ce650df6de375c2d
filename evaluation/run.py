"""Ask every question of some sets and measure every reply."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace
from datetime import date

from assistant.answering.recognition import NEVER
from assistant.domain import Answer, Mode, Question, Refusal, Turn
from assistant.index.index import Index
from assistant.pipeline import Assistant
from assistant.records.stored import StoredRecords
from evaluation.dataset import Case
from evaluation.metrics import CorpusTexts, Measured, TurnLabel, measure, text_of_reply

TODAY = date(2026, 11, 1)


def run(
    assistant: Assistant,
    cases: Iterable[Case],
    progress: Callable[[str], None] = lambda case_id: None,
    mode: Mode = "extractive",
) -> Iterator[Measured]:
    """Measures of each turn of each case; a dialogue hears the assistant's own answers. A language
    model is asked in the mode `model` only.

    Raises BadInput for the mode `model` when no model is set.
    """
    texts = texts_of(assistant.index)
    for case in cases:
        history: list[Turn] = []
        for number, turn in enumerate(case.turns, 1):
            question = Question(text=turn.question, history=tuple(history), as_of=turn.as_of)
            reply = assistant.ask(question, TODAY, mode)
            label = TurnLabel(case_id=case.id, kind=case.kind, style=case.style, turn=number)
            row = measure(label, turn, reply, texts)
            if turn.standalone:
                alone = Question(text=turn.standalone, as_of=turn.as_of)
                in_full = measure(label, turn, assistant.ask(alone, TODAY, mode), texts)
                row = row.model_copy(update={"passed_alone": in_full.passed})
            yield row
            history.append(Turn(question=turn.question, answer=text_of_reply(reply)))
        progress(case.id)


def extracts_alone(assistant: Assistant) -> Assistant:
    """The same assistant, which answers by the words of the texts only: no written answer is
    recognised and no fact is calculated.
    """
    extracts = copy(assistant)

    def ask_again(question: Question, day: date) -> Answer | Refusal:
        return extracts.ask(question, day, "extractive")

    extracts.resources = replace(
        assistant.resources, recognition=NEVER, records=StoredRecords(None), again=ask_again
    )
    return extracts


def texts_of(index: Index) -> CorpusTexts:
    """The texts of an index, as the measures of citations need them."""

    def family_text(passage_id: str) -> str:
        family = index.family[index.row[passage_id]]
        return str(index.passages[family].text)

    return CorpusTexts(document_text=index.text, family_text=family_text)
