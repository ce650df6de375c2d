"""A document of an unknown family, cut by the generic profile."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.domain import Dates, Document, Kind, Passage, Weight
from assistant.reading.profiles import read_profile
from assistant.reading.structure import passages_of
from assistant.settings import ROOT
from assistant.texts.spaces import squeeze

PROFILE = read_profile(ROOT / "corpus" / "profils", "generique")
DOCUMENT = Document(
    id="essai",
    title="Essai",
    short="Essai",
    name="l’essai",
    verb="indique",
    kind="note",
    issuer="X",
    weight=Weight.COMMUNICATION,
    dates=Dates(),
    date_label="non daté",
    territory="France",
    national=True,
    file="essai.txt",
    format="txt",
    profile="generique",
    sha256="0",
)

MADE_UP = """TITRE I Dispositions générales

Article 1 – Objet
 
Le présent contrat fixe les règles1 applicables aux services de prévention.
Il engage chaque partie :
• le service de prévention ;
• la caisse régionale, qui apporte des moyens techniques et des forma-
tions ;
• la direction régionale.
 
1 Décret du 26 avril 2022.

Article 2 – Durée
 
Le contrat dure cinq ans.
 
[1] Premier paragraphe numéroté.
 
[2] Deuxième paragraphe numéroté, avec :
- un point ;
- un autre point.

ANNEXES
 
Les moyens suivants sont mobilisés :
 
TITRE II Suite
 
Une phrase pour finir.
"""


@pytest.fixture(scope="module")
def made_up() -> dict[str, Passage]:
    """The passages of the made-up document by identifier."""
    return {
        passage.id.removeprefix("essai/"): passage
        for passage in passages_of(DOCUMENT, MADE_UP, PROFILE)
    }


def test_articles_are_cut_and_named(made_up: dict[str, Passage]) -> None:
    """Each article is a place that a person can name."""
    assert made_up["art-1#1"].label == "Essai, art. 1" or made_up["art-1#1"].label.startswith(
        "Essai, art. 1, alinéa"
    )
    assert "Le contrat dure cinq ans." in made_up["art-2#1"].text
    assert made_up["art-2#1"].path == ("TITRE I Dispositions générales", "Article 2 – Durée")


def test_bullets_are_items_with_their_lead_in(made_up: dict[str, Passage]) -> None:
    """Three items, the word cut at the end of a line made whole."""
    items = [
        p for p in made_up.values() if p.kind is Kind.ITEM and "Il engage chaque partie :" in p.text
    ]
    assert [re.sub(r".*partie : ", "", p.text, flags=re.DOTALL) for p in items] == [
        "le service de prévention ;",
        "la caisse régionale, qui apporte des moyens techniques et des forma-tions ;",
        "la direction régionale.",
    ]


def test_numbered_paragraphs_are_known_by_their_number(made_up: dict[str, Passage]) -> None:
    """[1] and [2], the latter with its two items."""
    assert made_up["§1"].text == "Premier paragraphe numéroté."
    assert made_up["§2#2"].text == "Deuxième paragraphe numéroté, avec : un autre point."


def test_a_footnote_is_tied_to_its_call(made_up: dict[str, Passage]) -> None:
    """« règles1 » calls note 1 and reads « règles »."""
    assert made_up["note-1"].text == "Décret du 26 avril 2022."
    caller = next(p for p in made_up.values() if p.notes and p.parent is None)
    assert "fixe les règles applicables" in caller.text and made_up["note-1"].parent == caller.id


def test_a_list_that_is_announced_and_missing_is_marked(made_up: dict[str, Passage]) -> None:
    """A colon followed by a heading is a lost list."""
    lost = [p for p in made_up.values() if p.gap]
    assert [p.gap.lead for p in lost if p.gap] == ["Les moyens suivants sont mobilisés :"]


def test_pages_are_kept(made_up: dict[str, Passage]) -> None:
    """A passage knows the page where it begins, when pages are known."""
    text = "Première page.\f\nDeuxième page, plus bas."
    found = passages_of(DOCUMENT, text, PROFILE, ((0, 1), (text.index("\f"), 2)))
    assert [(p.text, p.page) for p in found] == [
        ("Première page.", 1),
        ("Deuxième page, plus bas.", 2),
    ]
    assert all(p.page is None for p in made_up.values())


LINES = st.sampled_from(
    [
        "TITRE I Un",
        "Titre II Deux",
        "ANNEXE 1",
        "Article 1 – Objet",
        "Article 1er",
        "1.1 Un sous-titre",
        "A. Lettre",
        "I. Chiffre romain",
        "[1] Un paragraphe.",
        "[1] Encore le même numéro :",
        "• un point ;",
        "- un tiret",
        "o un rond",
        "1° un",
        "a) petit",
        "Une phrase ordinaire qui finit bien.",
        "Une phrase coupée au",
        "milieu de la ligne1 et qui",
        "1 Loi de 2011.",
        "2 Décret.",
        "une liste :",
        "# Dièse",
        "CAPITALES",
        "",
        " ",
        "\f",
        "Page 3",
        "12",
        "É",
        "note",
        "mot-",
        "Note 1",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=25))
@example(["[1] Un paragraphe.", "• un point ;", "[1] Encore le même numéro :", "• un point ;"])
@example(["TITRE I Un", "Article 1 – Objet", "Texte.", "TITRE I Un", "Article 1er", "Texte."])
def test_whatever_the_layout_passages_are_whole_distinct_and_anchored(lines: list[str]) -> None:
    """No layout makes the cutting fail, give two passages one identifier, or lose a plain
    sentence.
    """
    source = "\n".join(lines)
    found = passages_of(DOCUMENT, source, PROFILE)
    assert not [id for id, n in Counter(p.id for p in found).items() if n > 1]
    assert not [label for label, n in Counter(p.label for p in found).items() if n > 1]
    text = "\n".join(p.text for p in found)
    assert ("Une phrase ordinaire qui finit bien." in source) == (
        "Une phrase ordinaire qui finit bien." in text
    )
    for passage in found:
        for run in passage.runs:
            assert (
                squeeze(source[run.start : run.end]) == passage.text[run.at : run.at + run.length]
            )
        assert all(a.at + a.length <= b.at for a, b in pairwise(passage.runs))
