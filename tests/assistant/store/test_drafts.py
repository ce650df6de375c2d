"""Drafts: versions that do not change, two editors who do not overwrite each other."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from assistant.errors import BadInput, Conflict, CpomError, UnknownItem
from assistant.forms.edit import edit_line
from assistant.forms.form import FORM
from assistant.forms.line import Form, Origin
from assistant.store import drafts
from assistant.store.database import Database, open_database
from assistant.store.nouns import Cause, OpenDraft
from tests.assistant import samples

KEY = "cibles.secteurs"


@pytest.fixture
def draft(database: Database) -> OpenDraft:
    """A saved fiche."""
    return drafts.create_draft(database, "moi", samples.fiche(), "avant la CMT")


def _text(opened: OpenDraft, key: str = KEY) -> str:
    sheet = drafts.sheet_of(opened.form)
    return next(entry.line.text for entry in sheet.entries() if entry.key == key)


@pytest.mark.parametrize(
    "form",
    [samples.fiche(), samples.contract(), samples.table()],
    ids=["fiche", "contrat", "suivi"],
)
def test_a_saved_form_comes_back_to_the_byte(database: Database, form: Form) -> None:
    """Every kind of form, with its citations, former lines and typographic signs."""
    changed = edit_line(form, "titre", "Titre « à l’essai » 🦺\u202f; œuvre\n2ᵉ ligne")
    id = drafts.create_draft(database, "moi", changed).draft.id
    opened = drafts.read_draft(database, id)
    assert FORM.dump_json(opened.form) == FORM.dump_json(changed)
    assert opened.draft.kind == form.kind and opened.draft.title == changed.title.text


def test_an_edit_makes_a_version_and_the_former_ones_stay(
    database: Database, draft: OpenDraft
) -> None:
    """The line becomes an input that remembers what it was; version 1 reads as it did."""
    after = drafts.edit_draft(database, draft.draft.id, 1, KEY, "Bâtiment")
    assert (after.draft.head, after.version.number, after.version.cause) == (2, 2, Cause.EDITED)
    assert (
        _text(after) == "Bâtiment"
        and _text(drafts.read_draft(database, draft.draft.id, 1)) == "Transport, logistique"
    )
    line = after.form.targets.sectors
    assert (
        line.origin is Origin.INPUT and line.former and line.former.text == "Transport, logistique"
    )
    assert [
        (each.number, each.note) for each in drafts.list_versions(database, draft.draft.id)
    ] == [
        (2, ""),
        (1, "avant la CMT"),
    ]


def test_two_editors_of_one_draft_get_a_conflict_and_nothing_is_overwritten(
    database: Database, draft: OpenDraft
) -> None:
    """The second to save is told which version is there, whatever the change."""
    id = draft.draft.id
    drafts.edit_draft(database, id, 1, KEY, "Le premier")
    for late in (
        lambda: drafts.edit_draft(database, id, 1, "cibles.tailles", "Le second"),
        lambda: drafts.add_line(database, id, 1, "diagnostic", "Le second"),
        lambda: drafts.remove_line(database, id, 1, "diagnostic.0"),
        lambda: drafts.replace_draft(database, id, 1, samples.fiche()),
        lambda: drafts.restore_version(database, id, 1, 1),
        lambda: drafts.edit_draft(database, id, 3, KEY, "D’une version à venir"),
    ):
        with pytest.raises(Conflict, match="version 2"):
            late()
    opened = drafts.read_draft(database, id)
    assert (
        opened.draft.head == 2
        and _text(opened) == "Le premier"
        and len(drafts.list_versions(database, id)) == 2
    )


def test_of_many_editors_at_once_one_wins_each_version(
    database: Database, draft: OpenDraft
) -> None:
    """Eight threads each try six times from what they have just read: every success is a version,
    and all are there.
    """
    id, won = draft.draft.id, []

    def type_on(name: int) -> None:
        for n in range(6):
            text = f"éditeur {name}, essai {n}"
            try:
                won.append(
                    (
                        drafts.edit_draft(
                            database, id, drafts.read_draft(database, id).draft.head, KEY, text
                        ).draft.head,
                        text,
                    )
                )
            except Conflict:
                continue

    threads = [threading.Thread(target=type_on, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) >= 6 and sorted(number for number, _ in won) == list(range(2, len(won) + 2))
    assert all(_text(drafts.read_draft(database, id, number)) == text for number, text in won)


def test_a_refused_edit_leaves_no_trace(database: Database, draft: OpenDraft) -> None:
    """A bad key, a bad date, an empty text or too long a note: the version does not move."""
    id = draft.draft.id
    for key, text in (
        ("rien", "x"),
        ("identification.debut", "bientôt"),
        (KEY, " "),
        ("diagnostic.99", "x"),
    ):
        with pytest.raises(BadInput):
            drafts.edit_draft(database, id, 1, key, text)
    with pytest.raises(BadInput, match="sorte"):
        drafts.replace_draft(database, id, 1, samples.table())
    with pytest.raises(BadInput, match="200"):
        drafts.replace_draft(database, id, 1, samples.fiche(), "n" * 201)
    assert drafts.read_draft(database, id) == draft and len(drafts.list_versions(database, id)) == 1


def test_autosaves_of_one_run_are_one_version(database: Database, draft: OpenDraft) -> None:
    """Typing replaces the autosave before it; a named one, a manual one and the first of all
    stay.
    """
    id = draft.draft.id
    for n in range(1, 6):
        drafts.edit_draft(database, id, n, KEY, f"frappe {n}", autosave=True)
    assert [each.number for each in drafts.list_versions(database, id)] == [6, 1]
    drafts.name_version(database, id, 6, "relue")
    drafts.edit_draft(database, id, 6, KEY, "suite", autosave=True)
    drafts.edit_draft(database, id, 7, KEY, "à la main")
    drafts.edit_draft(database, id, 8, KEY, "frappe", autosave=True)
    assert [(each.number, each.note) for each in drafts.list_versions(database, id)] == [
        (9, ""),
        (8, ""),
        (7, ""),
        (6, "relue"),
        (1, "avant la CMT"),
    ]
    assert _text(drafts.read_draft(database, id, 6)) == "frappe 5"


def test_a_long_run_of_autosaves_leaves_a_version_every_ten_minutes(
    database: Database, draft: OpenDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted from the first autosave of the run, so that typing without a pause is not one version
    for ever.
    """
    now = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return now

    monkeypatch.setattr(drafts, "datetime", Clock)
    for n in range(1, 26):
        drafts.edit_draft(database, draft.draft.id, n, KEY, f"minute {n}", autosave=True)
        now += timedelta(minutes=1)
    kept = [
        _text(drafts.read_draft(database, draft.draft.id, each.number))
        for each in drafts.list_versions(database, draft.draft.id)
    ]
    assert kept == ["minute 25", "minute 22", "minute 11", "Transport, logistique"]


def test_a_former_version_taken_up_again_is_a_new_one(database: Database, draft: OpenDraft) -> None:
    """What came after it is kept."""
    id = draft.draft.id
    drafts.edit_draft(database, id, 1, KEY, "Bâtiment")
    again = drafts.restore_version(database, id, 2, 1)
    assert (
        again.form == draft.form and again.draft.head == 3 and again.version.cause is Cause.RESTORED
    )
    assert _text(drafts.read_draft(database, id, 2)) == "Bâtiment"


def test_lines_are_added_to_a_rubric_and_taken_out(database: Database, draft: OpenDraft) -> None:
    """Each makes a version."""
    id = draft.draft.id
    longer = drafts.add_line(database, id, 1, "diagnostic", "Constat de plus")
    assert _text(longer, "diagnostic.4") == "Constat de plus"
    shorter = drafts.remove_line(database, id, 2, "diagnostic.0")
    assert _text(shorter, "diagnostic.3") == "Constat de plus" and shorter.draft.head == 3


def test_lists_show_an_owner_only_what_is_theirs_the_last_changed_first(database: Database) -> None:
    """The command line, which names nobody, sees all."""
    mine = [drafts.create_draft(database, "moi", samples.fiche()).draft.id for _ in range(3)]
    other = drafts.create_draft(database, "autre", samples.table()).draft.id
    drafts.edit_draft(database, mine[0], 1, KEY, "Bâtiment")
    assert [draft.id for draft in drafts.list_drafts(database, "moi")] == [
        mine[0],
        mine[2],
        mine[1],
    ]
    assert [draft.id for draft in drafts.list_drafts(database, "autre")] == [other]
    assert {draft.id for draft in drafts.list_drafts(database, None)} == {
        *mine,
        other,
    } and drafts.list_drafts(database, "tiers") == ()


def test_a_deleted_draft_is_gone_with_its_versions(database: Database, draft: OpenDraft) -> None:
    """Opening, editing, listing its versions and deleting it again all say that it is unknown."""
    id = draft.draft.id
    drafts.remove_draft(database, id)
    for gone in (
        lambda: drafts.read_draft(database, id),
        lambda: drafts.list_versions(database, id),
        lambda: drafts.edit_draft(database, id, 1, KEY, "x"),
        lambda: drafts.remove_draft(database, id),
        lambda: drafts.name_version(database, id, 1, "x"),
    ):
        with pytest.raises(UnknownItem):
            gone()


def test_hours_come_back_in_utc(database: Database, draft: OpenDraft) -> None:
    """Whatever the engine and the zone of its session, equal to what was saved."""
    opened = drafts.read_draft(database, draft.draft.id)
    assert opened.draft.created.utcoffset() == timedelta(0) and abs(
        datetime.now(UTC) - opened.draft.created
    ) < timedelta(minutes=1)
    assert opened.version.saved == draft.version.saved


def test_a_form_that_cannot_be_read_any_more_is_told(
    stored: object, database: Database, draft: OpenDraft
) -> None:
    """A sentence that names the draft, not a traceback; the other drafts still open."""
    from sqlalchemy import text

    other = drafts.create_draft(database, "moi", samples.fiche()).draft.id
    with database.writing() as connection:
        connection.execute(
            text('UPDATE versions SET form = \'{"kind": "fiche"}\' WHERE draft_id = :id'),
            {"id": draft.draft.id},
        )
    with pytest.raises(CpomError, match=draft.draft.id):
        drafts.read_draft(database, draft.draft.id)
    assert drafts.read_draft(database, other).draft.id == other


def test_two_processes_share_a_database(
    stored: object, database: Database, draft: OpenDraft
) -> None:
    """What one saves the other reads at once, and a conflict between them is a conflict."""
    second = open_database(stored)  # type: ignore[arg-type]
    drafts.edit_draft(second, draft.draft.id, 1, KEY, "De l’autre")
    assert _text(drafts.read_draft(database, draft.draft.id)) == "De l’autre"
    with pytest.raises(Conflict):
        drafts.edit_draft(database, draft.draft.id, 1, KEY, "D’ici")
    second.close()
