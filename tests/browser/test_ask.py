"""The journeys of an agent who asks: with and without JavaScript, by keyboard alone, on a phone;
and what goes wrong on the way.
"""

import json
import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, shot, tab_to

ASKED = "Qui doit être consulté avant la conclusion d’un CPOM ?"
ANSWER = "Deux consultations : le CRPST et l’ARS"
SENTENCES = ("Le CRPST, consultation prévue", "L’ARS, conformément à l’article L. 4622-10")
QUOTED = "chaque CPOM devra faire l’objet de la consultation"
HOSTILE = (
    "<script>document.title='pris'</script> durée du CPOM",
    '"><img src=/rien.png onerror="document.title=\'pris\'"> durée du CPOM',
    "</textarea><svg onload=\"document.title='pris'\"> durée du CPOM",
    "[clic](javascript:document.title='pris') durée du CPOM",
)
FIRST_PAGE = 150_000  # bytes
FIRST_SENTENCE = 0.3  # seconds


def ask(page: Page, question: str = ASKED) -> None:
    """Type a question, send it by Enter, wait for the whole exchange."""
    shown = page.locator(".echange .actions").count()
    page.get_by_role("textbox", name=re.compile("question")).fill(question)
    page.keyboard.press("Enter")
    page.locator(".echange .actions").nth(shown).wait_for()


def assert_answered(page: Page) -> None:
    """The first words of the answer are shown, then its sentences."""
    first = page.locator(".premiers-mots").inner_text().replace("\u00a0", " ")
    assert first.startswith(ANSWER)
    shown = page.locator(".phrase").all_inner_texts()
    assert len(shown) == len(SENTENCES)
    assert all(sentence in text for sentence, text in zip(SENTENCES, shown, strict=True))


def test_an_agent_asks_opens_the_source_and_follows_up(page: Page) -> None:
    """The sentence comes with its source, which opens beside with the quotation marked, its
    neighbours and its weight; a follow-up is understood.
    """
    page.goto("/")
    shot(page, "question-accueil")
    ask(page)
    assert_answered(page)
    expect(page.get_by_role("status").filter(has_text="2 phrases, 2 sources")).to_have_count(1)
    assert page.url.rpartition("/")[0].endswith("/conversations")
    page.get_by_role("link", name="1 : voir la source").click()
    beside = page.locator("#panneau")
    expect(beside.locator("mark")).to_contain_text(QUOTED)
    assert (
        "opposable" in beside.inner_text()
        and "31 août 2024" in beside.inner_text()
        and "France entière" in beside.inner_text()
    )
    box, thread = beside.bounding_box(), page.locator(".echange").bounding_box()
    assert box and thread and box["x"] >= thread["x"] + thread["width"]
    assert axe(page) == []
    shot(page, "question-source")
    beside.get_by_text("Après :").click()
    beside.get_by_role("link", name="Ouvrir ce passage").click()
    expect(beside.locator("h2")).to_contain_text("II.C")
    beside.get_by_role("button", name="Fermer").click()
    expect(beside).to_be_hidden()
    ask(page, "et l’ARS ?")
    assert "consulté avant la conclusion" in page.locator("#echange-2 .compris").inner_text()
    page.reload()
    expect(page.locator(".echange")).to_have_count(2)


def test_the_same_without_javascript(plain: Page) -> None:
    """Forms and links alone: ask, read the source in its page, come back, follow up, say that a
    citation is wrong, find the conversation again.
    """
    plain.goto("/")
    plain.get_by_label("Votre question").fill(ASKED)
    plain.get_by_role("button", name="Chercher la réponse").click()
    assert_answered(plain)
    plain.get_by_role("link", name="1 : voir la source").click()
    assert QUOTED in plain.locator("#extrait mark").inner_text()
    plain.get_by_role("link", name="Lire dans le texte entier").click()
    assert QUOTED in "".join(plain.locator("article mark").all_inner_texts())
    plain.go_back()
    plain.go_back()
    plain.get_by_label("Poser une suite").fill("et l’ARS ?")
    plain.get_by_role("button", name="Envoyer").click()
    assert plain.locator(".echange").count() == 2
    plain.locator("#echange-1").get_by_role("button", name="Ne dit pas cela").first.click()
    assert "ne dit pas cela" in plain.locator("#echange-1 .signale").inner_text()
    plain.get_by_text("Texte pour un courriel").first.click()
    assert QUOTED in plain.locator("#courriel-1").input_value()
    plain.get_by_role("link", name="Historique").click()
    plain.get_by_label("Mots cherchés").fill("consulte")
    plain.get_by_role("button", name="Chercher").click()
    assert plain.locator(".conversation h2").all_inner_texts() == [ASKED]


def test_the_journey_by_keyboard_alone(page: Page) -> None:
    """Tab reaches the box, the source and the way back; every focus is seen; Escape closes the
    source and gives the focus back to its number.
    """
    page.goto("/")
    tab_to(page, "Votre question")
    page.keyboard.type(ASKED)
    page.keyboard.press("Enter")
    page.locator(".echange .actions").wait_for()
    page.evaluate("() => document.activeElement.blur()")
    tab_to(page, "1 : voir la source")
    page.keyboard.press("Enter")
    page.locator("#panneau mark").wait_for()
    assert "Instruction" in page.evaluate("() => document.activeElement.innerText")
    tab_to(page, "Sa place dans le texte")
    page.keyboard.press("Escape")
    assert "voir la source" in page.evaluate(
        "() => document.activeElement.getAttribute('aria-label')"
    )


def test_a_phone_shows_the_source_below(phone: Page) -> None:
    """At 320 pixels nothing overflows, and the source opens under the conversation."""
    phone.goto("/")
    shot(phone, "question-telephone")
    ask(phone)
    phone.get_by_role("link", name="1 : voir la source").click()
    phone.locator("#panneau mark").wait_for()
    box, thread = phone.locator("#panneau").bounding_box(), phone.locator(".echange").bounding_box()
    assert box and thread and box["y"] >= thread["y"] + thread["height"]
    assert overflow(phone) == 0 and axe(phone) == []


def test_every_state_is_accessible_in_the_dark_too(open_page: Opener) -> None:
    """The first page, its choices open, an answer, its details, a refusal, opinions with their
    reasons, the history: 0 axe violation.
    """
    page = open_page(dark=True)
    page.goto("/")
    page.get_by_text("Où chercher").click()
    assert axe(page) == []
    ask(page)
    page.get_by_text("Réponse détaillée").click()
    page.get_by_role("button", name="Non", exact=True).click()
    page.locator("#avis-1-0 .pourquoi").wait_for()
    page.get_by_role("button", name="Ne dit pas cela").first.click()
    page.locator("#avis-1-1 .pourquoi").wait_for()
    shot(page, "question-sombre")
    page.get_by_text("Exporter", exact=True).click()
    assert axe(page) == []
    ask(page, "Quel est le salaire du directeur d’un SPSTI ?")
    assert page.locator("#echange-2 .cherche .pistes a").count() > 0
    assert axe(page) == []
    page.goto("/conversations")
    page.locator("summary", has_text="Renommer").click()
    assert axe(page) == [] and overflow(page) == 0


def test_a_text_is_copied_for_a_mail(page: Page) -> None:
    """One button puts the sentences and their references in the clipboard, and says so."""
    page.goto("/")
    ask(page)
    page.get_by_role("button", name="Copier pour un courriel").click()
    page.get_by_role("button", name="Texte copié").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert (
        ANSWER in copied
        and all(sentence in copied for sentence in SENTENCES)
        and copied.count(QUOTED) == 1
        and "[1] Instruction du 12 juillet 2024, II.B (opposable" in copied
    )


def test_opinions_are_given_in_place(page: Page) -> None:
    """A thumb and its reasons are recorded without leaving the page, and are there after it is
    loaded again.
    """
    page.goto("/")
    ask(page)
    page.get_by_role("button", name="Non", exact=True).click()
    page.get_by_label("Elle est incomplète").check()
    page.get_by_label("Votre remarque").fill("Il manque le délai.")
    page.get_by_role("button", name="Enregistrer les raisons").click()
    page.get_by_text("C’est noté.").wait_for()
    page.get_by_role("button", name="Ne dit pas cela").first.click()
    page.get_by_text("Signalé").wait_for()
    page.reload()
    expect(page.get_by_label("Elle est incomplète")).to_be_checked()
    expect(page.get_by_label("Votre remarque")).to_have_value("Il manque le délai.")
    expect(page.get_by_text("Signalé")).to_be_visible()


def test_an_example_is_a_click(page: Page) -> None:
    """Each of the four readers has questions to begin with; the examples go once one is asked."""
    page.goto("/")
    assert page.locator(".profils h3").all_inner_texts() == [
        "Agent de DREETS",
        "SPSTI",
        "Formateur",
        "Évaluateur",
    ]
    page.get_by_role("button", name="Combien de temps dure un CPOM").click()
    page.locator(".echange .actions").wait_for()
    assert (
        "cinq ans" in page.locator(".phrase").first.inner_text()
        and page.locator("#exemples").count() == 0
    )


def test_the_place_to_look_is_chosen(page: Page) -> None:
    """Limited to one text, every source is of it; the choice is summed up beside its title."""
    page.goto("/")
    page.get_by_text("Où chercher").click()
    page.get_by_label("CPOM CIAMT 2022").check()
    expect(page.locator(".ou > summary")).to_contain_text("CPOM CIAMT 2022")
    ask(page, "Quelle est la durée du CPOM ?")
    assert all("CIAMT" in label for label in page.locator("li.source .tete").all_inner_texts())
    assert "contrat échu" in page.locator("li.source .poids").first.inner_text()


def test_a_conversation_is_renamed_and_deleted(page: Page) -> None:
    """From the history, found as one types."""
    page.goto("/")
    ask(page)
    page.goto("/conversations")
    page.get_by_label("Mots cherchés").press_sequentially("zzz")
    page.get_by_text("Aucune conversation ne contient").wait_for()
    page.get_by_label("Mots cherchés").fill("")
    page.locator("summary", has_text="Renommer").click()
    page.get_by_label("Nouveau titre").fill("Avis préalables")
    page.get_by_role("button", name="Renommer").click()
    page.get_by_role("heading", name="Avis préalables").wait_for()
    page.locator("summary", has_text="Supprimer").click()
    page.get_by_role("button", name="Supprimer pour de bon").click()
    page.get_by_text("Aucune conversation pour l’instant").wait_for()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_a_question_does_nothing(page: Page, hostile: str) -> None:
    """Streamed, loaded again, listed in the history: the question is text."""
    page.goto("/")
    ask(page, hostile)
    assert page.locator(".question").inner_text() == hostile
    page.reload()
    assert page.locator(".question").inner_text() == hostile
    assert "pris" not in page.title().split(" – ")[1] and page.title() != "pris"
    page.goto("/conversations")
    assert (
        page.title().startswith("Historique")
        and page.locator("main img, main svg, main script").count() == 0
    )


def test_a_cut_stream_ends_with_a_notice(page: Page) -> None:
    """What came before the cut stays, with a sentence that says that it is not whole."""

    def cut(route: Route) -> None:
        whole = route.fetch().text()
        route.fulfill(
            status=200,
            headers={"content-type": "text/event-stream"},
            body=whole[: whole.index("event: fin")],
        )

    page.route("**/flux", cut)
    page.goto("/")
    page.get_by_label("Votre question").fill(ASKED)
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="interrompue").wait_for()
    assert_answered(page)
    assert page.locator("[aria-busy]").count() == 0
    assert axe(page) == []


def test_a_server_that_has_gone_is_said(open_page: Opener) -> None:
    """No answer from the server is a sentence, and the question can be sent again."""
    page = open_page(expected="ERR_FAILED")
    page.route("**/flux", lambda route: route.abort())
    page.goto("/")
    page.get_by_label("Votre question").fill(ASKED)
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="ne répond pas").wait_for()
    page.unroute("**/flux")
    ask(page)


def test_a_refused_request_gives_its_sentence(open_page: Opener) -> None:
    """A date that is none is told in the words of the server, streamed or not."""
    page = open_page()
    page.goto("/?date=demain")
    page.get_by_role("textbox", name=re.compile("question")).fill(ASKED)
    page.locator("#date").evaluate("node => { node.type = 'text'; node.value = 'demain'; }")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="AAAA-MM-JJ").wait_for()


def test_the_first_page_is_light_and_the_first_sentence_quick(page: Page) -> None:
    """150 kB without cache; 300 ms from Enter to a sentence on the screen, the best of three."""
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert 0 < sum(sizes) <= FIRST_PAGE, sizes
    times = []
    for turn in range(3):
        page.get_by_role("textbox", name=re.compile("question")).fill(ASKED)
        begun = time.monotonic()
        page.keyboard.press("Enter")
        page.locator(".echange").nth(turn).locator(".phrase").first.wait_for()
        times.append(time.monotonic() - begun)
        page.locator(".echange .actions").nth(turn).wait_for()
    print(json.dumps({"octets": sum(sizes), "secondes": times}))
    assert min(times) <= FIRST_SENTENCE, times


def test_an_answer_prints_without_its_controls(page: Page) -> None:
    """On paper: the question, the sentences, the sources; no navigation, no button, no box."""
    page.goto("/")
    ask(page)
    page.emulate_media(media="print")
    for hidden in (".bandeau", "#poser", ".actions", "#recentes"):
        expect(page.locator(hidden)).to_be_hidden()
    for sentence in page.locator(".phrase").all():
        expect(sentence).to_be_visible()
    expect(page.locator("li.source").first).to_be_visible()
    shot(page, "question-imprimee")
