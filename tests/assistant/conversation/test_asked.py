"""What a question asks for, read by the patterns of `corpus/questions.yaml`."""

from pathlib import Path

import pytest
import yaml

from assistant.conversation.asked import (
    fills_slot,
    gives_figure,
    kind_of,
    lacks_count,
    lacks_region,
    names_in,
    noun_asked,
)
from assistant.conversation.patterns import read_patterns
from assistant.errors import CorpusError
from assistant.index.index import Index
from assistant.settings import ROOT
from assistant.texts.french import stem, words_of

PATTERNS = read_patterns(ROOT / "corpus/questions.yaml")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Combien de temps dure un CPOM ?", "temps"),
        ("Combien de CPOM ?", "combien"),
        ("Quand signer ?", "quand"),
        ("Pourquoi un avis ?", "pourquoi"),
        ("Comment signer ?", "comment"),
        ("Qui signe ?", "qui"),
        ("Est-ce utile ?", "oui ou non"),
        ("Quels risques ?", "quoi"),
        ("La durée ?", "temps"),
        ("Bonjour", "rien"),
    ],
)
def test_the_kind_of_a_question(question: str, kind: str) -> None:
    assert kind_of(question, PATTERNS) == kind


def test_the_noun_asked_for_is_told_by_its_stem(five: Index) -> None:
    assert noun_asked("Combien de membres compte le comité ?", five.analyser)[0] == stem("membres")
    assert noun_asked("Bonjour", five.analyser) == []


def test_names_are_those_that_few_questions_hold() -> None:
    assert names_in("Que fait PREVALY avec la DREETS ?", PATTERNS) == ["PREVALY"]
    assert names_in("Que fait la DREETS ?", PATTERNS) == []


@pytest.mark.parametrize(
    ("question", "evidence", "filled"),
    [
        ("Quel budget ?", "un budget de 3 000 euros", True),
        ("Quel budget ?", "un budget annuel", False),
        ("Quelle durée ?", "trois ans au plus", True),
        ("Quelle durée ?", "le contrat", False),
        ("Comment s’appelle le président ?", "Mme Martin", True),
        ("Comment s’appelle le président ?", "le comité", False),
        ("Que prévoit le texte ?", "rien", None),
    ],
)
def test_the_evidence_holds_the_kind_of_thing_asked_for(
    question: str, evidence: str, filled: bool | None
) -> None:
    assert fills_slot(question, evidence, PATTERNS) is filled


def _stems(words: list[str]) -> list[str]:
    return [stem(word) for word in words]


def test_a_count_is_looked_for_near_what_is_counted() -> None:
    far = words_of("le comité a des membres nommés par le préfet de région en 2021")
    near = words_of("le comité a 12 membres")
    assert lacks_count("Combien de membres ?", _stems(far), PATTERNS)
    assert not lacks_count("Combien de membres ?", _stems(near), PATTERNS)
    assert not lacks_count("Combien de mois ?", _stems(far), PATTERNS)


def test_a_region_is_known_by_its_other_names() -> None:
    assert lacks_region("En Bretagne ?", "en occitanie", PATTERNS)
    assert not lacks_region("En Île-de-France ?", "la drieets", PATTERNS)
    assert not lacks_region("En France ?", "", PATTERNS)


def test_a_figure_may_be_in_words_or_a_reference() -> None:
    assert all(map(gives_figure, ("12 services", "cinq ans", "l’article L. 4622-10")))
    assert not gives_figure("le comité régional")


def test_a_pattern_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path) -> None:
    patterns = yaml.safe_load((ROOT / "corpus/questions.yaml").read_text(encoding="utf-8"))
    patterns["genres"]["qui"][0] = "(qui"
    path = tmp_path / "questions.yaml"
    path.write_text(yaml.safe_dump(patterns, allow_unicode=True), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    line = 1 + next(n for n, text in enumerate(lines) if text.strip() == "- (qui")
    with pytest.raises(CorpusError, match=rf"questions.yaml, ligne {line}, « \(qui »"):
        read_patterns(path)
