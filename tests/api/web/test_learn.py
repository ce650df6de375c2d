"""The pages of the trainer, without a browser: what they show, and what they refuse."""

import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.web.learn.diagram import BOX, TALL, diagram
from api.web.learn.slides import decks
from api.web.learn.views import Wording
from assistant.pipeline import Assistant

PAGES = (
    "",
    "/acteurs",
    "/chronologie",
    "/volets",
    "/vie",
    "/recommandations",
    "/sigles",
    "/quiz",
    "/quiz?graine=crpst",
    "/presentation/parcours/1",
)


def tree(client: TestClient, address: str) -> LexborHTMLParser:
    response = client.get(f"/decouvrir{address}")
    assert response.status_code == 200, address
    return LexborHTMLParser(response.text)


@pytest.mark.parametrize("address", PAGES)
def test_every_link_to_a_source_highlights_exactly_the_words_quoted(
    client: TestClient, assistant: Assistant, address: str
) -> None:
    """The characters named in the link are the quotation shown above it; every page has one heading
    and says its section.
    """
    page = tree(client, address)
    assert len(page.css("h1")) == 1 and page.css_first("nav [aria-current=page]")
    for figure in page.css("figure.preuve"):
        quote = (
            " ".join(figure.css_first("blockquote").text().split())
            .removeprefix("« ")
            .removesuffix(" »")
            .strip("\u202f\u00a0 «»")
        )
        link = urlsplit(figure.css_first("figcaption a").attributes["href"] or "")
        found = re.fullmatch(r"debut=(\d+)&fin=(\d+)", link.query)
        assert found and figure.css_first(".poids").text()
        text = assistant.index.text(link.path.removeprefix("/sources/"))
        assert " ".join(text[int(found[1]) : int(found[2])].split()).strip(" «»") == quote


def test_the_recommendations_may_be_read_by_fate(client: TestClient, assistant: Assistant) -> None:
    """Four links with their counts, which add up to 21; each shows its own and only them."""
    table = assistant.discovery.outcomes
    counted = 0
    for link in tree(client, "/recommandations").css(".comptes a"):
        page = tree(client, (link.attributes["href"] or "").removeprefix("/decouvrir"))
        rows = page.css("table.suites tbody tr")
        assert len(rows) == int(link.css_first("strong").text())
        counted += len(rows)
    assert counted == len(table.rows) == 21
    assert client.get("/decouvrir/recommandations?sort=oubliee").status_code == 422


def test_the_drawing_is_told_in_words_beside_it(client: TestClient, assistant: Assistant) -> None:
    """As many numbers in the drawing as ties in the list, the same ones, and a title and a
    description for who cannot see it.
    """
    page = tree(client, "/acteurs")
    told = [node.text() for node in page.css(".liens .puce")]
    assert (
        [node.text() for node in page.css("svg text.rang")]
        == told
        == [str(n) for n in range(1, len(assistant.discovery.chart.ties) + 1)]
    )
    assert (
        page.css_first("svg").attributes["role"] == "img"
        and page.css_first("svg title").text()
        and page.css_first("svg desc").text()
    )
    assert not page.css("[style]") and not page.css("script")


def test_no_box_of_the_drawing_overlaps_another_and_no_number_hides_a_box_or_a_number(
    assistant: Assistant,
) -> None:
    """What is drawn can be read."""
    drawn = diagram(assistant.discovery.chart)
    for n, box in enumerate(drawn.boxes):
        assert box.left >= 0 and box.left + BOX <= drawn.width and box.top + TALL <= drawn.height
        assert all(
            abs(box.x - other.x) >= BOX or abs(box.y - other.y) >= TALL
            for other in drawn.boxes[n + 1 :]
        )
        assert all(
            abs(box.x - line.x) >= BOX / 2 + 8 or abs(box.y - line.y) >= TALL / 2 + 8
            for line in drawn.lines
        )
    for n, line in enumerate(drawn.lines):
        assert all(
            (line.x - other.x) ** 2 + (line.y - other.y) ** 2 > 24**2
            for other in drawn.lines[n + 1 :]
        ), line.number


def test_every_slide_of_every_part_answers_and_the_one_after_the_last_does_not(
    client: TestClient, assistant: Assistant
) -> None:
    """Walked from link to link, as the arrow keys do."""
    for deck in decks(assistant.discovery, Wording(assistant.index.documents, date(2026, 1, 1))):
        address, seen = f"/presentation/{deck.name}/1", 0
        while address:
            page, seen = tree(client, address), seen + 1
            following = page.css_first("a[rel=next]")
            address = (
                (following.attributes["href"] or "").removeprefix("/decouvrir") if following else ""
            )
        assert seen == len(deck.slides)
        assert client.get(f"/decouvrir/presentation/{deck.name}/{seen + 1}").status_code == 404
    assert client.get("/decouvrir/presentation/rien/1").status_code == 404


def test_a_quiz_is_marked_by_its_address(client: TestClient) -> None:
    """Answers in the address give the score; one that is no choice is refused with a sentence;
    unanswered questions say so.
    """
    address = "/quiz?graine=crpst&nombre=5&forme=mixte"
    asked = tree(client, address)
    assert (
        len(asked.css("fieldset")) == 5
        and len(asked.css("input[type=radio]")) == 20
        and not asked.css(".score")
    )
    marked = tree(client, address + "&r1=1&r2=1&corrige=1")
    assert len(marked.css("ol.quiz > li")) == 5 and "sur 5" in marked.css_first(".score").text()
    assert [node.text() for node in marked.css(".quiz .verdict")].count("Sans réponse") == 3
    refused = client.get("/decouvrir" + address + "&r1=9")
    assert refused.status_code == 422 and "n’est pas un des choix" in refused.text


def test_a_hostile_name_of_quiz_is_only_text(client: TestClient) -> None:
    """Markup in a seed is shown as it is written."""
    response = client.get(
        "/decouvrir/quiz", params={"graine": "<script>alert(1)</script>\"'", "nombre": 1}
    )
    assert (
        response.status_code == 200
        and "<script>" not in response.text
        and "&lt;script&gt;" in response.text
    )
