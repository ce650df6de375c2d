"""The trainer's journeys: the path, the drawing, the quiz, the projector; with and without
JavaScript, by keyboard, on a phone.
"""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, shot, tab_to

PAGES = (
    "",
    "/acteurs",
    "/chronologie",
    "/volets",
    "/vie",
    "/recommandations?sort=reprise",
    "/sigles",
    "/quiz",
    "/quiz?graine=crpst&nombre=5",
    "/quiz?graine=crpst&nombre=5&r1=1&r2=2&corrige=1",
    "/presentation/parcours/1",
    "/presentation/recommandations/1",
    "/presentation/recommandations/21",
)


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
def test_every_page_is_accessible_and_fits_a_phone(open_page: Opener, dark: bool) -> None:
    """0 axe violation and nothing wider than 320 pixels, with every folded part opened."""
    page = open_page(width=320, height=640, dark=dark)
    for address in PAGES:
        page.goto(f"/decouvrir{address}")
        page.evaluate(
            "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
        )
        assert overflow(page) == 0, address
        assert axe(page) == [], address


def test_the_path_leads_from_part_to_part_without_javascript(plain: Page) -> None:
    """From the first part to the quiz by the links at the foot of each page, each quotation leading
    to its source with the words marked.
    """
    plain.goto("/decouvrir")
    shot(plain, "decouvrir")
    plain.get_by_role("link", name="Les acteurs et leurs liens").click()
    shot(plain, "decouvrir-acteurs")
    titles = []
    while plain.locator(".suite > a.bouton:not(.second)").count():
        titles.append(plain.locator("h1").inner_text())
        plain.locator(".suite > a.bouton:not(.second)").click()
    assert len(titles) == 6 and plain.url.endswith("/decouvrir/quiz")
    plain.goto("/decouvrir/volets")
    quoted = plain.locator("figure.preuve blockquote").first.inner_text()
    plain.locator("figure.preuve a").first.click()
    assert (
        " ".join(plain.locator("mark").all_inner_texts()).split()
        == re.sub("[«»]", "", quoted).split()
    )


def test_the_proof_of_a_tie_opens_by_keyboard(page: Page) -> None:
    """Tab reaches each tie, the focus is seen, Enter opens its quotation."""
    page.goto("/decouvrir/acteurs")
    tab_to(page, "Le CRPST est consulté avant la conclusion du CPOM")
    page.keyboard.press("Enter")
    assert page.get_by_text(
        "sont consultés pour avis avant toute conclusion d'un CPOM"
    ).is_visible()


def test_a_fate_filters_the_recommendations(page: Page) -> None:
    """The numbers on the buttons are those of the rows shown; the way back shows all."""
    page.goto("/decouvrir/recommandations")
    shot(page, "decouvrir-recommandations")
    link = page.locator(".comptes a", has_text="Non reprise")
    number = int(link.locator("strong").inner_text())
    link.click()
    assert page.locator("table.suites tbody tr").count() == number and page.locator(
        ".comptes a[aria-current]"
    ).inner_text().endswith("Non reprise")
    page.get_by_role("link", name="Les montrer toutes").click()
    assert page.locator("table.suites tbody tr").count() == 21


def test_a_quiz_is_prepared_taken_and_shared_without_javascript(
    plain: Page, open_page: Opener
) -> None:
    """A name, answers, a score with the words of the texts; the same address gives the same quiz to
    somebody else.
    """
    plain.goto("/decouvrir/quiz")
    plain.get_by_label("Nom du quiz").fill("crpst-janvier")
    plain.get_by_label("Choix multiple").check()
    plain.get_by_role("button", name="Commencer").click()
    shared, questions = plain.url, plain.locator("legend").all_inner_texts()
    for group in plain.locator("fieldset").all():
        group.locator("input").first.check()
    plain.get_by_role("button", name="Corriger").click()
    assert (
        "sur 5" in plain.locator(".score").inner_text()
        and plain.locator("ol.quiz figure.preuve").count() == 5
    )
    assert plain.locator(".reponses .juste").count() == 5
    other = open_page()
    other.goto(shared)
    assert other.locator("legend").all_inner_texts() == questions


def test_the_arrows_turn_the_pages_of_the_presentation(page: Page) -> None:
    """Right, left, and Escape to leave; the bars of the application are not on the screen."""
    page.goto("/decouvrir/presentation/parcours/1")
    shot(page, "decouvrir-presentation")
    assert not page.locator(".bandeau").is_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/parcours/2")
    page.keyboard.press("PageDown")
    page.wait_for_url("**/parcours/3")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/parcours/2")
    page.keyboard.press("Escape")
    page.wait_for_url("**/decouvrir")


@pytest.mark.parametrize("part", ["acteurs", "volets", "recommandations"])
def test_a_slide_holds_in_a_projector_without_scrolling(open_page: Opener, part: str) -> None:
    """The fullest parts at 1280 × 720, the smallest of projectors: nothing to scroll, and
    quotations in type of 16 pixels at least.
    """
    page = open_page(width=1280, height=720, script=False)
    page.goto(f"/decouvrir/presentation/{part}/1")
    while True:
        assert page.evaluate("() => document.documentElement.scrollHeight - innerHeight") <= 0, (
            page.url
        )
        following = page.locator("a[rel=next]")
        if not following.count():
            break
        with page.expect_navigation():  # the page that goes has no document any more
            following.click()
    assert (
        page.evaluate(
            "() => parseFloat(getComputedStyle(document.querySelector('.diapo "
            "blockquote')).fontSize)"
        )
        >= 16
    )
