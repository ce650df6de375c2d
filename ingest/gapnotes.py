"""What editors know of each lost list: what it held, and where the corpus says something of it
(`corpus/lacunes.yaml`).
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from assistant.domain import Passage, Value
from assistant.errors import CorpusError
from assistant.texts.datafile import read_datafile


class GapNote(Value):
    """What is missing after a lead-in, and the passages from which some of it may be inferred."""

    missing: str = Field(alias="manque")
    elsewhere: tuple[str, ...] = Field((), alias="ailleurs")


class GapNotes(Value):
    """Notes by passage identifier."""

    lacunes: dict[str, GapNote] = Field(default_factory=dict)

    def checked(self, passages: Sequence[Passage]) -> None:
        """Refuse a note on a passage that has no gap, or that points to a passage that does not
        exist.

        Raises CorpusError.
        """
        known = {passage.id: passage for passage in passages}
        for id, note in self.lacunes.items():
            if id not in known or known[id].gap is None:
                raise CorpusError(
                    f"lacunes.yaml, « {id} » : aucun passage de cet "
                    "identifiant n’a de liste perdue."
                )
            for other in note.elsewhere:
                if other not in known:
                    raise CorpusError(
                        f"lacunes.yaml, « {id} » : le passage « {other} » n’existe pas."
                    )

    def told(self, passage: Passage) -> Passage:
        """The passage, its gap completed by what the editors know of it."""
        if passage.gap is None:
            return passage
        note = self.lacunes.get(passage.id, GapNote(manque=""))
        gap = passage.gap.model_copy(update={"missing": note.missing, "elsewhere": note.elsewhere})
        return passage.model_copy(update={"gap": gap})


def read_gap_notes(path: Path) -> GapNotes:
    """Read the notes; a corpus may have none.

    Raises CorpusError when the file is malformed.
    """
    return read_datafile(path, GapNotes, absent=GapNotes())
