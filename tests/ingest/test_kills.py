"""`kill -9` at any moment of a build: the former generation serves, the next build is right."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from assistant.index import generation
from assistant.index.opening import open_index
from assistant.settings import ROOT, Settings
from ingest.build import build
from tests.ingest.conftest import copy_corpus

SHORTEST = 0.1  # seconds that a build is left at most, however fast the machine
# A process that has imported everything forks one build a line, so that the kills fall within the
# build.
SERVER = """
import os, sys
from pathlib import Path
from assistant.settings import Settings
from ingest.build import build
settings = Settings(_env_file=None, corpus=Path(sys.argv[1]), data=Path(sys.argv[2]))
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        os.setsid()
        build(settings, force=True)
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


@pytest.mark.parametrize(("kills", "vectors"), [(42, False), (8, True)], ids=["mots", "vecteurs"])
def test_a_build_that_is_killed_leaves_the_former_index_and_the_next_is_right(
    tmp_path: Path, kills: int, vectors: bool
) -> None:
    """Half the kills spare the child that checks, which then writes on beside the next build."""
    settings = Settings(
        _env_file=None, corpus=copy_corpus(tmp_path, vectors=vectors), data=tmp_path / "data"
    )
    build(settings)
    wanted = _content(settings)
    draw = random.Random(20240712)
    codes = []
    command = [sys.executable, "-c", SERVER, str(settings.corpus), str(settings.data)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    ) as server:
        assert server.stdin and server.stdout
        # the machine's own pace: the kills are drawn within the time that one whole build takes
        # here and now
        longest = min(_seconds_of_a_build(server.stdin, server.stdout) for _ in range(2))
        for n in range(1, kills + 1):
            server.stdin.write("build\n")
            pid = int(server.stdout.readline())
            time.sleep(draw.uniform(0.02, longest))
            (os.kill if n % 2 else os.killpg)(pid, signal.SIGKILL)
            server.stdin.write("reap\n")
            codes.append(int(server.stdout.readline()))
            if not codes[-1]:  # it ended before its kill: the next ones come sooner
                longest = max(SHORTEST, longest * 0.8)
            assert _content(settings) == wanted, n
            if n % (kills // 2) == 0:
                assert build(settings, force=True).is_new
                assert _content(settings) == wanted
        server.stdin.close()
    assert set(codes) <= {0, -signal.SIGKILL} and codes.count(-signal.SIGKILL) >= kills // 2
    assert not list((settings.data / "generations").glob(".*")) and not list(
        settings.data.glob(".current-*")
    )


def _seconds_of_a_build(orders: IO[str], answers: IO[str]) -> float:
    """How long the server takes for a build that nothing stops."""
    begun = time.monotonic()
    orders.write("build\n")
    answers.readline()
    orders.write("reap\n")
    assert answers.readline().strip() == "0"
    return time.monotonic() - begun


def _content(settings: Settings) -> tuple[object, ...]:
    """What an assistant would read now; every file of the published generation is whole."""
    index = open_index(settings)
    assert (
        generation.damaged_files(
            generation.folder_of(settings.data, generation.published_id(settings.data))
        )
        == []
    )
    assert index.warnings == []
    return (
        index.manifest,
        index.passages,
        tuple(index.text(id) for id in index.documents),
        tuple(index.vectors),
    )
