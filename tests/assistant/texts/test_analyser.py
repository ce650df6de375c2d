"""However a person writes, the same thing is the same term."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.index import generation
from assistant.index.index import Index
from assistant.index.opening import core_of
from assistant.settings import ROOT, Settings
from assistant.texts.analyser import Analyser, acronym_term
from assistant.texts.french import fold, stem, words_of
from assistant.texts.lexicon import read_lexicon


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """By the lexicon of the corpus."""
    return Analyser(read_lexicon(ROOT / "corpus" / "lexique.yaml"))


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The core of the real index."""
    return core_of(generation.folder_of(built.data, generation.published_id(built.data)))


PAIRS = [
    ("contrat pluriannuel d’objectifs et de moyens", "CPOM"),
    ("les contrats pluriannuels d'objectifs et de moyens", "des CPOM"),
    ("prévention de la désinsertion professionnelle", "PDP"),
    ("les troubles musculo-squelettiques", "TMS"),
    ("risques psycho-sociaux", "RPS"),
    ("service de prévention et de santé au travail interentreprises", "SPSTI"),
    ("la Direction générale du travail", "DGT"),
    ("agences régionales de santé", "ARS"),
    ("accidents du travail et des maladies professionnelles", "AT/MP"),
    ("AT-MP", "ATMP"),
    ("cpom de troisième génération", "V3"),
]


@pytest.mark.parametrize(("long", "short"), PAIRS)
def test_an_acronym_and_its_long_form_are_one_term(
    analyser: Analyser, long: str, short: str
) -> None:
    """Both ways: a question in full finds an acronym, and the other way round."""
    assert analyser.terms(long) == analyser.terms(short) and len(analyser.terms(short)) == 1


def test_an_acronym_is_never_made_into_its_words(analyser: Analyser) -> None:
    """« PDP » does not match « prévention » alone; the longest form wins."""
    assert (
        acronym_term("PDP") == "+pdp"
        and set(analyser.terms("prévention")) & set(analyser.terms("PDP")) == set()
    )
    assert analyser.terms("prévention de la désinsertion professionnelle") == ["+pdp"]
    assert analyser.terms("le service de prévention et de santé au travail") == [
        acronym_term("SPST")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SSTI", "SPSTI"),
        ("DIRECCTE", "DREETS"),
        ("GPRO", "CRPST"),
        ("SSTA", "SPSTA"),
        ("SIST", "SPSTI"),
    ],
)
def test_a_renamed_institution_is_found_by_both_names(
    analyser: Analyser, old: str, new: str
) -> None:
    """The old name is itself and the new one; the new name is itself alone."""
    assert set(analyser.terms(old)) == {acronym_term(old), acronym_term(new)}
    assert analyser.terms(new) == [acronym_term(new)]


def test_words_that_change_the_meaning_are_kept(analyser: Analyser) -> None:
    """« moins », « sans », « avant », « après », « pas », « plus » are no stop words; « le », « de
    », « quel » are.
    """
    for word in ("moins", "sans", "avant", "après", "pas", "plus"):
        assert analyser.terms(word) == [stem(fold(word))], word
    for word in ("le", "de", "quel", "est-ce", "y"):
        assert analyser.terms(word) == [] or word == "est-ce", word
    assert analyser.terms("sans agrément") != analyser.terms("avec agrément")


QUICK = {
    "koi": ["quoi"],
    "kel": ["quel"],
    "cb": ["combien"],
    "tjs": ["toujours"],
    "svp": [],
    "dreet": ["dreets"],
    "reco": ["recommandation"],
}


@pytest.mark.parametrize(("quick", "full"), QUICK.items())
def test_quick_writing_is_put_into_words(analyser: Analyser, quick: str, full: list[str]) -> None:
    """What people type on a telephone."""
    assert analyser.unquick([quick]) == full


def test_a_question_in_quick_writing_has_the_terms_of_the_full_one(analyser: Analyser) -> None:
    """« cb de tps dure 1 CPOM svp » reads as a question on the duration of a contract."""
    written = analyser.unquick(words_of("kel est la duree d1 cpom svp ?".replace("d1", "d un")))
    assert analyser.terms_of(written) == analyser.terms("Quelle est la durée d’un CPOM ?")


def test_everyday_words_lead_to_those_of_the_texts(analyser: Analyser) -> None:
    """« patron » also searches « employeur », « burn-out » the psychosocial risks, « boîte » the
    firm.
    """
    assert stem("employeur") in analyser.expansions("mon patron")
    assert acronym_term("RPS") in analyser.expansions("le burn-out") or acronym_term(
        "RPS"
    ) in analyser.expansions("burnout")
    assert stem("entreprise") in analyser.expansions("une boîte")
    assert analyser.expansions("rien de tel") == []


def test_threads_share_an_analyser(analyser: Analyser, index: Index) -> None:
    """Eight threads read the corpus as one does."""
    texts = [passage.text for passage in index.passages[:400]]
    wanted = [analyser.terms(text) for text in texts]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(analyser.terms, texts)) == wanted
