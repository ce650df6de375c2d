"""Every row of the doors table of CONTRIBUTING.md is gone through by a test that the row names."""

import ast
import re
from collections.abc import Mapping

import pytest

from assistant.settings import ROOT

CORPUS, CODE = "tests/test_doors_corpus.py", "tests/test_doors_code.py"
FORMS, PAGES = "tests/test_doors.py", "tests/test_doors_pages.py"
MODEL = "tests/test_doors_model.py"
ADDED = (CORPUS, "test_what_is_added_to_the_corpus_is_asked_shown_and_exported")
EXPORT = (FORMS, "test_an_export_format_is_taken_by_the_api_and_the_pages")
LESSON = (CODE, "test_a_lesson_is_shown_with_its_words")
QUIZ = (PAGES, "test_a_question_of_the_quiz_is_asked_and_marked")
UNANSWERED = (CORPUS, "test_a_question_that_no_text_answers_is_refused_on_every_face")
FOREIGN = (CORPUS, "test_a_foreign_subject_is_learnt_by_the_calibration")
SYNONYM = (CORPUS, "test_a_synonym_brings_the_passages_of_what_it_stands_for")
PAGE_FIELD = (FORMS, "test_a_field_of_the_situation_page_is_asked_read_and_drafted")
# The first words of each row, and the tests (file, function) that add a thing of their own there.
DOORS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "un document": ((CORPUS, "test_a_document_is_shown_cited_and_exported"),),
    "un autre corpus": ((CORPUS, "test_a_corpus_of_ones_own_answers_in_its_own_words"),),
    "un format de fichier": ((CODE, "test_a_format_of_file_is_read_in_the_corpus_and_in_a_check"),),
    "des annotations": (ADDED,),
    "une réponse rédigée": (ADDED,),
    "un fait": (ADDED,),
    "une façon de demander": (ADDED,),
    "une leçon": (LESSON, QUIZ),
    "une question sans réponse": (UNANSWERED, FOREIGN),
    "une divergence": (ADDED,),
    "ce que veut dire un verdict": (
        (PAGES, "test_the_words_of_the_evaluator_are_those_of_their_file"),
    ),
    "un sigle, un synonyme": (ADDED, SYNONYM),
    "ce qu’on sait d’une liste perdue": (ADDED,),
    "une règle de conformité": ((CODE, "test_a_rule_of_conformity_is_checked_shown_and_exported"),),
    "un exemple": ((CODE, "test_an_example_is_offered_in_the_drafts_that_it_is_for"),),
    "un champ d’une fiche": ((FORMS, "test_a_field_of_a_fiche_is_drafted_shown_and_exported"),),
    "un champ de la page": (PAGE_FIELD,),
    "une sorte de formulaire": ((FORMS, "test_a_kind_of_form_is_drafted_shown_and_exported"),),
    "une façon de chercher": ((CODE, "test_a_way_to_search_brings_its_passages"),),
    "un format d’export": (EXPORT, (FORMS, "test_an_export_format_is_taken_by_the_command_line")),
    "une adresse de l’API": ((CODE, "test_an_address_and_a_page_are_served_and_described"),),
    "un objet enregistré": ((PAGES, "test_a_kind_of_saved_object_is_saved_guarded_and_erased"),),
    "une page": ((PAGES, "test_a_page_is_served_with_its_style_and_in_the_navigation"),),
    "une commande": ((CODE, "test_a_command_runs_and_is_in_the_help"),),
    "un modèle de langue": ((MODEL, "test_a_model_is_set_by_its_address_and_its_name"),),
    "une mauvaise conduite": ((MODEL, "test_a_misbehaviour_is_played_and_nothing_of_it_is_shown"),),
    "une consigne": ((CODE, "test_an_instruction_is_read_and_filled_in"),),
    "une règle de la garde": ((CODE, "test_a_rule_of_the_gate_stops_a_sentence_of_a_model"),),
    "un document de plus dans `docs`": (
        (PAGES, "test_a_document_of_docs_is_checked_like_the_others"),
    ),
    "un réglage": ((CODE, "test_a_setting_is_read_from_the_environment"),),
}


def _rows() -> list[tuple[str, str]]:
    """What each row of the table adds, and the proofs that it asks for."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## Les portes")[1]
    rows = re.findall(r"^\| (.+?) \| .+ \| (.+?) \|$", table, re.M)
    return [row for row in rows if row[0] not in {"pour ajouter", "---"}]


def _functions(path: str) -> set[str]:
    """The names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_of_the_table_has_its_test_and_every_test_its_row() -> None:
    """In the order of the table; the longest beginning that fits is the row's."""
    doors = [
        max((door for door in DOORS if added.startswith(door)), key=len, default=added)
        for added, _ in _rows()
    ]
    assert doors == list(DOORS)


@pytest.mark.parametrize("door", DOORS)
def test_the_tests_of_a_row_exist_and_the_row_names_their_files(door: str) -> None:
    """A renamed test, or one that the row does not send its reader to, is said here."""
    (proofs,) = [proofs for (_, proofs), name in zip(_rows(), DOORS, strict=True) if name == door]
    for path, function in DOORS[door]:
        assert function in _functions(path), f"{path} : {function}"
        assert f"`{path}`" in proofs, f"CONTRIBUTING.md, « {door} » : {path}"


def test_the_cases_of_a_parametrised_door_are_those_of_the_table() -> None:
    """The rows that share one test have each their case of it."""
    from tests.test_doors_code import LESSONS
    from tests.test_doors_corpus import DOORS as CASES

    assert set(CASES) == {
        "annotations",
        "réponse rédigée",
        "fait",
        "façon de demander",
        "divergence",
        "sigle",
        "liste perdue",
    }
    assert set(LESSONS) == {"étape", "date", "sigle", "acteur"}
