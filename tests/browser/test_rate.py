"""The evaluator's journeys: fill the queue, judge it, measure the agreement, follow questions; with
and without JavaScript, by keyboard, on a phone.
"""

import json
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.browser.looking import axe, overflow, shot, tab_to

QUESTIONS = (
    "Qui doit être consulté avant la conclusion d’un CPOM ?\nCombien de temps dure "
    "un CPOM au maximum ?\nLe CPOM du CIAMT est-il encore en vigueur ?"
)
PAYLOADS = (
    '<img src=x onerror="document.title=1">',
    "<script>document.title=1</script>",
    "';alert(1)//\"><svg/onload=alert(1)>",
)
VERDICTS = ("Soutient", "Partiellement", "Soutient", "Ne soutient pas")


def _fill(page: Page, questions: str = QUESTIONS) -> None:
    """Queue the sentences of the answers to some questions, by the form."""
    page.goto("/evaluer")
    page.get_by_text("Changer les questions d’essai").click()
    page.get_by_label("Une question par ligne").fill(questions)
    page.get_by_role("button", name="Ajouter à la file").click()
    page.get_by_role("status").wait_for()


def _judge(
    page: Page,
    rater: str,
    verdicts: tuple[str, ...] = VERDICTS,
    reason: str = "Il manque une condition.",
) -> int:
    """Judge the whole queue, taking the verdicts in turn; how many pairs."""
    page.goto("/evaluer")
    page.get_by_label("Votre nom d’évaluateur").fill(rater)
    page.get_by_role("button", name="Commencer à juger").click()
    done = 0
    while page.locator("#verdict").count():
        said = verdicts[done % len(verdicts)]
        page.locator(".choix", has_text=said).first.click()
        if said != "Soutient":
            page.get_by_label("Pourquoi").fill(reason)
        page.get_by_role("button", name="Enregistrer").click()
        done += 1
    return done


def test_two_raters_judge_and_their_agreement_is_shown(page: Page) -> None:
    """From an empty queue to kappa, the plot and the files, as the guide of the evaluator tells
    it.
    """
    _fill(page)
    shot(page, "evaluer", whole=True)
    page.goto("/evaluer/juger?nom=Anne")
    quoted = page.locator(".source mark").inner_text()
    assert quoted and " ".join(quoted.split()) in " ".join(
        page.locator(".source .passage").inner_text().split()
    )
    page.locator(".choix", has_text="Partiellement").click()
    shot(page, "evaluer-juger")
    total = _judge(page, "Anne")
    assert total >= 4 and _judge(page, "Zoé", ("Soutient", "Partiellement", "Soutient")) == total
    page.goto("/evaluer/resultats")
    page.locator("#courbe svg").wait_for()
    assert (
        page.locator("#courbe svg").get_attribute("aria-label")
        and "Kappa" in page.locator(".kappa").inner_text()
    )
    assert page.locator("caption", has_text="Verdicts croisés : Anne").count() == 1
    shot(page, "evaluer-resultats", whole=True)
    with page.expect_download() as sent:
        page.get_by_role("link", name="Exporter en JSON").click()
    assert len(json.loads(Path(sent.value.path()).read_text(encoding="utf-8"))) == 2 * total


def test_the_desk_works_without_javascript(open_page: Opener) -> None:
    """Fill, judge, read the figures in their table, and make a question of a sentence that
    failed.
    """
    plain = open_page(script=False, expected="422")
    _fill(plain)
    assert _judge(plain, "Anne") >= 4
    plain.get_by_role("link", name="Voir les résultats").click()
    assert (
        not plain.locator("#courbe").is_visible()
        and plain.locator("caption", has_text="Verdicts par jour").is_visible()
    )
    plain.locator("section", has_text="Phrases mal soutenues").get_by_role(
        "link", name="En faire une question"
    ).first.click()
    plain.get_by_label("La question").fill("Combien de temps dure un CPOM au maximum ?")
    plain.get_by_label("Les mots exacts").fill("dix ans et demi")
    plain.get_by_role("button", name="Ajouter à mon fichier").click()
    assert "ne sont pas dans" in plain.get_by_role("alert").inner_text()
    plain.get_by_label("Les mots exacts").fill("pour une période maximale de cinq ans")
    plain.get_by_role("button", name="Ajouter à mon fichier").click()
    path = Path(plain.get_by_role("status").locator("code").first.inner_text())
    assert (
        json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["gold"][0][0]["quote"]
        == "pour une période maximale de cinq ans"
    )
    plain.get_by_label("Le passage en une phrase simple").fill("Un CPOM dure cinq ans au plus.")
    with plain.expect_download() as sent:
        plain.get_by_role("button", name="Télécharger la proposition").click()
    assert "propose: true" in Path(sent.value.path()).read_text(encoding="utf-8")


def test_a_pair_is_judged_by_keyboard(page: Page) -> None:
    """Tab, arrows, space and Enter are enough, and the focus is always seen."""
    _fill(page)
    tab_to(page, "Votre nom d’évaluateur")
    page.keyboard.type("Clavier")
    page.keyboard.press("Enter")
    page.locator("#verdict").wait_for()
    tab_to(page, "Soutient")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Pourquoi")
    page.keyboard.type("Une condition manque.")
    tab_to(page, "Enregistrer et passer")
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert "« partiellement »" in " ".join(page.get_by_role("status").inner_text().split())


def test_every_page_of_the_desk_is_accessible_and_fits_a_phone(open_page: Opener) -> None:
    """0 axe violation and nothing wider than 320 pixels: empty, filled, in error, with figures; in
    the dark as well.
    """
    page = open_page(width=320, height=640, expected="422")
    _check(page, "/evaluer", "/evaluer/juger?nom=")
    _fill(page, QUESTIONS.splitlines()[0])
    _check(page, "/evaluer/juger?nom=Anne")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("alert").wait_for()
    assert axe(page) == [] and overflow(page) == 0
    _judge(page, "Anne", ("Soutient", "Partiellement"))
    _judge(page, "Zoé", ("Partiellement", "Soutient"))
    page.goto("/evaluer/resultats")
    failed = page.get_by_role("link", name="En faire une question").first.get_attribute("href")
    page.goto("/evaluer/questions")
    page.get_by_label("Question", exact=True).fill("Combien de temps dure un CPOM au maximum ?")
    page.get_by_role("button", name="Poser et garder").click()
    followed = page.locator("h2 a").first.get_attribute("href")
    assert failed and followed
    _check(
        page,
        "/evaluer/resultats",
        failed,
        "/evaluer/questions?rejouer=oui",
        followed,
        "/evaluer/rapport",
    )
    page.emulate_media(color_scheme="dark")
    _check(page, "/evaluer/resultats")


def _check(page: Page, *addresses: str) -> None:
    for address in addresses:
        page.goto(address)
        if address == "/evaluer/resultats" and page.locator("#courbe").count():
            page.locator("#courbe svg").wait_for()
        page.evaluate(
            "() => [...document.querySelectorAll('details')].slice(0, "
            "3).forEach(one => { one.open = true; })"
        )
        assert overflow(page) == 0, address
        assert axe(page) == [], address


def test_what_is_typed_is_never_run(page: Page) -> None:
    """Names, reasons and questions that hold a script are shown as they are, on every page that
    shows them.
    """
    _fill(page, "Combien de temps dure un CPOM au maximum ?")
    page.goto("/evaluer/questions")
    page.get_by_label("Question", exact=True).fill(f"Qui a écrit {PAYLOADS[0]} ?")
    page.get_by_role("button", name="Poser et garder").click()
    page.get_by_role("link", name=PAYLOADS[0]).click()
    assert PAYLOADS[0] in page.locator("h1").inner_text()
    for name in PAYLOADS:
        assert _judge(page, name, ("Ne soutient pas", "Partiellement"), PAYLOADS[1]) >= 1
    page.goto("/evaluer/resultats")
    page.locator("#courbe svg").wait_for()
    signed = page.get_by_role("region", name="Par évaluateur").locator("tbody th").all_inner_texts()
    assert signed == list(PAYLOADS)
    assert (
        PAYLOADS[1]
        in page.locator("section", has_text="Phrases mal soutenues")
        .locator(".carte")
        .first.inner_text()
    )
    page.get_by_role("link", name="En faire une question").first.click()
    page.get_by_label("La question").fill(f"</textarea>{PAYLOADS[1]} Quoi ?")
    page.get_by_label("Ce qu’il fallait").select_option("not_found")
    page.get_by_label("Remarque").fill(f'">{PAYLOADS[0]}')
    page.get_by_role("button", name="Ajouter à mon fichier").click()
    assert (
        page.title().endswith("Assistant CPOM")
        and page.locator("img, main script, svg[onload]").count() == 0
    )
