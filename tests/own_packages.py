"""A copy of the packages that a test may write in, and scripts run there in a process of their own:
what is added to the code is added as a developer would, in the files that the doors table names.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from assistant.settings import ROOT

PACKAGES = ("assistant", "ingest", "api", "evaluation", "tests")
READ_ONLY = ("corpus", "models", "prompts", "pyproject.toml", "Makefile")


def copy_packages(folder: Path) -> None:
    """Copy the packages in `folder`; what they only read is linked."""
    for package in PACKAGES:
        skipped = shutil.ignore_patterns("__pycache__", "browser", "golden", "results")
        shutil.copytree(ROOT / package, folder / package, ignore=skipped)
    for name in READ_ONLY:
        (folder / name).symlink_to(ROOT / name)


def replace_once(path: Path, old: str, new: str) -> None:
    """Put `new` where `old` stands, once, in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, with nothing of the environment but the path of the copy."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_script(folder: Path, script: str) -> str:
    """What a script prints in the copy. Fails with its error output when it stops on an error."""
    done = run_python(folder, "-c", script)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
