"""The database opens, keeps its tables up to date, or says in French why not."""

import shutil
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from assistant.errors import BadInput, Busy, CpomError, StoreError
from assistant.settings import Settings
from assistant.store import conversations, drafts, tables
from assistant.store import database as module
from assistant.store.database import FILE, MIGRATIONS, Database, open_database
from tests.assistant import samples


def test_the_migrations_make_the_tables_of_the_code(database: Database) -> None:
    """On each engine, alembic finds no difference, and the last step is the one that the code
    expects.
    """
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == tables.REVISION


def test_a_new_database_opened_by_many_at_once_is_made_once(stored: Settings) -> None:
    """Eight open it together, each then writes."""
    problems: list[BaseException] = []

    def open_and_write(n: int) -> None:
        try:
            opened = open_database(stored)
            conversations.start_conversation(opened, "moi", f"Titre {n}")
            opened.close()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=open_and_write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = open_database(stored)
    assert not problems and len(conversations.list_conversations(opened, "moi")) == 8
    opened.close()


def test_a_database_of_a_later_version_is_left_alone(stored: Settings, database: Database) -> None:
    """Refused with both numbers; nothing is changed in it."""
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999"):
        open_database(stored)
    with database.reading() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            == "9999"
        )


def test_sqlite_is_set_to_lose_nothing_and_to_show_nothing(file: Settings) -> None:
    """Journal ahead of the file, every commit on disk, deleted bytes overwritten, readable by its
    owner alone.
    """
    opened = open_database(file)
    conversations.start_conversation(opened, "moi", "Titre")
    with opened.reading() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in (
                "journal_mode",
                "synchronous",
                "secure_delete",
                "foreign_keys",
                "busy_timeout",
            )
        }
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    files = list(file.data.glob(f"{FILE}*"))
    assert len(files) == 3 and {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    opened.close()


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """What was written before the error is undone."""
    now = datetime.now(UTC)
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute(
            tables.conversations.insert().values(
                id="x", owner="moi", title="t", turns=0, created=now, changed=now
            )
        )
        raise ZeroDivisionError
    assert conversations.list_conversations(database, None) == ()


def test_a_writer_that_waits_too_long_is_told(
    file: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Busy, and the reader goes on meanwhile; once the other has finished, the same request
    passes.
    """
    monkeypatch.setattr(
        module,
        "PRAGMAS",
        tuple(pragma if "busy" not in pragma else "busy_timeout=50" for pragma in module.PRAGMAS),
    )
    opened = open_database(file)
    draft = drafts.create_draft(opened, "moi", samples.fiche()).draft
    with opened.writing():
        with pytest.raises(Busy):
            drafts.edit_draft(opened, draft.id, 1, "titre", "Autre")
        assert drafts.read_draft(opened, draft.id).draft.head == 1
    assert drafts.edit_draft(opened, draft.id, 1, "titre", "Autre").draft.title == "Autre"
    opened.close()


BAD = [
    "mysql://u:secret@h/b",
    "secret",
    "sqlite:///secret.db",
    "postgresql://u:secret@127.0.0.1:1/b",
    "postgresql://u:secret@[::1/b",
    "://secret",
]


@pytest.mark.parametrize("address", BAD)
def test_an_unusable_address_is_one_french_sentence_without_its_password(
    tmp_path: Path, address: str
) -> None:
    """Another engine, not an address, a server that does not answer."""
    with pytest.raises((BadInput, StoreError)) as raised:
        open_database(Settings(_env_file=None, data=tmp_path, database=SecretStr(address)))
    assert "CPOM_DATABASE" in str(raised.value) and "secret" not in str(raised.value)


def _not_a_database(path: Path) -> None:
    path.write_bytes(b"ceci n'est pas une base " * 400)


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _scrambled(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes(255 - byte for byte in content[100:]))


@pytest.mark.parametrize("damage", [_not_a_database, _a_folder, _torn, _scrambled])
def test_a_damaged_file_is_told_in_one_sentence(file: Settings, damage: object) -> None:
    """Opening, or the first reading, raises an error of ours that says what to do."""
    opened = open_database(file)
    drafts.create_draft(opened, "moi", samples.fiche())
    opened.close()
    damage(file.data / FILE)  # type: ignore[operator]
    with pytest.raises(StoreError, match="base"):
        drafts.list_drafts(open_database(file), None)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The sentence names the file and the setting."""
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="CPOM_DATA"):
        open_database(Settings(_env_file=None, data=tmp_path / "fichier" / "data"))


def test_a_copied_file_opens_elsewhere(file: Settings, tmp_path: Path) -> None:
    """A backup is a copy of the file, once the server has stopped."""
    opened = open_database(file)
    id = drafts.create_draft(opened, "moi", samples.fiche()).draft.id
    opened.close()
    shutil.copytree(file.data, tmp_path / "copie")
    copy = open_database(file.model_copy(update={"data": tmp_path / "copie"}))
    assert drafts.read_draft(copy, id).form == samples.fiche()
    copy.close()


def test_every_error_of_the_database_is_of_our_tree(database: Database) -> None:
    """Even one that nobody foresaw."""
    with (
        pytest.raises(CpomError, match="rien n’a été enregistré"),
        database.writing() as connection,
    ):
        connection.execute(text("SELECT * FROM rien"))
