"""A generation on disk: found by its pointer, checked by its fingerprints, read from whichever copy
is whole.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import IndexDamaged, IndexMissing
from assistant.index import generation
from assistant.settings import ROOT, Settings

Spare = Callable[[str], Settings]
FLIPS = 150


def _folder(settings: Settings) -> Path:
    return generation.folder_of(settings.data, generation.published_id(settings.data))


def _verify(settings: Settings) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CPOM_DATA": str(settings.data),
        "CPOM_CORPUS": str(settings.corpus),
    }
    return subprocess.run(
        [sys.executable, "-m", "api.cli.main", "verify"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_single_bit_that_turns_is_found(spare: Spare) -> None:
    """One bit, in any file of the generation, the fingerprints' own file included."""
    folder = _folder(spare("bits"))
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    draw = random.Random(11)
    picks = [folder / "checksums.json"] * 20 + files + draw.choices(files, k=FLIPS)
    for path in picks:
        raw = bytearray(path.read_bytes())
        place, bit = draw.randrange(len(raw)), 1 << draw.randrange(8)
        raw[place] ^= bit
        path.write_bytes(raw)
        assert generation.damaged_files(folder), (path, place, bit)
        raw[place] ^= bit
        path.write_bytes(raw)
    assert generation.damaged_files(folder) == []


def test_verify_says_which_files_are_wrong_and_what_to_do(spare: Spare) -> None:
    """The command names the file and leaves with the code of a damaged index; whole, it says so."""
    settings = spare("verify")
    done = _verify(settings)
    assert (
        done.returncode == 0
        and done.stdout == f"Index {generation.published_id(settings.data)} intact.\n"
    )
    path = _folder(settings) / "spare" / "passages.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    done = _verify(settings)
    assert (
        done.returncode == 4
        and "spare/passages.jsonl" in done.stderr
        and "cpom ingest --force" in done.stderr
    )


def test_either_copy_of_the_core_is_enough(spare: Spare) -> None:
    """A file missing or wrong in one copy is read from the other."""
    folder = _folder(spare("copies"))
    for place in ("core", "spare"):
        for path in sorted((folder / place).iterdir()):
            raw = path.read_bytes()
            for damage in (b"", raw[: len(raw) // 2], raw + b"\n", None):
                path.unlink()
                if damage is not None:
                    path.write_bytes(damage)
                assert generation.read_core(folder, path.name) == raw
                path.write_bytes(raw)


def test_without_fingerprints_the_two_copies_must_agree(spare: Spare) -> None:
    """Nothing unchecked is served: two copies that differ are damage."""
    folder = _folder(spare("sans"))
    (folder / "checksums.json").unlink()
    raw = generation.read_core(folder, "lexicon.json")
    (folder / "spare" / "lexicon.json").write_bytes(raw + b" ")
    with pytest.raises(IndexDamaged, match="cpom ingest --force"):
        generation.read_core(folder, "lexicon.json")


def test_both_copies_wrong_is_said(spare: Spare) -> None:
    """A passage is never read from a file that was changed, even the same way twice."""
    folder = _folder(spare("deux"))
    for place in ("core", "spare"):
        path = folder / place / "passages.jsonl"
        path.write_bytes(path.read_bytes().replace(b"Occitanie", b"Normandie"))
    with pytest.raises(IndexDamaged, match=r"passages\.jsonl"):
        generation.read_core(folder, "passages.jsonl")


@pytest.mark.parametrize(
    "pointer",
    [b"", b"ailleurs", b"\xff\xfe", b"\0", None],
    ids=["vide", "inconnu", "octets", "nul", "absent"],
)
def test_a_lost_pointer_falls_back_on_the_last_whole_generation(
    spare: Spare, pointer: bytes | None
) -> None:
    """What was built is found without its pointer; a build in progress and a removal under way are
    not taken for one.
    """
    settings = spare("pointeur")
    id = generation.published_id(settings.data)
    for name in (".building-x-1", ".removed-x"):
        shutil.copytree(settings.data / "generations" / id, settings.data / "generations" / name)
    (settings.data / "generations" / "vide").mkdir()
    (settings.data / "current").unlink()
    if pointer is not None:
        (settings.data / "current").write_bytes(pointer)
    assert generation.published_id(settings.data) == id


def test_no_generation_is_said(tmp_path: Path) -> None:
    """An empty or absent folder asks for `cpom ingest`."""
    for data in (tmp_path, tmp_path / "absent"):
        with pytest.raises(IndexMissing, match="cpom ingest"):
            generation.published_id(data)


def test_publishing_moves_the_pointer_in_one_step(tmp_path: Path) -> None:
    """After it only the pointer is there, and it names the generation."""
    (tmp_path / "generations" / "b").mkdir(parents=True)
    generation.publish(tmp_path, "b")
    assert generation.published_id(tmp_path) == "b"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "generations"]
