"""The workbook of annexe 4: the model's columns and rows, checks as one types, totals that add up,
services that make a region.
"""

import io

import openpyxl
import pytest

from assistant.errors import BadInput
from assistant.exports.annexe4 import COMMENTS, COUNTS, FIRST, THEMES
from assistant.exports.export import export_bytes, region_workbook
from assistant.exports.labels import read_labels
from assistant.forms.line import Theme
from assistant.forms.suivi import TableauSuivi
from tests.assistant.samples import count, table

ALL = (Theme.RPS, Theme.MSD, Theme.CHEMICALS, Theme.FALLS, Theme.ROAD, Theme.HEAT, Theme.FREE)
WORDS = read_labels().suivi


def books(data: bytes) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
    """The workbook with its formulas, and with the values that they had when it was written."""
    return openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(
        io.BytesIO(data), data_only=True
    )


def test_the_table_has_the_columns_and_the_rows_of_the_model() -> None:
    """Six themes of volet 2, one of volet 3, six counts with their « dont », a row of comments."""
    sheet = books(export_bytes(table(themes=ALL), "xlsx"))[0][WORDS.sheet]
    assert [sheet.cell(THEMES + 1, n).value for n in range(2, 9)] == [
        "RPS",
        "TMS",
        "Risques chimiques",
        "Chutes",
        "Risques routiers",
        "Canicule",
        "Bruit",
    ]
    assert sheet.cell(THEMES, 2).value.startswith("Volet 2") and sheet.cell(
        THEMES, 8
    ).value.startswith("Volet 3")
    names = [sheet.cell(FIRST + n + 1, 1).value for n in range(len(COUNTS))]
    assert names[0::2] == [WORDS.trainings, WORDS.supports, WORDS.targets] and set(names[1::2]) == {
        WORDS.of_which
    }
    assert sheet.cell(COMMENTS + 1, 1).value == "COMMENTAIRES" and sheet.cell(
        COMMENTS + 1, 2
    ).value.startswith("Bilan 0")


def test_counts_are_checked_as_they_are_typed_and_totals_are_formulas() -> None:
    """Each count has a rule and a message; a « dont » is bounded by its whole; what is missing is
    empty, never zero.
    """
    formulas, values = books(export_bytes(table(base=10), "xlsx"))
    sheet = formulas[WORDS.sheet]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert (
        "B9<=B8" not in rules["B9"].formula1
        and "B10<=B9" in rules["B10"].formula1
        and rules["B10"].showErrorMessage
        and rules["B9"].error == WORDS.refusal
    )
    assert sheet["I9"].value == "=SUM(B9:H9)" and values[WORDS.sheet]["I9"].value == 10 + 11 + 12
    missing = FIRST + COUNTS.index("targets") + 1
    assert sheet.cell(missing, 2).value is None and values[WORDS.sheet].cell(missing, 9).value == 0
    assert {rule.type for rules in sheet.conditional_formatting for rule in rules.rules} == {
        "containsBlanks",
        "expression",
    }


def test_a_region_adds_its_services() -> None:
    """Each cell of the region is the sum of the services' own, by formula; the sheet « par service
    » adds up to the same.
    """
    services = (
        table("AIST 03", 10),
        table("Santé Sud", 100, ALL),
        table("=cmd|calc", 7, (Theme.FREE, Theme.FREE, Theme.ROAD)),
    )
    formulas, values = books(region_workbook(services))
    assert formulas.sheetnames == [
        "Région",
        "Par service",
        "AIST 03",
        "Santé Sud",
        "=cmd calc".replace(" ", "|"),
    ]
    region, by_service = values["Région"], values["Par service"]
    for n, name in enumerate(COUNTS):
        total = sum(
            getattr(column, name).value or 0 for each in services for column in each.columns
        )
        assert region.cell(FIRST + n + 1, 9).value == total == by_service.cell(5, n + 2).value
    assert (
        formulas["Région"]["B9"].value
        == "=SUM('AIST 03'!B9:B9,'Santé Sud'!B9:B9,'=cmd|calc'!B9:B9)"
        and region["B9"].value == 110
    )
    assert (
        formulas["Région"]["H9"].value.count("H9:I9") == 3
        and region["H9"].value == 12 + 106 + 7 + 8
    )
    assert (
        "AIST 03 : Bilan 0" in region.cell(COMMENTS + 1, 2).value
        and "Santé Sud : Bilan 0" in region.cell(COMMENTS + 1, 2).value
    )


def test_names_that_a_sheet_cannot_bear_are_mended() -> None:
    """Forbidden signs, long names, names alike once cut, a name that the workbook keeps for itself:
    each service has its sheet.
    """
    long = "Service de prévention et de santé au travail de "
    names = [
        "A/B [C]: d*?",
        "'Aix'",
        "Région",
        "History",
        long + "Lyon",
        long + "Lille",
        "L’Été d'ici",
    ]
    data = region_workbook(tuple(table(name) for name in names))
    sheets = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert len({name.lower() for name in sheets}) == len(names) + 2 and all(
        len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in sheets
    )
    formula = openpyxl.load_workbook(io.BytesIO(data))["Région"]["B9"].value
    assert "'L’Été d''ici'!B9" in formula


def of_year(service: str, year: str) -> TableauSuivi:
    """The table of a service for another year."""
    made = table(service)
    return made.model_copy(
        update={"identification": made.identification.model_copy(update={"year": count(year)})}
    )


@pytest.mark.parametrize(
    "tables", [(), (table("A"), table(" a ")), (table("A"), of_year("B", "2027"))]
)
def test_tables_that_cannot_be_added_are_refused(tables: tuple[TableauSuivi, ...]) -> None:
    """None at all, a service twice, two different years: one sentence that says which."""
    with pytest.raises(BadInput, match="Aucun tableau|deux tableaux|même année"):
        region_workbook(tables)
