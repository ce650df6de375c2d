"""What a trainer shows: data that people wrote, each word of which is checked against the texts."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.domain import Citation, Kind
from assistant.errors import CorpusError
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from assistant.texts.spaces import flatten
from assistant.training.discovery import Discovery, read_discovery
from assistant.training.outcome import Fate

Spoiled = Callable[[str, str, str], Path]


def citations(thing: object) -> Iterator[Citation]:
    """Every citation, wherever it stands in a value."""
    if isinstance(thing, Citation):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from citations(part)
    elif hasattr(thing, "model_fields_set"):
        for name in type(thing).model_fields:
            yield from citations(getattr(thing, name))


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoiled:
    """A corpus folder with the trainer's files, one of them changed."""

    def changed(name: str, before: str, after: str) -> Path:
        for part in ("decouvrir", "modeles"):
            shutil.copytree(ROOT / "corpus" / part, tmp_path / part)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert before in text
        (tmp_path / name).write_text(text.replace(before, after, 1), encoding="utf-8")
        return tmp_path

    return changed


def test_every_word_quoted_stands_in_its_passage_and_at_its_place_in_the_document(
    assistant: Assistant,
) -> None:
    """All the citations of the path, a few hundred, by the two readings that a reader can make."""
    found = list(citations(assistant.discovery))
    assert len(found) > 250
    for citation in found:
        assert flatten(citation.quote) in flatten(
            assistant.index.passage(citation.passage_id).text
        ), citation.passage_id
        assert flatten(
            assistant.index.text(citation.document_id)[citation.start : citation.end]
        ) == flatten(citation.quote), citation.passage_id


def test_the_twenty_one_recommendations_each_have_a_fate_and_words_on_both_sides(
    assistant: Assistant,
) -> None:
    """Numbers, texts and authorities are those of the report's own table; each side quotes its own
    document.
    """
    table = assistant.discovery.outcomes
    listed = sorted(
        (p.record for p in assistant.index.passages if p.kind is Kind.RECOMMENDATION and p.record),
        key=lambda record: record.number,
    )
    assert [row.record for row in table.rows] == listed and len(listed) == 21
    for row in table.rows:
        assert {citation.document_id for citation in row.report} == {"igas-2023-rapport"} and {
            citation.document_id for citation in row.instruction
        } == {"instruction-2024-132"}
        assert row.reasoning.endswith(".") and not re.search(r"[.!?] [A-ZÀÉ]", row.reasoning), (
            f"recommendation {row.record.number}: one sentence"
        )
        assert re.match(
            rf"igas-2023-rapport/recommandation-{row.record.number}/", row.report[0].passage_id
        )
    assert (
        sum(Counter(row.fate for row in table.rows).values())
        == sum(len(table.of(fate)) for fate in Fate)
        == 21
    )


def test_the_recommendation_quoted_is_the_whole_of_it(assistant: Assistant) -> None:
    """Nothing is cut from what the inspectors wrote: the first words quoted are the whole boxed
    recommendation.
    """
    for row in assistant.discovery.outcomes.rows:
        boxed = flatten(assistant.index.passage(row.report[0].passage_id).text)
        assert boxed.removeprefix(f"Recommandation n°{row.record.number} ") == row.report[0].quote


def test_dates_stand_in_order_and_in_the_words_cited(assistant: Assistant) -> None:
    """From the law of 2011 to the instruction of 2024, and the year of each date is in its
    words.
    """
    points = assistant.discovery.timeline.points
    years = [re.search(r"\d{4}", point.when) for point in points]
    found = [int(year[0]) for year in years if year]
    assert (
        found == sorted(found)
        and len(found) == len(points)
        and (found[0], found[-1]) == (2011, 2024)
    )
    for point, year in zip(points, found, strict=True):
        assert any(
            str(year) in citation.quote or f"/{year % 100}" in citation.quote
            for citation in point.citations
        ), point.id


def test_every_actor_has_a_tie_and_the_contract_has_its_three_signatories(
    assistant: Assistant,
) -> None:
    """An actor without a tie would be decoration."""
    chart = assistant.discovery.chart
    assert {actor.id for actor in chart.actors} == {
        end for tie in chart.ties for end in (tie.start, tie.end)
    }
    assert {tie.start for tie in chart.ties if tie.kind == "signe"} == {"spsti", "dreets", "caisse"}
    assert {tie.start for tie in chart.ties if tie.kind == "avis" and tie.end == "cpom"} == {
        "crpst",
        "ars",
    }


def test_the_glossary_holds_every_acronym_that_the_texts_list(assistant: Assistant) -> None:
    """And its expansion is the one that its source gives."""
    acronyms = {acronym.name: acronym for acronym in assistant.discovery.glossary.acronyms}
    listed = [passage for passage in assistant.index.passages if passage.kind is Kind.ACRONYM]
    assert len(listed) > 60
    for passage in listed:
        name, _, expansion = passage.text.partition(" : ")
        assert acronyms[name].expansion == expansion.strip()
    assert acronyms["CRPST"].gist and acronyms["GPRO"].became


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "modeles/recommandations.yaml",
            "nécessairement à prévoir",
            "toujours à prévoir",
            "recommandation 13",
        ),
        ("modeles/recommandations.yaml", "numero: 21", "numero: 20", "une fois chacune"),
        (
            "modeles/recommandations.yaml",
            "instruction-2024-132/III#5",
            "igas-2023-rapport/§158",
            "recommandation 13",
        ),
        (
            "modeles/recommandations.yaml",
            'reserve: "instruction-2024-132/I.B#4"',
            'reserve: "instruction-2024-132/I.B#1"',
            "a perdu une liste",
        ),
        ("modeles/recommandations.yaml", 'absents: ["PRS"]', 'absents: ["PRST"]', "est dit absent"),
        ("decouvrir/chronologie.yaml", 'date: "2011-07-20"', 'date: "2011-07-21"', "2011-07-21"),
        (
            "decouvrir/chronologie.yaml",
            'date: "2018-08-28"',
            'date: "2010-08-28"',
            "rangez les points par date",
        ),
        ("decouvrir/acteurs.yaml", "vers: croct", "vers: mairie", "mairie"),
        ("decouvrir/vie.yaml", "conseil d'administration.\"", "comité d'entreprise.\"", "projet"),
        ("decouvrir/volets.yaml", "titre:", "titer:", "volets.yaml"),
        ("decouvrir/glossaire.yaml", '{sigle: "ATR"', '{sigle: "ARS"', "a déjà ce sigle"),
        (
            "decouvrir/quiz.yaml",
            "Quelle est la durée de l'agrément ?",
            "Quelle est la couleur de l'agrément ?",
            "couleur",
        ),
        ("decouvrir/quiz.yaml", 'mots: "77 %"', 'mots: "78 %"', "mots annotés"),
        ("decouvrir/quiz.yaml", "choix: 4", "choix: 6", "mauvais choix"),
        (
            "decouvrir/quiz.yaml",
            "cpom-ciamt-2022/signataires",
            "cpom-ciamt-2022/personne",
            "cpom-ciamt-2022/personne",
        ),
    ],
)
def test_a_file_that_says_what_its_source_does_not_is_refused_by_name(
    assistant: Assistant, spoiled: Spoiled, name: str, before: str, after: str, said: str
) -> None:
    """One French sentence that names the file and the entry."""
    with pytest.raises(CorpusError, match=re.escape(said)) as refused:
        read_discovery(spoiled(name, before, after), assistant.index)
    assert Path(name).name in str(refused.value)


def test_a_file_that_is_missing_is_told(assistant: Assistant, tmp_path: Path) -> None:
    """A corpus without these files opens all the same, and this part alone says what it lacks."""
    with pytest.raises(CorpusError, match="introuvable"):
        read_discovery(tmp_path, assistant.index)


def test_it_is_read_once(assistant: Assistant) -> None:
    """The same value serves every page."""
    assert isinstance(assistant.discovery, Discovery) and assistant.discovery is assistant.discovery
