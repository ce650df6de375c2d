"""The open database: SQLite in the data folder by default, PostgreSQL by its URL. Foreign errors
are translated here, once.

SQLite: one file beside the index, readable by its owner alone, in WAL mode, every commit on disk
before it is acknowledged
(`synchronous=FULL`), one writer at a time that waits for its turn (`BEGIN IMMEDIATE`), deleted
bytes overwritten (`secure_delete`).
"""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    exc,
    inspect,
    make_url,
    text,
)

from assistant.errors import BadInput, Busy, CpomError, StoreError
from assistant.settings import Settings
from assistant.store.tables import REVISION

LOG = logging.getLogger("cpom")
FILE = "brouillons.db"
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 10_000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MS}",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)
# Any number will do, as long as nothing else in a shared PostgreSQL asks for the same.
MIGRATION_LOCK = 462_210
LOCKED = (
    "database is locked",
    "database table is locked",
    "lock timeout",
    "deadlock detected",
    "too many clients",
)
# What is wrong, by words of the database's own message; the first that fit.
FAULTS: Mapping[tuple[str, ...], str] = {
    ("disk is full", "no space left", "could not extend", "disk quota"): (
        "Le disque de la base est plein : rien n’a été enregistré ; "
        "libérez de la place, puis recommencez."
    ),
    ("not a database", "malformed"): (
        f"La base est endommagée : rétablissez une sauvegarde de {FILE}, "
        "ou déplacez ce fichier pour en commencer un autre."
    ),
    ("readonly", "read-only"): (
        "La base est en lecture seule : vérifiez les droits du dossier CPOM_DATA."
    ),
    ("disk i/o error",): (
        "Le disque de la base refuse d’écrire ou de lire : rien n’a été "
        "enregistré ; vérifiez-le, puis recommencez."
    ),
    ("connection", "unable to open"): (
        "La base ne répond pas : vérifiez CPOM_DATABASE (ou CPOM_DATA) et que le serveur tourne."
    ),
}


class Database:
    """An open database, safe to share between threads. A process that forks opens its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state from its first query to its last. Raises StoreError or
        Busy.
        """
        with _translate_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is on disk when the block ends, or none of it is there. Raises
        StoreError or Busy.
        """
        with (
            _translate_errors(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def scrub(self, *tables: Table) -> None:
        """Leave no byte of what was deleted from those tables in the files of the database. Raises
        Busy while a reader holds a former state.

        PostgreSQL rewrites the tables; its journal and its backups are its administrator's.
        """
        with _translate_errors():
            if self.engine.dialect.name == "sqlite":
                self._scrub_sqlite()
            else:
                self._scrub_postgresql([table.name for table in tables])

    def _scrub_postgresql(self, tables: list[str]) -> None:
        # PostgreSQL rewrites no table within a transaction.
        options = {"isolation_level": "AUTOCOMMIT"}
        with self.engine.connect().execution_options(**options) as connection:
            connection.execute(text(f"VACUUM FULL {', '.join(tables)}"))

    def _scrub_sqlite(self) -> None:
        with self.engine.connect().execution_options(plain=True) as connection:
            connection.exec_driver_sql("VACUUM")
            is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if is_busy:
            raise Busy(
                "L’effacement est fait, mais un autre processus lit encore "
                "l’ancien état : fermez-le, puis recommencez pour effacer "
                "aussi le journal."
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of the settings, its tables made or brought up to date.

    Raises BadInput for an unusable address, StoreError when it cannot be opened, Busy when another
    process keeps it locked.
    """
    url = settings.database.get_secret_value()
    engine = _server(url) if url else _file(settings.data / FILE)
    database = Database(engine)
    try:
        _migrate_if_old(database)
    except CpomError:
        database.close()
        raise
    return database


def _file(path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"La base {path} ne s’ouvre pas ({error.strerror}) : vérifiez le "
            "dossier CPOM_DATA et ses droits."
        ) from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("plain"):  # what SQLite does outside transactions
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def _server(address: str) -> Engine:
    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError) as error:
        raise BadInput(
            "CPOM_DATABASE n’est pas une adresse de base : écrivez "
            "postgresql://utilisateur:motdepasse@serveur/base."
        ) from error
    if url.get_backend_name() != "postgresql":
        raise BadInput(
            f"CPOM_DATABASE nomme une base « {url.get_backend_name()} » : "
            "seules PostgreSQL et, sans ce réglage, SQLite conviennent."
        )
    try:
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ImportError as error:
        raise StoreError(
            "Il manque le pilote de PostgreSQL : installez-le par « pip "
            "install 'psycopg[binary]' »."
        ) from error


def _migrate_if_old(database: Database) -> None:
    """Take the migrations that are missing, once, whichever process comes first."""
    with database.reading() as connection:
        if _revision(connection) == REVISION:
            return
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
        revision = _revision(connection)
        if revision > REVISION:
            raise StoreError(
                "La base vient d’une version plus récente de l’assistant "
                f"({revision}, ici {REVISION}) : mettez l’assistant à jour."
            )
        if revision < REVISION:
            _migrate(connection)


def _revision(connection: Connection) -> str:
    """The last migration taken; empty for a new database."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    query = text("SELECT max(version_num) FROM alembic_version")
    revision = connection.execute(query).scalar_one_or_none()
    return str(revision or "")


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except exc.TimeoutError as error:
        raise Busy("Trop de demandes attendent la base : réessayez dans un instant.") from error
    except exc.DBAPIError as error:
        raise _error_for(str(error.orig).lower()) from error


def _error_for(reason: str) -> CpomError:
    """Our own error for what the database says in its own words, in lower case."""
    if any(words in reason for words in LOCKED):
        return Busy("La base est occupée par une autre écriture : réessayez dans un instant.")
    for causes, sentence in FAULTS.items():
        if any(words in reason for words in causes):
            return StoreError(sentence)
    LOG.error("base : %s", reason)
    return StoreError(
        "La base refuse l’opération : rien n’a été enregistré ; le journal du serveur dit pourquoi."
    )
