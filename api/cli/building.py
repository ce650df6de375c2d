"""The index built from a command, with a progress bar when somebody watches."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.build import Report

# The steps of a build, in order, as `ingest.build` names them.
STEPS = ("catalogue", "passages", "vecteurs", "index des mots", "vérification", "publication")


def build_index(settings: "Settings", *, force: bool = False) -> "Report":
    """Build the index of the corpus if it has changed; on a terminal, a bar on the error stream
    shows the steps. Raises what `ingest.build.build` raises.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from api.cli.printing import console
    from ingest.build import build

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    watched = sys.stderr.isatty()
    with Progress(
        *columns, console=console(error=True), transient=True, disable=not watched
    ) as bar:
        task = bar.add_task(STEPS[0], total=len(STEPS))

        def progress(step: str) -> None:
            done = STEPS.index(step) if step in STEPS else None
            bar.update(task, description=step, completed=done)

        return build(settings, force=force, progress=progress)
