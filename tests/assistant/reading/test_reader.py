"""A sentence is read for what it says: who does what, yes or no, with what force, if and when."""

import pytest

from assistant.domain import Weight
from assistant.reading.reader import read_sentences
from assistant.reading.sentence import (
    Force,
    Mood,
    Polarity,
    Scope,
    SentenceInput,
    SentenceReading,
    Time,
)
from assistant.settings import ROOT

CORPUS = ROOT / "corpus"


def read(text: str, before: str = "", weight: Weight | None = None) -> SentenceReading:
    scope = Scope(weight=weight)
    (reading,) = read_sentences([SentenceInput(text=text, before=before, scope=scope)], CORPUS)
    return reading


@pytest.mark.parametrize(
    "text",
    [
        "La DREETS consulte le CRPST.",
        "Le CRPST est consulté par la DREETS.",
        "La consultation du CRPST par la DREETS a eu lieu.",
        "La DREETS doit consulter le CRPST.",
    ],
)
def test_roles_are_the_same_through_passive_noun_and_modal(text: str) -> None:
    """Active, passive, noun of act and modal give the same actor and the same object."""
    act = next(act for act in read(text).acts if act.predicate == "consulter")
    assert act.actor is not None
    assert act.actor.classes == ("DREETS",)
    assert act.object is not None
    assert act.object.classes == ("CRPST",)


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("Le SPSTI doit transmettre le bilan.", Force.OBLIGATION),
        ("Le SPSTI ne peut transmettre de donnée nominative.", Force.PROHIBITION),
        ("Le SPSTI n'est pas tenu de transmettre le bilan.", Force.PERMISSION),
        ("Le SPSTI devrait transmettre le bilan.", Force.ADVICE),
        ("Le SPSTI s'engage à transmettre le bilan.", Force.COMMITMENT),
        ("Le SPSTI a transmis le bilan.", Force.STATEMENT),
    ],
)
def test_force_is_read_on_the_verb_that_commands(text: str, force: Force) -> None:
    """Each force has its verb, and negation turns it."""
    assert read(text).force is force


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Aucun contrat n'est signé.", Polarity.NEGATIVE),
        ("La DREETS ne consulte que le CRPST.", Polarity.POSITIVE),
        ("Le SPSTI est dispensé de transmettre le bilan.", Polarity.NEGATIVE),
        ("Il n'est pas interdit d'ajouter un volet.", Polarity.POSITIVE),
    ],
)
def test_polarity_counts_negations_and_verbs_that_deny(text: str, polarity: Polarity) -> None:
    """« Ne … que » affirms, two negations affirm, a verb that denies denies."""
    assert read(text).polarity is polarity


def test_a_prior_act_in_the_future_is_to_come() -> None:
    """« Sera sollicité » is not « a été sollicité »."""
    coming, done = read("L'avis sera sollicité."), read("L'avis a été sollicité.")
    assert (coming.time, coming.mood) == (Time.TO_COME, Mood.FUTURE)
    assert (done.time, done.mood) == (Time.DONE, Mood.INDICATIVE)


def test_spans_are_words_of_the_sentence() -> None:
    """Whatever is read can be shown where it stands."""
    text = "Les conventions sont annexées au contrat, à l'exception de celle du 3 mai 2019."
    reading = read(text)
    spans = [*reading.acts, *reading.exceptions, *reading.dates, *reading.words]
    assert len(spans) > 5
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert reading.exceptions[0].text == "à l'exception de celle du 3 mai 2019"


def test_a_pronoun_stands_for_a_noun_of_the_paragraph_or_is_unknown() -> None:
    """« Elle » finds its noun in the sentence before; alone it stands for nothing known."""
    known = read("Elle le transmet au CRPST.", before="Le bilan est rédigé par la DREETS.")
    assert known.antecedents[0].noun == "la DREETS"
    assert read("Elle transmet le bilan au CRPST.").antecedents[0].noun is None


@pytest.mark.parametrize(
    "text",
    [
        "The multi-annual contract shall be signed by the three parties.",
        "URGENT LE CONTRAT IL EST SIGNE PAR QUI ET QUAND REPONDEZ VITE",
        "12 45 78 / 2,3 / 0,7 / 118 - 44",
        "|||| ~~ ___ ::",
        "ANNEXE 5 : Statistiques AT/MP",
        "",
        "L e S P S T I t r a n s m e t l e b i l a n",
        "Le SPSTl transrnet 1e bi1an à 1a DREETS",
        "Mot " * 5_000,
        "Le SPSTI transmet le bilan " + "et le tableau " * 1_000,
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    """Another language, capitals, figures, signs, no verb, endless: not read, with a reason."""
    reading = read(text)
    assert reading.not_read
    assert not reading.acts
    assert reading.polarity is None
