"""Drafts and their versions. To change a draft one names the version that one has read: if it is no
longer the present one, nothing is written.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, insert, select, update

from assistant.errors import BadInput, Conflict, StoreError, UnknownItem
from assistant.forms.edit import append_line, delete_line, edit_line
from assistant.forms.form import FORM
from assistant.forms.line import Form
from assistant.forms.sheet import sheet_of
from assistant.store import tables
from assistant.store.database import Database
from assistant.store.nouns import Cause, OpenDraft, SavedDraft, Version

AUTOSAVED_TOGETHER = timedelta(minutes=10)
MAX_NOTE = 200


def create_draft(database: Database, owner: str, form: Form, note: str = "") -> OpenDraft:
    """Save a new draft; its first version is number 1. Raises BadInput for a note that is too long,
    StoreError or Busy.
    """
    now = datetime.now(UTC)
    version = Version(number=1, cause=Cause.CREATED, note=_check_note(note), saved=now)
    sheet = sheet_of(form)
    draft = SavedDraft(
        id=secrets.token_hex(6),
        owner=owner,
        kind=form.kind,
        title=sheet.title,
        subtitle=sheet.subtitle,
        head=1,
        created=now,
        changed=now,
    )
    with database.writing() as connection:
        connection.execute(insert(tables.drafts).values(**draft.model_dump()))
        _write(connection, draft.id, version, form, now)
    return OpenDraft(draft=draft, version=version, form=form)


def list_drafts(database: Database, owner: str | None) -> tuple[SavedDraft, ...]:
    """The drafts of an owner, the last changed first; None: everybody's, for the command line."""
    table = tables.drafts
    query = select(table).order_by(table.c.changed.desc(), table.c.id)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return tuple(map(_draft_of_row, rows))


def read_draft(database: Database, draft_id: str, number: int | None = None) -> OpenDraft:
    """A draft at its present version, or at another one.

    Raises UnknownItem when there is no such draft or version, StoreError when what is stored cannot
    be read.
    """
    with database.reading() as connection:
        draft = _find_draft(connection, draft_id)
        if number is None:
            number = draft.head
        return _open_version(connection, draft, number)


def list_versions(database: Database, draft_id: str) -> tuple[Version, ...]:
    """The versions that are kept of a draft, the last first. Raises UnknownItem when there is no
    such draft.
    """
    table = tables.versions
    query = select(table).where(table.c.draft_id == draft_id)
    query = query.order_by(table.c.number.desc())
    with database.reading() as connection:
        _find_draft(connection, draft_id)
        rows = connection.execute(query).all()
    return tuple(map(_version_of_row, rows))


def edit_draft(
    database: Database, draft_id: str, base: int, key: str, text: str, *, autosave: bool = False
) -> OpenDraft:
    """Type one line anew; its origin becomes `saisie`, and the line keeps what it was. `base` is
    the number of the version that was read; `autosave` says that nobody asked for the saving.

    Raises UnknownItem, BadInput when the text does not fit the line, Conflict when the draft was
    changed since.
    """

    def change(form: Form) -> Form:
        return edit_line(form, key, text)

    cause = Cause.AUTOSAVED if autosave else Cause.EDITED
    return rewrite_draft(database, draft_id, base, change, cause)


def add_line(database: Database, draft_id: str, base: int, rubric: str, text: str) -> OpenDraft:
    """Add a line at the end of a rubric. Raises what `edit_draft` raises."""

    def change(form: Form) -> Form:
        return append_line(form, rubric, text)

    return rewrite_draft(database, draft_id, base, change, Cause.EDITED)


def remove_line(database: Database, draft_id: str, base: int, key: str) -> OpenDraft:
    """Take a line out of a rubric. Raises what `edit_draft` raises."""

    def change(form: Form) -> Form:
        return delete_line(form, key)

    return rewrite_draft(database, draft_id, base, change, Cause.EDITED)


def replace_draft(
    database: Database, draft_id: str, base: int, form: Form, note: str = ""
) -> OpenDraft:
    """Save another form of the same kind as the next version: a file that was edited elsewhere.
    Raises what `edit_draft` raises.
    """

    def change(former: Form) -> Form:
        _check_same_kind(former, form)
        return form

    return rewrite_draft(database, draft_id, base, change, Cause.REPLACED, note=note)


def restore_version(database: Database, draft_id: str, base: int, number: int) -> OpenDraft:
    """Make a former version the present one, as a new version. Raises what `edit_draft` raises."""
    former = read_draft(database, draft_id, number).form
    return rewrite_draft(database, draft_id, base, lambda _: former, Cause.RESTORED)


def rewrite_draft(
    database: Database,
    draft_id: str,
    base: int,
    change: Callable[[Form], Form],
    cause: Cause,
    *,
    note: str = "",
) -> OpenDraft:
    """Save what `change` makes of the version `base` as the next version, if `base` is still the
    present one.

    Raises UnknownItem, Conflict, StoreError, Busy, and whatever `change` raises; nothing is written
    then.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        draft = _find_draft(connection, draft_id)
        _check_is_head(draft, base)
        former = _open_version(connection, draft, base)
        form = change(former.form)
        version = Version(number=base + 1, cause=cause, note=_check_note(note), saved=now)
        run_start = _remove_autosave(connection, former, version)
        _write(connection, draft_id, version, form, run_start)
        draft = _move_head(connection, draft, version, form)
    return OpenDraft(draft=draft, version=version, form=form)


def _check_is_head(draft: SavedDraft, base: int) -> None:
    """Raises Conflict when a version is no longer the present one."""
    if draft.head != base:
        raise Conflict(
            f"Le brouillon « {draft.title} » a changé depuis que vous "
            f"l’avez ouvert (version {draft.head}, vous partiez de la "
            f"{base}) : rouvrez-le, puis refaites."
        )


def _move_head(
    connection: Connection, draft: SavedDraft, version: Version, form: Form
) -> SavedDraft:
    """Make a version the present one of its draft, whose title is that of the form."""
    sheet, table = sheet_of(form), tables.drafts
    values = {
        "head": version.number,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "changed": version.saved,
    }
    change = update(table).where(table.c.id == draft.id)
    connection.execute(change.values(**values))
    return draft.model_copy(update=values)


def name_version(database: Database, draft_id: str, number: int, note: str) -> None:
    """Give a version a name, such as « avant la CMT »; an autosaved version that has one is kept.
    Raises UnknownItem or BadInput.
    """
    table = tables.versions
    with database.writing() as connection:
        change = update(table).where(table.c.draft_id == draft_id, table.c.number == number)
        result = connection.execute(change.values(note=_check_note(note)))
        if not result.rowcount:
            raise _no_version(draft_id, number)


def remove_draft(database: Database, draft_id: str) -> None:
    """Delete a draft with all its versions, and leave no byte of them. Raises UnknownItem, or Busy
    while another process still reads them.
    """
    with database.writing() as connection:
        result = connection.execute(delete(tables.drafts).where(tables.drafts.c.id == draft_id))
        if not result.rowcount:
            raise _no_draft(draft_id)
    database.scrub(tables.drafts, tables.versions)


def _find_draft(connection: Connection, draft_id: str) -> SavedDraft:
    """The draft; within a transaction of PostgreSQL its row is held until the end."""
    query = select(tables.drafts).where(tables.drafts.c.id == draft_id)
    writes = connection.get_execution_options().get("writes")
    row = connection.execute(query.with_for_update() if writes else query).one_or_none()
    if row is None:
        raise _no_draft(draft_id)
    return _draft_of_row(row)


def _open_version(connection: Connection, draft: SavedDraft, number: int) -> OpenDraft:
    """A draft at one of its versions. Raises UnknownItem or StoreError."""
    table = tables.versions
    query = select(table).where(table.c.draft_id == draft.id, table.c.number == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise _no_version(draft.id, number)
    try:
        form = FORM.validate_json(row.form)
    except ValidationError as error:
        raise StoreError(
            f"Le brouillon {draft.id}, version {number}, n’est plus dans une "
            "forme que cette version de l’assistant sait lire."
        ) from error
    return OpenDraft(draft=draft, version=_version_of_row(row), form=form)


def _write(
    connection: Connection, draft_id: str, version: Version, form: Form, run_start: datetime
) -> None:
    """Write a version; `run_start` is when the run of autosaves that it ends began."""
    text = FORM.dump_json(form).decode()
    row = insert(tables.versions).values(
        **version.model_dump(), draft_id=draft_id, form=text, begun=run_start
    )
    connection.execute(row)


def _remove_autosave(connection: Connection, former: OpenDraft, version: Version) -> datetime:
    """Remove the autosave that another one replaces, so that an hour of typing is not a thousand
    versions. Returns when the run of autosaves began.
    """
    old = former.version
    are_autosaves = old.cause is version.cause is Cause.AUTOSAVED
    if not are_autosaves or old.note:
        return version.saved
    table = tables.versions
    is_old = (table.c.draft_id == former.draft.id) & (table.c.number == old.number)
    run_start: datetime = connection.execute(select(table.c.begun).where(is_old)).scalar_one()
    if version.saved - run_start > AUTOSAVED_TOGETHER:
        return version.saved
    connection.execute(delete(table).where(is_old))
    return run_start


def _draft_of_row(row: Row[Any]) -> SavedDraft:
    return SavedDraft.model_validate(dict(row._mapping))


def _version_of_row(row: Row[Any]) -> Version:
    return Version(number=row.number, cause=row.cause, note=row.note, saved=row.saved)


def _check_same_kind(former: Form, form: Form) -> None:
    if former.kind != form.kind:
        raise BadInput(
            f"Ce brouillon est de la sorte « {former.kind} » et le fichier « "
            f"{form.kind} » : enregistrez-le comme un nouveau brouillon."
        )


def _check_note(note: str) -> str:
    if len(note) > MAX_NOTE:
        raise BadInput(f"Le nom d’une version a {MAX_NOTE} caractères au plus.")
    return note.strip()


def _no_draft(draft_id: str) -> UnknownItem:
    return UnknownItem(
        f"Brouillon inconnu : « {draft_id[:40]} » ; reprenez l’identifiant de la liste."
    )


def _no_version(draft_id: str, number: int) -> UnknownItem:
    return UnknownItem(
        f"Le brouillon « {draft_id[:40]} » n’a pas de version {number}, ou ne l’a "
        "plus : reprenez un numéro de sa liste."
    )
