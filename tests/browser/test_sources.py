"""The journeys of whoever reads the texts themselves: search, a document, a paragraph that has an
address.
"""

from playwright.sync_api import Page, expect

from tests.browser.looking import axe, overflow, shot, tab_to


def test_a_reader_searches_and_opens_the_paragraph(page: Page) -> None:
    """Words are marked in what is found; the link leads to the paragraph in its document, outlined
    where it stands on the screen.
    """
    page.goto("/sources")
    shot(page, "sources")
    page.get_by_label("Mots cherchés").fill("avis du CRPST")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".trouves mark").first).to_be_visible()
    assert axe(page) == []
    shot(page, "sources-recherche")
    page.locator(".trouves h3 a").first.click()
    where = page.locator(":target").bounding_box()
    assert where and 0 <= where["y"] < 900


def test_a_section_has_a_stable_address(plain: Page) -> None:
    """« #II.C.3 » leads to that section, in a document shown with its plan and its lost lists."""
    plain.goto("/sources/instruction-2024-132#II.C.3")
    where = plain.locator("[id='II.C.3']").first.bounding_box()
    assert where and -50 <= where["y"] < 900
    assert plain.locator(".perdue").count() == 28 and plain.locator(".plan li").count() > 10
    shot(plain, "sources-texte")


def test_words_are_found_in_a_text(plain: Page) -> None:
    """Every place is marked, accents or not; words that are not there are said, with a way to what
    is near.
    """
    plain.goto("/sources/cpom-ciamt-2022")
    plain.get_by_role("searchbox").fill("desinsertion")
    plain.get_by_role("button", name="Chercher").click()
    marks = [text.lower() for text in plain.locator("article mark").all_inner_texts()]
    assert len(marks) > 2 and {"désinsertion"} >= {
        mark.replace("desinsertion", "désinsertion") for mark in marks
    }
    plain.get_by_role("searchbox").fill("girafe")
    plain.get_by_role("button", name="Chercher").click()
    plain.get_by_role("link", name="Chercher les passages proches").click()
    assert "document=cpom-ciamt-2022" in plain.url


def test_a_text_is_read_by_keyboard_and_on_a_phone(page: Page, phone: Page) -> None:
    """The plan is reached by Tab and leads into the text; at 320 pixels nothing overflows."""
    page.goto("/sources/igas-2023-rapport")
    tab_to(page, "Plan du texte")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "#plan-" in page.url
    phone.goto("/sources/igas-2023-rapport")
    assert overflow(phone) == 0 and axe(phone) == []


def test_footnotes_and_neighbours_are_one_click_away(page: Page) -> None:
    """A paragraph of the report shows its footnote when it is opened, between the paragraph before
    and the one after.
    """
    page.goto("/passages/igas-2023-rapport/§5")
    assert page.get_by_text("Avant :").count() == 1 and page.get_by_text("Après :").count() == 1
    page.locator(".note-de-bas summary").first.click()
    assert len(page.locator(".note-de-bas p").first.inner_text()) > 20 and axe(page) == []
