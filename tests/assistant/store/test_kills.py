"""`kill -9` at any moment of an autosave: the draft is as it was acknowledged, or as it was being
written, and never between.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import IO

import pytest
from sqlalchemy import text

from assistant.forms.edit import edit_line
from assistant.settings import ROOT, Settings
from assistant.store import drafts
from assistant.store.database import FILE, Database, open_database
from tests.assistant import samples

KILLS = 100
MAKINGS = 12
KEY = "cibles.secteurs"

# A process that has imported everything forks one writer a line; the writer tells each text once
# its save has returned.
SERVER = """
import os, sys
from pathlib import Path
from assistant.settings import Settings
from assistant.store import drafts
from assistant.store.database import open_database
from tests.assistant import samples
from tests.assistant.store.test_kills import KEY, worded
warm = open_database(Settings(_env_file=None, data=Path(sys.argv[1]) / "essai"))
created = drafts.create_draft(warm, "moi", samples.fiche()).draft.id
drafts.edit_draft(warm, created, 1, KEY, "essai", autosave=True)
warm.close()
os.write(1, b"ready\\n")
settings = Settings(_env_file=None, data=Path(sys.argv[1]))
for line in sys.stdin:
    id, n = line.split()
    pid = os.fork()
    if not pid:
        database = open_database(settings)
        head, n = drafts.read_draft(database, id).draft.head if id != "-" else 0, int(n)
        while True:
            if head:
                text = worded(n + 1)
                saved = drafts.edit_draft(database, id, head, KEY, text, autosave=n % 3 > 0)
                head = saved.draft.head
            n += 1
            os.write(1, f"{n}\\n".encode())
    os.write(1, f"pid {pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"end\\n")
"""


def worded(n: int) -> str:
    """The n-th text: of many lengths, so that pages are added and given back, and mixed with none
    other.
    """
    return f"n° {n} : " + f"{n}," * (n * 37 % 900)


def _lines(answers: IO[bytes], stop: Callable[[list[bytes]], bool]) -> list[bytes]:
    """What is said, up to the line after which `stop` is true."""
    said: list[bytes] = []
    while not said or not stop(said):
        said.append(answers.readline().strip())
        assert said[-1], "the server died"
    return said


def _killed(
    server: "subprocess.Popen[bytes]", order: str, seconds: float, saves: int = 0
) -> list[int]:
    """Have the server fork a writer, kill it after a while (and a number of saves), and give the
    texts that it acknowledged.
    """
    assert server.stdin and server.stdout
    server.stdin.write(f"{order}\n".encode())
    # the writer may speak before its parent
    said = _lines(
        server.stdout,
        lambda said: (
            sum(line.isdigit() for line in said) >= saves
            and any(line.startswith(b"pid") for line in said)
        ),
    )
    time.sleep(seconds)
    os.kill(next(int(line.split()[1]) for line in said if line.startswith(b"pid")), signal.SIGKILL)
    said += _lines(server.stdout, lambda said: said[-1] == b"end")
    return [int(line) for line in said if line.isdigit()]


def _seconds_of_saves(server: "subprocess.Popen[bytes]", order: str, saves: int) -> float:
    """The machine's own pace: how long a new writer takes for so many saves here and now."""
    begun = time.monotonic()
    _killed(server, order, 0, saves)
    return time.monotonic() - begun


def _state(database: Database, id: str) -> str:
    return drafts.read_draft(database, id).form.targets.sectors.text


@pytest.fixture
def server(file: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    """The server of writers, ready to fork."""
    program = [sys.executable, "-c", SERVER, str(file.data)]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as started:
        assert started.stdin and started.stdout
        assert started.stdout.readline() == b"ready\n"
        yield started
        started.stdin.close()


def test_an_acknowledged_autosave_survives_a_hundred_kills(
    file: Settings, server: "subprocess.Popen[bytes]"
) -> None:
    """After each kill the whole form equals the one of the last acknowledged text, or of the one
    after it; so do its versions.
    """
    database = open_database(file)
    id = drafts.create_draft(database, "moi", samples.fiche()).draft.id
    draw, n = random.Random(4622), 0
    one = min(_seconds_of_saves(server, f"{id} 0", 1) for _ in range(2))
    for _ in range(KILLS):
        known = int(_state(database, id).split()[1])
        acknowledged = max(
            [known, *_killed(server, f"{id} {known}", draw.uniform(0, one), draw.randrange(3))]
        )
        opened, found = drafts.read_draft(database, id), _state(database, id)
        candidates = {worded(k): k for k in (acknowledged, acknowledged + 1)}
        assert found in candidates and opened.form == edit_line(samples.fiche(), KEY, found)
        assert (
            opened.version.number
            == opened.draft.head
            == max(each.number for each in drafts.list_versions(database, id))
        )
        n += candidates[found] - known
    with database.reading() as connection:
        assert (
            connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            and connection.execute(text("PRAGMA foreign_key_check")).all() == []
        )
    database.close()
    assert n > KILLS // 2  # the writers did write


def test_a_database_whose_making_is_killed_is_made_by_the_next(
    file: Settings, server: "subprocess.Popen[bytes]"
) -> None:
    """Kills while the tables are made: the next opening finds all of them or makes them."""
    draw, made = random.Random(13), 0
    whole = min(_seconds_of_saves(server, "- 0", 1) for _ in range(2) if _removed(file))
    for _ in range(MAKINGS):
        _removed(file)
        made += bool(_killed(server, "- 0", draw.uniform(0, whole)))
        database = open_database(file)
        assert drafts.list_drafts(database, None) == ()
        database.close()
    assert made < MAKINGS  # some were killed before the end


def _removed(file: Settings) -> bool:
    """Is the database gone, to be made again?"""
    for path in file.data.glob(f"{FILE}*"):
        path.unlink()
    return True
