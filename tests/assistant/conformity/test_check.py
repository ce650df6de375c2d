"""A contract held against the instruction: the verdicts a lawyer wrote before the code, and what no
verdict may do.
"""

import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from docx import Document as Word

from assistant.conformity.check import check_contract as checked
from assistant.conformity.contract import ContractText, contract_of_form
from assistant.conformity.result import Check, CheckResult, Conformity, GivenContract, Scope
from assistant.domain import Kind, Passage, Run
from assistant.pipeline import Assistant
from assistant.settings import ROOT
from assistant.texts.spaces import flatten

ON = date(2026, 1, 15)
DATA = ROOT / "tests/data"
EXPECTED = yaml.safe_load((DATA / "conformite-ciamt.yaml").read_text(encoding="utf-8"))
INVENTED = yaml.safe_load((DATA / "conformite-inventes.yaml").read_text(encoding="utf-8"))
MODEL_ONLY = {"volet-1-pdp", "volet-2-risque", "volets-1-et-2"}


@pytest.fixture(scope="module")
def ciamt(assistant: Assistant) -> Conformity:
    """The real contract, checked once."""
    return assistant.conformity.check(assistant.conformity.contract("cpom-ciamt-2022"), ON)


def _of(found: Conformity, rule: str) -> Check:
    return next(check for check in found.checks if check.rule.id == rule)


def _place(found: Check) -> str | None:
    return found.contract.passage_id.split("/", 1)[1] if found.contract else None


@pytest.mark.parametrize("rule", EXPECTED)
def test_the_verdict_is_the_lawyer_s(ciamt: Conformity, rule: str) -> None:
    """Each rule gets, on the CIAMT contract, the verdict written by hand, and cites one of the
    passages chosen by hand, or none.
    """
    verdict, places = EXPECTED[rule]
    found = _of(ciamt, rule)
    assert found.result.value == verdict, found.reason
    assert _place(found) in (places or [None])


def test_every_rule_was_judged_by_hand(ciamt: Conformity) -> None:
    """No rule escapes the lawyer, none is judged that does not exist; there are forty rules and
    more.
    """
    assert [check.rule.id for check in ciamt.checks] == list(EXPECTED)
    assert sum(check.rule.scope is not Scope.ADVICE for check in ciamt.checks) >= 40


def test_what_must_be_found_on_the_ciamt_contract(ciamt: Conformity) -> None:
    """Expired by its article 17, an older consultation, other volets than the instruction's: each
    is said in words.
    """
    assert (
        "30 juin 2023" in _of(ciamt, "contrat-en-cours").reason
        and "échu" in _of(ciamt, "contrat-en-cours").reason
    )
    assert "GPRO" in _of(ciamt, "avis-crpst").reason and "22 novembre 2021" in str(
        _of(ciamt, "avis-crpst").contract
    )
    assert "volets" in _of(ciamt, "volet-2-risque").reason
    assert any("volets" in notice for notice in ciamt.notices) and any(
        "antérieur" in notice for notice in ciamt.notices
    )


def test_the_day_decides_whether_a_contract_is_expired(assistant: Assistant) -> None:
    """On its last day the CIAMT contract is in force, the day after it is expired."""
    contract = assistant.conformity.contract("cpom-ciamt-2022")
    for day, verdict in (
        (date(2023, 6, 30), CheckResult.COMPLIANT),
        (date(2023, 7, 1), CheckResult.NON_COMPLIANT),
    ):
        assert _of(assistant.conformity.check(contract, day), "contrat-en-cours").result is verdict


def test_a_check_costs_less_than_the_reading_of_the_contract(assistant: Assistant) -> None:
    """The rules are read once: checked again, a contract costs less than reading its
    file and rules did.
    """
    begun = time.process_time()
    contract = assistant.conformity.contract(str(DATA / "contrats" / next(iter(INVENTED))))
    first = assistant.conformity.check(contract, ON)
    middle = time.process_time()
    again = assistant.conformity.check(contract, ON)
    assert again == first
    assert time.process_time() - middle <= max(middle - begun, 0.05) * 1.5


def _exact(assistant: Assistant, found: Conformity, text: str) -> None:
    """Every citation is word for word at its offsets, in the instruction or report and in the
    contract.
    """
    for check in found.checks:
        imposed = check.instruction
        assert flatten(
            assistant.index.text(imposed.document_id)[imposed.start : imposed.end]
        ) == flatten(imposed.quote)
        for said in (check.contract, *check.others):
            assert said is None or (
                said.quote and flatten(text[said.start : said.end]) == flatten(said.quote)
            ), check.rule.id


@pytest.mark.parametrize("name", [*INVENTED, "cpom-ciamt-2022", "cpom-occitanie"])
def test_every_citation_is_exact(assistant: Assistant, name: str) -> None:
    """Words and offsets agree, whatever the contract."""
    contract = assistant.conformity.contract(
        str(DATA / "contrats" / name) if name in INVENTED else name
    )
    _exact(assistant, assistant.conformity.check(contract, ON), contract.text)


def test_an_absence_is_told_as_it_is(ciamt: Conformity) -> None:
    """No word found, or words found that answer nothing (the contract's own « annexe 4 »): not the
    same sentence.
    """
    assert "aucun des mots cherchés" in _of(ciamt, "pdp-visites").reason
    assert "des mots cherchés s’y trouvent" in _of(ciamt, "indicateurs-annexe-4").reason


def test_no_verdict_without_words_or_search(ciamt: Conformity) -> None:
    """« conforme » always shows the contract's words; what is not found says which words were
    looked for, and where.
    """
    for check in ciamt.checks:
        assert check.result is not CheckResult.COMPLIANT or check.contract, check.rule.id
        assert check.searched.words and check.searched.passages == 174, check.rule.id
        assert (
            check.contract
            or check.result in (CheckResult.NOT_APPLICABLE, CheckResult.NOT_FOUND)
            or "Non trouvé dans le document" in check.reason
        ), check.rule.id


@pytest.mark.parametrize("form", ["txt", "docx"])
@pytest.mark.parametrize("name", INVENTED)
def test_invented_contracts_get_their_verdicts(
    assistant: Assistant, tmp_path: Path, name: str, form: str
) -> None:
    """Each rule named gets its verdict; a contract that follows the instruction is conforme on all
    others, a bad one on none.
    """
    path = DATA / "contrats" / name
    if form == "docx":
        path = _as_word(path, tmp_path / f"{path.stem}.docx")
    found = assistant.conformity.check(assistant.conformity.contract(str(path)), ON)
    for rule, verdict in INVENTED[name].items():
        assert _of(found, rule).result.value == verdict, (rule, _of(found, rule).reason)
    others = {
        check.rule.id: check.result for check in found.checks if check.rule.id not in INVENTED[name]
    }
    if name == "conforme.txt":
        assert {
            rule: verdict
            for rule, verdict in others.items()
            if verdict is not CheckResult.COMPLIANT
        } == {}
    if name == "mauvais.txt":
        assert CheckResult.COMPLIANT not in others.values()


def _as_word(source: Path, target: Path) -> Path:
    """The same contract written with Word's own headings and lists."""
    word = Word()
    for line in (
        " ".join(paragraph.split())
        for paragraph in source.read_text(encoding="utf-8").split("\n\n")
    ):
        if line.startswith("Article"):
            word.add_heading(line, 1)
        elif line.startswith("• "):
            word.add_paragraph(line[2:], style="List Bullet")
        else:
            word.add_paragraph(line)
    word.save(str(target))
    return target


@pytest.mark.parametrize(
    ("line", "rule", "verdict"),
    [
        (
            "Le présent contrat est conclu pour cinq ans à compter du 1er janvier 2025.",
            "duree-maximale",
            "conforme",
        ),
        (
            "Le présent contrat est conclu pour 60 mois à compter du 1er janvier 2025.",
            "duree-maximale",
            "conforme",
        ),
        (
            "Le présent contrat court du 1er janvier 2025 au 31 décembre 2030.",
            "duree-maximale",
            "non conforme",
        ),
        (
            "Le présent contrat court du 1er janvier 2025 au 1er janvier 2030.",
            "duree-maximale",
            "conforme",
        ),
        (
            (
                "Le présent contrat est conclu pour trois ans. Il est renouvelé "
                "par tacite reconduction."
            ),
            "duree-maximale",
            "à vérifier",
        ),
        (
            "Le CPOM est conclu pour une période maximale de cinq ans.",
            "duree-maximale",
            "à vérifier",
        ),
        (
            (
                "Présent contrat : durée de trois ans. Il prend effet le 1er "
                "janvier 2025 et prend fin le 31 décembre 2029."
            ),
            "duree-maximale",
            "à vérifier",
        ),
        (
            "Le contrat précédent a pris fin ; prorogé jusqu’au 30 juin 2021.",
            "contrat-en-cours",
            "à vérifier",
        ),
        ("Le CRPST a rendu un avis favorable le 3 mars 2025.", "avis-crpst", "conforme"),
        ("Le CRPST rendra un avis.", "avis-crpst", "à venir"),
        (
            "Avis du CRPST du 3 mars 2025. Fait à Lyon, le 2 mars 2025.",
            "consultations-avant-signature",
            "non conforme",
        ),
        (
            "Avis du CRPST du 3 mars 2025. Fait à Lyon, le 4 mars 2025.",
            "consultations-avant-signature",
            "conforme",
        ),
        (
            (
                "Le contrat ne comporte pas de programme de prévention de la "
                "désinsertion professionnelle."
            ),
            "volet-1-pdp",
            "non conforme",
        ),
        (
            "Fiche action : prévention de la désinsertion professionnelle, à compléter.",
            "volet-1-pdp",
            "à vérifier",
        ),
        ("Les salariés sont suivis.", "volet-1-pdp", "non trouvé"),
        (
            "Cellule PDP : sa composition sera fixée plus tard.",
            "cellule-pdp-composition",
            "non conforme",
        ),
        (
            (
                "Volet 1 : PDP. Volet 2 : risques professionnels prioritaires, les "
                "TMS. Volet 3 : les fortes chaleurs."
            ),
            "volet-2-risque",
            "conforme",
        ),
        (
            (
                "Le volet 1 porte sur la désinsertion professionnelle et le volet "
                "2 sur les risques routiers."
            ),
            "volet-2-risque",
            "conforme",
        ),
        (
            (
                "Le volet 1 porte sur la désinsertion professionnelle et le volet "
                "2 sur les addictions."
            ),
            "volet-2-risque",
            "non conforme",
        ),
        (
            "L’enquête annuelle de la DGT est remplie au plus tard le 30 juin de chaque année.",
            "enquete-dgt",
            "conforme",
        ),
        ("Le contrat prend fin le 30 juin 2027.", "enquete-dgt", "non trouvé"),
        ("Le service intervient dans le BTP avec l’appui de l’OPPBTP.", "oppbtp", "conforme"),
        (
            "Le contrat est conclu pour trois ans. Il ne peut être reconduit tacitement.",
            "duree-maximale",
            "conforme",
        ),
        (
            "Les indicateurs de l’annexe 4 de l’instruction sont suivis.",
            "indicateurs-annexe-4",
            "conforme",
        ),
        ("Les indicateurs figurent en annexe 4.", "indicateurs-annexe-4", "à vérifier"),
        (
            "Aucune convention n’a été conclue avec la CARSAT auparavant.",
            "conventions-annexees",
            "sans objet",
        ),
    ],
)
def test_a_single_line_decides_one_rule(
    assistant: Assistant, tmp_path: Path, line: str, rule: str, verdict: str
) -> None:
    """More than a keyword is needed for « conforme »: a date, a number, an engagement, and no
    negation.
    """
    path = tmp_path / "ligne.txt"
    lines = [
        "Contrat pluriannuel d’objectifs et de moyens (CPOM).",
        *line.replace(". ", ".|").split("|"),
    ]
    path.write_text("\n\n".join(lines), encoding="utf-8")
    found = _of(assistant.conformity.check(assistant.conformity.contract(str(path)), ON), rule)
    assert found.result.value == verdict, found.reason


def test_a_lone_keyword_never_makes_a_rule_conforme(assistant: Assistant) -> None:
    """Each word that each rule looks for, alone in a contract, is at most « à vérifier »."""
    taken = []
    for rule in assistant.conformity.rules.rules:
        alone = assistant.conformity.rules.model_copy(update={"rules": (rule,)})
        for word in rule.searched_words():
            contract = _contract(word.replace("*", "").replace(" … ", " ") + ".")
            taken += [
                (rule.obligation.id, word)
                for result in checked(contract, alone, ON).checks
                if result.result is CheckResult.COMPLIANT
            ]
    assert taken == []


def _contract(text: str) -> ContractText:
    """A contract of one paragraph."""
    run = Run(at=0, length=len(text), start=0, end=len(text))
    passage = Passage(
        id="x/1",
        document_id="x",
        label="x",
        path=(),
        text=text,
        runs=(run,),
        start=0,
        end=len(text),
        kind=Kind.PARAGRAPH,
        order=0,
    )
    return ContractText(
        given=GivenContract(id="x", name="x", sha256="", passages=1), text=text, passages=(passage,)
    )


def test_a_draft_is_checked_on_what_is_written_in_it(assistant: Assistant) -> None:
    """The model's volets count; examples, references and blanks do not: no date of another
    contract, no risk of another programme.
    """
    situation = assistant.drafting.situation(
        yaml.safe_load((DATA / "situations/tms-logistique.yaml").read_text(encoding="utf-8"))
    )
    form = assistant.drafting.draft(situation, "contrat").form
    contract = contract_of_form(form, "Projet")
    found = assistant.conformity.check(contract, ON)
    _exact(assistant, found, contract.text)
    assert {
        rule for rule in MODEL_ONLY if _of(found, rule).result is CheckResult.COMPLIANT
    } == MODEL_ONLY
    assert _of(found, "volet-2-risque").reason.endswith("troubles musculosquelettiques.")
    assert not any(
        "CIAMT" in passage.text or "À compléter" in passage.text for passage in contract.passages
    )
    assert any("projet" in notice for notice in found.notices)


def test_a_text_that_is_no_contract_is_told_so(assistant: Assistant, tmp_path: Path) -> None:
    """A leaflet of the catalogue, or a file on something else, gets a notice before its
    verdicts.
    """
    other = tmp_path / "recette.txt"
    other.write_text("Recette de la tarte aux pommes.\n\nÉplucher les pommes.\n", encoding="utf-8")
    assert (
        "n’est pas un contrat"
        in assistant.conformity.check(assistant.conformity.contract("cpom-occitanie"), ON).notices[
            0
        ]
    )
    assert (
        "ne ressemble pas à un CPOM"
        in assistant.conformity.check(assistant.conformity.contract(str(other)), ON).notices[0]
    )
