"""How results are named in French on the page and in a terminal: styles, statuses, numbers."""

from evaluation.metrics import Measured

SPLITS = {"tune": "réglage", "report": "rapport (jamais ouverte pour régler)"}
KINDS = {
    "answerable": "avec réponse",
    "unanswerable": "sans réponse",
    "trap": "piège",
    "dialogue": "dialogue",
}
STYLES = {
    "acronym": "sigle",
    "colloquial": "langage courant",
    "direct": "directe",
    "keyword": "mots-clés",
    "multi": "deux questions en une",
    "paraphrase": "paraphrase",
    "situation": "situation",
    "typo": "fautes de frappe",
    "near_domain": "domaine voisin",
    "false_premise": "fausse prémisse",
    "injection": "consigne cachée",
    "out_of_scope": "hors du sujet",
    "superseded": "texte remplacé",
    "figures": "chiffres",
    "local": "texte local",
    "recommendation": "simple recommandation",
    "lost_list": "liste perdue",
    "dates": "dates",
    "ellipsis": "ellipse",
    "precision": "précision",
    "pronoun": "pronom",
    "return": "retour en arrière",
    "topic_change": "changement de sujet",
}
STATUSES = {
    "answered": "répondu",
    "not_found": "pas de réponse trouvée",
    "source_gap": "liste perdue par la source",
    "out_of_scope": "hors du sujet",
    "dialogue": "conversation",
    "unclear": "demande à préciser",
}


def place(row: Measured) -> str:
    """Where a turn is found: its case, and its number in a dialogue."""
    return f"{row.id}, tour {row.turn}" if row.kind == "dialogue" else row.id


def style(row: Measured) -> str:
    """The style of a turn in French; an outsider's own style as it is written."""
    return STYLES.get(row.style, row.style)


def number(value: float) -> str:
    """A number as one writes it in French."""
    return (f"{value:.1f}" if value >= 10 else f"{value:.2f}").replace(".", ",")


def signed_number(value: float) -> str:
    """A gain or a loss, with its sign."""
    return f"{'+' if value >= 0 else '−'}{number(abs(value))}"


def amount(value: float) -> str:
    """A sum of money, to a ten-thousandth: an answer costs little."""
    return f"{value:.4f}".replace(".", ",")


def percent(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.0f} %"
