"""A situation is read whole: what is good goes to its field, what is bad is said all at once, in
French, by field.
"""

import re
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Severity
from assistant.drafting.draft import draft_form
from assistant.drafting.line_maker import LineMaker
from assistant.drafting.situation_reader import read_situation
from assistant.drafting.templates import read_regions
from assistant.errors import BadSituation
from assistant.forms.form import FORM
from assistant.forms.line import Origin, Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from tests.assistant.drafting.form_examples import NAMES, drafts
from tests.assistant.drafting.form_examples import given as data_of

REGIONS = read_regions(ROOT / "corpus" / "modeles")
GOOD: dict[str, object] = {"service": "SIST de l’Essai", "region": "Bretagne", "themes": ["tms"]}


def _faults(**fields: object) -> dict[str, str]:
    with pytest.raises(BadSituation) as caught:
        read_situation(GOOD | fields, REGIONS)
    return dict(caught.value.faults)


@pytest.mark.parametrize("name", NAMES)
def test_the_invented_situations_are_read(name: str) -> None:
    """Each of them, with its region as the list of regions writes it."""
    assert read_situation(data_of(name), REGIONS).region in REGIONS


def test_the_situation_of_the_documentation_is_read() -> None:
    """What a director is told to copy works as it stands."""
    block = re.search(
        r"```yaml\n(.*?)```", (ROOT / "docs" / "rediger.md").read_text(encoding="utf-8"), re.S
    )
    assert block and read_situation(yaml.safe_load(block[1]), REGIONS).objectives[
        0
    ].deadline == date(2029, 12, 31)


def test_every_fault_is_said_at_once_by_field() -> None:
    """Unknown theme, dates reversed, negative number, unknown region, unknown field, missing
    service: six faults, six fields.
    """
    bad = {
        "region": "Ocitanie",
        "themes": ["tms", "amiante"],
        "debut": "2030-01-01",
        "fin": "2026-01-01",
        "salaries": -4,
        "teme": "tms",
    }
    with pytest.raises(BadSituation) as caught:
        read_situation(bad, REGIONS)
    faults = dict(caught.value.faults)
    assert set(faults) == {"service", "region", "themes.2", "fin", "salaries", "teme"}
    assert (
        "Occitanie" in faults["region"]
        and "amiante" in faults["themes.2"]
        and "themes" in faults["teme"]
    )
    assert str(caught.value).count(" ; ") >= 5


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"debut": "2026-01-01", "fin": "2033-01-01"}, "fin", "cinq ans"),
        ({"debut": "2026-01-01", "fin": "2026-01-01"}, "fin", "doit suivre"),
        ({"debut": "bientôt"}, "debut", "écrivez une date"),
        ({"salaries": "beaucoup"}, "salaries", "en chiffres"),
        ({"salaries": 1.5}, "salaries", "sans décimales"),
        ({"service": "  "}, "service", "vide"),
        ({"themes": ["tms", "TMS"]}, "themes", "deux fois"),
        ({"moyens": [{"partie": "mairie"}]}, "moyens.1.partie", "choisissez parmi"),
        ({"moyens": [{"partie": "spsti", "jours": -1}]}, "moyens.1.jours", "inférieur à 0"),
        (
            {
                "objectifs": [{"intitule": "x", "echeance": "2040-01-01"}],
                "debut": "2026-01-01",
                "fin": "2030-01-01",
            },
            "objectifs.1.echeance",
            "hors du CPOM",
        ),
        (
            {"suivi": [{"theme": "tms", "formes": 3, "formes_caisse": 4}]},
            "suivi.1.formes_caisse",
            "dépasse",
        ),
        ({"chiffres": [{"texte": "a", "souce": "b"}]}, "chiffres.1.souce", "n’existe pas"),
        ({"secteurs": "logistique"}, "secteurs", "une liste"),
    ],
)
def test_a_fault_is_one_french_sentence(fields: dict[str, object], field: str, words: str) -> None:
    """Under the name of its field, counted from one in lists."""
    faults = _faults(**fields)
    assert set(faults) == {field} and words in faults[field]


@pytest.mark.parametrize("data", [None, [], "SIST", 12, {1: 2}])
def test_what_is_no_situation_is_refused(data: object) -> None:
    """A list, a word or nothing: one sentence, no crash."""
    with pytest.raises(BadSituation):
        read_situation(data, REGIONS)


def test_five_years_to_the_day_are_allowed() -> None:
    """From one day to the same five years later, 29 February included; a day more is refused
    (instruction, I.A.3).
    """
    assert read_situation(GOOD | {"debut": "2024-02-29", "fin": "2029-02-28"}, REGIONS).end == date(
        2029, 2, 28
    )
    assert read_situation(
        GOOD | {"debut": "1er janvier 2026", "fin": "31/12/2030"}, REGIONS
    ).end == date(2030, 12, 31)
    assert "fin" in _faults(debut="2026-01-01", fin="2031-01-02")


def test_a_contract_without_a_risk_of_volet_2_is_refused(assistant: Assistant) -> None:
    """Annexe 1, V: at least one of the priority risks."""
    with pytest.raises(BadSituation, match="volet 2"):
        assistant.drafting.draft(
            assistant.drafting.situation(GOOD | {"themes": ["pdp"]}), "contrat"
        )


TEXT = st.text(max_size=60)
COUNT = st.integers(0, 10_000_000)
SITUATIONS = st.fixed_dictionaries(
    {
        "service": TEXT.map(lambda text: f"S {text}"),
        "region": st.sampled_from(sorted(REGIONS)),
        "themes": st.lists(st.sampled_from(list(Theme)), min_size=1, unique=True),
    },
    optional={
        "risque": TEXT.map(lambda text: f"R {text}"),
        "salaries": COUNT,
        "etablissements": COUNT,
        "btp": st.booleans(),
        "secteurs": st.lists(
            st.sampled_from(["BTP", "EHPAD", "garage", "=cmd|' /C calc'!A0", "é😀"]), max_size=3
        ),
        "chiffres": st.lists(
            st.builds(
                lambda n, theme: {"texte": f"{n} accidents", "source": "relevé", "theme": theme},
                COUNT,
                st.sampled_from(list(Theme)),
            ),
            max_size=3,
        ),
        "moyens": st.lists(
            st.builds(
                lambda party, n: {"partie": party, "jours": n, "personnes": n},
                st.sampled_from(["spsti", "dreets", "caisse"]),
                COUNT,
            ),
            max_size=3,
        ),
        "cibles": st.lists(st.builds(lambda n: {"nombre": n}, COUNT), max_size=2),
        "objectifs": st.lists(
            st.builds(lambda n: {"intitule": "But", "cible": f"{n} %"}, st.integers(0, 100)),
            max_size=2,
        ),
    },
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(
    data=SITUATIONS, start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=st.integers(1, 1826)
)
def test_any_situation_makes_drafts_without_a_fault(
    assistant: Assistant, data: dict[str, object], start: date, length: int
) -> None:
    """Whatever names, numbers and dates: valid forms, quotations verbatim, no figure from nowhere,
    every line with an origin.
    """
    for made in drafts(assistant, data | {"debut": start, "fin": start + timedelta(days=length)}):
        assert [finding for finding in made.findings if finding.severity is Severity.ERROR] == []
        assert FORM.validate_json(FORM.dump_json(made.form)) == made.form


def test_verification_sees_a_figure_that_nobody_wrote(assistant: Assistant) -> None:
    """The promise above can fail: a line of the user's with another number is an error."""
    from assistant.forms.check import findings_of
    from assistant.forms.edit import append_line

    situation = assistant.drafting.situation(GOOD)
    make = LineMaker(assistant.index, assistant.drafting.models, situation, date(2026, 1, 1))
    form = append_line(draft_form(make, "fiche"), "diagnostic", "4321 accidents")
    found = findings_of(
        form, assistant.index.documents, assistant.index.text, situation.model_dump_json()
    )
    assert [finding.rule for finding in found if finding.severity is Severity.ERROR] == ["chiffres"]
    assert Origin.INPUT in {line.origin for line in form.diagnostic.lines}
