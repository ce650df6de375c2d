"""Two versions compared: what a person did to the lines is what is told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.forms.diff import ChangeKind as Kind
from assistant.forms.diff import Difference, differences
from assistant.forms.edit import append_line, delete_line, edit_line
from assistant.forms.line import Form, Origin
from tests.assistant import samples

FICHE, CONTRACT = samples.fiche(), samples.contract()


def _told(before: Form, after: Form) -> list[tuple[str, Kind]]:
    return [(each.key, each.kind) for each in differences(before, after)]


def test_a_form_does_not_differ_from_itself() -> None:
    """Nor from one read again."""
    for form in (FICHE, CONTRACT, samples.table()):
        assert differences(form, type(form).model_validate_json(form.model_dump_json())) == ()


def test_a_changed_line_is_told_with_both_texts_and_origins() -> None:
    """Where it stands is said in French."""
    (found,) = differences(FICHE, edit_line(FICHE, "actions_principales.0", "Nos mots"))
    assert (
        isinstance(found, Difference)
        and found.section == "Actions principales à mener"
        and found.kind is Kind.CHANGED
    )
    assert (
        found.before
        and found.after
        and (found.before.origin, found.after.origin) == (Origin.MODEL, Origin.INPUT)
    )
    assert (
        found.before.text == samples.CITED[2]
        and found.after.text == "Nos mots"
        and found.before.citations
        and not found.after.citations
    )


def test_the_same_words_of_another_origin_are_a_change() -> None:
    """A national line that a person typed again is theirs now."""
    assert (
        _told(FICHE, edit_line(FICHE, "titre", FICHE.title.text)) == []
    )  # the title is not a line of the sheet
    assert _told(FICHE, edit_line(FICHE, "diagnostic.1", FICHE.diagnostic.lines[1].text)) == [
        ("diagnostic.1", Kind.CHANGED)
    ]


def test_a_line_that_moved_because_of_another_is_not_told() -> None:
    """Taking the first of four lines out is one removal; adding one is one addition."""
    assert _told(FICHE, delete_line(FICHE, "diagnostic.0")) == [("diagnostic.0", Kind.REMOVED)]
    assert _told(delete_line(FICHE, "diagnostic.0"), FICHE) == [("diagnostic.0", Kind.ADDED)]
    assert _told(FICHE, append_line(FICHE, "diagnostic", "Constat de plus")) == [
        ("diagnostic.4", Kind.ADDED)
    ]


def test_a_cell_is_named_by_its_row_and_column() -> None:
    """In the objectives, the means and the table of annexe 4."""
    cells = {
        "objectifs.1.cible": "2, Cible",
        "moyens.1.jours": "DREETS, Jours par an",
        "cibles.secteurs": "Secteurs",
    }
    for key, label in cells.items():
        (found,) = differences(FICHE, edit_line(FICHE, key, "autre"))
        assert (found.key, found.label) == (key, label)
    (found,) = differences(CONTRACT, edit_line(CONTRACT, "suivi.colonnes.1.formes", "40"))
    assert found.label == "Nombre d’établissements formés, Volet 2"


def test_a_whole_row_and_a_whole_fiche_that_go_are_told_line_by_line() -> None:
    """Nothing disappears in silence."""
    fewer = FICHE.model_copy(update={"objectives": FICHE.objectives[:2]})
    assert _told(FICHE, fewer) == [
        (f"objectifs.2.{name}", Kind.REMOVED)
        for name in ("intitule", "indicateur", "depart", "cible", "echeance")
    ]
    without = CONTRACT.model_copy(update={"free_fiches": ()})
    gone = differences(CONTRACT, without)
    assert gone and all(
        each.kind is Kind.REMOVED and each.key.startswith("fiches_libres.0.") and each.after is None
        for each in gone
    )
    assert [each.key for each in differences(without, CONTRACT)] == [each.key for each in gone]


KEYS = (
    "diagnostic.1",
    "objectifs.0.cible",
    "cibles.secteurs",
    "moyens.2.pilote",
    "engagements.dreets.0",
)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.text("abc é", min_size=1, max_size=9).filter(str.strip),
        max_size=5,
    )
)
def test_what_is_told_is_what_was_typed(typed: dict[str, str]) -> None:
    """Whatever lines are edited, those are told and no other, each way round."""
    after: Form = FICHE
    for key, text in typed.items():
        after = edit_line(after, key, text)
    there, back = differences(FICHE, after), differences(after, FICHE)
    assert {each.key: each.after.text for each in there if each.after} == {
        key: text.strip() for key, text in typed.items()
    }
    assert [(each.before, each.after) for each in back] == [
        (each.after, each.before) for each in there
    ]
