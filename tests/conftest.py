"""What every test shares: nobody reaches the network, and one index of the real corpus is built a
session.
"""

import os
import shutil
from pathlib import Path

import pytest

from assistant.index.index import Index
from assistant.index.opening import open_index
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings
from ingest.build import build
from tests.five import build_five
from tests.offline import guard

OFFLINE = Path(__file__).parent / "offline"

guard.install()
os.environ["PYTHONPATH"] = os.pathsep.join((str(OFFLINE), str(ROOT)))
os.environ["HF_HUB_OFFLINE"] = "1"
FOR_TESTS = {"CPOM_BROWSER", "CPOM_CAPTURES"}  # tests/browser reads them
for _name in [name for name in os.environ if name.startswith("CPOM_") and name not in FOR_TESTS]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a freshly built index of the real corpus. Read only: copy `built.data` to damage
    it.
    """
    settings = Settings(_env_file=None, data=tmp_path_factory.mktemp("cpom"))
    kept, own = ROOT / ".cpom" / "readings", settings.data / "readings"
    if kept.is_dir():  # named by what they were made from: the parse is not made twice a day
        shutil.copytree(kept, own)
    build(settings)
    shutil.copytree(own, kept, dirs_exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def assistant(built: Settings) -> Assistant:
    """The assistant on that index, vectors by the exact scan."""
    return Assistant(built)


@pytest.fixture(scope="session")
def five_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a freshly built index of five passages (`tests/five`). Read only."""
    return build_five(tmp_path_factory.mktemp("five"))


@pytest.fixture(scope="session")
def five(five_settings: Settings) -> Index:
    """That index, opened."""
    return open_index(five_settings)
