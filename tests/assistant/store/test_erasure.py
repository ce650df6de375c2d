"""Erasure is real: not a byte of what was erased is left in the files of the database."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.domain import Question
from assistant.errors import Busy
from assistant.settings import Settings
from assistant.store import conversations, drafts, owners, questions, ratings
from assistant.store.database import Database
from assistant.store.nouns import Feedback, Thumb
from tests.assistant import samples

MARKERS = 200


def _fill(database: Database, owner: str, shared_pair: str) -> list[str]:
    """Everything that an owner can leave, with a marker in each text."""
    made: list[str] = []

    def marker() -> str:
        made.append(f"marque{secrets.token_hex(8)}")
        return made[-1]

    while len(made) < MARKERS:
        id = drafts.create_draft(database, owner, samples.fiche(), marker()).draft.id
        drafts.edit_draft(database, id, 1, "cibles.secteurs", marker())
        drafts.edit_draft(database, id, 2, "cibles.secteurs", marker(), autosave=True)
        drafts.edit_draft(database, id, 3, "titre", marker() * 40, autosave=True)
        talk = conversations.start_conversation(database, owner, marker()).id
        conversations.add_turn(
            database, talk, marker(), marker(), f'{{"answer": "{marker() * 500}"}}'
        )
        opinion = Feedback(turn=1, thumb=Thumb.DOWN, reasons=(marker(),), comment=marker())
        conversations.save_feedback(database, talk, opinion)
        pair = ratings.save_pair(database, owner, samples.pair(marker(), origin="brouillon"))
        for pair_id in (pair.id, shared_pair):
            ratings.save_rating(
                database, pair_id, owner, samples.pair_rating(marker(), reason=marker())
            )
        questions.save_question(database, owner, Question(text=marker()), f'"{marker()}"', "g")
    return made


def _left(folder: Path, markers: list[str]) -> int:
    """How many of the markers stand somewhere in the files of a folder."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return sum(marker.encode() in content for marker in markers)


def test_everything_that_is_somebodys_is_erased_to_the_last_byte(
    stored: Settings, database: Database, request: pytest.FixtureRequest
) -> None:
    """0 of 200 markers left in the files while the database stays open; another owner's are all
    there.
    """
    shared = ratings.save_pair(database, "tiers", samples.pair("À tous."), shared=True).id
    theirs, kept = _fill(database, "moi", shared), _fill(database, "autre", shared)
    folder = (
        stored.data if not stored.database.get_secret_value() else _tables_of_postgresql(request)
    )
    _checkpoint(database)
    assert _left(folder, theirs) >= MARKERS * 0.8  # all but the autosaves that gave way
    assert owners.erase(database, "moi") > MARKERS // 10
    _checkpoint(database)
    assert _left(folder, theirs) == 0
    assert _left(folder, kept) >= MARKERS * 0.8 and drafts.list_drafts(
        database, "moi"
    ) == () == conversations.list_conversations(database, "moi")
    assert (
        len(drafts.list_drafts(database, "autre"))
        == len(conversations.list_conversations(database, "autre"))
        > 0
    )
    assert {review.owner for _, review in ratings.list_ratings(database, None)} == {"autre"}


def _tables_of_postgresql(request: pytest.FixtureRequest) -> Path:
    """Where PostgreSQL keeps its tables; its journal is elsewhere, and is its administrator's."""
    uri: str = request.getfixturevalue("postgres")
    return Path(uri.split("host=")[1].split("&")[0]) / "base"


def _checkpoint(database: Database) -> None:
    """Have PostgreSQL write its tables; SQLite's journal is read as it is."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text("CHECKPOINT"))


@pytest.mark.parametrize("noun", ["draft", "conversation", "question"])
def test_what_is_deleted_alone_leaves_no_byte_either(file: Settings, noun: str) -> None:
    """In the table, the free pages and the journal of SQLite."""
    from assistant.store.database import open_database

    database, marker = open_database(file), f"marque{secrets.token_hex(8)}"
    if noun == "draft":
        drafts.remove_draft(
            database, drafts.create_draft(database, "moi", samples.fiche(), marker).draft.id
        )
    elif noun == "conversation":
        conversations.remove_conversation(
            database, conversations.start_conversation(database, "moi", marker).id
        )
    else:
        questions.remove_question(
            database, questions.save_question(database, "moi", Question(text=marker), "{}", "g").id
        )
    assert _left(file.data, [marker]) == 0
    database.close()


def test_an_erasure_that_a_reader_delays_says_so(
    file: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted all the same; once the reader is gone, asking again finishes."""
    from assistant.store import database as module

    monkeypatch.setattr(
        module,
        "PRAGMAS",
        tuple(pragma if "busy" not in pragma else "busy_timeout=50" for pragma in module.PRAGMAS),
    )
    database, marker = module.open_database(file), f"marque{secrets.token_hex(8)}"
    drafts.create_draft(database, "moi", samples.fiche(), marker)
    with database.reading() as connection:
        connection.execute(text("SELECT count(*) FROM drafts"))
        with pytest.raises(Busy):
            owners.erase(database, "moi")
    assert drafts.list_drafts(database, "moi") == ()
    owners.erase(database, "moi")
    assert _left(file.data, [marker]) == 0
    database.close()
