"""What a question asks for: its kind (how many, who, when…), the noun it is about, the names and
figures it is tied to.
"""

import re
from collections.abc import Mapping

from assistant.texts.analyser import Analyser
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.french import fold, stem
from assistant.texts.references import references_in

UNIT = r"(?:jours?|semaines?|mois|trimestres?|semestres?|ans?|annees?|heures?)"
KINDS: Mapping[str, str] = {
    "temps": (
        rf"combien de temps|\bduree|\bdelai|combien d.{UNIT}|jusqu.a quand|"
        r"frequence|tous les combien|periodicite|preavis"
    ),
    "combien": (
        r"\bcombien\b|\bcb\b|quel nombre|nombre de|quelle part|quel taux|"
        r"pourcentage|proportion"
    ),
    "quand": (
        r"\bquand\b|quelle date|quel jour|quelle annee|depuis quand|a partir de "
        r"quand|echeance"
    ),
    "pourquoi": r"pourquoi|quelle raison|\braison|\bcause|a quoi est d",
    "comment": r"\bcomment\b|de quelle (?:maniere|facon)|procedure|etapes|demarche",
    "qui": (
        r"\bqui\b|\bquel(?:le)?s? (?:instances?|organismes?|acteurs?|autorites?|"
        r"services?|personnes?|caisses?|directions?)|aupres de qui"
    ),
    "ou": (
        r"(?<!\w)ou (?:se|est|sont|trouver|trouve|puis|peut|faut|en|envoyer|"
        r"deposer)|dans quel(?:le)?s? "
    ),
    "oui ou non": (
        r"^(?:est-ce|faut-il|peut-on|doit-on|y a-t-il|existe-t-il)|-t-(?:il|elle|"
        r"on|ils|elles)\b|c.est (?:obligatoire|vrai|bien)|obligatoire|\btenue?s? "
        r"de\b|a le droit"
    ),
    "quoi": r"\bquel(?:le)?s?\b|\bque\b|qu.est-ce|\bquoi\b",
}
SLOTS: Mapping[str, tuple[str, str]] = {
    "montant": (
        r"\beuros?\b|€|\bcout\w*|\bprix\b|salaire|budget|montant|remuner\w+|amende|penalite|tarif|\bprime\b|honoraires|facture|plafond",
        r"€|\beuros?\b|\bm€",
    ),
    "joindre": (
        (
            r"telephone|\btel\b|\bmail\b|courriel|e-mail|adresse|site (?:web|"
            r"internet)|\burl\b|\blien (?:web|internet|vers)"
        ),
        r"@|\bmel\b|https?:|www\.|\b0\d(?: ?\d\d){4}|\bcedex\b|\brue\b|\bplace\b",
    ),
    "duree": (
        KINDS["temps"],
        (
            r"\b(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|"
            rf"quinze|vingt|trente)\s+{UNIT}\b|annuel|\bduree\b|mensuel|au plus "
            r"tard|avant le \d"
        ),
    ),
    "date": (
        r"quelle date|de quand date|\bquand\b|quel jour|en quelle annee|depuis quand|date limite",
        r"\b(?:19|20)\d\d\b|janvier|fevrier|\bmars\b|avril|\bmai\b|juin|juillet|aout|septembre|octobre|novembre|decembre"
        r"|avant|apres|\blors\b|amont|echean|\bannee",
    ),
    "part": (
        r"pourcentage|quelle part|quel taux|proportion",
        r"%|\btiers\b|moitie|quart|majorite|\d",
    ),
    "numero": (
        r"quel(?:le)? (?:est le )?numero|numero d[eu']|quel decret|quel article|quelle loi",
        r"\d",
    ),
    "personne": (
        r"comment s'appelle|\bnoms? d[eu']|qui est (?:le|la|l')|qui sont|nommement|quel medecin",
        r"\b(?:mme|monsieur|madame|dr)\b",
    ),
    "nombre": (
        r"\bcombien\b|\bcb\b|quel nombre",
        r"\d|\b(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|cent)\b|aucun",
    ),
}
SUBJECTS: Mapping[str, str] = {
    "argent": (
        r"\beuros?\b|\bcout|\bprix|\bpaye|rembours|salaire|budget|financ|montant|"
        r"subvention|prime"
    ),
    "sanction": (
        r"sanction|amende|penalite|recours|\bappel\b|contest|risque-t|encour|"
        r"\bpv\b|proces|poursui|tribunal"
    ),
    "outil": (
        r"modele|formulaire|trame|logiciel|\boutil|plateforme|\bsite\b|application|"
        r"gabarit|fichier"
    ),
    "contenu": (
        r"mot pour mot|texte (?:exact|integral|complet)|que dit (?:l.article|la "
        r"mesure|l.annexe|le decret)|en quoi consiste|contenu de|liste (?:des|"
        r"complete)|compte rendu"
    ),
    "aujourd'hui": (
        r"aujourd.hui|actuellement|en ce moment|cette annee|l.an dernier|"
        r"dernierement|a ce jour|desormais|depuis"
    ),
}
FOCUS = re.compile(
    r"\b(?:combien d[e']|quels?|quelles?|nombre d[e']|quelle est l[ea']|quel "
    r"est l[ea'])\s*(?:est |sont )?(?:l[ea]s? |l')?"
    r"([a-z-]{3,})(?:\s+(?:d[eu]s?|d')\s?([a-z-]{3,}))?"
)
COUNTED = re.compile(r"\b(?:combien|cb) d[e'] ?([a-z-]+)(?: ([a-z-]+))?")
NAME = re.compile(
    r"\b[A-ZÉÈ][a-zéèëïüç]+(?:-[A-ZÉ][a-zéèë]+)? (?:de )?[A-ZÉÈ]{3,}\b|\b(?:M\.|Mme|Dr) [A-ZÉ]"
)
PROPER = re.compile(r"(?<![.?!:»] )(?<!^)\b([A-ZÉ][\w&/éèêàâîïôûç-]{2,}(?: \d+)?)")
COMMON = frozenset(
    {"cpom", "spsti", "spst", "dreets", "carsat", "igas", "etat", "instruction", "caisse", "region"}
)
REGIONS = (
    "occitanie",
    "ile-de-france",
    "paca",
    "provence",
    "grand est",
    "hauts-de-france",
    "bretagne",
    "normandie",
    "auvergne",
    "aquitaine",
    "lorraine",
    "alsace",
    "picardie",
    "corse",
    "reunion",
    "guadeloupe",
    "guyane",
    "martinique",
    "mayotte",
    "bourgogne",
    "loire",
    "centre-val",
    "franche-comte",
    "champagne",
    "nord-pas-de-calais",
    "limousin",
    "toulouse",
    "paris",
    "lyon",
    "marseille",
)
SAME_REGION: Mapping[str, tuple[str, ...]] = {
    "ile-de-france": ("ile-de-france", "idf", "francilien", "paris", "cramif", "drieets"),
    "paca": ("paca", "provence"),
    "provence": ("paca", "provence"),
}


def kind(text: str) -> str:
    """The kind of a question, « rien » when it has none."""
    plain = fold(text)
    return next((name for name, pattern in KINDS.items() if re.search(pattern, plain)), "rien")


def focus(text: str, analyser: Analyser) -> list[str]:
    """Stems of the noun asked for: « combien de membres » is about `membr`."""
    match = FOCUS.search(fold(text))
    return (
        [stem(word) for word in match.groups() if word and word not in analyser.stop]
        if match
        else []
    )


def names(text: str) -> list[str]:
    """Proper names of a question, less the ones that every question holds."""
    return [match[1] for match in PROPER.finditer(text) if fold(match[1]) not in COMMON]


def filled(text: str, evidence: str) -> bool | None:
    """Does the evidence hold the kind of thing asked for? None when nothing particular is asked."""
    plain, answer = fold(text), fold(evidence)
    for name, (asked, given) in SLOTS.items():
        if re.search(asked, plain):
            return (
                bool(NAME.search(evidence) or re.search(given, answer))
                if name == "personne"
                else bool(re.search(given, answer))
            )
    return None


def count_missing(text: str, stems: list[str]) -> bool:
    """« Combien de membres… » with no figure near « membres » in the stems of the evidence."""
    match = COUNTED.search(fold(text))
    if not match or re.fullmatch(UNIT + "|temps|fois", match[1]):
        return False
    nouns = {stem(noun) for noun in match.groups() if noun and len(noun) > 3}
    near = (stems[max(0, i - 4) : i + 4] for i, word in enumerate(stems) if word in nouns)
    return bool(nouns) and not any(re.match(r"\d", other) for words in near for other in words)


def regions_missing(text: str, context: str) -> bool:
    """Does the question name a region that the (folded) context does not?"""
    plain = fold(text)
    return any(
        re.search(rf"\b{region}", plain)
        and not any(other in context for other in SAME_REGION.get(region, (region,)))
        for region in REGIONS
    )


def has_figure(text: str) -> bool:
    """Does a text give a figure, in digits or in words, a date or a reference?"""
    return bool(figures_in(text) or figures_in_words(text) or dates_in(text) or references_in(text))
