"""A disk that fails at the n-th write, under the SQLite of this process: its system calls are
replaced through its own hook for tests.

Run as a program: `failing_disk.py FOLDER ERRNO` saves a draft again and again, failing at write 1,
2, 3… of each save, and prints what it
found after each as a line of JSON, until a save needs no more writes than that.
"""

import ctypes
import errno
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

from assistant.errors import CpomError
from assistant.settings import Settings
from assistant.store import database as module
from assistant.store import drafts
from assistant.store.database import Database, open_database
from tests.assistant import samples

KEY = "cibles.secteurs"
NO_HOOK = 77
POINTER, CALL = (
    ctypes.c_void_p,
    ctypes.CFUNCTYPE(
        ctypes.c_ssize_t,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_size_t,
        ctypes.c_longlong,
        use_errno=True,
    ),
)


class Vfs(ctypes.Structure):
    """The head of `sqlite3_vfs`, as sqlite3.h declares it."""

    _fields_ = [
        ("version", ctypes.c_int),
        ("os_file", ctypes.c_int),
        ("path", ctypes.c_int),
        ("next", POINTER),
        ("name", ctypes.c_char_p),
        ("data", POINTER),
        *((f"method_{n}", POINTER) for n in range(12)),
        ("time64", POINTER),
        ("set_call", ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_char_p, POINTER)),
        ("get_call", ctypes.CFUNCTYPE(POINTER, POINTER, ctypes.c_char_p)),
    ]


class Disk:
    """Counts writes; from the `failing`-th on, half of that one is written and every later one
    fails.
    """

    def __init__(self, code: int) -> None:
        self.code, self.failing, self.writes = code, 0, 0
        self.real: Any = None
        self.ours = CALL(self._write)

    def install(self) -> bool:
        """Take the place of the write of this process's SQLite; False when it has no hook that we
        can reach.
        """
        library = ctypes.CDLL(_sqlite())
        try:
            library.sqlite3_vfs_find.restype = ctypes.POINTER(Vfs)
        except AttributeError:
            return False
        vfs = library.sqlite3_vfs_find(None)
        name = next(
            (
                name
                for name in (b"pwrite64", b"pwrite")
                if vfs.contents.get_call(ctypes.addressof(vfs.contents), name)
            ),
            None,
        )
        if name is None:
            return False
        self.real = CALL(vfs.contents.get_call(ctypes.addressof(vfs.contents), name))
        return bool(
            vfs.contents.set_call(
                ctypes.addressof(vfs.contents), name, ctypes.cast(self.ours, POINTER)
            )
            == 0
        )

    def _write(self, file: int, data: int, size: int, at: int) -> int:
        self.writes += 1
        if self.failing and self.writes > self.failing:
            ctypes.set_errno(self.code)
            return -1
        torn = self.failing and self.writes == self.failing
        return int(self.real(file, data, size // 2 if torn else size, at))


def _sqlite() -> str:
    """The library that holds this process's SQLite, wherever it is linked."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").split()
    return next(
        (word for word in maps if "libsqlite3" in word),
        getattr(sys.modules.get("_sqlite3"), "__file__", "") or "",
    )


def _found(database: Database, id: str) -> tuple[int, str]:
    opened = drafts.read_draft(database, id)
    return opened.draft.head, opened.form.targets.sectors.text


def main(folder: Path, code: int) -> None:
    """Save and fail, and tell."""
    assert sqlite3.sqlite_version
    disk = Disk(code)
    settings = Settings(_env_file=None, data=folder)
    module.PRAGMAS = (
        *module.PRAGMAS,
        "wal_autocheckpoint=1",
    )  # so that the journal is brought back into the file within the save
    database = open_database(settings)
    if not disk.install():
        sys.exit(NO_HOOK)
    id = drafts.create_draft(database, "moi", samples.fiche()).draft.id
    head, _ = _found(database, id)
    for n in range(1, 200):
        text = f"{n} : " + "x" * (n * 997 % 9_000)
        disk.failing, disk.writes, said = n, 0, ""
        try:
            drafts.edit_draft(database, id, head, KEY, text)
        except CpomError as error:
            said = f"{type(error).__name__} : {error}"
        reached, disk.failing = disk.writes >= n, 0
        same = _found(database, id)
        other = open_database(settings)
        fresh = _found(other, id)
        other.close()
        told = {
            "n": n,
            "reached": reached,
            "said": said,
            "before": head,
            "head": fresh[0],
            "written": fresh[1] == text,
            "same": same == fresh,
        }
        print(json.dumps(told))
        if not reached:
            break
        head = drafts.edit_draft(database, id, fresh[0], KEY, f"après {n}").draft.head


if __name__ == "__main__":
    main(Path(sys.argv[1]), getattr(errno, sys.argv[2]))
