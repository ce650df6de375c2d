"""The fixed words of exported documents, read from `gabarits/libelles.yaml` of the models."""

from pathlib import Path

from pydantic import Field

from assistant.domain import Value
from assistant.settings import Settings
from assistant.texts.datafile import read_datafile


class ReplyLabels(Value):
    """Headings of a printed reply."""

    standalone: str = Field(alias="comprise")
    verdict: str = Field(alias="premiers_mots")
    table: str = Field(alias="tableau")
    statements: str = Field(alias="dit")
    absent: str = Field(alias="absente")
    leads: str = Field(alias="pistes")
    notices: str = Field(alias="avertissements")
    written_by: str = Field(alias="modele")


class BookLabels(Value):
    """Sheets and columns of a workbook."""

    lines: str = Field(alias="lignes")
    blanks: str = Field(alias="manques")
    sources: str
    part: str = Field(alias="rubrique")
    field: str = Field(alias="champ")
    text: str = Field(alias="texte")
    origin: str = Field(alias="origine")
    notes: str = Field(alias="renvois")
    number: str = Field(alias="numero")
    label: str = Field(alias="libelle")
    quote: str = Field(alias="extrait")
    standing: str = Field(alias="portee")
    by: str = Field(alias="par")
    expectation: str = Field(alias="attendu")


class SuiviLabels(Value):
    """Words of the table of annexe 4; `themes` in the order of its columns."""

    sheet: str = Field(alias="feuille")
    volet_2: str
    volet_3: str
    themes_kept: str = Field(alias="thematiques")
    total: str
    comments: str = Field(alias="commentaires")
    of_which: str = Field(alias="dont")
    trainings: str = Field(alias="formes")
    supports: str = Field(alias="accompagnes")
    targets: str = Field(alias="cibles")
    themes: dict[str, str]
    free: str = Field(alias="libre")
    survey: str = Field(alias="enquete")
    legend: str = Field(alias="legende")
    whole: str = Field(alias="entier")
    part: str
    refusal: str = Field(alias="refus")
    refusal_of_part: str = Field(alias="refus_part")
    free_text: str = Field(alias="libre_champ")
    region: str
    by_service: str = Field(alias="par_service")
    region_title: str = Field(alias="titre_region")
    services: str
    service: str


class ReimportLabels(Value):
    """What is said of a file that could not be taken over whole."""

    kept_line: str = Field(alias="gardee")
    stray_line: str = Field(alias="hors_place")
    lost_text: str = Field(alias="perdue")
    false_citation: str = Field(alias="citation")


class CheckLabels(Value):
    """Words of a printed check and of a printed comparison; `verdicts` in the order in which they
    are read.
    """

    subtitle: str = Field(alias="le")
    both: str = Field(alias="deux")
    contract: str = Field(alias="contrat")
    counts: str = Field(alias="bilan")
    verdicts: dict[str, str]
    advice: str = Field(alias="conseils")
    opinion: str = Field(alias="avis")
    absent: str
    themes: str
    theme: str
    differing: str = Field(alias="ecarts")
    common: str = Field(alias="communes")
    rule: str = Field(alias="regle")


class Labels(Value):
    """Everything that a template does not say itself."""

    author: str = Field(alias="auteur")
    kinds: dict[str, str] = Field(alias="natures")
    origins: dict[str, str] = Field(alias="origines")
    reply: ReplyLabels = Field(alias="reponse")
    book: BookLabels = Field(alias="classeur")
    suivi: SuiviLabels
    check: CheckLabels = Field(alias="controle")
    reread: ReimportLabels = Field(alias="reprise")


def read_labels(folder: Path | None = None) -> Labels:
    """Read the fixed words of exports in `folder`, by default the templates of the corpus.

    Raises CorpusError when the file is missing or malformed.
    """
    return read_datafile((folder or Settings().templates) / "libelles.yaml", Labels)
