"""How a family of documents is laid out: small tables read from `corpus/profils/*.yaml`."""

from pathlib import Path
from typing import Literal

from assistant.domain import Kind, Value
from assistant.errors import CatalogueError
from assistant.texts.datafile import read_datafile

BlockKind = Literal["heading", "numbered", "box", "recommendation", "figure", "item", "paragraph"]


class Start(Value):
    """A line that opens a block.

    `pattern` may capture the mark; `id` and `label` are built from its groups. `level` ranks
    headings (1 is the highest) and items. `whole` makes one passage of all that a heading covers;
    `prefix` puts a heading before the passages of the rubrics under it. A heading's `id` is joined
    to that of the heading above unless it begins with a slash; `within` restricts the rule to what
    stands under the heading of that id; `extends` is how many lines may follow when they go on
    with the heading, or whatever they hold when it is `forced`.
    """

    kind: BlockKind
    pattern: str
    level: int = 1
    id: str = ""
    label: str = ""
    whole: bool = False
    prefix: bool = False
    forced: bool = False
    within: str = ""
    extends: int = 0
    passage: Kind | None = None


class Zone(Value):
    """A part of the document that a reader of its own cuts: from the line matching `start` to the
    one matching `end`.

    `keys` are the names of a notice's fields. In a list of people, `title` is the pattern of a line
    that names a body and `outer_title` that of a title over several bodies. In a table of
    recommendations, `lead` and `summary` are what is read before and after the words of a row.
    """

    reader: str
    start: str
    end: str = ""
    keys: tuple[str, ...] = ()
    id: str = ""
    label: str = ""
    title: str = r"[A-ZÉÈ0-9 .’'-]+"
    outer_title: str = ""
    lead: str = ""
    summary: str = ""


class GapRules(Value):
    """What betrays a list that the source lost: see `gaps.py`.

    `leads` are headings that announce a list; a block that matches one of `exceptions` only looks
    as if it did.
    """

    detect: bool = False
    leads: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


class Profile(Value):
    """The layout of a family of documents."""

    name: str = "generique"
    wrapped: bool = True
    width: int = 84
    furniture: tuple[str, ...] = ()
    splits: tuple[str, ...] = ()
    notes: bool = False
    starts: tuple[Start, ...] = ()
    zones: tuple[Zone, ...] = ()
    gaps: GapRules = GapRules()
    lead_words: int = 40


def read_profile(folder: Path, name: str) -> Profile:
    """Read the profile `name`.

    Raises CatalogueError when it is missing or malformed.
    """
    profile = read_datafile(
        folder / f"{name}.yaml",
        Profile,
        error=CatalogueError,
        advice="créez ce profil, ou choisissez « generique » dans le catalogue",
    )
    return profile.model_copy(update={"name": name})
