"""The index that a command reads, built on first use and after an update of the program."""

from typing import TYPE_CHECKING

import typer

from api.cli.building import build_index
from assistant.errors import IndexDamaged, IndexMissing, IndexStale

if TYPE_CHECKING:
    from assistant.index.index import Index
    from assistant.pipeline import Assistant
    from assistant.settings import Settings

FIRST = "Premier lancement : l’index du corpus se construit dans {data}, une demi-minute environ…"
UPDATED = "Le programme a changé : l’index du corpus se reconstruit dans {data}…"
BUILT = "Index construit en {seconds:.0f} s. « cpom ingest » le refait quand le corpus change."


def open_assistant() -> "Assistant":
    """The assistant on the published index. Raises what `settings_with_index` raises."""
    from assistant.pipeline import Assistant

    return Assistant(settings_with_index())


def open_core() -> "Index":
    """The passages and documents of the published index, without what a search needs. Raises what
    `settings_with_index` raises.
    """
    from assistant.index import generation
    from assistant.index.opening import core_of

    data = settings_with_index().data
    return core_of(generation.folder_of(data, generation.published_id(data)))


def settings_with_index() -> "Settings":
    """The settings of a command that reads the index, once there is one that this version of the
    program can read; building it is announced on the error stream.

    Raises what `ingest.build.build` raises.
    """
    from assistant.settings import Settings

    settings = Settings()
    announcement = _why_build(settings)
    if announcement:
        _build(settings, announcement)
    return settings


def _why_build(settings: "Settings") -> str:
    """The sentence that announces a build; empty when the published index is this version's.

    Whether it is damaged is said by what opens it.
    """
    from assistant.index import generation
    from assistant.settings import program_version

    try:
        folder = generation.folder_of(settings.data, generation.published_id(settings.data))
        builder = generation.read_manifest(folder).program
    except IndexMissing:
        return FIRST
    except IndexStale:
        return UPDATED
    except IndexDamaged:
        return ""
    reader = program_version()
    return UPDATED if builder and reader and builder != reader else ""


def _build(settings: "Settings", announcement: str) -> None:
    typer.echo(announcement.format(data=settings.data), err=True)
    report = build_index(settings)
    typer.echo(BUILT.format(seconds=report.seconds), err=True)
