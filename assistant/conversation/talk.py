"""The sentences of a conversation: what the assistant says of itself, and of the pages it opens."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ConfigDict, Field

from assistant.domain import Value
from assistant.texts.datafile import read_datafile


class CommandWords(Value):
    """What is said when a command is carried out on the last answer."""

    no_answer: str = Field(alias="sans-reponse")
    sure: str = Field(alias="certitude")
    mail_head: str = Field(alias="courriel-debut")
    mail_foot: str = Field(alias="courriel-fin")
    mail_sources: str = Field(alias="courriel-sources")
    columns: tuple[str, str, str] = Field(alias="colonnes")
    no_source: str = Field(alias="sans-source")
    nothing_more: str = Field(alias="fin-de-liste")
    source: str


class Talk(Value):
    """`corpus/conversation.yaml`."""

    replies: Mapping[str, str] = Field(alias="reponses")
    commands: CommandWords = Field(alias="commandes")
    hand_overs: Mapping[str, str] = Field(alias="renvois")
    buttons: Mapping[str, str] = Field(alias="boutons")
    heard: Mapping[str, str] = Field(default_factory=dict, alias="entendu")


class Regions(Value):
    """The regions of `corpus/modeles/regions.yaml`, by name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    regions: Mapping[str, object] = Field(default_factory=dict)


def read_talk(corpus: Path) -> Talk | None:
    """The sentences of a corpus, None when it has none. Raises CorpusError for a file that cannot
    be used.
    """
    path = corpus / "conversation.yaml"
    return read_datafile(path, Talk) if path.exists() else None


def read_region_names(corpus: Path) -> tuple[str, ...]:
    """The names of the regions that a message may say; none for a corpus that lists none."""
    path = corpus / "modeles/regions.yaml"
    return tuple(read_datafile(path, Regions, absent=Regions()).regions)
