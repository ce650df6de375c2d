"""Forms for the tests of what prints and rereads them: every field filled, every origin present,
citations that stand in the corpus.
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any, Literal

from assistant.domain import Citation
from assistant.forms.contrat import Contrat
from assistant.forms.fiche import (
    FicheAction,
    FicheChutes,
    FicheLibre,
    FichePdp,
    FicheRps,
    FicheTms,
    Means,
    Objective,
)
from assistant.forms.line import Count, Day, Line, Note, Origin, Rubric, Theme, count_of
from assistant.forms.suivi import SuiviColumn, TableauSuivi
from assistant.settings import ROOT
from assistant.store.nouns import Pair, PairRating, Rating
from assistant.texts.calendar import read_day

INSTRUCTION = (ROOT / "corpus/documents/instruction-2024-132.txt").read_text(encoding="utf-8")
CITED = (
    (
        "le CPOM est conclu pour une période maximale de cinq ans entre le SPSTI, "
        "la DREETS et la Caisse régionale"
    ),
    (
        "Mieux surveiller la mortalité et la morbidité associées aux vagues de "
        "chaleur chaque année pour affiner la connaissance de la sinistralité"
    ),
    "Plan de gestion des vagues de chaleur 2024.",
    (
        "Afin de faciliter les échanges entre les parties, chaque partie désigne "
        "un référent qui sera le principal interlocuteur de l’autre partie."
    ),
)
# Where each of them stands: the end of a passage's identifier, the end of its label, and its text.
PLACES = (
    (
        "I.A.3#1",
        "I.A.3, alinéa 1",
        "A.3. Le CPOM, outil de mise en œuvre de la politique publique de "
        "prévention des risques professionnels\n"
        f"Mentionné aux articles L. 4622-10 et D. 4622-44 à 47 du Code du travail, {CITED[0]}.",
    ),
    (
        "annexe-3.fiche-7.pst4#3",
        "annexe 3, fiche action 7, référence du PST 4, 3e point",
        "Fiche action 7 – Prévention du risque canicule – Action 5.3 : prendre en compte "
        "les effets du changement climatique sur la santé des travailleurs, "
        f"en particulier les effets des vagues de chaleur.\n{CITED[1]} ;",
    ),
    (
        "annexe-3.fiche-7.plans",
        "annexe 3, fiche action 7, lien avec les autres plans",
        f"Fiche action 7 – Prévention du risque canicule – Lien avec les autres plans\n{CITED[2]}",
    ),
    (
        "annexe-5.art-2#1",
        "annexe 5, article 2, alinéa 1",
        f"Article 2 - Engagement des parties\n{CITED[3]}",
    ),
)
TITLE = "Prévention du risque canicule"


def citation(quote: str) -> Citation:
    """The citation of one of the sentences, at the place where it stands."""
    start = INSTRUCTION.index(quote)
    passage, label, text = PLACES[CITED.index(quote)]
    return Citation(
        n=1,
        passage_id=f"instruction-2024-132/{passage}",
        document_id="instruction-2024-132",
        label=f"Instruction du 12 juillet 2024, {label}",
        quote=quote,
        start=start,
        end=start + len(quote),
        text=text,
    )


def pair(sentence: str, *, n: int = 0, origin: Literal["réponse", "brouillon"] = "réponse") -> Pair:
    """A sentence to be rated, with the quotation of that number."""
    return Pair(origin=origin, sentence=sentence, citation=citation(CITED[n]))


def pair_rating(
    rater: str, rating: Rating = Rating.SUPPORTS, *, reason: str = "", seconds: float = 1
) -> PairRating:
    """What a rater says of a pair."""
    return PairRating(rater=rater, rating=rating, reason=reason, seconds=seconds)


def national(n: int) -> Line:
    """One of the sentences of the national model, word for word."""
    quote = CITED[n % len(CITED)]
    return Line(text=quote, origin=Origin.MODEL, citations=(citation(quote),))


def typed(text: str) -> Line:
    """A line that somebody typed."""
    return Line(text=text, origin=Origin.INPUT)


def missing(text: str, by: str = "le service") -> Line:
    """A line still to be filled in."""
    return Line(text=text, origin=Origin.MISSING, by=by)


def count(text: str) -> Count:
    """A typed count, or a missing one when the text is no number."""
    value = count_of(text)
    return Count(
        text=text,
        origin=Origin.MISSING if value is None else Origin.INPUT,
        value=value,
        by="le service" if value is None else "",
    )


def day(text: str) -> Day:
    """A typed day."""
    return Day(text=text, origin=Origin.INPUT, value=read_day(text))


def rubric(*lines: Line, gap: str = "", hint: str = "") -> Rubric:
    """Lines under what is expected or lost."""
    note = citation(CITED[3])
    return Rubric(
        lines=lines,
        gap=Note(text=gap, citation=note) if gap else None,
        hint=Note(text=hint, citation=note) if hint else None,
    )


def _lines() -> Iterator[Line]:
    yield from cycle(
        (
            national(0),
            typed(
                "Le service accompagne 120 établissements du transport et de "
                "la logistique dans l’Allier."
            ),
            national(1),
            missing("Nombre de salariés exposés"),
            Line(
                text=f"« {CITED[3]} » (exemple : protocole)",
                origin=Origin.EXAMPLE,
                citations=(citation(CITED[3]),),
            ),
            national(2),
            Line(
                text=f"« {CITED[1]} » (avis)", origin=Origin.REPORT, citations=(citation(CITED[1]),)
            ),
        )
    )


def fiche(kind: type[Any] = FicheTms, **changes: Any) -> FicheAction:
    """A fiche of that class, every field filled with lines of every origin."""
    lines = _lines()

    def some(n: int, **notes: str) -> Rubric:
        return rubric(*(next(lines) for _ in range(n)), **notes)

    known = {
        "titre": typed(TITLE),
        "identification": {
            "service": typed("AIST 03"),
            "region": typed("Auvergne-Rhône-Alpes"),
            "caisse": typed("CARSAT Auvergne"),
            "debut": day("1er janvier 2026"),
            "fin": day("31 décembre 2030"),
        },
        "pst4": {
            "axe": national(0),
            "objectif": national(1),
            "actions": [
                {"numero": "5.3", "intitule": national(2), "puces": [national(1), national(2)]}
            ],
        },
        "cog": {
            "axe": national(0),
            "fiche": national(1),
            "engagement": national(2),
            "puces": [national(3)],
        },
        "instructions": [{"reference": national(0), "extraits": [national(1)]}],
        "cellule": some(3),
        "plans": some(2),
        "donnees": some(3),
        "diagnostic": some(4, hint="Constats locaux, avec leur source."),
        "cibles": {
            "secteurs": typed("Transport, logistique"),
            "tailles": missing("Tailles visées"),
            "nombre": count("120"),
        },
        "actions_principales": some(
            5, gap="L’instruction annonce ici une liste que notre copie ne contient plus."
        ),
        "complements": some(3),
        "references": some(1),
        "objectifs": [objective(n) for n in range(3)],
        "engagements": {"spsti": some(3), "dreets": some(2), "caisse": some(2)},
        "moyens": [means("SPSTI"), means("DREETS"), means("Caisse régionale")],
        "calendrier": some(2),
        "indicateurs": some(3),
        "evaluation": some(2),
        "conseils": some(2),
    }
    made = kind.model_validate(
        {name: value for name, value in (known | changes).items() if name in kind.names_by_key()}
    )
    assert isinstance(made, FichePdp | FicheTms | FicheRps | FicheChutes | FicheLibre)
    return made


def means(party: Literal["SPSTI", "DREETS", "Caisse régionale"]) -> Means:
    """What a party brings."""
    return Means(
        party=party,
        lead=typed(f"Mme Née-Dupré, {party}"),
        people=missing("Personnes mobilisées", party),
        days=typed("12 jours par an"),
    )


def objective(n: int) -> Objective:
    """A quantified objective."""
    return Objective(
        title=typed(f"Réduire les accidents liés aux manutentions (objectif {n})"),
        indicator=typed("Taux de fréquence, accidents par million d’heures"),
        baseline=missing("à établir"),
        target=typed(f"{30 - n} %"),
        deadline=day("31/12/2028"),
    )


def table(
    service: str = "AIST 03",
    base: int = 10,
    themes: tuple[Theme, ...] = (Theme.RPS, Theme.MSD, Theme.FREE),
) -> TableauSuivi:
    """Annexe 4 of a service, with counts that grow from `base`; the last row is missing."""
    columns = [
        SuiviColumn(
            theme=theme,
            volet=3 if theme is Theme.FREE else 2,
            title=typed("Bruit" if theme is Theme.FREE else str(theme).upper()),
            trainings=count(str(base + n)),
            trainings_caisse=count(str(n)),
            supports=count(str(base * 2)),
            supports_caisse=count("3"),
            targets=count("Établissements ciblés"),
            targets_caisse=count("Établissements ciblés, dont suivis"),
            comment=typed(f"Bilan {n} : à l’été, « relance » par courriel."),
        )
        for n, theme in enumerate(themes)
    ]
    return TableauSuivi.model_validate(
        {
            "titre": typed("Tableau de suivi annuel"),
            "identification": {
                "service": typed(service),
                "region": typed("Auvergne-Rhône-Alpes"),
                "annee": count("2026"),
                "signature": day("15/12/2025"),
                "fin": day("31/12/2030"),
            },
            "colonnes": columns,
            "legende": rubric(national(3)),
            "specifiques": rubric(typed("Nombre d’essais de poste")),
        }
    )


def contract(**changes: Any) -> Contrat:
    """A contract with four fiches, one of each volet at least."""
    lines = _lines()

    def some(n: int) -> Rubric:
        return rubric(*(next(lines) for _ in range(n)))

    region = typed("Auvergne-Rhône-Alpes")
    known = {
        "titre": typed("Contrat pluriannuel d’objectifs et de moyens"),
        "parties": {
            "service": typed("AIST 03"),
            "dreets": typed("DREETS Auvergne-Rhône-Alpes"),
            "caisse": typed("CARSAT Auvergne"),
            "region": region,
        },
        "duree": {
            "signature": day("15/12/2025"),
            "debut": day("01/01/2026"),
            "fin": day("31/12/2030"),
        },
        "consultations": {
            "crpst": missing("Date et sens de l’avis du CRPST", "la DREETS"),
            "ars": missing("Date et sens de l’avis de l’ARS", "la DREETS"),
        },
        "preambule": some(4),
        "objectifs": some(7),
        "contexte": {
            "adherents": count("4 250"),
            "salaries": count("51 000"),
            "constats": some(4),
            "projet": some(3),
        },
        "engagements": {"spsti": some(4), "dreets": some(3), "caisse": some(3)},
        "conventions": some(1),
        "programmes": some(2),
        "volet_1": some(1),
        "fiche_pdp": fiche(FichePdp),
        "volet_2": some(1),
        "fiches_risques": [fiche(FicheTms), fiche(FicheRps)],
        "volet_3": some(1),
        "fiches_libres": [fiche(FicheLibre)],
        "indicateurs": some(3),
        "suivi": table(),
    }
    return Contrat.model_validate(known | changes)
