"""What stands between « » is exact on every face; the whole corpus is checked by
`python -m evaluation.quotes`.
"""

from collections import Counter

import pytest

from assistant.pipeline import Assistant
from evaluation.quotes import SAMPLE, Shown, Sources, faults_of, show_everything
from tests.faces import FACES


def test_a_sample_of_all_that_is_shown_is_quoted_exactly(assistant: Assistant) -> None:
    """One annotated question in forty, every lost list, written answers, and every face."""
    tally: Counter[str] = Counter()
    faults = list(
        faults_of(Sources(assistant.index), show_everything(assistant, FACES, step=SAMPLE), tally)
    )
    assert {"question annotée", "liste perdue", "réponse rédigée", *FACES} <= set(tally)
    assert tally["question annotée"] > 250 and tally["page"] > 100
    assert faults == []


STITCHED = [
    # Volets 1 and 2 stand between.
    "le troisième est facultatif : Volet 3 (facultatif) : risque non couvert",
    # A label of ours.
    "Recommandation n° 12 (Priorité 1 – Autorité responsable : DREETS)",
    # The right words, in the wrong order.
    "Volet 3 (facultatif) […] le troisième est facultatif",
]


@pytest.mark.parametrize("words", STITCHED)
def test_a_stitched_quotation_is_seen(assistant: Assistant, words: str) -> None:
    """The check can fail: words that do not follow one another are a fault."""
    shown = [Shown("essai", "", f"Le texte dit : « {words} ».")]
    faults = list(faults_of(Sources(assistant.index), shown, Counter()))
    assert [fault.words for fault in faults] == [words]


def test_words_left_out_between_are_marked(assistant: Assistant) -> None:
    """The same words with « […] » in their order are exact."""
    words = "le troisième est facultatif : […] Volet 3 (facultatif) : risque non couvert"
    assert Sources(assistant.index).hold(words)
