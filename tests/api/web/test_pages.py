"""The pages: what they show, what they escape, and where their links lead."""

import html
import re
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from api.web.sources.hits import places
from api.web.sources.views import blocks
from assistant.domain import Answer, Question, Refusal
from assistant.pipeline import Assistant
from assistant.texts.french import fold

ASKED = (
    "Qui doit être consulté avant la conclusion d’un CPOM ?",
    "Quelle est la durée du CPOM du CIAMT ?",
    "Combien de SPSTI agréés l’IGAS a-t-elle dénombrés ?",
    "Quels sont les grands axes des recommandations de l’IGAS repris par l’instruction ?",
    "Quels risques la plaquette d’Occitanie met-elle en avant ?",
)

UNANSWERED = (
    "Quel est le salaire du directeur d’un SPSTI ?",
    "Quel logiciel de paie les SPSTI utilisent-ils pour leurs médecins ?",
    "Combien coûte l’adhésion annuelle d’un salarié à un SPSTI ?",
    "Quelle est l’adresse électronique du directeur de la CARSAT Bretagne ?",
)


def page(client: TestClient, address: str, status: int = 200) -> LexborHTMLParser:
    """A page as a tree; the checks that hold for every page are made here."""
    response = client.get(address)
    assert (
        response.status_code == status
        and response.headers["content-type"] == "text/html; charset=utf-8"
    )
    tree = LexborHTMLParser(response.text)
    assert (
        tree.css_first("html").attributes["lang"] == "fr"
        and len(tree.css("h1")) == 1
        and tree.css_first("title").text().strip()
    )
    assert tree.css_first("a.evitement").attributes["href"] == "#contenu" and tree.css_first(
        "main#contenu"
    )
    assert not tree.css("[style], style") and all(
        node.attributes.get("src", "").startswith("/static/") and not node.text().strip()
        for node in tree.css("script")
    )
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for field in tree.css(
        "input:not([type=hidden]):not([type=checkbox]), select, textarea:not([aria-label])"
    ):
        assert tree.css_first(f"label[for={field.attributes['id']}]")
    assert len(tree.css("input[type=checkbox]")) == len(
        tree.css("label.choix > input[type=checkbox]")
    )
    return tree


def raw(node: LexborNode) -> str:
    """The characters of an element, its line breaks aside."""
    return html.unescape(re.sub(r"<[^>]+>", "", node.html or ""))


def words(tree: LexborHTMLParser, selector: str) -> list[str]:
    """The words of each element."""
    return [" ".join(node.text().split()) for node in tree.css(selector)]


@pytest.mark.parametrize("question", ASKED)
def test_an_answer_shows_each_source_and_its_link_highlights_exactly_the_quote(
    client: TestClient, assistant: Assistant, question: str
) -> None:
    """Every source shows label, weight, dates, territory and words; its link leads to a page where
    those words, and no others, are marked.
    """
    reply = assistant.ask(Question(text=question))
    assert isinstance(reply, Answer)
    tree = page(client, f"/?q={question}")
    assert len(words(tree, "p.phrase")) == len(reply.statements)
    shown, whole = tree.css("li.source"), tree.css(".detaillee a[href^='/sources/']")
    assert len(shown) == len(reply.citations)
    for node, link, citation in zip(shown, whole, reply.citations, strict=True):
        document = assistant.index.document(citation.document_id)
        text, quote = " ".join(node.text().split()), " ".join(citation.quote.split())
        assert (
            citation.label in text
            and document.territory in text
            and document.date_label[1:] in text
        )
        assert quote in text or any(quote in said for said in words(tree, "p.phrase"))
        assert node.css_first(".poids").text() in {document.weight.value, "contrat échu"}
        assert urlsplit(link.attributes["href"] or "").fragment == "citation"
        marks = page(client, link.attributes["href"] or "").css("mark")
        assert [mark.attributes.get("id") for mark in marks] == [
            "citation",
            *[None] * (len(marks) - 1),
        ]
        assert " ".join("".join(map(raw, marks)).split()) == quote
        beside = page(client, node.css_first("a").attributes["href"] or "")
        assert (
            " ".join("".join(map(raw, beside.css("#extrait mark"))).split()) == quote
            and citation.label in words(beside, "#extrait h2")[0]
        )


def test_every_stretch_of_a_document_can_be_marked_alone(assistant: Assistant) -> None:
    """The blocks of a page hold every character of the document once, in order, and mark exactly
    those asked for.
    """
    for id in assistant.index.documents:
        text, passages = (
            assistant.index.text(id),
            [p for p in assistant.index.passages if p.document_id == id],
        )
        for passage in passages[::5]:
            made = blocks(text, passages, (passage.start, passage.end))
            assert "".join(block.text for block in made) == text
            marked = [piece for block in made for piece in block.pieces if piece.marked]
            assert "".join(piece.text for piece in marked) == text[passage.start : passage.end]
            assert [piece.place == 1 for piece in marked] == [True] + [False] * (len(marked) - 1)


def test_every_passage_and_every_lost_list_stands_in_its_page(
    client: TestClient, assistant: Assistant
) -> None:
    """Each passage has its identifier as anchor at its own first words, and each lost list is
    said.
    """
    for id in assistant.index.documents:
        passages = [p for p in assistant.index.passages if p.document_id == id]
        tree = page(client, f"/sources/{id}")
        anchors = {node.attributes["id"]: node for node in tree.css("article [id]")}
        for passage in passages:
            node = anchors[passage.id.partition("/")[2]]
            start = assistant.index.text(id)[passage.start : passage.start + 12].split()[0]
            assert start in raw(node if node.tag == "p" else node.parent or node)
        assert len(tree.css("p.perdue")) == sum(1 for p in passages if p.gap)
        for link in tree.css("p.perdue a"):
            other = urlsplit(link.attributes["href"] or "")
            assert (
                f"{other.path.removeprefix('/sources/')}/{unquote(other.fragment)}"
                in assistant.index.row
            )


def test_several_places_can_be_marked_at_once(assistant: Assistant) -> None:
    """Every place of some words in a document is marked, numbered in order, and no character is
    lost.
    """
    id = "instruction-2024-132"
    text, passages = (
        assistant.index.text(id),
        [p for p in assistant.index.passages if p.document_id == id],
    )
    found = places(text, "sante AU travail")
    made = [piece for block in blocks(text, passages, *found) for piece in block.pieces]
    assert len(found) > 3 and {fold(" ".join(text[slice(*span)].split())) for span in found} == {
        "sante au travail"
    }
    assert "".join(piece.text for piece in made) == text
    assert [piece.place for piece in made if piece.place] == list(range(1, len(found) + 1))


def test_a_section_has_an_address_of_its_own(client: TestClient) -> None:
    """« /sources/instruction-2024-132#II.C.3 » leads to the first paragraph of II.C.3, though it is
    numbered.
    """
    tree = page(client, "/sources/instruction-2024-132")
    for section in ("I.A.3", "II.C.3", "III"):
        assert len(tree.css(f"article [id='{section}']")) == 1


def test_the_search_in_the_sources_marks_the_words_that_matched(client: TestClient) -> None:
    """Twenty passages at most, the words of the question marked in them whatever their form;
    limited to a document when one is chosen.
    """
    tree = page(client, "/sources?mots=avis%20des%20comit%C3%A9s%20r%C3%A9gionaux")
    marked = {fold(node.text()) for node in tree.css(".trouves mark")}
    assert (
        0 < len(tree.css(".trouves li")) <= 20
        and {"avis", "comite"} & marked
        and "regional" in " ".join(marked)
    )
    alone = page(client, "/sources?mots=avis&document=cpom-ciamt-2022")
    assert alone.css(".trouves li") and all(
        "/cpom-ciamt-2022#" in (node.attributes["href"] or "")
        for node in alone.css(".trouves h3 a")
    )
    assert "selected" in alone.css_first("option[value=cpom-ciamt-2022]").attributes


def test_a_lost_list_is_said_as_the_sources_fault(client: TestClient) -> None:
    """The instruction's page says « liste perdue par la source » where one is."""
    assert any(
        "Liste perdue par la source" in said
        for said in words(page(client, "/sources/instruction-2024-132"), "p.perdue")
    )


def test_a_refusal_links_its_leads_and_shows_no_source(
    client: TestClient, assistant: Assistant
) -> None:
    """Leads are links to passages that exist; no sentence is shown as an answer."""
    question, reply = next(
        (text, reply)
        for text in UNANSWERED
        if isinstance(reply := assistant.ask(Question(text=text)), Refusal) and reply.leads
    )
    tree = page(client, f"/?q={question}")
    assert not tree.css("p.phrase") and not tree.css("li.source")
    links = [node.attributes["href"] or "" for node in tree.css(".cherche .pistes a")]
    assert [unquote(urlsplit(link).path.removeprefix("/passages/")) for link in links] == [
        lead.passage_id for lead in reply.leads
    ]
    assert str(len(assistant.index.passages)) in words(tree, ".cherche")[0]
    for link in links:
        page(client, link)
    assert all(lead.label not in words(tree, "p.refus")[0] for lead in reply.leads)


def test_an_answer_says_its_mode_and_its_notices(client: TestClient, assistant: Assistant) -> None:
    """The reader is told that no language model wrote, and everything that must be known of the
    sources.
    """
    tree = page(client, f"/?q={ASKED[1]}")
    reply = assistant.ask(Question(text=ASKED[1]))
    assert "sans modèle de langue" in words(tree, "article p.mode")[0]
    assert reply.notices and {" ".join(notice.split()) for notice in reply.notices} <= set(
        words(tree, ".avertissements li")
    )


def test_an_ended_contract_says_so(client: TestClient) -> None:
    """The catalogue lists the five texts, each with its weight in words; the ended contract is «
    contrat échu ».
    """
    tree = page(client, "/sources")
    assert words(tree, "li.source .poids") == [
        "opposable",
        "recommandation",
        "communication",
        "contrat échu",
        "communication",
    ]
    for link in tree.css("li.source h3 a"):
        page(client, link.attributes["href"] or "")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> CPOM",
        '"><img src=x onerror=alert(1)> durée du CPOM',
        "' onmouseover='x CPOM",
        "{{ 7*7 }} {% raise %} CPOM",
        "</title><svg onload=x> CPOM",
    ],
)
def test_markup_in_a_question_stays_text(client: TestClient, hostile: str) -> None:
    """What a question holds is shown as it was typed and adds no element nor attribute to the
    page.
    """
    response = client.get("/", params={"q": hostile})
    tree = LexborHTMLParser(response.text)
    assert response.status_code == 200 and tree.css_first("h2.question").text() == hostile
    assert not tree.css("script:not([src]), img, svg, [onload], [onerror], [onmouseover]")
    assert hostile not in response.text or "{{" in hostile


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/rien", 404, "adresse"),
        ("/static/rien.css", 404, "adresse"),
        ("/sources/rien", 404, "rien"),
        ("/sources/<b>x", 404, "<b>x"),
        ("/?q=", 422, "vide"),
        ("/?q=%FF", 422, "UTF-8"),
        ("/?q=" + "a" * 4001, 422, "4000"),
        ("/sources/cpom-occitanie?debut=a&fin=3", 422, "« debut »"),
        ("/sources/cpom-occitanie?debut=5", 422, "extrait"),
        ("/sources/cpom-occitanie?debut=5&fin=5", 422, "extrait"),
        ("/sources/cpom-occitanie?debut=-1&fin=5", 422, "extrait"),
        ("/sources/cpom-occitanie?debut=0&fin=99999999", 422, "extrait"),
        ("/passages/cpom-occitanie/rien", 404, "rien"),
        ("/passages/instruction-2024-132/I.A.3%231?debut=5", 422, "extrait"),
        ("/conversations/rien", 404, "rien"),
        ("/?q=CPOM&date=demain", 422, "AAAA-MM-JJ"),
        ("/?q=CPOM&poids=lourd", 422, "lourd"),
    ],
)
def test_a_bad_page_gives_its_status_and_a_sentence_in_french(
    client: TestClient, address: str, status: int, told: str
) -> None:
    """Errors are pages like the others, with the sentence in them."""
    tree = page(client, address, status)
    assert told in " ".join(words(tree, ".probleme"))


def test_the_pages_carry_their_own_files(client: TestClient) -> None:
    """Stylesheet and icon come from the application itself, and nothing from elsewhere."""
    tree = page(client, "/")
    for link in tree.css("link"):
        assert (link.attributes["href"] or "").startswith("/static/") and client.get(
            link.attributes["href"] or ""
        ).status_code == 200
    style = client.get("/static/style.css").text
    assert "http" not in style and "@import" not in style and "prefers-color-scheme: dark" in style


@pytest.mark.parametrize("text", ["xyzzy", "télescope", "« bilan lunaire »"])
def test_a_search_in_the_sources_may_find_nothing(client: TestClient, text: str) -> None:
    """It says so, and what to try; the API gives an empty list."""
    tree = page(client, f"/sources?mots={text}")
    section = tree.css_first("section[aria-labelledby=trouves]").text().replace("\u202f", " ")
    assert "0 passage trouvé" in section and not tree.css(".trouves li")
    assert f"Aucun passage ne contient « {text.strip('« »')} »" in section
    assert "Essayez" in section
    assert client.get("/api/search", params={"q": text}).json() == []


def test_a_search_between_quotation_marks_is_exact_and_counted(client: TestClient) -> None:
    """The words are marked whole, and the title counts the passages that hold them."""
    tree = page(client, "/sources?mots=« capacité à faire »")
    marked = [fold(node.text()) for node in tree.css(".trouves mark")]
    assert marked and set(marked) == {"capacite a faire"}
    count = len(tree.css(".trouves li"))
    assert tree.css_first("#trouves").text().startswith(f"{count} passage")
    many = page(client, '/sources?mots="CPOM"')
    assert "les 20 premiers montrés" in many.css_first("#trouves").text()
    near = page(client, "/sources?mots=CPOM")
    assert near.css_first("#trouves").text() == "Les 20 passages les plus proches"
