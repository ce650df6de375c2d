"""The journeys of a service that drafts, with and without JavaScript, by keyboard, on a phone; and
of two people on one draft.
"""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, shot, tab_to

SERVICE = "Prévention Santé du Val d’Orbe"
PAYLOAD = '"><img src=x onerror=alert(1)><script>alert(1)</script>'


def _situation(
    page: Page, kind: str = "fiche", themes: tuple[str, ...] = ("tms",), service: str = SERVICE
) -> None:
    """Fill in what is needed."""
    page.goto(f"/redaction/nouveau?formulaire={kind}")
    page.get_by_label("Nom du service").fill(service)
    page.get_by_label("Région", exact=True).select_option("Occitanie")
    for theme in themes:
        page.locator(f"[name=themes][value={theme}]").check()


def _draft(
    page: Page, kind: str = "fiche", themes: tuple[str, ...] = ("tms",), service: str = SERVICE
) -> str:
    """The address of a new draft."""
    _situation(page, kind, themes, service)
    page.get_by_role("button", name="Enregistrer ce brouillon").click()
    page.wait_for_url(re.compile(r"/redaction/[0-9a-f]{12}$"))
    return page.url


def test_a_director_leaves_with_a_word_file(page: Page) -> None:
    """From the first page: the service, its theme, the preview as it is typed, a line completed in
    place, the file.
    """
    page.goto("/redaction")
    shot(page, "redaction")
    page.get_by_role("link", name="Une fiche action").click()
    _situation(page)
    expect(page.locator("#apercu .ligne").first).to_be_visible()
    expect(page.locator("#apercu h2")).to_have_text(
        "Prévention des troubles musculo-squelettiques (TMS)"
    )
    assert axe(page) == []
    page.evaluate("() => scrollTo(0, 0)")
    shot(page, "redaction-situation")
    page.get_by_role("button", name="Enregistrer ce brouillon").click()
    before = int(page.locator(".onglets .compte").inner_text())
    page.get_by_role("link", name="Compléter : Établissements cibles, Secteurs").click()
    page.locator(".editeur textarea").fill("logistique, aide à domicile")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#l-cibles\\.secteurs .origine")).to_have_text("saisie")
    expect(page.locator(".avancement h2")).to_contain_text(str(before - 1))
    assert axe(page) == []
    page.evaluate("() => scrollTo(0, 0)")
    shot(page, "redaction-brouillon")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Télécharger en Word").click()
    assert (
        saved.value.suggested_filename.endswith("prevention-sante-du-val-d-orbe.docx")
        and Path(saved.value.path()).read_bytes()[:2] == b"PK"
    )


def test_the_same_without_javascript(plain: Page) -> None:
    """Buttons and whole pages do it all: the preview, a line, an example of another contract, a
    line taken away.
    """
    _situation(plain)
    plain.get_by_role("button", name="Mettre à jour l’aperçu").click()
    assert (
        plain.locator("#apercu .ligne").count() > 50
        and plain.get_by_label("Nom du service").input_value() == SERVICE
    )
    plain.get_by_role("button", name="Enregistrer ce brouillon").click()
    plain.get_by_role("link", name="Compléter : Établissements cibles, Nombre").click()
    plain.locator(".editeur input[name=texte]").fill("120 établissements")
    plain.get_by_role("button", name="Enregistrer", exact=True).click()
    assert "120 établissements" in plain.locator("#l-cibles\\.nombre").inner_text()
    rubric = plain.locator("[id='r-engagements.caisse']")
    lines = rubric.locator("> .lignes > li").count()
    rubric.get_by_role("link", name="Voir des exemples").click()
    rubric.get_by_role("button", name="Ajouter").first.click()
    assert rubric.locator("> .lignes > li").count() == lines + 1
    rubric.get_by_role("button", name="Retirer").first.click()
    assert rubric.locator("> .lignes > li").count() == lines


def test_what_is_typed_is_saved_by_itself(page: Page) -> None:
    """A pause is enough; the page says so politely, and what was typed is there when it is opened
    again.
    """
    here = _draft(page)
    page.get_by_role("link", name="Compléter : Diagnostic").click()
    page.locator(".editeur textarea").fill("214 maladies professionnelles en 2024 (Carsat)")
    expect(page.locator("#etat")).to_have_text("Enregistré, version 2")
    page.goto(here)
    assert "214 maladies" in page.locator("[id='r-diagnostic']").inner_text()


def test_two_people_on_one_line_are_told(open_page: Opener) -> None:
    """The second sees both texts in place, keeps what was typed, and may save it knowingly."""
    page = open_page(expected="409")
    here = _draft(page)
    other = page.context.new_page()
    other.goto(f"{here}?ligne=cibles.secteurs")
    page.get_by_role("link", name="Compléter : Établissements cibles, Secteurs").click()
    other.locator(".editeur textarea").fill("logistique")
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(other.locator("#l-cibles\\.secteurs .origine")).to_have_text("saisie")
    page.locator(".editeur textarea").fill("transports")
    expect(page.locator("#conflit")).to_contain_text("logistique")
    assert page.get_by_label("Votre texte").input_value() == "transports" and axe(page) == []
    page.get_by_role("button", name="Enregistrer mon texte").click()
    expect(page.locator("#l-cibles\\.secteurs .texte")).to_have_text("transports")


def test_a_draft_is_edited_by_keyboard_alone(page: Page) -> None:
    """Every focus is seen; Enter opens the line, puts the cursor in it, and the focus comes back to
    it once saved.
    """
    here = _draft(page)
    page.goto(here)
    tab_to(page, "Compléter : Identification, Début du CPOM", 60)
    page.keyboard.press("Enter")
    expect(page.locator(".editeur input[name=texte]")).to_be_focused()
    page.keyboard.type("1er janvier 2026")
    page.keyboard.press("Enter")
    expect(page.locator("#l-identification\\.debut .texte")).to_have_text("1er janvier 2026")
    expect(page.locator("#l-identification\\.debut .ouvrir")).to_be_focused()


def test_a_contract_and_its_table_are_accessible_everywhere(open_page: Opener) -> None:
    """0 axe violation on each page of a contract and of a table, in light and dark; nothing
    overflows at 320 pixels.
    """
    page = open_page(width=320, height=700)
    pages = {
        "contrat": ("", "/completer", "/conformite", "/versions?avant=1&apres=1"),
        "suivi": ("?exemples=specifiques", "/completer"),
    }
    for kind, addresses in pages.items():
        page.emulate_media(color_scheme="dark" if kind == "contrat" else "light")
        here = _draft(page, kind)
        for address in addresses:
            page.goto(here + address)
            assert overflow(page) == 0, address
            assert axe(page) == [], address


def test_the_table_of_annexe_4_is_filled_as_a_table(open_page: Opener) -> None:
    """A part above its total is refused with what was typed still there; mended, it is saved and
    added up.
    """
    page = open_page(expected="422", script=False)
    here = _draft(page, "suivi")
    page.get_by_role("link", name="Remplir tout le tableau").click()
    page.get_by_label("Nombre d’établissements formés, TMS").first.fill("12")
    page.locator("[name='colonnes.0.formes_caisse']").fill("20")
    page.get_by_role("button", name="Enregistrer").click()
    assert (
        "dépasse" in page.get_by_role("alert").inner_text()
        and page.locator("[name='colonnes.0.formes']").input_value() == "12"
    )
    page.locator("[name='colonnes.0.formes_caisse']").fill("2")
    page.get_by_role("button", name="Enregistrer").click()
    assert page.url == here and "12" in page.locator("[id='l-colonnes.0.formes']").inner_text()


def test_names_do_nothing_but_name(page: Page) -> None:
    """Markup in the name of a service is shown as it was typed, in the preview, the draft, the list
    and the file's name; no script runs.
    """
    page.on("dialog", lambda dialog: (_ for _ in ()).throw(AssertionError("a script ran")))
    _situation(page, service=PAYLOAD)
    expect(page.locator("#apercu")).to_contain_text(PAYLOAD)
    here = _draft(page, service=PAYLOAD)
    for address in (here, f"{here}/versions", f"{here}/conformite", "/redaction", "/controle"):
        page.goto(address)
        assert page.locator("main img, main script").count() == 0
    page.goto(here)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Télécharger en Word").click()
    assert re.fullmatch(r"[a-z0-9-]+\.docx", saved.value.suggested_filename)
