"""The pages of drafts and of checks over HTTP: what a form describes, what is refused and how, what
is held and for whom.
"""

import io
import json
import time
import zipfile

import pytest
from starlette.testclient import TestClient

from api.deps.checks import RecentItems
from api.web.draft.situation_form import faults_of, read_typed, situation_of
from assistant.errors import BadSituation, UnknownItem
from assistant.pipeline import Assistant
from assistant.settings import ROOT

BASE = {
    "formulaire": "fiche",
    "service": "SPSTI de l’Essai",
    "region": "Occitanie",
    "themes": "tms",
}


@pytest.fixture
def mine(client: TestClient) -> TestClient:
    """The client, in a session of its own."""
    client.cookies.clear()
    return client


def _draft(client: TestClient, **fields: object) -> str:
    """The address of a new draft."""
    sent = client.post("/redaction", data={**BASE, **fields}, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def test_a_form_describes_a_situation(assistant: Assistant) -> None:
    """Rows, lines, numbers with spaces, days and parties come where a situation has them; what was
    left empty is not there.
    """
    sent = {
        "service": "S",
        "region": "Occitanie",
        "etablissements": "1 250",
        "secteurs": "logistique\nEHPAD\n",
        "nombre": "40",
        "btp": "oui",
        "avis.crpst": "favorable",
        "objectifs.2.intitule": "Former",
        "objectifs.2.theme": "tms",
        "objectifs.1.theme": "tms",
        "chiffres.1.texte": "3 chutes",
        "moyens.dreets.jours": "5",
        "offres.caisse": "aide\nconseil",
        "actions_pps": "agir",
        "fin": "",
    }
    read = assistant.drafting.situation(
        situation_of(read_typed([*sent.items(), ("themes", "tms"), ("themes", "pdp")]))
    )
    assert (
        read.establishments == 1250
        and read.sectors == ("logistique", "EHPAD")
        and read.targets[0].count == 40
        and read.btp
        and read.end is None
    )
    assert (
        [goal.title for goal in read.objectives] == ["Former"]
        and read.figures[0].text == "3 chutes"
        and read.opinions.crpst == "favorable"
    )
    assert [(offer.party, offer.text) for offer in read.offers] == [
        ("caisse", "aide"),
        ("caisse", "conseil"),
    ] and read.means[0].party == "dreets"


def test_every_fault_is_told_under_the_field_where_it_was_typed(assistant: Assistant) -> None:
    """All at once, even in a row that follows an empty one."""
    sent = {
        "region": "Occitane",
        "objectifs.2.intitule": "Former",
        "objectifs.2.echeance": "jamais",
        "moyens.caisse.jours": "-3",
        "nombre": "dix",
        "themes": "tms",
    }
    form = read_typed(sent.items())
    with pytest.raises(BadSituation) as caught:
        assistant.drafting.situation(situation_of(form))
    faults = faults_of(caught.value, form)
    assert set(faults) == {
        "service",
        "region",
        "objectifs.2.echeance",
        "moyens.caisse.jours",
        "nombre",
    }
    assert "Occitanie" in faults["region"]


def test_a_draft_is_made_edited_and_taken_away_in_word(mine: TestClient) -> None:
    """The Word file bears the service's name in its own and what was typed in its text."""
    here = _draft(mine)
    assert (
        mine.post(
            f"{here}/ligne",
            data={"version": "1", "cle": "cibles.nombre", "texte": "120 établissements"},
        ).status_code
        == 200
    )
    word = mine.get(f"{here}/export/docx")
    with zipfile.ZipFile(io.BytesIO(word.content)) as archive:
        assert "120 établissements" in archive.read("word/document.xml").decode()
    assert "spsti-de-l-essai.docx" in word.headers["content-disposition"]
    assert [
        mine.get(f"{here}/export/{format}").status_code
        for format in ("pdf", "xlsx", "md", "json", "exe")
    ] == [200, 200, 200, 200, 422]


def test_a_text_that_does_not_fit_is_given_back_with_its_reason(mine: TestClient) -> None:
    """The line is open again, with what was typed, and nothing was written."""
    here = _draft(mine)
    answer = mine.post(
        f"{here}/ligne", data={"version": "1", "cle": "identification.debut", "texte": "bientôt"}
    )
    assert (
        answer.status_code == 422
        and 'value="bientôt"' in answer.text
        and "01/07/2025" in answer.text
    )
    assert "Version 1," in mine.get(here).text


def test_two_editors_are_told_of_each_other(mine: TestClient) -> None:
    """The second is shown both texts and the version to start from; nothing is lost."""
    here = _draft(mine)
    mine.post(
        f"{here}/ligne", data={"version": "1", "cle": "cibles.secteurs", "texte": "logistique"}
    )
    late = mine.post(
        f"{here}/ligne", data={"version": "1", "cle": "cibles.secteurs", "texte": "transports"}
    )
    assert (
        late.status_code == 409
        and "transports" in late.text
        and "logistique" in late.text
        and 'name="version" value="2"' in late.text
    )
    assert (
        mine.post(
            f"{here}/ligne", data={"version": "2", "cle": "cibles.secteurs", "texte": "transports"}
        ).status_code
        == 200
    )


def test_all_that_is_missing_is_filled_at_once_or_not_at_all(mine: TestClient) -> None:
    """A wrong date keeps the good lines on the screen and writes none."""
    here = _draft(mine)
    sent = {"version": "1", "cibles.secteurs": "logistique", "identification.debut": "un jour"}
    wrong = mine.post(f"{here}/completer", data=sent)
    assert (
        wrong.status_code == 422
        and "logistique" in wrong.text
        and "#c-identification.debut" in wrong.text
    )
    done = mine.post(f"{here}/completer", data={**sent, "identification.debut": "1er janvier 2026"})
    assert done.status_code == 200 and "logistique" in done.text and "Version 2," in done.text


def test_a_file_that_was_edited_elsewhere_comes_back(mine: TestClient) -> None:
    """What changed is shown and becomes a version; a file that is no draft has its sentence, in
    which its name does nothing.
    """
    here = _draft(mine)
    form = mine.get(f"{here}/export/json").json()
    form["cibles"]["secteurs"] |= {"text": "aide à domicile", "origin": "saisie", "by": ""}
    back = mine.post(
        f"{here}/reprise",
        data={"version": "1"},
        files={"fichier": ("fiche.json", json.dumps(form).encode())},
    )
    assert (
        back.status_code == 200
        and "1 ligne change" in back.text
        and "aide à domicile" in mine.get(here).text
    )
    bad = mine.post(
        f"{here}/reprise", data={"version": "2"}, files={"fichier": ("<b>x</b>.docx", b"rien")}
    )
    assert bad.status_code == 422 and "<b>" not in bad.text


def test_a_proposition_of_a_model_is_shown_apart_until_it_is_accepted(mine: TestClient) -> None:
    """It is listed beside the draft; accepted, its words are a `saisie` like any other."""
    form = mine.get(f"{_draft(mine)}/export/json").json()
    form["cibles"]["secteurs"] |= {
        "text": "entrepôts frigorifiques",
        "origin": "proposition",
        "by": "",
    }
    here = f"/redaction/{mine.post('/api/drafts', json={'form': form}).json()['draft']['id']}"
    assert "Propositions du modèle" in mine.get(here).text and "/accord" in mine.get(here).text
    accepted = mine.post(f"{here}/accord", data={"version": "1", "cle": "cibles.secteurs"}).text
    assert "Propositions du modèle" not in accepted and "entrepôts frigorifiques" in accepted


def test_versions_are_compared_named_and_taken_up_again(mine: TestClient) -> None:
    """The difference shows both texts; the version taken up again is a new one."""
    here = _draft(mine)
    mine.post(
        f"{here}/ligne", data={"version": "1", "cle": "cibles.secteurs", "texte": "girouettes"}
    )
    compared = mine.get(f"{here}/versions?avant=1&apres=2").text
    assert (
        "1 ligne diffère" in compared
        and "<ins>girouettes</ins>" in compared
        and "<del>À compléter" in compared
    )
    assert (
        "avant la CMT"
        in mine.post(f"{here}/versions/nom", data={"numero": "2", "nom": "avant la CMT"}).text
    )
    again = mine.post(f"{here}/versions/reprendre", data={"version": "2", "numero": "1"}).text
    assert "girouettes" not in again and "Version 3," in again


def test_fiches_become_a_contract_and_tables_a_region(mine: TestClient) -> None:
    """Several themes make several fiches; chosen, they are a contract; tables of two services are
    added and taken away in Excel.
    """
    mine.post("/redaction", data={**BASE, "themes": ["tms", "pdp"]})
    own = mine.get("/api/drafts").json()
    assert len(own) == 2
    contract = mine.post("/redaction/contrat", data={"brouillon": [draft["id"] for draft in own]})
    assert contract.status_code == 200 and "Contrat pluriannuel" in contract.text
    ids = [
        _draft(mine, formulaire="suivi", service=service, annee="2026").rpartition("/")[2]
        for service in ("A", "B")
    ]
    for id, count in zip(ids, ("12", "30"), strict=True):
        mine.post(f"/redaction/{id}/completer", data={"version": "1", "colonnes.0.formes": count})
    query = "&".join(f"brouillon={id}" for id in ids)
    assert ">42<" in mine.get(f"/redaction/region?{query}").text
    assert mine.get(f"/redaction/region.xlsx?{query}").content[:2] == b"PK"
    mine.cookies.clear()
    assert mine.get(f"/redaction/region?{query}").status_code == 404, "another session's tables"


def test_a_contract_is_checked_then_forgotten(mine: TestClient) -> None:
    """The result is found again by its session alone, and exported; the file's name does nothing in
    the page.
    """
    contract = (ROOT / "corpus/documents/cpom-occitanie.txt").read_bytes() + b"\n\nFin."
    sent = mine.post(
        "/controle",
        files={"fichier": ("<img src=x onerror=alert(1)>.txt", contract)},
        follow_redirects=False,
    )
    where = sent.headers["location"]
    shown = mine.get(where)
    assert sent.status_code == 303 and "Règle par règle" in shown.text and "<img" not in shown.text
    assert mine.get(where.replace("resultat?", "resultat/export?format=docx&")).content[:2] == b"PK"
    mine.cookies.clear()
    assert mine.get(where).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.txt", b"", "vide"),
        ("image.png", b"\x89PNG", "format"),
        ("faux.pdf", b"%PDF-1.4 rien", "faux.pdf"),
        ("faux.docx", b"PK\x03\x04", "faux.docx"),
        ("x.json", b"{}", "JSON"),
    ],
)
def test_every_bad_file_has_its_sentence(
    mine: TestClient, name: str, content: bytes, said: str
) -> None:
    """It is told beside the form, which may be used again at once."""
    answer = mine.post("/controle", files={"fichier": (name, content)})
    assert answer.status_code == 422 and said in answer.text and 'id="fichier"' in answer.text


def test_two_contracts_are_compared(mine: TestClient) -> None:
    """One of the catalogue, one of the session's drafts; without a second, the form says what is
    missing.
    """
    here = _draft(mine, formulaire="contrat").rpartition("/")[2]
    both = mine.post(
        "/controle/comparer", data={"connu_a": "cpom-ciamt-2022", "connu_b": f"brouillon:{here}"}
    )
    assert (
        both.status_code == 200 and "Thème par thème" in both.text and "n’en parle pas" in both.text
    )
    assert (
        "second contrat"
        in mine.post("/controle/comparer", data={"connu_a": "cpom-ciamt-2022"}).text
    )
    mine.cookies.clear()
    assert (
        mine.post(
            "/controle/comparer",
            data={"connu_a": "cpom-ciamt-2022", "connu_b": f"brouillon:{here}"},
        ).status_code
        == 404
    )


def test_what_is_held_is_its_owners_and_does_not_last() -> None:
    """Another is told what a stranger is told; the oldest gives way; after its time it is
    forgotten.
    """
    holder: RecentItems[str] = RecentItems(most=2, seconds=0.2)
    names = [holder.add("moi", thing) for thing in ("a", "b", "c")]
    assert holder.get("moi", names[2]) == "c"
    for owner, name in (("autre", names[2]), ("moi", names[0]), ("moi", "inconnu")):
        with pytest.raises(UnknownItem, match="plus en mémoire"):
            holder.get(owner, name)
    time.sleep(0.25)
    with pytest.raises(UnknownItem):
        holder.get("moi", names[2])
