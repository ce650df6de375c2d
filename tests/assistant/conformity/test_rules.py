"""The rules of conformity: each rests on words of its source, and a rule that does not is refused
with a sentence.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conformity.result import CheckResult, Scope
from assistant.conformity.rules import Rules, read_rules
from assistant.errors import RuleError
from assistant.pipeline import Assistant
from assistant.settings import ROOT

FILE = ROOT / "corpus/modeles/conformite.yaml"


@pytest.fixture(scope="module")
def rules(assistant: Assistant) -> Rules:
    """The real rules."""
    return assistant.conformity.rules


@pytest.fixture
def changed(tmp_path: Path, assistant: Assistant) -> Callable[[str, str], Rules]:
    """Read the real rules with some words replaced."""

    def read(old: str, new: str) -> Rules:
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "conformite.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_rules(path, assistant.index)

    return read


def test_what_binds_comes_from_the_instruction_and_advice_from_the_igas(rules: Rules) -> None:
    """A rule or a landmark cites the instruction, advice cites the report, and both kinds are
    there.
    """
    sources = {
        (rule.obligation.scope is Scope.ADVICE, rule.citation.document_id) for rule in rules.rules
    }
    assert sources == {(False, "instruction-2024-132"), (True, "igas-2023-rapport")}


def test_silence_breaks_only_what_binds(rules: Rules) -> None:
    """A landmark or an advice that a contract does not mention is never « non conforme »."""
    assert all(
        rule.result_of_absence() is not CheckResult.NON_COMPLIANT
        for rule in rules.rules
        if rule.obligation.scope is not Scope.RULE
    )


def test_every_rule_says_what_it_looks_for(rules: Rules) -> None:
    """No rule whose search could not be told, no list of words left unexpanded."""
    for rule in rules.rules:
        assert rule.searched_words() and not [
            word for word in rule.searched_words() if word.startswith("@")
        ], rule.obligation.id


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "une période maximale de cinq ans entre",
            "une période maximale de six ans entre",
            "duree-maximale",
        ),
        (
            'passage: I.A.3#1, mots: "le CPOM est',
            'passage: I.A.99#1, mots: "le CPOM est',
            "I.A.99#1",
        ),
        ("id: contrat-en-cours", "id: duree-maximale", "deux règles"),
        ("epreuve: echeance", "epreuve: echeances", "contrat-en-cours"),
        ("portee: règle", "portee: loi", "duree-maximale"),
        ('[["@promet"]]', '[["@promesses"]]', "promesses"),
        ("listes:", "listes: [", "Corrigez le fichier"),
    ],
)
def test_a_rule_that_its_source_does_not_bear_out_is_refused(
    changed: Callable[[str, str], Rules], old: str, new: str, said: str
) -> None:
    """The sentence names the rule, the passage or the list at fault."""
    with pytest.raises(RuleError) as refused:
        changed(old, new)
    assert said in str(refused.value)


def test_a_missing_file_is_told(assistant: Assistant, tmp_path: Path) -> None:
    """Without its rules, a corpus says which file is missing."""
    with pytest.raises(RuleError, match=r"conformite\.yaml est introuvable"):
        read_rules(tmp_path / "conformite.yaml", assistant.index)
