"""The shell around every page: navigation, skip link, widths, and the pages of errors."""

from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, tab_to

PAGES = ("/", "/sources", "/sources/cpom-occitanie")


def test_every_page_of_the_shell_is_accessible_in_light_and_dark(open_page: Opener) -> None:
    """0 axe violation, and nothing wider than a window of 320 pixels."""
    for dark in (False, True):
        page = open_page(width=320, height=640, dark=dark)
        for address in PAGES:
            page.goto(address)
            assert overflow(page) == 0, address
            assert axe(page) == [], address


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    """It is the first thing that Tab reaches, and Enter puts the focus in the content."""
    page.goto("/sources")
    tab_to(page, "Aller au contenu", 1)
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "contenu"


def test_the_section_where_one_stands_is_told(plain: Page) -> None:
    """Its word in the navigation carries `aria-current`, and only it."""
    plain.goto("/sources")
    assert plain.locator("nav [aria-current=page]").all_inner_texts() == ["Sources"]


def test_an_error_is_a_page_like_the_others(open_page: Opener) -> None:
    """A page that does not exist says so in French, accessibly, with a way out."""
    page = open_page(expected="404")
    page.goto("/rien")
    assert "introuvable" in page.title() and axe(page) == []
    page.get_by_role("link", name="Poser une question").click()
    assert page.url.endswith("/")
