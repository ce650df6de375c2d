"""What a question was answered, as it is kept: its sentences and their sources, with how it was
made.
"""

from assistant.domain import Citation, Status, Value


class Sentence(Value):
    """A sentence that was shown, and the numbers of its sources; none in a refusal."""

    text: str
    citations: tuple[int, ...] = ()


class Record(Value):
    """A reply: `generation` is that of the index, `model` the language model that wrote it, empty
    without one.
    """

    question: str
    status: Status
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...] = ()
    generation: str
    model: str = ""

    def sources(self, sentence: Sentence) -> tuple[Citation, ...]:
        """The citations of one of its sentences."""
        return tuple(citation for citation in self.citations if citation.n in sentence.citations)
