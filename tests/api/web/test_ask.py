"""Conversations: asked, kept, found again, renamed, exported, judged, deleted, by forms alone."""

import io
import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from docx import Document as Word
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import create_app
from api.web import french
from api.web.ask.where import Where
from assistant.settings import Settings

ASKED = "Qui doit être consulté avant la conclusion d’un CPOM ?"
SHOWN = (
    "Deux consultations : le CRPST et l’ARS",
    "L’ARS, conformément à l’article L. 4622-10",
    "chaque CPOM devra faire l’objet de la consultation",
)


@pytest.fixture(scope="module")
def settings(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The real index, in a data folder that may be written to."""
    data: Path = tmp_path_factory.mktemp("conversations") / "data"
    copytree(built.data, data)
    return built.model_copy(update={"data": data, "vectors": "exact"})


@pytest.fixture
def client(settings: Settings) -> TestClient:
    """A browser session of its own."""
    return TestClient(create_app(settings))


def begun(client: TestClient, question: str = ASKED, **where: str) -> str:
    """The address of a new conversation."""
    sent = client.post("/conversations", data={"q": question, **where}, follow_redirects=False)
    assert sent.status_code == 303
    return sent.headers["location"].partition("#")[0]


def tree(client: TestClient, address: str) -> LexborHTMLParser:
    shown = client.get(address)
    assert shown.status_code == 200
    return LexborHTMLParser(shown.text)


def test_a_question_is_kept_with_its_answer(client: TestClient) -> None:
    """The page of a conversation shows again the sentences and sources that were given."""
    address = begun(client)
    page = tree(client, address)
    assert page.css_first("h1").text() == ASKED and page.css("p.phrase") and page.css("li.source")
    assert page.css(f"#recentes a[href='{address}'][aria-current=page]")


def test_a_follow_up_is_understood_from_what_came_before(client: TestClient) -> None:
    """« et l’ARS ? » is shown with the question that was understood, after the first exchange."""
    address = begun(client)
    client.post(address, data={"q": "et l’ARS ?"})
    page = tree(client, address)
    assert (
        len(page.css("article.echange")) == 2
        and "conclusion" in page.css_first("#echange-2 .compris").text()
    )


def test_the_places_chosen_are_kept_for_the_next_question(client: TestClient) -> None:
    """After a question limited to one text, every source is of that text and the form still says
    so.
    """
    address = begun(client, "Quelle est la durée du CPOM ?", document="cpom-ciamt-2022")
    page = tree(client, address)
    assert page.css("li.source") and all(
        "CIAMT" in node.text() for node in page.css("li.source .tete")
    )
    assert (
        page.css("input[name=document][value=cpom-ciamt-2022][checked]")
        and "CIAMT" in page.css_first(".ou summary span").text()
    )


def test_conversations_are_found_renamed_and_deleted(client: TestClient) -> None:
    """By any word of them, accents or not; the new title is theirs; once deleted there is nothing
    left.
    """
    address = begun(client)
    begun(client, "Combien de temps dure un CPOM au maximum ?")
    found = tree(client, "/conversations?mots=CONSULTE")
    assert [node.attributes["href"] for node in found.css(".conversation h2 a")] == [address]
    assert tree(client, "/conversations?mots=zzz").css(".vide")
    client.post(f"{address}/titre", data={"titre": "Avis <b>préalables</b>"})
    assert tree(client, address).css_first("h1").text() == "Avis <b>préalables</b>"
    assert (
        client.post(f"{address}/titre", data={"titre": " "}, follow_redirects=False).status_code
        == 422
    )
    client.post(f"{address}/supprimer")
    assert (
        client.get(address).status_code == 404
        and len(tree(client, "/conversations").css(".conversation")) == 1
    )


def test_opinions_are_kept_for_a_reply_and_for_each_citation(client: TestClient) -> None:
    """« Ne dit pas cela » and its reasons are shown again, and taken back by the other thumb."""
    address = begun(client)
    client.post(f"{address}/avis", data={"echange": 1, "avis": "utile"})
    client.post(
        f"{address}/avis",
        data={
            "echange": 1,
            "citation": 1,
            "avis": "pas utile",
            "raison": ["Un autre passage le dirait mieux"],
        },
    )
    page = tree(client, address)
    assert page.css_first("#avis-1-0 [value=utile]").attributes["aria-pressed"] == "true"
    assert page.css("#avis-1-1 .signale") and [
        node.attributes["value"] for node in page.css("#avis-1-1 input[checked]")
    ] == ["Un autre passage le dirait mieux"]
    client.post(f"{address}/avis", data={"echange": 1, "citation": 1, "avis": "utile"})
    assert not tree(client, address).css("#avis-1-1 .signale")
    assert client.post(f"{address}/avis", data={"echange": 9, "avis": "utile"}).status_code == 404


def plain(text: str) -> str:
    """A text with plain spaces."""
    return re.sub("[\u00a0\u202f]", " ", text)


def test_a_reply_is_exported_with_its_references(client: TestClient) -> None:
    """Word, PDF and Markdown files hold the quotation and the label of its source; so does the text
    for a mail.
    """
    address = begun(client)
    page = tree(client, address)
    mail = plain(page.css_first("#courriel-1").text())
    label = page.css_first("li.source .tete a").text().partition(" : ")[2]
    assert label in mail and "opposable" in mail and all(words in mail for words in SHOWN)
    word = Word(io.BytesIO(client.get(f"{address}/echanges/1.docx").content))
    written = plain(" ".join(paragraph.text for paragraph in word.paragraphs))
    assert all(words in written for words in SHOWN[:2])  # the quotation is in a footnote
    assert client.get(f"{address}/echanges/1.pdf").content.startswith(b"%PDF")
    for text in (client.get(f"{address}/echanges/1.md").text, client.get(f"{address}.md").text):
        assert label in text and all(words in plain(text) for words in SHOWN)
    assert (
        client.get(f"{address}/echanges/1.exe").status_code == 422
        and client.get(f"{address}/echanges/7.md").status_code == 404
    )


def test_a_refusal_is_kept_and_exported_too(client: TestClient) -> None:
    """A question without an answer is shown again as a refusal, says where it looked, and can be
    exported.
    """
    address = begun(client, "Quelle est la capitale de l’Australie ?")
    page = tree(client, address)
    assert page.css("p.refus") and page.css(".cherche") and not page.css("li.source")
    assert client.get(f"{address}/echanges/1.docx").status_code == 200


def test_another_session_sees_nothing_of_it(client: TestClient, settings: Settings) -> None:
    """Each address of a conversation is unknown to whoever did not begin it."""
    address, other = begun(client), TestClient(create_app(settings))
    for path in ("", ".md", "/echanges/1.md"):
        assert other.get(address + path).status_code == 404
    for path in ("", "/flux", "/titre", "/supprimer", "/avis"):
        assert (
            other.post(
                address + path, data={"q": "x", "titre": "x", "echange": 1, "avis": "utile"}
            ).status_code
            == 404
        )
    assert (
        not tree(other, "/conversations").css(".conversation")
        and client.get(address).status_code == 200
    )


def test_the_stream_sends_the_fragments_of_the_page_then_where_they_are_kept(
    client: TestClient,
) -> None:
    """`attente`, a `phrase` a sentence, `fin` with the address where the same exchange is read
    again.
    """
    sent = client.post("/flux", data={"q": ASKED})
    events = [
        dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        for part in sent.text.split("\n\n")
        if part.strip()
    ]
    assert [event["event"] for event in events] == ["attente", "verdict", "phrase", "phrase", "fin"]
    end = json.loads(events[-1]["data"])
    page = tree(client, end["address"])
    assert (
        LexborHTMLParser(end["html"]).css_first("p.phrase").text()
        == page.css_first("p.phrase").text()
    )
    refused = client.post("/flux", data={"q": " "})
    assert "event: echec" in refused.text and "vide" in refused.text


def test_a_reply_of_another_version_still_shows_its_words(
    client: TestClient, settings: Settings
) -> None:
    """A kept reply whose JSON can no longer be read is shown in words, with a notice."""
    from assistant.store import conversations
    from assistant.store.database import open_database

    address = begun(client)
    database = open_database(settings)
    conversations.add_turn(
        database, address.rpartition("/")[2], "Ancienne question ?", "Ancienne réponse.", "{}"
    )
    database.close()
    page = tree(client, address)
    assert "Ancienne réponse." in page.css_first("#echange-2 .refus").text() and page.css(
        "#echange-2 .avertissements"
    )


def test_markup_in_whatever_was_kept_stays_text(client: TestClient, settings: Settings) -> None:
    """A sentence, a quotation, a label, a notice, a lead or a title that holds markup adds no
    element to the page, nor to its fragments.
    """
    from assistant.store import conversations
    from assistant.store.database import open_database

    hostile = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
    address = begun(client)
    database = open_database(settings)
    id = address.rpartition("/")[2]
    reply = json.loads(conversations.read_conversation(database, id)[1][0].reply)
    reply |= {
        "standalone": hostile,
        "notices": [hostile],
        "statements": [{"text": hostile, "citations": [1]}],
    }
    reply["citations"][0] |= {"label": hostile, "quote": hostile, "text": hostile}
    reply["retrieved"][0] |= {"label": hostile}
    conversations.add_turn(database, id, hostile, hostile, json.dumps(reply))
    conversations.rename_conversation(database, id, hostile)
    database.close()
    for page in (tree(client, address), tree(client, "/conversations"), tree(client, "/")):
        assert not page.css("main img, main script, [onerror]")
    assert tree(client, address).css_first("#echange-2 p.phrase").text().startswith(hostile)


def test_questions_are_answered_while_nothing_can_be_kept(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not open takes the history away, not the answers."""
    from assistant.errors import StoreError

    def broken(self: object) -> None:
        raise StoreError("La base ne s’ouvre pas.")

    monkeypatch.setattr("api.deps.database.DatabaseHolder.current", broken)
    assert client.get("/").status_code == 200
    sent = client.post("/flux", data={"q": ASKED})
    end = json.loads(sent.text.split("event: fin\ndata: ")[1].split("\n")[0])
    assert end["address"] == "" and "En amont de sa conclusion" in end["html"]


def test_the_mode_is_always_said(client: TestClient, settings: Settings) -> None:
    """With or without a language model, under the box and under each answer; with one, a question
    may do without it.
    """
    assert "Sans modèle de langue" in tree(client, "/").css_first("#poser .mode").text()
    with_model = TestClient(
        create_app(
            settings.model_copy(update={"llm_url": "http://127.0.0.1:9/v1", "llm_model": "essai"})
        )
    )
    page = tree(with_model, "/")
    assert "essai" in page.css_first("#poser .mode").text() and page.css("input[name=sans_modele]")
    answered = tree(with_model, begun(with_model, ASKED, sans_modele="oui"))
    assert "sans modèle de langue" in answered.css_first("article .mode").text() and answered.css(
        "input[name=sans_modele][checked]"
    )


def test_french_spaces_hold_signs_to_their_words() -> None:
    """A colon, a question mark or a quotation mark never begins a line; times and addresses are
    left alone.
    """
    assert (
        french("Où ? « là » : ici ; oui !")
        == "Où\u202f? «\u202flà\u202f»\u00a0: ici\u202f; oui\u202f!"
    )
    assert french("à 10:30, http://x?y=1") == "à 10:30, http://x?y=1"


def test_where_to_look_goes_through_the_address() -> None:
    """What was chosen is found again from the end of the address, and nothing chosen adds
    nothing.
    """
    where = Where(
        documents=("a", "b"),
        weights=("contrat",),
        territory="Île-de-France",
        day="2024-01-01",
        plain=True,
    )
    assert (
        where.query() == "?document=a&document=b&poids=contrat&territoire=%C3%8Ele-de-France"
        "&date=2024-01-01&sans_modele=oui"
    )
    assert Where().query() == ""
