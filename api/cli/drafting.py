"""`cpom draft` and `cpom schema`: a first version of a form from a situation, and the shape of what
is written and read.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.opening import settings_with_index
from assistant.domain import Mode
from assistant.drafting.schema import SchemaKind
from assistant.errors import BadInput, BadSituation
from assistant.forms.line import Theme
from assistant.texts.datafile import read_yaml

if TYPE_CHECKING:
    from assistant.drafting.draft import Drafted, FormKind
    from assistant.pipeline import Assistant

MAX_FILE = 1_000_000
ASKED = ("service", "region", "caisse", "debut", "fin", "secteurs", "tailles")
LISTS = {"secteurs", "tailles"}

Given = Annotated[
    Path | None,
    typer.Option(
        "--situation",
        help=(
            "Fichier YAML ou JSON qui décrit le service ; sans lui, sur un terminal, des questions."
        ),
        show_default=False,
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="json, md, docx, pdf ou xlsx ; sinon, celui que dit le nom de --out, ou json.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Fichier à écrire ; sans lui, la sortie standard.", show_default=False
    ),
]
Themes = Annotated[
    list[Theme] | None,
    typer.Option(
        "--theme",
        help="Thème de la fiche ; répétable, --out nomme alors un dossier.",
        show_default=False,
    ),
]
Written = Annotated[
    Mode | None,
    typer.Option(
        "--mode",
        help=(
            "model : le modèle de langue réglé propose aussi des lignes de fiche ; "
            "extractive : sans lui."
        ),
        show_default=False,
    ),
]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Rédige une première version d’un formulaire de l’instruction.",
)


@app.callback()
def drafting() -> None:
    """Rédige une première version d’un formulaire de l’instruction."""


@app.command()
def fiche(
    theme: Themes = None,
    situation: Given = None,
    format: Format = None,
    out: Out = None,
    mode: Written = None,
) -> None:
    """Rédige une fiche action (annexe 3), ou plusieurs."""
    _write("fiche", situation, format, out, mode, theme or [])


@app.command()
def contrat(
    situation: Given = None, format: Format = None, out: Out = None, mode: Written = None
) -> None:
    """Rédige le contrat entier (annexe 1), avec ses fiches et son tableau."""
    _write("contrat", situation, format, out, mode)


@app.command()
def suivi(
    situation: Given = None, format: Format = None, out: Out = None, mode: Written = None
) -> None:
    """Prépare le tableau de suivi annuel (annexe 4)."""
    _write("suivi", situation, format, out, mode)


@app.command()
def protocole(
    situation: Given = None, format: Format = None, out: Out = None, mode: Written = None
) -> None:
    """Rédige le protocole avec la Caisse régionale (annexe 5)."""
    _write("protocole", situation, format, out, mode)


def schema(
    kind: Annotated[
        SchemaKind,
        typer.Argument(help="fiche, contrat, suivi, protocole ou situation.", show_default=False),
    ],
) -> None:
    """Donne la forme d’un formulaire ou d’une situation, en JSON Schema."""
    from assistant.drafting.schema import schema_of

    sys.stdout.write(json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n")


def _write(
    kind: "FormKind",
    given: Path | None,
    format: str | None,
    out: Path | None,
    mode: Mode | None,
    themes: Iterable[Theme] = (),
) -> None:
    """Draft, write, and say on the error output what is left to do."""
    chosen = list(dict.fromkeys(themes))
    try:
        assistant, drafts = _drafts(kind, given, chosen, mode)
    except BadSituation as error:
        for field, sentence in error.faults:
            typer.echo(f"{field} : {sentence}", err=True)
        raise typer.Exit(error.exit_code) from error
    _deliver(assistant, drafts, format or (out.suffix[1:] if out and out.suffix else "json"), out)
    for draft in drafts:
        _say(draft)


def _drafts(
    kind: "FormKind", given: Path | None, chosen: list[Theme], mode: Mode | None
) -> tuple["Assistant", list["Drafted"]]:
    """The drafts of a situation, which is read before the index is opened: a fault is said at
    once.
    """
    from assistant.drafting.situation import read_situation
    from assistant.drafting.templates import read_regions
    from assistant.pipeline import Assistant

    settings = settings_with_index()
    regions = read_regions(settings.corpus / "modeles")
    situation = read_situation(_read(given) if given else _answers(regions, kind, chosen), regions)
    assistant = Assistant(settings)
    wanted: list[Theme | None] = [*(chosen or (situation.themes if kind == "fiche" else ()))] or [
        None
    ]
    return assistant, [assistant.draft(situation, kind, theme, mode=mode) for theme in wanted]


def _deliver(
    assistant: "Assistant", drafts: list["Drafted"], format: str, out: Path | None
) -> None:
    """The files: one draft in a file or on the standard output, several in a folder or, in JSON, as
    one list.
    """
    from assistant.exports.export import export_bytes

    files = [export_bytes(draft.form, format, assistant.index.documents) for draft in drafts]
    if len(files) == 1 and out:
        out.write_bytes(files[0])
    elif out:
        out.mkdir(parents=True, exist_ok=True)
        for draft, file in zip(drafts, files, strict=True):
            (out / f"{draft.form.kind}-{getattr(draft.form, 'theme', '')}.{format}").write_bytes(
                file
            )
    elif len(files) == 1:
        _print(files[0], format)
    elif format == "json":
        _print(b"[\n" + b",\n".join(file.rstrip() for file in files) + b"\n]\n", format)
    else:
        raise BadInput("Plusieurs fiches : indiquez par --out le dossier où les écrire.")


def _print(content: bytes, format: str) -> None:
    if format not in ("json", "md") and sys.stdout.isatty():
        raise BadInput(f"Un fichier {format} ne s’affiche pas : indiquez par --out où l’écrire.")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _say(draft: "Drafted") -> None:
    """What is left to fill in and to look at, apart from the draft itself."""
    from assistant.forms.sheet import sheet_of

    sheet = sheet_of(draft.form)
    typer.echo(
        f"{sheet.title} : {len(sheet.entries())} lignes, dont {len(sheet.missing())} à compléter.",
        err=True,
    )
    for finding in draft.findings:
        typer.echo(f"  À regarder ({finding.where}) : {finding.message}", err=True)


def _read(path: Path) -> Any:
    """The situation of a file. YAML is a superset of JSON. Raises BadInput."""
    if path.is_file() and path.stat().st_size > MAX_FILE:
        raise BadInput(
            f"{path} : fichier trop gros pour une situation ({MAX_FILE} octets au plus)."
        )
    return read_yaml(path, error=BadInput, advice="vérifiez son nom")


def _answers(regions: Iterable[str], kind: "FormKind", themes: list[Theme]) -> dict[str, Any]:
    """The situation that a person tells at the terminal. Raises BadInput where there is none."""
    if not sys.stdin.isatty():
        raise BadInput(
            "Décrivez le service dans un fichier : --situation situation.yaml "
            "(voir « cpom schema situation »)."
        )
    typer.echo("Entrée laisse un champ à compléter plus tard.", err=True)
    told: dict[str, Any] = {"themes": [str(theme) for theme in themes]}
    for name in ASKED:
        told |= _answer(regions, name)
    if kind != "protocole" and not themes:
        told |= _answer(regions, "themes")
    if Theme.FREE in themes:
        told |= _answer(regions, "risque")
    return told


def _answer(regions: Iterable[str], name: str) -> dict[str, Any]:
    """One question, from the field's own title and description; nothing when it is left empty."""
    from assistant.drafting.situation import Situation

    field = Situation.model_fields[name]
    region = f" ; {', '.join(regions)}" if name == "region" else ""
    several = ", séparés par des virgules" if name in LISTS | {"themes"} else ""
    text = str(
        typer.prompt(
            f"{field.title} ({field.description}{region}{several})",
            default="",
            show_default=False,
            err=True,
        )
    ).strip()
    if not text:
        return {}
    return {name: [part.strip() for part in text.split(",") if part.strip()] if several else text}
