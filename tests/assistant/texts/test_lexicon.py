"""The lexicon is a file that people write; it is read whole or refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import CorpusError
from assistant.index.opening import open_index
from assistant.settings import ROOT, Settings
from assistant.texts.lexicon import Lexicon, read_lexicon


def test_the_lexicon_of_the_corpus_is_read_whole() -> None:
    """Acronyms, renamed institutions, everyday words, quick writing and stop words."""
    lexicon = read_lexicon(ROOT / "corpus" / "lexique.yaml")
    assert "contrat pluriannuel d'objectifs et de moyens" in lexicon.acronyms["CPOM"]
    assert lexicon.renamed["DIRECCTE"].became == "DREETS" and lexicon.renamed["DIRECCTE"].sentence
    assert lexicon.synonyms["patron"] == ("employeur",) and lexicon.quick["koi"] == "quoi"
    assert "le" in lexicon.stop_words and not {
        "moins",
        "sans",
        "avant",
        "après",
        "pas",
        "plus",
    } & set(lexicon.stop_words)
    assert all(isinstance(word, str) for word in lexicon.stop_words)


@pytest.mark.parametrize(
    "text",
    [
        "sigles: [a]",
        "sigles: {A: b: c}",
        "inconnu: {}",
        "renommages: {A: {phrase: x}}",
        "- a",
        "mots_vides: [on, 1]",
    ],
)
def test_a_malformed_lexicon_is_said(tmp_path: Path, text: str) -> None:
    """The sentence names the file."""
    (tmp_path / "lexique.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"lexique\.yaml"):
        read_lexicon(tmp_path / "lexique.yaml")


def test_a_missing_lexicon_is_said_and_an_empty_one_is_read(tmp_path: Path) -> None:
    """A corpus may have nothing to say of words, but must say it."""
    with pytest.raises(CorpusError, match="introuvable"):
        read_lexicon(tmp_path / "lexique.yaml")
    (tmp_path / "lexique.yaml").write_text("", encoding="utf-8")
    assert read_lexicon(tmp_path / "lexique.yaml") == Lexicon()


def test_acronyms_of_the_corpus_join_those_of_the_lexicon(built: Settings) -> None:
    """The list at the end of the report is learnt; what an editor wrote stays."""
    own, joined = read_lexicon(ROOT / "corpus" / "lexique.yaml"), open_index(built).lexicon
    assert set(own.acronyms) < set(joined.acronyms)
    assert all(set(forms) <= set(joined.acronyms[name]) for name, forms in own.acronyms.items())
    assert joined.acronyms["SNS"] == ("Stratégie nationale de santé",)


def test_joining_leaves_the_lexicon_as_it_was() -> None:
    """Values are frozen; the same acronym twice is one."""
    lexicon = Lexicon.model_validate({"sigles": {"A": ["b"]}})
    joined = lexicon.with_acronyms({"A": "b", "C": "d"})
    assert joined.acronyms == {"A": ("b",), "C": ("d",)} and lexicon.acronyms == {"A": ("b",)}
    with pytest.raises(ValidationError):
        lexicon.quick = {}  # type: ignore[misc]


def test_a_lexicon_written_to_the_index_is_the_one_read(built: Settings) -> None:
    """Round trip by the names of the file."""
    lexicon = open_index(built).lexicon
    assert Lexicon.model_validate_json(lexicon.model_dump_json(by_alias=True)) == lexicon
