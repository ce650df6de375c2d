"""The signed contract of the CIAMT: articles, bullets with their lead-in, one footnote."""

import re

from tests.corpus.conftest import Cut


def test_articles_1_to_20_are_there_in_order(contract: Cut) -> None:
    """Each article opens with its title, and no other passage holds that title."""
    firsts = [id for id in contract.ids if re.fullmatch(r"art-\d+#1", id)]
    assert firsts == [f"art-{n}#1" for n in range(1, 21)]
    for n in range(1, 21):
        assert contract[f"art-{n}#1"].text.startswith(f"Article {n} – ")
        assert contract[f"art-{n}#1"].label.startswith(f"CPOM CIAMT 2022, art. {n}")


def test_an_article_is_whole(contract: Cut) -> None:
    """The five paragraphs of article 17, word for word where dates matter."""
    assert [id for id in contract.ids if id.startswith("art-17")] == [
        f"art-17#{n}" for n in range(1, 6)
    ]
    assert contract["art-17#1"].text.startswith(
        "Article 17 – Durée de validité du CPOM\nLe présent CPOM prend effet"
    )
    assert contract["art-17#3"].text.startswith(
        "Elle n’excédera pas la date du 30 juin 2023, indépendamment"
    )


def test_bullets_of_the_three_sorts_carry_their_lead_in(contract: Cut) -> None:
    """An item begins with the words that announce it, and its sign is left out."""
    items = [p for p in contract.passages if re.fullmatch(r"art-6#1\.\d", p.id.split("/")[1])]
    assert len(items) == 4
    for item in (p for p in contract.passages if p.kind.value == "point"):
        assert item.parent and not re.search(r"^\W*[•➢✓]", item.text), item.id
        parent = contract[item.parent.split("/", 1)[1]]
        assert item.text.split()[0] in parent.text, item.id
    assert contract["art-1#7.7"].text.startswith(
        "Contrat pluriannuel d’objectifs et de moyens\nMentionné aux articles"
    )


def test_lettered_numbers_of_an_article_of_the_code_are_items(contract: Cut) -> None:
    """1°, 1° bis, 2°, 2° bis… of article L. 4622-2 as the contract quotes it."""
    marks = [
        re.search(r"ils : (\d° ?(?:bis)?)", p.text)
        for p in contract.passages
        if re.fullmatch(r"art-4#5\.\d", p.id.split("/")[1])
    ]
    assert [mark[1].strip() for mark in marks if mark] == [
        "1°",
        "1°bis",
        "2°",
        "2° bis",
        "3°",
        "4°",
        "5°",
    ]


def test_the_parties_are_three_and_named(contract: Cut) -> None:
    """The CIAMT, the DRIEETS and the CRAMIF, each a party."""
    text = contract["parties#1"].text
    assert all(
        name in text
        for name in (
            "CIAMT",
            "Direction Régionale et Interdépartementale de l’Ec",
            "Caisse Régionale d’Assurance Maladie Île-de-France",
        )
    )


def test_the_only_note_is_tied_to_the_commitment_that_calls_it(contract: Cut) -> None:
    """Note 1 belongs to article 8."""
    assert contract["note-1"].parent == "cpom-ciamt-2022/art-8#1"
    assert "cpom-ciamt-2022/note-1" in contract["art-8#1.5"].notes
    assert contract["note-1"].text.startswith("Nomenclature d’exécution budgétaire. Programme 111")


def test_headings_in_capitals_are_sections(contract: Cut) -> None:
    """Foreword, preamble and signatures are places one can name."""
    assert contract["avant-propos#1"].text.startswith(
        "Le présent contrat pluriannuel d’objectifs et de moyens, dit « CPOM 2022 »"
    )
    assert contract["preambule#1"].path == ("PREAMBULE",)
    assert contract["signataires"].text.startswith("Les parties signataires\n")
    assert "au-delà du 30 juin 2021" in contract["avant-propos#3"].text
