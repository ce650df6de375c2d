"""What holds of every passage of every document of the corpus."""

import re
from collections import Counter

from assistant.domain import Kind
from assistant.texts.quotes import locate
from assistant.texts.spaces import squeeze
from tests.corpus.conftest import Cut, flat
from tests.golden import expected

MARKS = re.compile(r"\[\d+\]|(?<!\S)[•○o](?!\S)|- \d+ -|(?<!\S)\d{1,3}(?!\S)")


def test_every_run_leads_back_to_the_same_words_of_the_document(cuts: dict[str, Cut]) -> None:
    """A stretch of a passage and its place in the document differ by white space only."""
    for cut in cuts.values():
        for passage in cut.passages:
            assert passage.runs, passage.id
            for run in passage.runs:
                assert (
                    squeeze(cut.text[run.start : run.end])
                    == passage.text[run.at : run.at + run.length]
                ), passage.id


def test_every_word_can_be_located_in_the_document(cuts: dict[str, Cut]) -> None:
    """Any word of a run is found at the offsets that `locate` gives."""
    for cut in cuts.values():
        for passage in cut.passages:
            for run in passage.runs:
                words = passage.text[run.at : run.at + run.length]
                for match in list(re.finditer(r"\S+", words))[::7]:
                    start, end = locate(cut.text, run, match.start(), len(match.group()))
                    assert cut.text[start:end] == match.group(), passage.id


def test_runs_are_in_order_and_within_the_passage(cuts: dict[str, Cut]) -> None:
    """Runs neither overlap nor leave the text of the passage."""
    for cut in cuts.values():
        for passage in cut.passages:
            position = 0
            for run in passage.runs:
                assert run.at >= position and run.end <= len(cut.text), passage.id
                position = run.at + run.length
            assert position <= len(passage.text), passage.id


def test_passages_read_well_alone(cuts: dict[str, Cut]) -> None:
    """No passage is empty, begins or ends with white space, or holds a page number, a running head
    or two spaces.
    """
    for cut in cuts.values():
        for passage in cut.passages:
            assert passage.text.strip() == passage.text and passage.text, passage.id
            assert "RAPPORT IGAS N°" not in passage.text and not re.search(
                r"- \d+ -", passage.text
            ), passage.id
            assert "  " not in passage.text, passage.id


def test_nothing_of_a_document_is_lost(cuts: dict[str, Cut]) -> None:
    """What no passage holds is a heading, a mark, a page number, a note's number or one of the
    lines listed here.
    """
    left = {
        "instruction-2024-132": ["Consolidée le :"],
        "igas-2023-rapport": [
            (
                "RECOMMANDATIONS DE LA MISSION Numéro d’apparition dans le texte "
                "Recommandation Priorité Autorité responsable Échéance AJUSTEMENTS "
                "STRATÉGIQUES"
            ),
            "ANIMATION ET DE PILOTAGE",
            "REGION PACA",
            "SPSTI",
            "SIGLES UTILISÉS",
        ],
        "igas-2023-presentation": [
            "Pour lire les formats PDF et ePub vous avez besoin d’un lecteur adapté."
        ],
        "cpom-ciamt-2022": [],
        "cpom-occitanie": ["https://occitanie.dreets.gouv.fr"],
    }
    for name, cut in cuts.items():
        assert _uncovered(cut) == left[name], name


def _uncovered(cut: Cut) -> list[str]:
    held = bytearray(len(cut.text))
    for passage in cut.passages:
        for run in passage.runs:
            held[run.start : run.end] = b"\1" * (run.end - run.start)
    rest = "".join("\0" if held[i] else char for i, char in enumerate(cut.text))
    headings = sorted(
        {heading for passage in cut.passages for heading in passage.path}, key=len, reverse=True
    )
    found = []
    for part in re.split("\0+", rest):
        words = flat(re.sub(r"RAPPORT IGAS N°2022-043R", " ", flat(part)))
        for heading in headings:
            words = words.replace(heading, " ")
        words = flat(MARKS.sub(" ", words))
        if re.search(r"[^\W\d_]{2}", words):
            found.append(words)
    return found


def test_identifiers_and_labels_are_unique(cuts: dict[str, Cut]) -> None:
    """Neither two passages nor two labels of a document are alike, so that a citation points to one
    place.
    """
    for cut in cuts.values():
        for values in ([p.id for p in cut.passages], [p.label for p in cut.passages]):
            assert not [value for value, n in Counter(values).items() if n > 1]


def test_identifiers_are_in_reading_order_and_belong_to_the_document(cuts: dict[str, Cut]) -> None:
    """Orders count from 0, starts never go back except for parts and notes, and every parent and
    note exists.
    """
    for name, cut in cuts.items():
        known = {passage.id for passage in cut.passages}
        assert [passage.order for passage in cut.passages] == list(range(len(cut.passages)))
        starts = [
            passage.start
            for passage in cut.passages
            if passage.kind is not Kind.NOTE and passage.parent is None
        ]
        assert starts == sorted(starts)
        for passage in cut.passages:
            assert passage.id.startswith(f"{name}/") and passage.document_id == name
            assert passage.label.startswith(cut.document.short)
            assert passage.parent is None or passage.parent in known
            assert set(passage.notes) <= known


def test_passages_are_those_that_were_read_and_approved(cuts: dict[str, Cut]) -> None:
    """Identifiers are for people and never move unnoticed: each is in the golden file with its
    kind, label and first words.
    """
    rows = []
    for cut in cuts.values():
        for p in cut.passages:
            rows.append(
                " | ".join(
                    (
                        p.id,
                        p.kind.value,
                        p.label.removeprefix(f"{cut.document.short}, "),
                        p.text[:60].replace("\n", " ").strip(),
                    )
                )
            )
    found = "\n".join(rows) + "\n"
    assert found == expected("passages.txt", found)
