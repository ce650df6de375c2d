"""What has been replaced is not answered as if it still held."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.answering.succession import read_successions
from assistant.domain import Answer, Origin, Question
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("La DIRECCTE est-elle encore signataire ?", "DREETS"),
        ("faut-il encore saisir le gpro avant de signer ?", "CRPST"),
        ("le prst 3 est toujours en cours ?", "2016-2020"),
        ("Le CSPRP existe-t-il encore ?", "COCT"),
        ("L’instruction de 2019 s’applique-t-elle encore ?", "En vigueur"),
        ("l’avis de la cratmp suffit pour un contrat de 2026 ?", "CRPST"),
    ],
)
def test_a_question_of_currency_is_answered_by_what_succeeded(
    assistant: Assistant, question: str, words: str
) -> None:
    """The first words do not say yes, and the successor is named with its source."""
    reply = assistant.ask(Question(text=question), date(2026, 12, 1))
    assert isinstance(reply, Answer) and reply.origin is Origin.WRITTEN
    told = " ".join((reply.verdict, *(each.text for each in reply.statements)))
    assert words in told and not reply.verdict.startswith("Oui")
    assert reply.citations


@pytest.mark.parametrize(
    "question",
    [
        "Quand le GPRO a-t-il rendu son avis sur le CPOM du CIAMT ?",
        "Que demandait l’instruction de 2019 ?",
        "Que signifie GPRO ?",
    ],
)
def test_a_question_on_the_past_or_on_a_meaning_is_not_one_of_currency(
    assistant: Assistant, question: str
) -> None:
    """The former body or text itself is asked about."""
    reply = assistant.ask(Question(text=question), date(2026, 12, 1))
    assert not getattr(reply, "verdict", "").startswith("Non")


def test_a_plan_is_not_over_before_its_last_day(assistant: Assistant) -> None:
    """The first words that say a plan over are given from the day after it ends."""
    question = Question(text="Le PST 4 est-il encore en cours ?")
    after, before = (assistant.ask(question, date(year, 6, 1)) for year in (2026, 2025))
    assert isinstance(after, Answer) and after.verdict == "Non : il couvre 2021-2025."
    assert getattr(before, "verdict", "") != "Non : il couvre 2021-2025."


def test_a_row_that_its_words_do_not_support_is_refused(
    assistant: Assistant, tmp_path: Path
) -> None:
    """The file, the row and the sentence are named."""
    path = ROOT / "corpus" / "succession.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows["successions"][0]["verdict"] = "Non : il couvrait 1999-2003."
    changed = tmp_path / "succession.yaml"
    changed.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
    with pytest.raises(CorpusError, match="succession.yaml, « prst-3 »"):
        read_successions(changed, assistant.index)
