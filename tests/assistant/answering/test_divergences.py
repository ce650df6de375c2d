"""Divergences are editorial data, checked against the texts."""

import pytest
import yaml

from assistant.answering.divergences import read_divergences
from assistant.domain import Answer, Question
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT


def test_every_divergence_of_the_file_stands_on_words_of_its_passages(assistant: Assistant) -> None:
    written = yaml.safe_load((ROOT / "corpus" / "divergences.yaml").read_text(encoding="utf-8"))[
        "divergences"
    ]
    assert len(assistant.divergences) == len(written) >= 10


def test_words_that_are_not_in_the_passage_are_refused(assistant: Assistant, tmp_path) -> None:  # type: ignore[no-untyped-def]
    sides = [
        {"passage": "igas-2023-rapport/§40", "mots": "un million de CPOM"},
        {"passage": "igas-2023-rapport/§41", "mots": "77 %"},
    ]
    (tmp_path / "d.yaml").write_text(
        yaml.safe_dump({"divergences": [{"sujet": "x", "regle": "ouverte", "sources": sides}]}),
        encoding="utf-8",
    )
    with pytest.raises(CorpusError, match="un million"):
        read_divergences(tmp_path / "d.yaml", assistant.index)


def test_both_sides_shown_are_said_to_differ(assistant: Assistant) -> None:
    """88 % and 87 % of occupational illnesses: two texts, two perimeters, one notice, and nothing
    of the other matters that the same paragraphs hold.
    """
    reply = assistant.ask(
        Question(text="Quelle est la part des TMS dans les maladies professionnelles ?")
    )
    assert isinstance(reply, Answer)
    told = [notice for notice in reply.notices if notice.startswith("Les sources diffèrent")]
    assert len(told) == 1 and "TMS" in told[0] and "secteurs" not in told[0]


@pytest.mark.parametrize(
    "question",
    [
        "Selon l'IGAS, quelle est la part des TMS dans les maladies professionnelles ?",
        "Combien de SPSTI étaient agréés en 2022 ?",
        "Depuis quand l'instruction de 2024 est-elle en vigueur ?",
    ],
)
def test_a_source_or_a_year_that_is_named_leaves_the_others_aside(
    assistant: Assistant, question: str
) -> None:
    """Whoever names a source, or a year, wants its figure, not that of another beside it."""
    reply = assistant.ask(Question(text=question))
    assert isinstance(reply, Answer)
    assert not [notice for notice in reply.notices if notice.startswith("Les sources diffèrent")]
