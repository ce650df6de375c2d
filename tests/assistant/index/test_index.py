"""The published index opened for reading: whatever is damaged is made again or done without, and
answers go on.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.domain import Answer, Filters, Question, Weight
from assistant.errors import CorpusError, UnknownItem
from assistant.index import generation
from assistant.index.index import Index
from assistant.index.opening import REBUILT, core_of, open_index
from assistant.pipeline import Assistant
from assistant.settings import ROOT, Settings

Spare = Callable[[str], Settings]
DAMAGES = 50


def _folder(settings: Settings) -> Path:
    return generation.folder_of(settings.data, generation.published_id(settings.data))


@pytest.fixture(scope="module")
def asked(short: Settings) -> str:
    """A question that the short corpus answers."""
    assistant = Assistant(short)
    return next(
        question.text
        for _, question in assistant.index.questions
        if isinstance(assistant.ask(Question(text=question.text)), Answer)
    )


def _damage(path: Path, draw: random.Random) -> str:
    """One mishap of a disk: truncate, flip, delete, extend, or fill with zeros (ones, where it was
    zeros).
    """
    raw = path.read_bytes()
    kind = draw.choice(["truncate", "flip", "delete", "extend", "zeros"])
    if kind == "delete":
        path.unlink()
    elif kind == "truncate":
        path.write_bytes(raw[: draw.randrange(len(raw))])
    elif kind == "flip":
        place = draw.randrange(len(raw))
        path.write_bytes(
            raw[:place] + bytes([raw[place] ^ (1 << draw.randrange(8))]) + raw[place + 1 :]
        )
    elif kind == "extend":
        path.write_bytes(raw + draw.randbytes(draw.choice([1, 100, 10_000])))
    else:
        path.write_bytes(bytes(len(raw)) if any(raw) else b"\1" * len(raw))
    return kind


def test_damaged_files_never_stop_the_answers(short: Settings, spare: Spare, asked: str) -> None:
    """Fifty mishaps, one at a time, to any file of the index: same answer, and the reader is told
    when a part was made again.
    """
    wanted = Assistant(short).ask(Question(text=asked))
    assert isinstance(wanted, Answer) and REBUILT not in wanted.notices
    settings = spare("abîmé")
    folder = _folder(settings)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    draw = random.Random(5)
    picks = draw.sample(files, min(len(files), DAMAGES - 10)) + [folder / "checksums.json"] * 10
    for path in (picks + draw.choices(files, k=DAMAGES))[:DAMAGES]:
        raw = path.read_bytes()
        kind = _damage(path, draw)
        assistant = Assistant(settings)
        reply = assistant.ask(Question(text=asked))
        path.write_bytes(raw)
        where = (path.relative_to(folder), kind)
        assert isinstance(reply, Answer), where
        assert [s.text for s in reply.statements] == [s.text for s in wanted.statements], where
        assert [hit.passage.id for hit in reply.retrieved] == [
            hit.passage.id for hit in wanted.retrieved
        ], where
        serves = path.is_relative_to(folder / "derived/lexical") or path.is_relative_to(
            folder / "derived/vectors"
        )
        assert (REBUILT in reply.notices) >= serves, where


def test_a_missing_part_of_the_index_is_made_again(spare: Spare, asked: str) -> None:
    """No derived folder at all: the core is enough, and this is told once."""
    settings = spare("cœur")
    shutil.rmtree(_folder(settings) / "derived")
    reply = Assistant(settings).ask(Question(text=asked))
    assert isinstance(reply, Answer) and reply.notices.count(REBUILT) == 1


CHILD = """
import json, sys, threading
from pathlib import Path
from assistant.domain import Question
from assistant.index.opening import open_index, serve_chroma
from assistant.pipeline import Assistant
from assistant.settings import Settings
for data in sys.argv[3:]:
    settings = Settings(_env_file=None, corpus=Path(sys.argv[1]), data=Path(data))
    assistant = Assistant(settings, chroma=True)
    for thread in threading.enumerate():
        if thread.name == "cpom-chroma":
            thread.join()
    reply = assistant.ask(Question(text=sys.argv[2]))
    found = [hit.passage.id for hit in reply.retrieved]
    told = [reply.status, reply.trace.vectors, list(reply.notices), found]
    print(json.dumps(told), flush=True)
"""


def test_damaged_chroma_files_leave_the_exact_scan(
    short: Settings, spare: Spare, asked: str
) -> None:
    """Chroma whole serves; any of its files damaged or missing, the scan answers the same and says
    that the index is incomplete.
    """
    copies = [spare("entier")]
    names = sorted(
        path.relative_to(_folder(short))
        for path in (_folder(short) / "derived/chroma").rglob("*")
        if path.is_file() and path.stat().st_size
    )
    draw = random.Random(9)
    for n, name in enumerate(draw.sample(names, min(6, len(names)))):
        copies.append(spare(f"chroma-{n}"))
        _damage(_folder(copies[-1]) / name, draw)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            CHILD,
            str(short.corpus),
            asked,
            *(str(copy.data) for copy in copies),
        ],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    whole, *wounded = [json.loads(line) for line in done.stdout.splitlines()]
    assert whole[:2] == ["answered", "chroma"] and REBUILT not in whole[2]
    assert len(wounded) == len(copies) - 1
    for reply in wounded:
        assert reply[:2] == ["answered", "exact"] and REBUILT in reply[2] and reply[3] == whole[3]


def test_reading_an_index_writes_nothing_in_it(spare: Spare, asked: str) -> None:
    """Chroma, which writes even to read, works on a copy: every fingerprint is the same after
    questions.
    """
    settings = spare("lecture")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(settings.corpus), asked, str(settings.data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)[1] == "chroma"
    assert generation.damaged_files(_folder(settings)) == []
    sums = json.loads((_folder(settings) / "checksums.json").read_text(encoding="utf-8"))
    assert {
        str(path.relative_to(_folder(settings)))
        for path in _folder(settings).rglob("*")
        if path.is_file()
    } == {*sums, "checksums.json"}


def test_a_model_that_is_not_the_one_of_the_index_is_told(spare: Spare, tmp_path: Path) -> None:
    """Vectors of another model are made again rather than compared with wrong ones."""
    settings = spare("modèle")
    index = open_index(settings.model_copy(update={"models": tmp_path}))
    assert index.embedder is None and index.engine == "aucun" and index.vectors == {}


def test_a_model_file_that_cannot_be_read_is_said(spare: Spare, tmp_path: Path) -> None:
    """The sentence names the folder."""
    settings = spare("illisible")
    (tmp_path / "vectors").mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / "vectors" / name).write_bytes(b"{")
    with pytest.raises(CorpusError, match="vectors"):
        open_index(settings.model_copy(update={"models": tmp_path}))


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The index of the real corpus."""
    return open_index(built)


def test_a_passage_or_document_that_does_not_exist_is_said(index: Index) -> None:
    """The sentence gives the identifier and where the list is."""
    with pytest.raises(UnknownItem, match=r"« igas-2023-rapport/§999 ».*cpom sources"):
        index.passage("igas-2023-rapport/§999")
    with pytest.raises(UnknownItem, match="instruction-2024-132"):
        index.document("rien")


def test_neighbours_are_whole_passages_of_the_document(index: Index) -> None:
    """Before and after, leaving aside parts and notes; a part has the neighbours of its whole, the
    ends have fewer.
    """
    before, after = index.neighbours("igas-2023-rapport/§23#4")
    assert [p.id.split("/")[1] for p in before + after] == ["§22", "§24"]
    assert index.neighbours("instruction-2024-132/titre")[0] == ()
    for passage in index.passages:
        before, after = index.neighbours(passage.id)
        assert all(
            p.parent is None and p.document_id == passage.document_id for p in before + after
        )


CASES = [
    (Filters(documents=("cpom-occitanie",)), {"cpom-occitanie"}),
    (Filters(weights=(Weight.COMMUNICATION,)), {"cpom-occitanie", "igas-2023-presentation"}),
    (
        Filters(territory="occitanie"),
        {"cpom-occitanie", "igas-2023-presentation", "igas-2023-rapport", "instruction-2024-132"},
    ),
    (Filters(in_force_on=date(2022, 6, 1)), {"cpom-occitanie", "cpom-ciamt-2022"}),
    (
        Filters(in_force_on=date(2024, 8, 30)),
        {"cpom-occitanie", "igas-2023-presentation", "igas-2023-rapport"},
    ),
    (Filters(weights=(Weight.OPPOSABLE,), in_force_on=date(2024, 8, 31)), {"instruction-2024-132"}),
    (Filters(documents=("inconnu",)), set()),
]


@pytest.mark.parametrize(("filters", "kept"), CASES)
def test_filters_keep_whole_documents(index: Index, filters: Filters, kept: set[str]) -> None:
    """By document, weight, territory (national texts always apply) and day in force; the annotated
    questions follow their passages.
    """
    selection = index.selection(filters)
    assert selection is not None and len(selection.passages.mask) == len(index.passages)
    found = {index.passages[row].document_id for row in np.flatnonzero(selection.passages.mask)}
    assert found == kept
    owners = index.owner[selection.questions.mask]
    assert {index.passages[row].document_id for row in owners} == kept
    assert index.selection(Filters()) is None


def test_the_core_gives_back_what_was_built(index: Index, built: Settings) -> None:
    """Texts, passages and annotated questions agree: every quote is in its passage, every row in
    its family.
    """
    again = core_of(_folder(built))
    assert again.passages == index.passages and again.manifest.passages == len(index.passages)
    for row, question in index.questions:
        assert question.quote in " ".join(index.passages[row].text.split())
    for row, passage in enumerate(index.passages):
        assert index.family[row] == row or index.passages[index.family[row]].id == passage.parent
        assert index.text(passage.document_id)[passage.start : passage.end].strip()
    assert np.array_equal(index.owner, [row for row, _ in index.questions])
