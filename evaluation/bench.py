"""Speed and memory, beside the usual LangChain stack in the same run: `python -m evaluation.bench
[--write]`.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from assistant.domain import Question, Value
from assistant.index import contents
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from evaluation.corpora import enlarge
from evaluation.dataset import own_sets, read_cases
from evaluation.run import TODAY
from ingest.build import build

PAGE = ROOT / "docs" / "performances.md"
WARM_UP = 50
SERVED = 100
PATIENCE = 180


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
        goal = f"≤ {_number(self.goal)} {self.unit}" if self.goal is not None else ""
        met = "" if self.goal is None else "oui" if self.value <= self.goal else "**non**"
        return f"| {self.what} | {_number(self.value)} {self.unit} | {goal} | {met} | {self.note} |"


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
    yield from question("Question à chaud", times(ready(settings), questions), 8, 25, "Chroma")
    yield from question(
        "Question à chaud", times(Assistant(settings), questions), 8, 25, "parcours exact"
    )


def question(
    what: str, taken: Times, p50: float | None, p95: float | None, note: str
) -> Iterator[Row]:
    """The rows of a question: median and 95th percentile."""
    note = f"{note} ; processeur : {_number(taken.processor)} ms"
    yield Row(what=f"{what}, médiane", value=taken.p50, unit="ms", goal=p50, note=note)
    yield Row(what=f"{what}, 95e centile", value=taken.p95, unit="ms", goal=p95, note=note)


def ready(settings: Settings) -> Assistant:
    """An assistant whose vectors Chroma serves.

    Raises TimeoutError when Chroma does not come.
    """
    assistant = Assistant(settings, chroma=True)
    _wait(
        lambda: all(assistant.index.vectors[name].engine == "chroma" for name in contents.SERVED),
        "Chroma",
    )
    return assistant


def times(assistant: Assistant, questions: Sequence[str]) -> Times:
    """What a question takes, after a warm-up."""
    for text in questions[:WARM_UP]:
        assistant.ask(Question(text=text), TODAY)
    found, processor = [], []
    for text in questions:
        begun, used = time.perf_counter(), time.process_time()
        assistant.ask(Question(text=text), TODAY)
        found.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - used) * 1000)
    return Times(
        p50=float(np.percentile(found, 50)),
        p95=float(np.percentile(found, 95)),
        processor=statistics.median(processor),
    )


def cold(settings: Settings, text: str) -> Iterator[Row]:
    """`cpom ask` in a new process: median of five, and whether torch came with it."""
    found = []
    for _ in range(5):
        begun = time.perf_counter()
        _ask(settings, text)
        found.append(time.perf_counter() - begun)
    torch = bool(re.search(r"\|\s+torch$", _ask(settings, text, "-X", "importtime"), re.M))
    yield Row(
        what="« cpom ask » à froid, médiane de cinq",
        value=statistics.median(found),
        unit="s",
        goal=1.2,
    )
    yield Row(
        what="Importations de torch par « cpom ask »", value=float(torch), unit="fois", goal=0
    )


def _ask(settings: Settings, text: str, *flags: str) -> str:
    """What a new process that asks a question writes on its error stream."""
    command = [sys.executable, *flags, "-m", "api.cli.main", "ask", text]
    return subprocess.run(
        command, env=_environment(settings), cwd=ROOT, capture_output=True, text=True, check=True
    ).stderr  # noqa: S603


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "CPOM_DATA": str(settings.data),
        "CPOM_CORPUS": str(settings.corpus),
        "CPOM_LLM_URL": "",
        "CPOM_LLM_MODEL": "",
    }


def served(
    settings: Settings, questions: Sequence[str], goal: float | None, name: str
) -> Iterator[Row]:
    """Resident memory of `cpom serve` after a hundred questions that Chroma helped to answer."""
    import psutil

    with server(settings) as (address, process):
        ask = f"{address}/api/ask"
        _wait(
            lambda: _post(ask, {"question": questions[0]})["trace"]["vectors"] == "chroma", "Chroma"
        )
        for text in questions[:SERVED]:
            _post(ask, {"question": text})
        megabytes = psutil.Process(process.pid).memory_info().rss / 1e6
    yield Row(
        what=f"Mémoire de « cpom serve » après {SERVED} questions{name}",
        value=megabytes,
        unit="Mo",
        goal=goal,
        note="Chroma",
    )


@contextmanager
def server(settings: Settings) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`cpom serve` on a free port, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "api.cli.main",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command,
        env=_environment(settings),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # noqa: S603
    try:
        _wait(
            lambda: process.poll() is not None or _answers(f"http://127.0.0.1:{port}/readyz"),
            "cpom serve",
        )
        if process.poll() is not None:
            raise RuntimeError(f"« cpom serve » s’est arrêté (code {process.returncode}).")
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE) as reply:  # noqa: S310
        return bytes(reply.read())


def _answers(url: str) -> bool:
    try:
        return bool(_get(url))
    except urllib.error.URLError:
        return False


def _post(url: str, body: dict[str, Any]) -> Any:
    sent = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, sent, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310
        return json.loads(reply.read())


def _wait(done: Callable[[], bool], what: str) -> None:
    """Wait for something. Raises TimeoutError when it does not come."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} : rien après {PATIENCE} s.")
        time.sleep(0.1)


def large(
    settings: Settings, questions: Sequence[str], passages: int, folder: Path
) -> Iterator[Row]:
    """The same questions when the corpus is lost among many synthetic passages."""
    enlarge(Assistant(settings).index, settings.corpus, folder / "corpus", passages)
    big = settings.model_copy(update={"corpus": folder / "corpus", "data": folder / "data"})
    name = f" ({_number(passages)} passages de synthèse)"
    yield Row(what="Construire l’index" + name, value=build(big).seconds, unit="s")
    begun = time.perf_counter()
    Assistant(big)
    yield Row(what="Ouvrir l’index" + name, value=time.perf_counter() - begun, unit="s")
    yield from question("Question à chaud" + name, times(ready(big), questions), None, 60, "Chroma")
    yield from served(big, questions, None, name)


def peer(settings: Settings, questions: Sequence[str]) -> Iterator[Row]:
    """The usual LangChain stack, alone in its process."""
    command = [sys.executable, "-m", "evaluation.peers", str(settings.data)]
    done = subprocess.run(
        command, input=json.dumps(questions), cwd=ROOT, capture_output=True, text=True, check=True
    )  # noqa: S603
    found = json.loads(done.stdout.splitlines()[-1])
    name = "LangChain usuel (1000/200, Chroma, MiniLM) : "
    yield Row(what=name + "construire l’index", value=found["index"], unit="s")
    yield Row(
        what=name + "question, médiane", value=found["p50"], unit="ms", note="recherche seule"
    )
    yield Row(
        what=name + "question, 95e centile", value=found["p95"], unit="ms", note="recherche seule"
    )
    yield Row(what=name + "mémoire", value=found["rss"], unit="Mo")


def profile(settings: Settings, questions: Sequence[str]) -> str:
    """The functions that cost most in warm questions, by their own time."""
    import cProfile
    import io
    import pstats

    assistant = Assistant(settings)
    for text in questions[:WARM_UP]:
        assistant.ask(Question(text=text), TODAY)
    watched = cProfile.Profile()
    with watched:
        for text in questions:
            assistant.ask(Question(text=text), TODAY)
    out = io.StringIO()
    pstats.Stats(watched, stream=out).sort_stats("tottime").print_stats(30).sort_stats(
        "cumtime"
    ).print_stats(40)
    return out.getvalue()


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value):
        return f"{int(value):,}".replace(",", " ")
    return (
        f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    ).replace(".", ",")


def page(rows: Sequence[Row], command: str) -> str:
    """The measures as a page of documentation."""
    machine = (
        f"{os.cpu_count()} cœurs, charge moyenne {_number(os.getloadavg()[0])} à "
        f"la fin, Python {sys.version.split()[0]}"
    )
    return "\n".join(
        (
            "# Performances",
            "",
            (
                f"Page écrite par `{command}` le {datetime.now(UTC):%Y-%m-%d} "
                f"({machine}). Ne la corrigez pas à la main : relancez la commande."
            ),
            "",
            (
                "Une question à chaud va de la question à la réponse citée et "
                "vérifiée ; celle de LangChain s’arrête aux passages trouvés."
            ),
            "Les questions sont celles de la partie « réglage » de `evaluation/questions/`.",
            "",
            "| mesure | valeur | objectif | tenu | précision |",
            "| --- | --- | --- | --- | --- |",
            *(row.line for row in rows),
            "",
        )
    )


def main(
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
    profiled: Annotated[
        bool, typer.Option("--profile", help="Montre seulement ce qui coûte dans une question.")
    ] = False,
) -> None:
    """Mesure la vitesse et la mémoire, sans modèle de langue, et affiche un tableau."""
    questions = tuning_questions()
    with tempfile.TemporaryDirectory(prefix="cpom-bench-") as folder:
        settings = Settings().model_copy(
            update={"data": Path(folder) / "data", "llm_url": "", "llm_model": ""}
        )
        if profiled:
            build(settings)
            typer.echo(profile(settings, questions))
            return
        rows = []
        for row in _rows(settings, questions, passages, peers, Path(folder)):
            rows.append(row)
            typer.echo(row.line, err=True)
    text = page(rows, "python -m evaluation.bench --write")
    typer.echo(text)
    if write:
        PAGE.write_text(text, encoding="utf-8")


def _rows(
    settings: Settings, questions: list[str], passages: int, peers: bool, folder: Path
) -> Iterator[Row]:
    """Every measure, in the order of the table."""
    yield from builds(settings)
    yield from warm(settings, questions)
    yield from cold(settings, questions[0])
    yield from served(settings, questions, 250, "")
    if passages:
        yield from large(settings, questions, passages, folder / "large")
    if peers:
        yield from peer(settings, questions)


if __name__ == "__main__":
    typer.run(main)
