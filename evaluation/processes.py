"""`cpom` in a process of its own, as its users start it: one question, or a server that answers."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.settings import ROOT, Settings

PATIENCE = 180  # seconds before something that does not come is given up


@dataclass(frozen=True)
class Server:
    """A `cpom serve` that runs: where it answers, and the number of its process."""

    address: str
    process_id: int

    def ask(self, question: str) -> Any:
        """The reply to a question, as the API gives it."""
        body = json.dumps({"question": question}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.address}/api/ask", body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310
            return json.loads(reply.read())


def ask_in_process(settings: Settings, question: str, *flags: str) -> str:
    """What a new process that asks a question writes on its error stream; `flags` are Python's.

    Raises CalledProcessError when it fails.
    """
    command = [sys.executable, *flags, "-m", "api.cli.main", "ask", question]
    process = subprocess.run(  # noqa: S603
        command, env=_environment(settings), cwd=ROOT, capture_output=True, text=True, check=True
    )
    return process.stderr


@contextmanager
def running_server(settings: Settings) -> Iterator[Server]:
    """`cpom serve` on a free port, stopped at the end.

    Raises RuntimeError when it stops by itself, TimeoutError when it does not answer.
    """
    port = _free_port()
    process = _start_server(settings, port)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(
            lambda: process.poll() is not None or _answers(f"{address}/readyz"), "cpom serve"
        )
        if process.poll() is not None:
            raise RuntimeError(f"« cpom serve » s’est arrêté (code {process.returncode}).")
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until(is_done: Callable[[], bool], what: str) -> None:
    """Wait for something. Raises TimeoutError when it does not come."""
    end = time.monotonic() + PATIENCE
    while not is_done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} : rien après {PATIENCE} s.")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start_server(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    serve = ["serve", "--host", "127.0.0.1", "--port", str(port)]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "api.cli.main", *serve],
        env=_environment(settings),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _environment(settings: Settings) -> dict[str, str]:
    """The environment of a process that has these settings, and no language model."""
    return {
        **os.environ,
        "CPOM_DATA": str(settings.data),
        "CPOM_CORPUS": str(settings.corpus),
        "CPOM_LLM_URL": "",
        "CPOM_LLM_MODEL": "",
    }


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as reply:  # noqa: S310
            return bool(reply.read())
    except urllib.error.URLError:
        return False
