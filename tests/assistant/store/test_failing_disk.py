"""A disk that is full or breaks at any write of a save: the draft is as before or as after, never
between.
"""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ROOT, Settings
from assistant.store.database import FILE
from tests.assistant.store.failing_disk import NO_HOOK


@pytest.mark.parametrize(("code", "sentence"), [("ENOSPC", "plein"), ("EIO", "refuse d’écrire")])
def test_a_save_that_the_disk_refuses_leaves_the_former_version(
    file: Settings, code: str, sentence: str
) -> None:
    """For every write of the save in turn, torn in its middle: one French sentence or a whole save,
    a readable base, and the next save passes.
    """
    program = [sys.executable, "-m", "tests.assistant.store.failing_disk", str(file.data), code]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == NO_HOOK:
        pytest.skip("le SQLite de ce Python ne laisse pas remplacer ses appels système")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) > 5 and not told[-1]["reached"] and not told[-1]["said"]
    for each in told[:-1]:
        assert each["same"], each
        assert (each["head"], each["written"]) == (
            (each["before"], False) if each["said"] else (each["before"] + 1, True)
        ), each
        assert not each["said"] or (
            each["said"].startswith("StoreError") and sentence in each["said"]
        ), each
    assert sum(bool(each["said"]) for each in told) > 5
    with sqlite3.connect(Path(file.data) / FILE) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
