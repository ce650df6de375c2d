"""A kind of form of its own, added as CONTRIBUTING.md says, in a process where nothing else is
imported before: `python -m tests.own_form`, with the corpus and the data of CPOM_CORPUS, CPOM_DATA.
Prints in JSON what each face shows of it.
"""

import json
from typing import Annotated, Literal

from pydantic import Field

from assistant.forms.kinds import FORMS, FormKind
from assistant.forms.line import After, Form, Line, Rubric


class Avenant(Form):
    """An amendment to a contract: the form of this test."""

    kind: Literal["avenant"] = "avenant"
    objet: Rubric = Field(title="Objet de l’avenant", description="ce que l’avenant change")
    preambule: Annotated[Rubric, After("title")] = Field(
        title="Préambule de l’avenant", description="pourquoi il est conclu"
    )


FORMS["avenant"] = FormKind(Avenant, "Avenant au contrat", "avenant", "ce qui change")


def main() -> None:
    """Draft one by the command line, the API and the pages; export it; print what was seen."""
    from starlette.testclient import TestClient
    from typer.testing import CliRunner

    from api.app import create_app
    from api.cli.main import app
    from assistant.drafting.draft import DRAFTERS
    from assistant.drafting.line_maker import LineMaker, typed_line
    from assistant.forms.line import Theme
    from assistant.settings import Settings

    def draft_avenant(make: LineMaker, _: Theme | None) -> Form:
        return Avenant(
            title=typed_line("Avenant n° 1"),
            objet=Rubric(lines=(typed_line(f"Ce que {make.situation.service} change"),)),
            preambule=Rubric(lines=(Line(text="À écrire", origin="à compléter", by="SPSTI"),)),
        )

    DRAFTERS["avenant"] = draft_avenant
    situation = {"service": "SPSTI de l’Essai", "region": "Occitanie"}
    sent = {"formulaire": "avenant", **situation}
    seen: dict[str, str] = {}
    with TestClient(create_app(Settings())) as client:
        seen["begin"] = client.get("/redaction/nouveau?formulaire=avenant").text
        seen["preview"] = client.post("/redaction/apercu", data=sent).text
        page = client.post("/redaction", data=sent)
        seen["page"] = page.text
        seen["list"] = client.get("/redaction").text
        asked = {"kind": "avenant", "situation": situation}
        seen["api"] = client.post("/api/drafts/preview", json=asked).text
        seen["markdown"] = client.get(f"{page.url.path}/export/md").text
        seen["word"] = client.get(f"{page.url.path}/export/docx").headers["content-type"]
    command = CliRunner().invoke(app, ["schema", "avenant"])
    seen["schema"] = command.output
    print(json.dumps(seen, ensure_ascii=False))


if __name__ == "__main__":
    main()
