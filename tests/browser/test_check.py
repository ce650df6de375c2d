"""The journeys of whoever checks a contract: drop it, read both texts side by side, keep what is
wrong, compare two of them.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.settings import ROOT
from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, shot, tab_to

CONTRACT = ROOT / "tests/data/contrats"


def _file() -> Path:
    """An invented contract."""
    return next(path for path in sorted(CONTRACT.rglob("*")) if path.suffix == ".txt")


def test_a_contract_is_dropped_and_read_rule_by_rule(page: Page) -> None:
    """Both texts stand side by side; a verdict chosen leaves only its rules; the result is taken
    away in Word.
    """
    page.goto("/controle")
    assert axe(page) == []
    page.set_input_files("#fichier", _file())
    page.get_by_role("button", name="Contrôler", exact=True).click()
    expect(page.get_by_role("heading", name="Règle par règle")).to_be_visible()
    assert (
        page.locator(".regle blockquote").count() > 60 and page.locator(".regle mark").count() > 5
    )
    assert axe(page) == []
    shot(page, "controle")
    page.get_by_label("à vérifier").check()
    assert {
        rule.get_attribute("class").split()[3] for rule in page.locator(".regle:visible").all()
    } == {"a-verifier"}
    with page.expect_download() as saved:
        page.get_by_role("link", name="Télécharger en Word").click()
    assert saved.value.suggested_filename == "controle-cpom.docx"


def test_the_choice_of_verdicts_needs_no_script(plain: Page) -> None:
    """By style alone, and by the arrow keys."""
    plain.goto("/controle")
    plain.locator("#connu").select_option("cpom-ciamt-2022")
    plain.get_by_role("button", name="Contrôler", exact=True).click()
    every = plain.locator(".regle:visible").count()
    plain.locator("[name=montrer]").first.focus()
    plain.keyboard.press("ArrowDown")
    shown = plain.locator(".regle:visible").count()
    assert 0 < shown < every and shown == plain.locator(".regle.non-conforme").count()
    assert (
        plain.locator(".regle:visible .cote-contrat a")
        .first.get_attribute("href")
        .startswith("/sources/cpom-ciamt-2022?")
    )


def test_two_contracts_stand_side_by_side(open_page: Opener) -> None:
    """Theme by theme, then the rules on which they differ; nothing overflows on a phone."""
    page = open_page(width=320, height=700, script=False)
    page.goto("/controle")
    page.locator("#connu_a").select_option("cpom-ciamt-2022")
    page.locator("#connu_b").select_option("cpom-occitanie")
    page.get_by_role("button", name="Comparer", exact=True).click()
    assert page.locator(".cote-a-cote tbody tr").count() >= 12 and overflow(page) == 0
    page.get_by_label("celles où les verdicts diffèrent").check()
    assert page.locator(".regle:visible").count() == page.locator(".regle.differe").count() > 0


def test_a_check_is_made_by_keyboard(page: Page) -> None:
    """The choice of a known contract and the button are reached by Tab, each focus seen."""
    page.goto("/controle")
    tab_to(page, "Le contrat à contrôler")
    page.keyboard.press("Tab")
    page.keyboard.type("CPOM")
    tab_to(page, "Contrôler", 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="CPOM CIAMT 2022")).to_be_visible()


def test_a_file_that_cannot_be_read_is_told_and_its_name_does_nothing(
    open_page: Opener, tmp_path: Path
) -> None:
    """One sentence, announced, beside the form."""
    page = open_page(expected="422")
    bad = tmp_path / "<img src=x onerror=alert(1)>.pdf"
    bad.write_bytes(b"%PDF-1.4")
    page.goto("/controle")
    page.set_input_files("#fichier", bad)
    page.get_by_role("button", name="Contrôler", exact=True).click()
    assert (
        "onerror" in page.get_by_role("alert").inner_text()
        and page.locator("main img").count() == 0
        and axe(page) == []
    )
