"""Evidence → is there an answer in it? Explicit signs, weighed by a small logistic model fitted on the tuning questions.

No retrieval score separates a question on the corpus's own subjects that it does not answer from one that it does;
what does is whether the words found fill the slot asked for (how many, when, who, how much) and whether the rare words
of the question are covered. Names, weights and threshold stand in `corpus/refus.yaml`, written by `cpom evaluate --calibrate`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml
from pydantic import Field, ValidationError

from assistant.domain import Evidence, Found, Value
from assistant.errors import CorpusError
from assistant.facts import dates, figures, references, worded_figures
from assistant.french import fold, stem, words
from assistant.index import Index

UNIT = r"(?:jours?|semaines?|mois|trimestres?|semestres?|ans?|annees?|heures?)"
SLOTS: Mapping[str, tuple[str, str]] = {
    "montant": (r"\b(?:euros?|€|cout\w*|prix|salaire|budget|montant|remuner\w+|amende|penalite|tarif|prime|honoraires|facture\w*|subvention(?:s)? de combien)\b", r"€|\beuros?\b|\bm€|\bmillions? d'euros"),
    "joindre": (r"\b(?:telephone|numero de tel|mail|courriel|e-mail|adresse (?:mail|electronique|web|postale|internet)|site (?:web|internet)|url|lien)\b", r"@|\bmel\b|https?:|www\.|\b0\d(?: ?\d\d){4}|\bcedex\b|\brue\b|\bplace\b"),
    "duree": (rf"\b(?:combien de temps|combien d'{UNIT}|combien de {UNIT}|quelle duree|duree de|dans quel delai|quel delai|sous combien|au bout de combien|quel preavis|duree\b)", rf"\b(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente)\s+{UNIT}\b|\bannuel|pluriannuel|\bduree\b"),
    "date": (r"\b(?:a quelle date|quelle date|de quand date|quand\b|quel jour|en quelle annee|depuis quand|quelle annee|date limite|echeance)\b", r"\b(?:19|20)\d\d\b|\b\d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)|\bavant\b|\bapres\b|\blors\b|\bamont\b|\bechean|\ban\b|\bannuel"),
    "part": (r"\b(?:pourcentage|quelle part|quel taux|quelle proportion)\b", r"%|\b(?:tiers|moitie|quart|trois quarts|majorite)\b|\d"),
    "numero": (r"\b(?:quel(?:le)? (?:est le )?numero|numero d[eu']|quel decret|quel article|quelle loi|reference d)\b", r"\d"),
    "personne": (r"\b(?:comment s'appelle|quel est le nom|nom d[eu']|qui est (?:le|la|l')|par qui a ete signe|qui preside|qui dirige|nommement)\b", r""),
}  # fmt: skip
NAME = re.compile(r"\b(?:Mme|M\.|Monsieur|Madame|Dr)\b|\b[A-ZÉÈ][a-zéèëïüç]+(?:-[A-ZÉ][a-zéèë]+)? (?:de )?[A-ZÉÈ]{3,}\b|\b[A-Z][a-zéè]+ [A-Z][a-zéè]+\b")
COUNT = re.compile(r"\bcombien d[e'] ?([a-z-]+)(?: ([a-z-]+))?")
NAMES = ("score", "ressemblance", "non couvert", "non couvert (question annotée)", "mot rare non couvert", "réponse attendue absente", "réponse attendue présente", "compte absent", "marge", "accord", "mots inconnus", "termes", "proximité")


class Calibration(Value):
    """The weights of each sign, and the probability under which a question has no answer."""

    signs: dict[str, float] = Field(alias="signes")
    means: dict[str, float] = Field(alias="moyennes")
    spreads: dict[str, float] = Field(alias="ecarts")
    bias: float = Field(alias="constante")
    threshold: float = Field(alias="seuil")
    floor: float = Field(alias="plancher_hors_sujet")

    def probability(self, signs: Mapping[str, float]) -> float:
        """Probability that the evidence answers, from 0 to 1."""
        total = self.bias + sum(self.signs[name] * (signs[name] - self.means[name]) / (self.spreads[name] or 1.0) for name in self.signs)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def read_calibration(path: Path) -> Calibration:
    """Read the calibration.

    Raises CorpusError when the file is missing or malformed.
    """
    try:
        return Calibration.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise CorpusError(f"Le réglage des refus {path} est illisible : refaites-le avec « cpom evaluate --calibrate ».") from error


def signs_of(index: Index, text: str, found: Found, pieces: Sequence[Evidence]) -> dict[str, float]:
    """The signs that tell an answered question from another; `pieces` are those an answer would show, best first."""
    if not found.hits or not pieces:
        return dict.fromkeys(NAMES, 0.0)
    best = pieces[0]
    weight = index.words["annotations"].weight
    own = found.query.own
    mass = sum(weight(term) for term in own) or 1.0
    shown = set(index.analyser.terms(" ".join(f"{piece.words} {piece.asked}" for piece in pieces[:2])))
    around = shown | set(index.analyser.terms(best.passage.text)) | _annotated(index, best)
    asked = set(index.analyser.terms(best.asked))
    missing = [weight(term) for term in own if term not in around]
    slot = _slot(text, " ".join(piece.words for piece in pieces[:2]))
    roots = [_top_family(index, scores) for scores in found.parts.values() if scores]
    top = index.row[found.hits[0].passage.id]
    second = found.hits[1].score if len(found.hits) > 1 else 0.0
    known = [word for word in words(text) if word not in index.analyser.stop]
    rarest = max(index.words["annotations"].idf, default=1.0)
    return {
        "score": found.hits[0].score,
        "ressemblance": best.likeness,
        "non couvert": sum(missing) / mass,
        "non couvert (question annotée)": sum(weight(term) for term in own if term not in asked) / mass,
        "mot rare non couvert": max(missing, default=0.0) / rarest,
        "réponse attendue absente": float(slot is False),
        "réponse attendue présente": float(slot is True),
        "compte absent": float(_count_missing(text, pieces)),
        "marge": (found.hits[0].score - second) / max(found.hits[0].score, 1e-9),
        "accord": sum(root == top for root in roots) / max(1, len(roots)),
        "mots inconnus": sum(word not in index.spelling.known and word not in found.query.mended for word in known) / max(1, len(known)),
        "termes": math.log1p(len(own)),
        "proximité": _nearest(index, found),
    }


def _annotated(index: Index, piece: Evidence) -> set[str]:
    """Terms that editors tied to the passage: its gist and related words."""
    note = index.annotations.get(piece.passage.id)
    return set(index.analyser.terms(" ".join((note.gist, *note.words)))) if note else set()


def _top_family(index: Index, scores: Mapping[int, float]) -> int:
    return int(index.family[max(scores, key=lambda row: scores[row])])


def _nearest(index: Index, found: Found) -> float:
    near = found.parts.get("vecteurs-questions") or {}
    return max(near.values(), default=0.0)


def _slot(text: str, evidence: str) -> bool | None:
    """Does the evidence hold the kind of thing asked for? None when nothing particular is asked."""
    plain, answer = fold(text), fold(evidence)
    for name, (asked, given) in SLOTS.items():
        if re.search(asked, plain):
            return bool(NAME.search(evidence)) if name == "personne" else bool(re.search(given, answer))
    if re.search(r"\bcombien\b", plain):
        return bool(figures(evidence) or worded_figures(evidence) or dates(evidence) or references(evidence))
    return None


def _count_missing(text: str, pieces: Sequence[Evidence]) -> bool:
    """« Combien de membres… » with no figure near « membres » in what would be shown."""
    match = COUNT.search(fold(text))
    if not match or re.fullmatch(UNIT + "|temps|fois", match[1]):
        return False
    nouns = {stem(noun) for noun in match.groups() if noun and len(noun) > 3}
    for piece in pieces[:2]:
        found = [stem(word) for word in words(piece.words)]
        for i, word in enumerate(found):
            if word in nouns and any(re.match(r"\d", near) for near in found[max(0, i - 4) : i + 4]):
                return False
    return bool(nouns)


def fit(rows: Sequence[Mapping[str, float]], answered: Sequence[bool], false_refusals: float = 0.06, floor: float = 0.0) -> Calibration:
    """Fit the weights by logistic regression and set the threshold so that at most this share of answered questions is refused."""
    from sklearn.linear_model import LogisticRegression

    table = np.asarray([[row[name] for name in NAMES] for row in rows])
    means, spreads = table.mean(axis=0), table.std(axis=0)
    model = LogisticRegression(C=0.5, class_weight="balanced", max_iter=2000).fit((table - means) / np.where(spreads, spreads, 1), answered)
    draft = Calibration.model_validate(
        {
            "signes": dict(zip(NAMES, model.coef_[0].round(4).tolist(), strict=True)),
            "moyennes": dict(zip(NAMES, means.round(4).tolist(), strict=True)),
            "ecarts": dict(zip(NAMES, spreads.round(4).tolist(), strict=True)),
            "constante": round(float(model.intercept_[0]), 4),
            "seuil": 0.5,
            "plancher_hors_sujet": floor,
        }
    )
    kept = sorted(draft.probability(row) for row, yes in zip(rows, answered, strict=True) if yes)
    return draft.model_copy(update={"threshold": round(kept[int(false_refusals * len(kept))], 4)})
