"""French words as the index knows them: however a person writes, the same thing is the same
term.
"""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index import generation
from assistant.index.index import Index, core_of, vocabulary
from assistant.settings import ROOT, Settings
from assistant.texts.french import (
    ELISION,
    NUMBERS,
    Analyser,
    Spelling,
    distance,
    fold,
    stem,
    token,
    words,
)
from assistant.texts.lexicon import read_lexicon


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    """By the lexicon of the corpus."""
    return Analyser(read_lexicon(ROOT / "corpus" / "lexique.yaml"))


@pytest.fixture(scope="module")
def index(built: Settings) -> Index:
    """The core of the real index."""
    return core_of(generation.folder_of(built.data, generation.published(built.data)))


@pytest.fixture(scope="module")
def spelling(index: Index) -> Spelling:
    """By the words of the corpus and of its annotations."""
    return Spelling(vocabulary(index))


SAME_WORDS = {
    "l'agrément": ["agrement"],
    "L’AGRÉMENT": ["agrement"],
    "d'une": ["une"],
    "qu'il s'agit jusqu'au": ["il", "agit", "au"],
    "aujourd'hui": ["aujourd'hui"],
    "Ile-de-France": ["ile", "de", "france"],
    "cœur": ["coeur"],
    "Œuvre": ["oeuvre"],
    "garçon": ["garcon"],
    "L. 4622-10": ["l4622-10"],
    "L 4622-10": ["l4622-10"],
    "L.4622-10": ["l4622-10"],
    "l’article L4622-10": ["article", "l4622-10"],
    "R. 4641-21 et D. 4622-44": ["r4641-21", "et", "d4622-44"],
    "D. 4622-49-2": ["d4622-49-2"],
    "L. 4622-6-1": ["l4622-6-1"],
    "cinq ans": ["5", "ans"],
    "5 ans": ["5", "ans"],
    "trente jours": ["30", "jours"],
    "86 100 salariés": ["86100", "salaries"],
    "86\u00a0100": ["86100"],
    "86.100": ["86100"],
    "18,3 millions": ["18,3", "millions"],
    "20 %": ["20", "%"],
    "1er, 1re, 2e et 3ème": ["1", "1", "2", "et", "3"],
    "2023/2024": ["2023", "2024"],
    "": [],
    "?!… ☃": [],
}


@pytest.mark.parametrize("text", SAME_WORDS)
def test_words_are_cut_as_a_person_reads_them(text: str) -> None:
    """Elisions leave the word, a legal reference is one word, a number is its figures."""
    assert words(text) == SAME_WORDS[text]


@given(st.text(max_size=60))
def test_any_text_gives_plain_words(text: str) -> None:
    """Whatever is written, words are made of small letters, figures and a few signs, and folding
    twice changes nothing.
    """
    for word in words(text):
        assert word and set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789',-%")
    assert fold(fold(text)) == fold(text)


@given(
    st.sampled_from(
        [
            "prévention",
            "désinsertion",
            "établissements",
            "à",
            "œuvre",
            "Île-de-France",
            "L. 4622-10",
            "salarié·e",
        ]
    )
)
def test_accents_may_be_composed_or_not(text: str) -> None:
    """Two ways to encode é, one word."""
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


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
        token("PDP") == "+pdp"
        and set(analyser.terms("prévention")) & set(analyser.terms("PDP")) == set()
    )
    assert analyser.terms("prévention de la désinsertion professionnelle") == ["+pdp"]
    assert analyser.terms("le service de prévention et de santé au travail") == [token("SPST")]


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
    assert set(analyser.terms(old)) == {token(old), token(new)}
    assert analyser.terms(new) == [token(new)]


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
    written = analyser.unquick(words("kel est la duree d1 cpom svp ?".replace("d1", "d un")))
    assert analyser.terms_of(written) == analyser.terms("Quelle est la durée d’un CPOM ?")


MISSPELT = {
    "conventoin": "convention",
    "agremant": "agrement",
    "desinsertion": "desinsertion",
    "recomandation": "recommandation",
    "preventionn": "prevention",
    "dirigent": "dirigent",
    "financment": "financement",
    "indicateus": "indicateurs",
    "signatires": "signataires",
    "consultationn": "consultation",
}


@pytest.mark.parametrize("wrong", MISSPELT)
def test_misspelt_words_are_mended_by_the_words_of_the_corpus(
    spelling: Spelling, wrong: str
) -> None:
    """A letter missing, doubled, wrong or swapped; the mended word is one that the corpus knows."""
    assert (
        spelling.mend(wrong) in {MISSPELT[wrong], *spelling.known}
        and spelling.mend(wrong) in spelling.known
    )
    assert distance(wrong, spelling.mend(wrong)) <= 2


@pytest.mark.parametrize(
    "wrong",
    [
        "conventoin",
        "recomandation",
        "preventionn",
        "financment",
        "indicateus",
        "signatires",
        "consultationn",
    ],
)
def test_the_mended_word_is_the_one_that_was_meant(spelling: Spelling, wrong: str) -> None:
    """Not just any near word."""
    assert spelling.mend(wrong) == MISSPELT[wrong]


def test_words_of_the_corpus_short_words_and_figures_are_left_alone(spelling: Spelling) -> None:
    """A known word is never changed, nor an acronym of three letters, a number, a legal reference
    or a word far from all.
    """
    for word in ("prevention", "cpom", "xyz", "2031", "l4622-99", "anticonstitutionnellement"):
        assert spelling.mend(word) == word


def test_every_word_of_the_corpus_is_its_own_mend(spelling: Spelling) -> None:
    """Mending a right text changes nothing."""
    assert [word for word in spelling.known if spelling.mend(word) != word] == []


WORDS = st.text(alphabet="abcd", max_size=6)


@given(WORDS, WORDS)
def test_distance_counts_edits(a: str, b: str) -> None:
    """Zero only for equal words, symmetric, at most the longer length, at least the difference of
    lengths.
    """
    found = distance(a, b)
    assert (found == 0) == (a == b) and found == distance(b, a)
    assert abs(len(a) - len(b)) <= found <= max(len(a), len(b))


def test_swapped_letters_are_one_edit() -> None:
    """« conventoin » is one slip away."""
    assert (
        distance("conventoin", "convention") == 1
        and distance("ab", "ba") == 1
        and distance("", "abc") == 3
    )


def test_everyday_words_lead_to_those_of_the_texts(analyser: Analyser) -> None:
    """« patron » also searches « employeur », « burn-out » the psychosocial risks, « boîte » the
    firm.
    """
    assert stem("employeur") in analyser.expansions("mon patron")
    assert token("RPS") in analyser.expansions("le burn-out") or token(
        "RPS"
    ) in analyser.expansions("burnout")
    assert stem("entreprise") in analyser.expansions("une boîte")
    assert analyser.expansions("rien de tel") == []


def test_numbers_in_words_and_in_figures_are_the_same() -> None:
    """Every number of the table, however it is written."""
    for name, figure in NUMBERS.items():
        assert words(name) == words(figure) == [figure]
    assert words("Cinq") == ["5"] and words("l'un") == ["un"]


def test_threads_share_an_analyser(analyser: Analyser, index: Index) -> None:
    """Eight threads read the corpus as one does."""
    texts = [passage.text for passage in index.passages[:400]]
    wanted = [analyser.terms(text) for text in texts]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(analyser.terms, texts)) == wanted


def test_no_elision_eats_a_word() -> None:
    """Only letters that French elides are taken off."""
    assert (
        ELISION.sub("", "l'eau") == "eau"
        and ELISION.sub("", "aujourd'hui") == "aujourd'hui"
        and ELISION.sub("", "qu'on") == "on"
    )
