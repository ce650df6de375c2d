"""Speed and memory, beside the usual LangChain stack in the same run: `python -m evaluation.bench
[--write]`.
"""

import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.domain import Question, Value
from assistant.index import contents
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from evaluation.corpora import enlarge
from evaluation.dataset import own_sets, read_cases
from evaluation.processes import ask_in_process, running_server, wait_until
from evaluation.run import TODAY
from ingest.build import build

PAGE = ROOT / "docs" / "performances.md"
WARM_UP = 50
SERVED = 100
HEAD = """# Performances

Page écrite par `{command}` le {day} ({machine}). \
Ne la corrigez pas à la main : relancez la commande.

Une question à chaud va de la question à la réponse citée et vérifiée ; \
celle de LangChain s’arrête aux passages trouvés.
Les questions sont celles de la partie « réglage » de `evaluation/questions/`.

| mesure | valeur | objectif | tenu | précision |
| --- | --- | --- | --- | --- |"""


class Row(Value):
    """A measure, and the goal it is held to, in the same unit; no goal when it is there to
    compare.
    """

    what: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""

    @property
    def line(self) -> str:
        """The measure as a row of the table of the page."""
        value = f"{_number(self.value)} {self.unit}"
        goal = "" if self.goal is None else f"≤ {_number(self.goal)} {self.unit}"
        return f"| {self.what} | {value} | {goal} | {self._outcome} | {self.note} |"

    @property
    def _outcome(self) -> str:
        """Whether the goal is met, as the page says it; empty without a goal."""
        if self.goal is None:
            return ""
        return "oui" if self.value <= self.goal else "**non**"


class Times(Value):
    """Milliseconds of a question: median, 95th percentile, and median of the processor's time,
    which a busy machine stretches less.
    """

    p50: float
    p95: float
    processor: float


def tuning_questions() -> list[str]:
    """The first question of each tuning case."""
    return [case.turns[0].question for case in read_cases(own_sets()) if case.split == "tune"]


def builds(settings: Settings) -> Iterator[Row]:
    """Build from nothing, then with nothing changed."""
    yield Row(
        what="Construire l’index des cinq textes, à partir de rien",
        value=build(settings, force=True).seconds,
        unit="s",
        goal=10,
    )
    yield Row(
        what="Le reconstruire sans changement", value=build(settings).seconds, unit="s", goal=1
    )


def warm(settings: Settings, questions: Sequence[str]) -> Iterator[Row]:
    """A question in a process that has already answered, vectors by Chroma as the server has them,
    then by the exact scan.
    """
    what = "Question à chaud"
    by_chroma = times(ready(settings), questions)
    yield from rows_of_times(what, by_chroma, p50=8, p95=25, note="Chroma")
    by_scan = times(Assistant(settings), questions)
    yield from rows_of_times(what, by_scan, p50=8, p95=25, note="parcours exact")


def rows_of_times(
    what: str, times: Times, *, p50: float | None, p95: float | None, note: str
) -> Iterator[Row]:
    """The rows of a question: median and 95th percentile, each beside its goal in milliseconds."""
    note = f"{note} ; processeur : {_number(times.processor)} ms"
    yield Row(what=f"{what}, médiane", value=times.p50, unit="ms", goal=p50, note=note)
    yield Row(what=f"{what}, 95e centile", value=times.p95, unit="ms", goal=p95, note=note)


def ready(settings: Settings) -> Assistant:
    """An assistant whose vectors Chroma serves.

    Raises TimeoutError when Chroma does not come.
    """
    assistant = Assistant(settings, chroma=True)
    vectors = assistant.index.vectors
    wait_until(lambda: all(vectors[name].engine == "chroma" for name in contents.SERVED), "Chroma")
    return assistant


def times(assistant: Assistant, questions: Sequence[str]) -> Times:
    """What a question takes, after a warm-up."""
    _warm_up(assistant, questions)
    milliseconds, processor = [], []
    for text in questions:
        start, start_of_processor = time.perf_counter(), time.process_time()
        assistant.ask(Question(text=text), TODAY)
        milliseconds.append((time.perf_counter() - start) * 1000)
        processor.append((time.process_time() - start_of_processor) * 1000)
    return Times(
        p50=float(np.percentile(milliseconds, 50)),
        p95=float(np.percentile(milliseconds, 95)),
        processor=statistics.median(processor),
    )


def _warm_up(assistant: Assistant, questions: Sequence[str]) -> None:
    for text in questions[:WARM_UP]:
        assistant.ask(Question(text=text), TODAY)


def cold(settings: Settings, text: str) -> Iterator[Row]:
    """`cpom ask` in a new process: median of five, and whether torch came with it."""
    seconds = [_seconds_of(lambda: ask_in_process(settings, text)) for _ in range(5)]
    imports = ask_in_process(settings, text, "-X", "importtime")
    torch = bool(re.search(r"\|\s+torch$", imports, re.M))
    what = "« cpom ask » à froid, médiane de cinq"
    yield Row(what=what, value=statistics.median(seconds), unit="s", goal=1.2)
    what = "Importations de torch par « cpom ask »"
    yield Row(what=what, value=float(torch), unit="fois", goal=0)


def _seconds_of(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def memory(
    settings: Settings, questions: Sequence[str], *, goal: float | None = None, name: str = ""
) -> Row:
    """Resident memory of `cpom serve` after a hundred questions that Chroma helped to answer."""
    import psutil

    with running_server(settings) as server:
        wait_until(lambda: server.ask(questions[0])["trace"]["vectors"] == "chroma", "Chroma")
        for text in questions[:SERVED]:
            server.ask(text)
        megabytes = psutil.Process(server.process_id).memory_info().rss / 1e6
    what = f"Mémoire de « cpom serve » après {SERVED} questions{name}"
    return Row(what=what, value=megabytes, unit="Mo", goal=goal, note="Chroma")


def large(
    settings: Settings, questions: Sequence[str], passages: int, folder: Path
) -> Iterator[Row]:
    """The same questions when the corpus is lost among many synthetic passages."""
    enlarge(Assistant(settings).index, settings.corpus, folder / "corpus", passages)
    big = settings.model_copy(update={"corpus": folder / "corpus", "data": folder / "data"})
    name = f" ({_number(passages)} passages de synthèse)"
    yield Row(what="Construire l’index" + name, value=build(big).seconds, unit="s")
    yield Row(what="Ouvrir l’index" + name, value=_seconds_of(lambda: Assistant(big)), unit="s")
    by_chroma = times(ready(big), questions)
    yield from rows_of_times("Question à chaud" + name, by_chroma, p50=None, p95=60, note="Chroma")
    yield memory(big, questions, name=name)


def peer(settings: Settings, questions: Sequence[str]) -> Iterator[Row]:
    """The usual LangChain stack, alone in its process."""
    command = [sys.executable, "-m", "evaluation.peers", str(settings.data)]
    process = subprocess.run(  # noqa: S603
        command, input=json.dumps(questions), cwd=ROOT, capture_output=True, text=True, check=True
    )
    measures = json.loads(process.stdout.splitlines()[-1])
    name, note = "LangChain usuel (1000/200, Chroma, MiniLM) : ", "recherche seule"
    yield Row(what=f"{name}construire l’index", value=measures["index"], unit="s")
    yield Row(what=f"{name}question, médiane", value=measures["p50"], unit="ms", note=note)
    yield Row(what=f"{name}question, 95e centile", value=measures["p95"], unit="ms", note=note)
    yield Row(what=f"{name}mémoire", value=measures["rss"], unit="Mo")


def profile(settings: Settings, questions: Sequence[str]) -> str:
    """The functions that cost most in warm questions, by their own time."""
    import cProfile
    import io
    import pstats

    assistant = Assistant(settings)
    _warm_up(assistant, questions)
    profiler = cProfile.Profile()
    with profiler:
        for text in questions:
            assistant.ask(Question(text=text), TODAY)
    out = io.StringIO()
    stats = pstats.Stats(profiler, stream=out)
    stats.sort_stats("tottime").print_stats(30)
    stats.sort_stats("cumtime").print_stats(40)
    return out.getvalue()


def _number(value: float) -> str:
    """A number in French, with three figures that count when it has decimals."""
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    decimals = next((n for top, n in ((10, 2), (100, 1)) if value < top), 0)
    return f"{value:.{decimals}f}".replace(".", ",")


def page(rows: Sequence[Row], command: str) -> str:
    """The measures as a page of documentation, with the command that makes it."""
    load, version = _number(os.getloadavg()[0]), sys.version.split()[0]
    machine = f"{os.cpu_count()} cœurs, charge moyenne {load} à la fin, Python {version}"
    head = HEAD.format(command=command, day=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine)
    return "\n".join((head, *(row.line for row in rows), ""))


def main(
    *,
    write: Annotated[bool, typer.Option("--write", help="Écrit docs/performances.md.")] = False,
    passages: Annotated[
        int,
        typer.Option(
            "--passages", help="Passages de synthèse du grand corpus ; 0 pour s’en passer."
        ),
    ] = 100_000,
    peers: Annotated[
        bool, typer.Option("--peers/--no-peers", help="Mesure aussi la pile LangChain usuelle.")
    ] = True,
    only_profile: Annotated[
        bool, typer.Option("--profile", help="Montre seulement ce qui coûte dans une question.")
    ] = False,
) -> None:
    """Mesure la vitesse et la mémoire, sans modèle de langue, et affiche un tableau."""
    questions = tuning_questions()
    with tempfile.TemporaryDirectory(prefix="cpom-bench-") as folder:
        place = Path(folder)
        settings = Settings().model_copy(
            update={"data": place / "data", "llm_url": "", "llm_model": ""}
        )
        if only_profile:
            build(settings)
            typer.echo(profile(settings, questions))
            return
        measures = [_own_rows(settings, questions)]
        if passages:
            measures.append(large(settings, questions, passages, place / "large"))
        if peers:
            measures.append(peer(settings, questions))
        rows = list(_show_each(itertools.chain.from_iterable(measures)))
    text = page(rows, "python -m evaluation.bench --write")
    typer.echo(text)
    if write:
        PAGE.write_text(text, encoding="utf-8")


def _own_rows(settings: Settings, questions: Sequence[str]) -> Iterator[Row]:
    """The measures on our own corpus, in the order of the table."""
    yield from builds(settings)
    yield from warm(settings, questions)
    yield from cold(settings, questions[0])
    yield memory(settings, questions, goal=250)


def _show_each(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they come, each shown on the error stream."""
    for row in rows:
        typer.echo(row.line, err=True)
        yield row


if __name__ == "__main__":
    typer.run(main)
