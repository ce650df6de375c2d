"""Expected results kept in files; `REGENERATE_GOLDEN=1` writes them again, to be read before they
are committed.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent
SWITCH = "REGENERATE_GOLDEN"


def expected(name: str, found: str) -> str:
    """The text of a golden file; with the switch on, the file is first made to hold `found`."""
    path = FOLDER / name
    if os.environ.get(SWITCH) == "1":
        path.write_text(found, encoding="utf-8")
    return path.read_text(encoding="utf-8")
