"""Ask every question of some sets and measure every reply."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from assistant.domain import Answer, Mode, Question, Turn
from assistant.pipeline import Assistant
from evaluation.dataset import Case
from evaluation.metrics import Measured, measure

TODAY = date(2026, 11, 1)


def run(
    assistant: Assistant,
    cases: Iterable[Case],
    progress: Callable[[str], None] = lambda id: None,
    mode: Mode = "extractive",
) -> Iterator[Measured]:
    """Measures of each turn of each case; a dialogue hears the assistant's own answers. A language
    model is asked in the mode `model` only.

    Raises BadInput for the mode `model` when no model is set.
    """
    index = assistant.index

    def family(id: str) -> str:
        return str(index.passages[index.family[index.row[id]]].text)

    for case in cases:
        history: list[Turn] = []
        for n, asked in enumerate(case.turns, 1):
            reply = assistant.ask(
                Question(text=asked.question, history=tuple(history), as_of=asked.as_of),
                TODAY,
                mode,
            )
            yield measure(case.id, case.kind, case.style, n, asked, reply, index.text, family)
            said = (
                " ".join(s.text for s in reply.statements)
                if isinstance(reply, Answer)
                else reply.text
            )
            history.append(Turn(question=asked.question, answer=said))
        progress(case.id)
