"""A form of any kind: `AnyForm` is what a value holds, `FORM` reads one and checks it."""

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field, TypeAdapter, ValidationError

from assistant.forms.kinds import FORMS
from assistant.forms.line import Form, Theme

if TYPE_CHECKING:
    AnyForm = Form
else:
    AnyForm = Annotated[
        Union[tuple(kind.form for kind in FORMS.values())],  # noqa: UP007 - drawn from the table
        Field(discriminator="kind"),
    ]
FORM: TypeAdapter[Form] = TypeAdapter(AnyForm)


def checked_form(form: Form) -> Form:
    """The form read anew, so that the rules between its lines hold. Raises ValidationError."""
    return FORM.validate_python(form.model_dump())


def path_of(error: ValidationError) -> str:
    """Where in a form the first fault stands: its path, without the names of kinds and themes that
    pydantic puts in it.
    """
    steps = [str(step) for step in error.errors()[0]["loc"]]
    return ".".join(step for step in steps[1:] if step not in set(Theme))


def reason_of(error: ValidationError) -> str:
    """What is wrong first, in French."""
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
