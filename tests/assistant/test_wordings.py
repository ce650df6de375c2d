"""What the assistant says of itself may be written otherwise: no rule reads it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.domain import Answer, Origin, Question, Refusal, Turn
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.texts.wording import read_wording
from evaluation.dataset import Case, own_sets
from evaluation.plan import choose_cases
from evaluation.run import TODAY
from ingest.build import build

QUESTIONS = 100
# What is read to understand a question, and not said by the assistant.
READ = {"mots_d_avis", "contraires", "consignes", "hors_sujet"}
OTHERWISE = {
    "annonces": "Dans « {titre} » (2031), que l’on doit lire avec soin, il est écrit",
    "lacune": "Après les mots « {mots} » manquent 12 lignes{manque} : la copie doit être reprise",
    "lacune_generale": "Rien ne suit « {mots} »{manque} dans « {titre} », il faut 12 lignes",
    "relance": "Au sujet de {sujet} ? {question}",
    "mot_corrige": "{faux}, lu {juste}",
    "ailleurs": "Il est obligatoire de lire aussi l’article L. 9999-9",
}


def _otherwise(entry: Any, words: str) -> Any:
    """The same entry with each phrase replaced, its blanks kept."""
    if isinstance(entry, dict):
        return {key: _otherwise(value, words) for key, value in entry.items()}
    if isinstance(entry, list):
        return [_otherwise(value, words) for value in entry]
    blanks = [f"{{{part.partition('}')[0]}}}" for part in entry.split("{")[1:]]
    return " ".join((words, *blanks))


@pytest.fixture(scope="module")
def reworded(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant on a corpus where every phrase of `formules.yaml` is another."""
    corpus = tmp_path_factory.mktemp("reworded") / "corpus"
    shutil.copytree(built.corpus, corpus)
    path = corpus / "formules.yaml"
    phrases = yaml.safe_load(path.read_text(encoding="utf-8"))
    changed = phrases.keys() - READ
    assert OTHERWISE.keys() <= changed and "refus" in changed
    for key in changed:
        same = OTHERWISE.get(key)
        if isinstance(phrases[key], dict):
            words = same or "Phrase récrite en 2031 : il est interdit de s’y fier, dit « X »"
            phrases[key] = _otherwise(phrases[key], words)
        else:
            phrases[key] = OTHERWISE[key]
    path.write_text(yaml.safe_dump(phrases, allow_unicode=True), encoding="utf-8")
    return Assistant(built.model_copy(update={"corpus": corpus}))


def _replies(assistant: Assistant, cases: list[Case]) -> Iterator[Answer | Refusal]:
    for case in cases:
        history: tuple[Turn, ...] = ()
        for turn in case.turns:
            question = Question(text=turn.question, history=history, as_of=turn.as_of)
            yield assistant.ask(question, TODAY, "extractive")
            history = (*history, Turn(question=turn.question))


def _facts(reply: Answer | Refusal) -> tuple[Any, ...]:
    """What a reply says, less our own words."""
    if isinstance(reply, Refusal):
        return reply.status, [lead.passage_id for lead in reply.leads]
    claims = [statement.claim.split() for statement in reply.statements]
    numbers = [statement.citations for statement in reply.statements]
    return reply.status, claims, numbers, reply.citations


def test_every_phrase_may_be_written_otherwise(assistant: Assistant, reworded: Assistant) -> None:
    """With other announcements, refusals and notices, full of figures, obligations and titles
    between guillemets, a hundred questions keep their status, quotations and citations.
    """
    cases = choose_cases(own_sets(), "all")
    some = _some(cases)
    before, after = list(_replies(assistant, some)), list(_replies(reworded, some))
    assert len(before) >= QUESTIONS
    assert {"answered", "source_gap", "not_found", "out_of_scope"} <= {r.status for r in before}
    for one, other in zip(before, after, strict=True):
        assert _facts(one) == _facts(other), one.question.text
    announced = [
        (one.statements[0].text, other.statements[0].text)
        for one, other in zip(before, after, strict=True)
        if isinstance(one, Answer) and isinstance(other, Answer)
        if one.origin is Origin.EXTRACTS  # what an editor wrote has no announcement
    ]
    assert len(announced) > 20
    assert all(one != other for one, other in announced)


def _some(cases: list[Case]) -> list[Case]:
    """A hundred cases or a little more: the first of each kind and of each expected status."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        for group in (case.kind, *case.turns[0].expected):
            groups.setdefault(group, []).append(case)
    each = 1 + QUESTIONS // len(groups)
    return list({case.id: case for group in groups.values() for case in group[:each]}.values())


FAULTS = (
    ("refus", "not_found_pistes", "Voyez {passages}.", "{passages} n’est pas un blanc"),
    ("refus", "not_found_pistes", "Voyez ailleurs.", "il manque le blanc {pistes}"),
    ("refus", "out_of_scope", "Hors de {mon domaine.", "accolade"),
    ("avertissements", "blanc", "", "une phrase tient sur une ligne"),
    ("annonces.poids", "contrat", "Le contrat {court} dit", "{court} n’est pas un blanc"),
    ("annonces.documents.igas-2023-rapport", "ancadré", "L’IGAS dit", "« ancadré »"),
    ("", "lacune", "La liste {mots} manque", "entre guillemets"),
)


@pytest.mark.parametrize(("group", "name", "phrase", "reason"), FAULTS)
def test_a_phrase_that_cannot_be_used_is_refused_with_its_line(
    built: Settings, tmp_path: Path, group: str, name: str, phrase: str, reason: str
) -> None:
    """`cpom ingest` gives the file, the line, the phrase and the reason."""
    corpus = tmp_path / "corpus"
    shutil.copytree(built.corpus, corpus)
    path = corpus / "formules.yaml"
    phrases = yaml.safe_load(path.read_text(encoding="utf-8"))
    place = phrases
    for step in filter(None, group.split(".")):
        place = place[step]
    place[name] = phrase
    path.write_text(yaml.safe_dump(phrases, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CorpusError) as refused:
        build(Settings(_env_file=None, data=tmp_path / "data", corpus=corpus))
    lines = path.read_text(encoding="utf-8").splitlines()
    entry = "  " * len(list(filter(None, group.split(".")))) + f"{name}:"
    line = 1 + next(n for n, text in enumerate(lines) if text.startswith(entry))
    assert f"formules.yaml, ligne {line}, « {phrase} »" in str(refused.value)
    assert reason in str(refused.value)


def test_the_phrases_of_the_repository_can_all_be_used(built: Settings) -> None:
    assert read_wording(built.corpus / "formules.yaml").announcements.weights
