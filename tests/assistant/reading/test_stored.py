"""The readings of the corpus are kept in the generation and found again without the parser."""

import subprocess
import sys
from pathlib import Path

from assistant.index.opening import open_index
from assistant.reading.stored import FOLDER, StoredReadings
from assistant.settings import ROOT, Settings
from ingest.readings import save_readings


def test_each_sentence_of_a_passage_is_kept_with_its_place(built: Settings) -> None:
    """A passage of the generation gives back its sentences, where they stand and what they say."""
    index = open_index(built)
    passage = index.passage("instruction-2024-132/I.A.1#1")
    kept = index.readings.of(passage)
    assert kept is not None
    assert kept.sentences
    for each in kept.sentences:
        assert passage.text[each.start : each.end] == each.reading.text
    assert any(act.predicate == "se doter" for s in kept.sentences for act in s.reading.acts)


def test_a_pronoun_finds_its_noun_in_the_paragraph_above(built: Settings) -> None:
    """« Il est soumis… » opens its paragraph: its noun is in the one before, same heading."""
    index = open_index(built)
    kept = index.readings.of(index.passage("instruction-2024-132/I.A.1#2"))
    assert kept is not None
    first = kept.sentences[0].reading
    assert first.antecedents[0].noun is not None


def test_an_unchanged_document_is_not_parsed_again(built: Settings, tmp_path: Path) -> None:
    """A second build of the same documents parses none, and writes the same files."""
    index = open_index(built)
    parsed = save_readings(
        index.documents.values(),
        index.passages,
        corpus=built.corpus,
        data=built.data,
        target=tmp_path,
    )
    assert parsed == 0
    assert len(list((tmp_path / FOLDER).glob("*.jsonl"))) == len(index.documents)


def test_a_damaged_file_gives_no_reading(built: Settings, tmp_path: Path) -> None:
    """What cannot be read back is told as not read, and nothing fails."""
    index = open_index(built)
    passage = index.passages[0]
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    broken = f'{{"passage_id":"{passage.id}","sentences":"x"}}\n'
    (folder / f"{passage.document_id}.jsonl").write_text(broken, encoding="utf-8")
    assert StoredReadings(tmp_path).of(passage) is None
    assert StoredReadings(None).of(passage) is None


def test_a_plain_question_never_loads_the_parser(built: Settings) -> None:
    """After `cpom ask`, spaCy is not among the modules of the process."""
    script = (
        "import sys\n"
        "sys.argv = ['cpom', 'ask', 'durée du CPOM']\n"
        "from api.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('spacy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "", "CPOM_DATA": str(built.data), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "False", done.stderr
    assert len(done.stdout.splitlines()) > 2
