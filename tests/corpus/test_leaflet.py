"""The Occitanie leaflet: two columns of text, one block a risk."""

import pytest

from tests.corpus.conftest import Cut

SERVICES = {
    "chaleur": ["SRAS BTP", "SANTÉ BTP 34 (Hérault)"],
    "routier": ["PREVY (Gard)", "PST66 (Pyrénées-Orientales)", "SIST Narbonne (Aude)"],
    "chutes": ["PREVALY (Haute-Garonne)", "AIST Béziers"],
    "tms": ["SMTI 82 (Tarn-et-Garonne)", "Cévèna (Gard)", "SPSTI 81 (Tarn)"],
    "rps": ["EnSanté", "AIPALS (Hérault)", "ASMT 65"],
    "chimiques": ["APREVYA (Lot, Aveyron)", "PREVALY (Haute Garonne)", "PRESTAL (Lot, Aveyron)"],
    "relais": [
        "SIST Narbonne",
        "AIPALS (Hérault)",
        "PREVALY (Haute Garonne)",
        "CSTG32 (Gers)",
        "SPSTI Albi (Tarn)",
    ],
}


@pytest.mark.parametrize("risk", SERVICES)
def test_a_risk_is_one_block_with_the_services_it_names(leaflet: Cut, risk: str) -> None:
    """Title, figures and services of a risk are cited together, and the services of another risk
    are not in it.
    """
    text = leaflet[risk].text
    assert all(service in text for service in SERVICES[risk])
    others = {
        service for other, services in SERVICES.items() if other != risk for service in services
    } - set(SERVICES[risk])
    assert not [
        service
        for service in others
        if service in text and not any(service in own for own in SERVICES[risk])
    ]


def test_risks_are_in_the_order_of_the_leaflet(leaflet: Cut) -> None:
    """The seven blocks follow each other."""
    assert [id for id in leaflet.ids if id in SERVICES] == list(SERVICES)


def test_figures_stay_with_their_risk(leaflet: Cut) -> None:
    """Figures cut by the end of a line are whole."""
    assert "56 390 personnes ont été victimes d'un accident de la route" in leaflet["routier"].text
    assert "environ 20 % des sinistres avec arrêt" in leaflet["chutes"].text
    assert "87 % des maladies professionnelles" in leaflet["tms"].text


def test_the_web_address_of_the_foot_is_no_text(leaflet: Cut) -> None:
    """The address of the site stands in no passage."""
    assert not [p.id for p in leaflet.passages if "https://" in p.text]


def test_the_aims_of_the_contract_are_items(leaflet: Cut) -> None:
    """Three aims with their lead-in."""
    assert [id for id in leaflet.ids if id.startswith("cpom#3.")] == [
        "cpom#3.1",
        "cpom#3.2",
        "cpom#3.3",
    ]
    assert leaflet["cpom#3.1"].text.startswith(
        "Le CPOM constitue une feuille de route stratégique qui vise"
    )
