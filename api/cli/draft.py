"""`cpom draft` and `cpom schema`: a first version of a form from a situation, and the shape of what
is written and read.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.exports import deliver
from api.cli.opening import settings_with_index
from assistant.domain import Mode
from assistant.errors import BadInput, BadSituation
from assistant.exports.formats import EXPORTERS
from assistant.forms.line import Theme

if TYPE_CHECKING:
    from assistant.drafting.draft import Drafted
    from assistant.pipeline import Assistant

MAX_FILE = 1_000_000
ASKED = ("service", "region", "caisse", "debut", "fin", "secteurs", "tailles")
LISTS = {"secteurs", "tailles", "themes"}

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
        help=f"{', '.join(EXPORTERS)} ; sinon, celui que dit le nom de --out, ou json.",
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


def draft(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="FORME", help="fiche, contrat, suivi, protocole…", show_default=False
        ),
    ],
    *,
    theme: Themes = None,
    situation: Given = None,
    fmt: Format = None,
    out: Out = None,
    mode: Written = None,
) -> None:
    """Rédige une première version d’un formulaire de l’instruction : une ou plusieurs fiches action
    (annexe 3), le contrat entier (annexe 1), le tableau de suivi annuel (annexe 4), le protocole
    avec la Caisse régionale (annexe 5).
    """
    from assistant.forms.kinds import known_kind

    if theme and kind != "fiche":
        raise BadInput("--theme ne vaut que pour une fiche : écrivez les thèmes dans la situation.")
    order = Order(kind=known_kind(kind), situation=situation, fmt=fmt, out=out, mode=mode)
    _write(order, theme or [])


def schema(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="FORME",
            help="fiche, contrat, suivi, protocole… ou situation.",
            show_default=False,
        ),
    ],
) -> None:
    """Donne la forme d’un formulaire ou d’une situation, en JSON Schema."""
    from assistant.drafting.schema import schema_of

    sys.stdout.write(json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n")


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a command asks for: a form, from which situation, in which file. `situation` is empty
    when a person is to be asked.
    """

    kind: str
    situation: Path | None
    fmt: str | None
    out: Path | None
    mode: Mode | None

    @property
    def format_name(self) -> str:
        """The format asked for, or the one that the file's name says; JSON otherwise."""
        named = self.out.suffix[1:] if self.out and self.out.suffix else "json"
        return self.fmt or named


def _write(order: Order, themes: Iterable[Theme] = ()) -> None:
    """Draft, write, and say on the error output what is left to do."""
    try:
        assistant, drafts = _drafts(order, list(dict.fromkeys(themes)))
    except BadSituation as error:
        for field, sentence in error.faults:
            typer.echo(f"{field} : {sentence}", err=True)
        raise typer.Exit(error.exit_code) from error
    _write_files(assistant, drafts, order)
    for each in drafts:
        _say_what_is_left(each)


def _drafts(order: Order, themes: list[Theme]) -> tuple["Assistant", list["Drafted"]]:
    """The drafts of a situation, which is read before the index is opened: a fault is said at
    once.
    """
    from assistant.drafting.situation_reader import read_situation
    from assistant.drafting.templates import read_regions
    from assistant.pipeline import Assistant

    settings = settings_with_index()
    regions = read_regions(settings.corpus / "modeles")
    given = _read(order.situation) if order.situation else _answers(regions, order.kind, themes)
    situation = read_situation(given, regions)
    assistant = Assistant(settings)
    own = situation.themes if order.kind == "fiche" else ()
    wanted: list[Theme | None] = [*(themes or own)] or [None]
    return assistant, [
        assistant.drafting.draft(situation, order.kind, theme, mode=order.mode) for theme in wanted
    ]


def _write_files(assistant: "Assistant", drafts: list["Drafted"], order: Order) -> None:
    """The files: one draft in a file or on the standard output, several in a folder or, in JSON, as
    one list.
    """
    from assistant.exports.export import export_bytes

    fmt, out = order.format_name, order.out
    files = [export_bytes(each.form, fmt, assistant.index.documents) for each in drafts]
    if len(files) == 1:
        deliver(files[0], fmt, out)
    elif out:
        out.mkdir(parents=True, exist_ok=True)
        for each, content in zip(drafts, files, strict=True):
            theme = getattr(each.form, "theme", "")
            (out / f"{each.form.kind}-{theme}.{fmt}").write_bytes(content)
    elif fmt == "json":
        deliver(b"[\n" + b",\n".join(each.rstrip() for each in files) + b"\n]\n", fmt, None)
    else:
        raise BadInput("Plusieurs fiches : indiquez par --out le dossier où les écrire.")


def _say_what_is_left(drafted: "Drafted") -> None:
    """What is left to fill in and to look at, apart from the draft itself."""
    from assistant.forms.sheet import sheet_of

    sheet = sheet_of(drafted.form)
    typer.echo(
        f"{sheet.title} : {len(sheet.entries())} lignes, dont {len(sheet.missing())} à compléter.",
        err=True,
    )
    for finding in drafted.findings:
        typer.echo(f"  À regarder ({finding.where}) : {finding.message}", err=True)


def _read(path: Path) -> Any:
    """The situation of a file. YAML is a superset of JSON. Raises BadInput."""
    from assistant.texts.datafile import read_yaml

    if path.is_file() and path.stat().st_size > MAX_FILE:
        raise BadInput(
            f"{path} : fichier trop gros pour une situation ({MAX_FILE} octets au plus)."
        )
    return read_yaml(path, error=BadInput, advice="vérifiez son nom")


def _answers(regions: Iterable[str], kind: str, themes: list[Theme]) -> dict[str, Any]:
    """The situation that a person tells at the terminal. Raises BadInput where there is none."""
    if not sys.stdin.isatty():
        raise BadInput(
            "Décrivez le service dans un fichier : --situation situation.yaml "
            "(voir « cpom schema situation »)."
        )
    typer.echo("Entrée laisse un champ à compléter plus tard.", err=True)
    answers: dict[str, Any] = {"themes": [str(theme) for theme in themes]}
    for name in ASKED:
        answers |= _answer(regions, name)
    if kind != "protocole" and not themes:
        answers |= _answer(regions, "themes")
    if Theme.FREE in themes:
        answers |= _answer(regions, "risque")
    return answers


def _answer(regions: Iterable[str], name: str) -> dict[str, Any]:
    """One question, from the field's own title and description; nothing when it is left empty."""
    several = name in LISTS
    text = _prompt(_question(regions, name, several=several))
    if not text:
        return {}
    if several:
        return {name: [part.strip() for part in text.split(",") if part.strip()]}
    return {name: text}


def _question(regions: Iterable[str], name: str, *, several: bool) -> str:
    from assistant.drafting.situation import Situation

    field = Situation.model_fields[Situation.names_by_key()[name]]
    choices = f" ; {', '.join(regions)}" if name == "region" else ""
    separated = ", séparés par des virgules" if several else ""
    return f"{field.title} ({field.description}{choices}{separated})"


def _prompt(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False, err=True)).strip()
