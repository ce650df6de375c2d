"""What the tests of drafts share: the twelve invented situations, and a fiche of each kind."""

import yaml

from assistant.drafting.draft import Drafted
from assistant.forms.kinds import FORMS
from assistant.forms.line import VOLET, Theme
from assistant.pipeline import Assistant
from assistant.settings import ROOT

FOLDER = ROOT / "tests" / "data" / "situations"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
KINDS = tuple(FORMS)


def given(name: str) -> dict[str, object]:
    """An invented situation as its file says it."""
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def drafts(assistant: Assistant, data: dict[str, object]) -> list[Drafted]:
    """Every form that a situation can have: its fiches, the contract when it names a risk, the
    table and the protocol.
    """
    situation = assistant.drafting.situation(data)
    made = [assistant.drafting.draft(situation, "fiche", theme) for theme in situation.themes]
    if any(VOLET[theme] == 2 for theme in situation.themes):
        made.append(assistant.drafting.draft(situation, "contrat"))
    return [
        *made,
        assistant.drafting.draft(situation, "suivi"),
        assistant.drafting.draft(situation, "protocole"),
    ]


def fiche(assistant: Assistant, theme: Theme, name: str = "tms-nu") -> Drafted:
    """The fiche of a theme for a situation."""
    return assistant.drafting.draft(assistant.drafting.situation(given(name)), "fiche", theme)
