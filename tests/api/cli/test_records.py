"""The facts are listed kind by kind, each row with its passage."""

import json


def test_the_kinds_are_listed_with_their_numbers_of_rows(cpom) -> None:  # type: ignore[no-untyped-def]
    done = cpom("records")
    assert done.returncode == 0
    assert "recommandations : Recommandations de l’IGAS (21)" in done.stdout


def test_a_kind_is_restricted_by_a_cell(cpom) -> None:  # type: ignore[no-untyped-def]
    """Four recommendations are of priority 2: 6, 8, 11 and 15."""
    done = cpom("records", "recommandations", "--where", "priorite=2", "--json")
    rows = json.loads(done.stdout)
    assert [row["numero"] for row in rows] == ["6", "8", "11", "15"]
    assert all(row["passage"].startswith("igas-2023-rapport/") and row["mots"] for row in rows)


def test_a_kind_or_a_field_that_does_not_exist_is_said(cpom) -> None:  # type: ignore[no-untyped-def]
    """With the ones that do."""
    unknown = cpom("records", "rien")
    assert unknown.returncode != 0 and "recommandations" in unknown.stderr
    wrong = cpom("records", "recommandations", "--where", "couleur=rouge")
    assert wrong.returncode == 2 and "priorite" in wrong.stderr
