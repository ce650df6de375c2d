"""The command line as a user runs it."""

import os
import subprocess
import sys

import pytest

from assistant.settings import ROOT, Settings


@pytest.fixture
def cpom(built: Settings):  # type: ignore[no-untyped-def]
    """Run `cpom` on the index of the tests."""

    def run(
        *arguments: str, sent: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "CPOM_DATA": str(built.data), **environment}
        return subprocess.run(
            [sys.executable, "-m", "api.cli.main", *arguments],
            capture_output=True,
            text=True,
            env=env,
            cwd=ROOT,
            timeout=240,  # the first question builds the index, on a machine that may be busy
            check=False,
            input=sent,
        )

    return run
