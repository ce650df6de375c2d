"""A sentence that follows from the words it quotes is proved; one that does not is stopped by the
step that sees it.
"""

import pytest
import yaml

from assistant.domain import Document, Kind, Passage
from assistant.pipeline import Assistant
from assistant.proof.case import Decision, Outcome
from assistant.proof.prover import Prover, Quotation, prover_of
from assistant.settings import ROOT

CASES: list[dict[str, str]] = yaml.safe_load(
    (ROOT / "tests/data/preuve/etapes.yaml").read_text(encoding="utf-8")
)
REPORT, OLD = "igas-2023-rapport", "cpom-ciamt-2022"


@pytest.fixture(scope="module")
def prover() -> Prover:
    return prover_of(ROOT / "corpus")


def passage_of(text: str, document_id: str, *, kind: Kind = Kind.PARAGRAPH) -> Passage:
    """A passage of nothing but a text."""
    return Passage(
        id=f"{document_id}/essai",
        document_id=document_id,
        label="essai",
        path=(),
        text=text,
        runs=(),
        start=0,
        end=len(text),
        kind=kind,
        order=0,
    )


def decide(prover: Prover, claim: str, text: str, document: Document, quote: str = "") -> Decision:
    """What is decided of a sentence that quotes words of a text, all of them by default."""
    words = quote or text
    start = text.index(words)
    quotation = Quotation(
        passage=passage_of(text, document.id),
        document=document,
        start=start,
        end=start + len(words),
    )
    return prover.decide(claim, [quotation])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["ne_suit_pas"][:50])
def test_each_step_lets_the_honest_sentence_through_and_stops_the_other(
    assistant: Assistant, prover: Prover, case: dict[str, str]
) -> None:
    """The lines of `etapes.yaml`, one by one."""
    document = assistant.index.document(REPORT)
    honest = decide(prover, case["suit"], case["cite"], document)
    assert honest.outcome is Outcome.PROVED, honest
    false = decide(prover, case["ne_suit_pas"], case["cite"], document)
    assert (false.outcome is Outcome.PROVED, false.step) == (False, case["etape"]), false
    assert len(false.reason) > 10


def test_every_step_of_the_file_is_read() -> None:
    """No step is left without a sentence."""
    assert {case["etape"] for case in CASES} >= {"mots", "négation", "force", "rôles", "temps"}


def test_the_sentence_after_may_set_the_quoted_words_aside(
    assistant: Assistant, prover: Prover
) -> None:
    """What stands just after the quotation is read too."""
    document = assistant.index.document(REPORT)
    quote = "L’apport de moyens financiers aux services a été évoqué."
    claim = "L’apport de moyens financiers aux services a été évoqué."
    assert decide(prover, claim, quote, document).outcome is Outcome.PROVED
    text = f"{quote} La mission considère cette dimension comme non prioritaire."
    assert decide(prover, claim, text, document, quote).step == "voisinage"


def test_what_governs_the_quotation_from_outside_it_counts(
    assistant: Assistant, prover: Prover
) -> None:
    """« Il ne s’agit pas de » before the quoted words denies them."""
    document = assistant.index.document(REPORT)
    text = "Il ne s’agit pas de fixer des règles contraignantes pour les services."
    quote = "fixer des règles contraignantes pour les services"
    found = decide(prover, "Le rapport fixe des règles contraignantes.", text, document, quote)
    assert found.outcome is not Outcome.PROVED


def test_what_holds_for_one_contract_is_not_told_of_all(
    assistant: Assistant, prover: Prover
) -> None:
    """A sentence resting on a contract names it, unless it is announced."""
    document = assistant.index.document(OLD)
    text = "Le comité de pilotage statue à l’unanimité des parties."
    assert decide(prover, text, text, document).step == "portée"
    named = f"Dans le CPOM du CIAMT, {text[0].lower()}{text[1:]}"
    assert decide(prover, named, text, document).outcome is Outcome.PROVED


def test_another_language_is_not_read(assistant: Assistant, prover: Prover) -> None:
    """What cannot be read is unknown, never guessed."""
    document = assistant.index.document(REPORT)
    found = decide(prover, "The contract is signed for five years.", "Le contrat.", document)
    assert (found.outcome, found.step) == (Outcome.UNKNOWN, "lecture")
