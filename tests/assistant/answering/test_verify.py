"""Nothing unsupported passes verification."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.verify import statements_shown, verify
from assistant.domain import Attribution, Citation, Dates, Document, Span, Statement, Weight

TEXT = (
    "Le CPOM est conclu pour une durée maximale de cinq ans, avant le 30 juin "
    "2024, selon l’article L. 4622-10. Il compte 86 100 salariés."
)
LOCAL = "Le secrétariat doit se réunir sous 15 jours."


def document(id: str, weight: Weight, national: bool = True) -> Document:
    return Document(
        id=id,
        title=id,
        short=id,
        name=id,
        verb="dit",
        kind="texte",
        issuer="x",
        weight=weight,
        dates=Dates(),
        date_label="",
        territory="Bretagne",
        national=national,
        file="x.txt",
        format="txt",
        profile="generique",
        sha256="",
    )


DOCUMENTS = {
    "loi": document("loi", Weight.OPPOSABLE),
    "avis": document("avis", Weight.RECOMMANDATION),
    "local": document("local", Weight.CONTRAT, False),
}
TEXTS = {"loi": TEXT, "avis": TEXT, "local": LOCAL}


def citation(quote: str, id: str = "loi", start: int | None = None) -> Citation:
    text = TEXTS[id]
    begin = text.find(quote) if start is None else start
    return Citation(
        n=1,
        passage_id=f"{id}/1",
        document_id=id,
        label="x",
        quote=quote,
        start=begin,
        end=begin + len(quote),
        text=text,
    )


def rules_broken(statement: Statement, cited: Citation) -> list[str]:
    findings = verify([statement], [cited], DOCUMENTS, TEXTS.__getitem__)
    return [finding.rule for finding in findings]


def check(text: str, cited: Citation, weight: Weight = Weight.OPPOSABLE) -> list[str]:
    return rules_broken(Statement(text=text, citations=(1,), weight=weight), cited)


def announced(announcement: str, claim: str, source: str) -> Statement:
    """A statement whose first words are ours."""
    return Statement(
        text=f"{announcement}{claim}",
        citations=(1,),
        weight=DOCUMENTS[source].weight,
        attribution=Attribution(document_id=source, weight=DOCUMENTS[source].weight),
        ours=(Span(start=0, end=len(announcement)),),
    )


def test_a_faithful_statement_has_no_finding() -> None:
    assert (
        check(
            "L’instruction prévoit : « conclu pour une durée maximale de cinq ans ».",
            citation("conclu pour une durée maximale de cinq ans"),
        )
        == []
    )


def test_a_quote_that_is_not_in_the_passage_forbids_the_statement() -> None:
    assert "mots exacts" in check(
        "x : « conclu pour dix ans ».", citation("conclu pour une durée maximale de cinq ans")
    )


def test_a_quote_at_the_wrong_place_forbids_the_statement() -> None:
    assert "position" in check("x : « cinq ans ».", citation("cinq ans", start=3))


def test_a_changed_number_date_or_article_forbids_the_statement() -> None:
    cited = citation("conclu pour une durée maximale de cinq ans")
    for text in (
        "Le contrat dure 7 ans.",
        "Avant le 30 juillet 2024.",
        "Selon l’article L. 4622-11.",
        "Il compte 86 200 salariés.",
    ):
        assert "chiffres" in check(text, cited), text
    for text in (
        "Le contrat dure 5 ans.",
        "Avant le 30 juin 2024.",
        "Selon l’article L4622-10.",
        "Il compte 86 100 salariés.",
    ):
        assert "chiffres" not in check(text, cited), text


def test_an_obligation_resting_on_an_opinion_alone_is_forbidden_unless_it_says_so() -> None:
    """The attribution is a field: the words of the sentence are not read to find it, and naming
    another source does not count.
    """
    cited = citation("conclu pour une durée maximale de cinq ans", "avis")
    assert "portée" in check("Le contrat est obligatoire.", cited)
    assert "portée" in check("L’IGAS recommande que ce soit obligatoire.", cited)
    claim = "le contrat est obligatoire."
    assert "portée" not in rules_broken(announced("Untel écrit : ", claim, "avis"), cited)
    assert "portée" in rules_broken(announced("Untel écrit : ", claim, "local"), cited)


def test_an_announcement_is_not_held_against_the_source() -> None:
    """Its figures, its binding words and the title it puts between guillemets are ours."""
    cited = citation("conclu pour une durée maximale de cinq ans", "avis")
    announcement = "Le texte « Titre 2031 », qui n’oblige pas : il doit être lu avec soin : "
    quoted = announced(announcement, "« conclu pour une durée maximale de cinq ans ».", "avis")
    assert rules_broken(quoted, cited) == []
    false = announced(announcement, "« conclu pour dix ans ».", "avis")
    assert "mots exacts" in rules_broken(false, cited)


def test_a_local_fact_without_its_territory_is_told() -> None:
    cited = citation("sous 15 jours", "local")
    assert "territoire" in check("Le contrat stipule : « sous 15 jours ».", cited)
    assert "territoire" not in check("En Bretagne, le contrat stipule : « sous 15 jours ».", cited)


def test_a_statement_without_citation_is_not_shown() -> None:
    statement = Statement(text="Rien.", citations=(), weight=Weight.OPPOSABLE)
    assert (
        statements_shown([statement], verify([statement], [], DOCUMENTS, TEXTS.__getitem__)) == ()
    )


@given(start=st.integers(0, len(TEXT) - 2), length=st.integers(1, 60), change=st.integers(0, 59))
def test_one_changed_letter_in_a_quotation_is_always_seen(
    start: int, length: int, change: int
) -> None:
    quote = TEXT[start : start + length].strip()
    if not quote:
        return
    at = change % len(quote)
    altered = quote[:at] + ("x" if quote[at] != "x" else "y") + quote[at + 1 :]
    assert (
        "mots exacts" in check("La source dit cela.", citation(altered, start=start))
        or altered in TEXT
    )
