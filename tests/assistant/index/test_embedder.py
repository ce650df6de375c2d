"""Sentence vectors: the shipped model without torch, or any sentence-transformers model when one is
named.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import CorpusError
from assistant.index.embedder import fingerprint, static_embedder
from assistant.index.index import Index
from assistant.index.opening import open_index
from assistant.settings import ROOT, Settings

MODEL = ROOT / "models" / "vectors"


def _python(script: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "langchain",
    "langchain_core",
    "sklearn",
    "altair",
)


def test_a_question_is_answered_without_torch(built: Settings) -> None:
    """Opening the index, embedding and answering import none of the heavy libraries."""
    script = (
        "import sys; from assistant.domain import Question; from "
        "assistant.pipeline import Assistant; from assistant.settings import "
        "Settings\n"
        "assistant = Assistant(Settings())\n"
        "reply = assistant.ask(Question(text='Quelle est la durée maximale d’un CPOM ?'))\n"
        "print(assistant.index.embedder.name, reply.trace.vectors, "
        f"sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    assert _python(script, CPOM_DATA=str(built.data)).split() == [
        f"statique-{fingerprint(MODEL)}",
        "exact",
        "[]",
    ]


def test_help_is_instant_and_imports_nothing_heavy() -> None:
    """`cpom --help` under half a second, without numpy."""
    script = (
        "import sys; sys.argv = ['cpom', '--help']\nfrom api.cli.main import "
        "main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('IMPORTS', "
        f"sorted(set({('numpy', 'yaml', 'fastapi', *HEAVY)!r}) & "
        "set(sys.modules)))"
    )
    assert _python(script).splitlines()[-1] == "IMPORTS []"
    assert (
        min(_cpu_seconds([sys.executable, "-m", "api.cli.main", "--help"]) for _ in range(5)) < 0.5
    )


def _cpu_seconds(command: list[str]) -> float:
    """Processor time of a command: what it takes on a machine that does nothing else."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


TINY = """
import json, sys
from pathlib import Path
from tokenizers import Tokenizer, models, pre_tokenizers
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import StaticEmbedding
import torch
torch.manual_seed(1)
words = "[UNK] cpom avis chaleur service le la les de prévention risque".split()
words += ["Occitanie", "contrat", "quels"]
tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=24)]).save(sys.argv[1])

from assistant.domain import Question
from assistant.pipeline import Assistant
from assistant.settings import Settings
from ingest.build import build
folders = {"corpus": Path(sys.argv[2]), "data": Path(sys.argv[3])}
settings = Settings(_env_file=None, embedder=sys.argv[1], **folders)
report = build(settings)
assistant = Assistant(settings)
reply = assistant.ask(Question(text="Quels services agissent contre la chaleur en Occitanie ?"))
same = SentenceTransformer(sys.argv[1]).encode(["chaleur Occitanie"], normalize_embeddings=True)
again = assistant.index.embedder.encode(["chaleur Occitanie"])
print(json.dumps({
    "name": assistant.index.embedder.name,
    "dimension": assistant.index.vectors["passages"].matrix.shape[1],
    "engine": reply.trace.vectors,
    "warnings": assistant.index.warnings,
    "same": bool(abs(same - again).max() < 1e-6),
    "retrieved": len(reply.retrieved),
    "manifest": assistant.index.manifest.embedder,
    "again": build(settings).is_new,
}))
"""


def test_a_sentence_transformers_model_that_is_named_is_really_used(
    short: Settings, tmp_path: Path
) -> None:
    """A model made here and named by CPOM_EMBEDDER builds the index, serves the questions, and is
    part of what the index depends on.
    """
    told = json.loads(
        _python(
            TINY, str(tmp_path / "modele"), str(short.corpus), str(tmp_path / "data")
        ).splitlines()[-1]
    )
    assert (
        told["dimension"] == 24
        and told["same"]
        and told["engine"] == "exact"
        and told["warnings"] == []
    )
    assert (
        told["name"] == told["manifest"]
        and told["name"].startswith("st-")
        and told["retrieved"] == 20
        and told["again"] is False
    )


def test_a_model_that_does_not_exist_is_said(short: Settings) -> None:
    """One French sentence that names the setting."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli.main", "ask", "Bonjour ?"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "CPOM_EMBEDDER": "/nulle/part",
            "CPOM_DATA": str(short.data),
            "CPOM_CORPUS": str(short.corpus),
        },
    )
    assert (
        done.returncode == 3 and "CPOM_EMBEDDER" in done.stderr and "Traceback" not in done.stderr
    )


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The index of the real corpus."""
    return open_index(built)


def test_vectors_are_of_unit_length_and_a_text_without_known_word_is_null(index: Index) -> None:
    """A cosine is a scalar product; nothing is near a text of unknown signs."""
    rows = index.embedder.encode(["les risques psychosociaux", "", "☃☃☃"])
    assert rows.dtype == np.float32 and rows.shape == (3, index.embedder.dimension)
    assert np.linalg.norm(rows[0]) == pytest.approx(1, abs=1e-5) and not rows[1].any()
    assert index.embedder.encode([]).shape == (0, index.embedder.dimension)


def test_the_same_words_said_otherwise_are_near(index: Index) -> None:
    """An acronym and its long form are the same text to the model."""
    short, long, other = index.embedder.encode(
        [
            "la PDP en Occitanie",
            "la prévention de la désinsertion professionnelle en Occitanie",
            "le secrétariat du comité",
        ]
    )
    assert short @ long > 0.99 > short @ other


def test_threads_may_embed_together(index: Index) -> None:
    """Eight threads get what one gets."""
    texts = [question.text for _, question in index.questions[:400]]
    wanted = index.embedder.encode(texts)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: index.embedder.encode([text])[0], texts))
    assert np.allclose(np.asarray(found), wanted, atol=1e-6)


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    """Another table of vectors is another model; a folder that holds none is said."""
    shutil.copytree(MODEL, tmp_path / "a")
    before = fingerprint(tmp_path / "a")
    raw = bytearray((tmp_path / "a" / "model.safetensors").read_bytes())
    raw[-1] ^= 1
    (tmp_path / "a" / "model.safetensors").write_bytes(raw)
    assert fingerprint(tmp_path / "a") != before
    with pytest.raises(CorpusError, match="illisible"):
        static_embedder(tmp_path / "rien", str)
