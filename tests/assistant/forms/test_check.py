"""A form that comes from outside is believed on nothing."""

import json
from typing import Any

import pytest
import yaml

from assistant.errors import BadInput
from assistant.forms.check import verify_form
from assistant.forms.edit import edit_line
from assistant.forms.form import FORM
from assistant.forms.kinds import FORMS
from assistant.forms.line import Form, Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT

SITUATION = yaml.safe_load(
    (ROOT / "tests/data/situations/tms-logistique.yaml").read_text(encoding="utf-8")
)


def _drafted(assistant: Assistant, kind: str = "fiche") -> Form:
    return assistant.drafting.draft(
        assistant.drafting.situation(SITUATION), kind, Theme.MSD if kind == "fiche" else None
    ).form


@pytest.mark.parametrize("kind", FORMS)
def test_what_the_assistant_drafts_is_taken_as_it_is(assistant: Assistant, kind: str) -> None:
    """Read again from its JSON, edited or not."""
    form = FORM.validate_json(FORM.dump_json(_drafted(assistant, kind)))
    assert verify_form(form, assistant.index) is form
    assert (
        verify_form(edit_line(form, "titre", "Le nôtre"), assistant.index).title.text == "Le nôtre"
    )


def _tampered(form: Form, path: tuple[str | int, ...], change: dict[str, Any]) -> Form:
    """The form with something in its JSON changed."""
    raw: Any = json.loads(FORM.dump_json(form))
    place = raw
    for step in path:
        place = place[step]
    place.update(change)
    return FORM.validate_python(raw)


AXE = ("pst4", "axe", "citations", 0)
FORGERIES: list[dict[str, Any]] = [
    {"quote": "le CPOM est conclu pour sept ans"},
    {"text": "le CPOM est conclu pour sept ans", "quote": "sept ans"},
    {"start": 0, "end": 40},
    {"start": -40, "end": -1},
    {"quote": "", "start": 5, "end": 5},
    {"label": "Code du travail, article L. 1"},
    {"passage_id": "instruction-2024-132/inconnu"},
    {"document_id": "igas-2023-rapport"},
    {"document_id": "../../etc/passwd"},
]


@pytest.mark.parametrize("change", FORGERIES, ids=str)
def test_a_forged_citation_is_refused_and_its_line_named(
    assistant: Assistant, change: dict[str, Any]
) -> None:
    """Other words, another place, another label, another document."""
    with pytest.raises(BadInput, match=r"pst4\.axe"):
        verify_form(_tampered(_drafted(assistant), AXE, change), assistant.index)


@pytest.mark.parametrize(
    "text",
    ["Le CPOM est conclu pour sept ans.", "Axe", "« Axe stratégique » obligatoire pour tous"],
)
def test_words_that_are_not_of_the_model_do_not_pass_for_it(
    assistant: Assistant, text: str
) -> None:
    """A true citation beside other words is a forgery, unless they are part of the words cited."""
    form = _drafted(assistant)
    assert form.kind == "fiche" and form.theme is Theme.MSD
    forged = _tampered(form, ("pst4", "axe"), {"text": text})
    if text in form.pst4.axis.citations[0].quote:
        assert verify_form(forged, assistant.index)
    else:
        with pytest.raises(BadInput, match=r"pst4\.axe"):
            verify_form(forged, assistant.index)


def test_an_example_with_a_figure_of_its_own_is_refused(assistant: Assistant) -> None:
    """« 97 % » is not in the contract that it quotes."""
    form = _drafted(assistant)
    rows = [
        (name, n)
        for name in ("engagements",)
        for n, line in enumerate(form.commitments.spsti.lines)
        if line.origin.value == "exemple"
    ]  # type: ignore[union-attr]
    assert rows
    path = ("engagements", "spsti", "lines", rows[0][1])
    line = form.commitments.spsti.lines[rows[0][1]]  # type: ignore[union-attr]
    for text in (f"{line.text} et 97 % des adhérents", "Tout autre chose"):
        with pytest.raises(BadInput, match=rf"engagements\.spsti\.{rows[0][1]}"):
            verify_form(_tampered(form, path, {"text": text}), assistant.index)


def test_what_a_line_was_before_and_what_a_hint_cites_are_checked_too(assistant: Assistant) -> None:
    """They are shown like the rest."""
    form = edit_line(_drafted(assistant), "pst4.axe", "À nous")
    with pytest.raises(BadInput, match=r"pst4\.axe\.former"):
        verify_form(
            _tampered(form, ("pst4", "axe", "former", "citations", 0), {"label": "Autre"}),
            assistant.index,
        )
    with pytest.raises(BadInput, match=r"actions_principales\.gap"):
        verify_form(
            _tampered(form, ("actions_principales", "gap", "citation"), {"label": "Autre"}),
            assistant.index,
        )


def test_a_form_full_of_forgeries_is_one_short_sentence(assistant: Assistant) -> None:
    """Five lines named, the others counted."""
    raw = FORM.dump_json(_drafted(assistant, "contrat")).replace(
        b'"label":"Instruction', b'"label":"Code du travail'
    )
    with pytest.raises(BadInput, match=r"et \d+ autres") as raised:
        verify_form(FORM.validate_json(raw), assistant.index)
    assert len(str(raised.value)) < 300
