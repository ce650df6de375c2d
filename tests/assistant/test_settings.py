"""A setting that cannot be used is told in French, with what it must be, and its value is not
repeated.
"""

import pytest
from pydantic import ValidationError

from assistant.domain import Lead
from assistant.settings import Settings, concerns_settings, settings_fault

WRONG = {
    "port": ("beaucoup", "un nombre entier entre 1 et 65535"),
    "reader_seconds": ("0", "un nombre entier d’au moins 1"),
    "llm_seconds": ("2.5", "un nombre entier entre 1 et 600"),
    "max_question": ("5", "entre 10 et 50000"),
    "vectors": ("faiss", "« chroma » ou « exact »"),
    "llm_url": ("https://moi:S3CR3T@ailleurs/v1", "de la forme « http://"),
    "llm_price": ("cher", "de la forme « 0,4/1,2 »"),
}


def wrong(**values: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        Settings(_env_file=None, **values)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("name", WRONG)
def test_what_a_setting_must_be_is_told_with_its_description(name: str) -> None:
    """The variable, its form or its bounds, what it is for; nothing of the library's English,
    nothing of the value.
    """
    value, wanted = WRONG[name]
    said = settings_fault(wrong(**{name: value}))
    assert (
        f"CPOM_{name.upper()} doit être "
        f"{'' if wanted.startswith(('un', 'de', '«')) else 'un nombre entier '}{wanted}"
    ) in said
    assert str(Settings.model_fields[name].description) in said
    assert "should" not in said and "Input" not in said and "S3CR3T" not in said


def test_every_wrong_setting_is_told_at_once() -> None:
    """One run is enough to mend them all."""
    said = settings_fault(wrong(port="x", vectors="y"))
    assert "CPOM_PORT" in said and "CPOM_VECTORS" in said


def test_another_value_of_ours_is_no_setting() -> None:
    """A fault of the program is not put down to the person's settings."""
    with pytest.raises(ValidationError) as caught:
        Lead.model_validate({})
    assert not concerns_settings(caught.value) and concerns_settings(wrong(port="x"))
