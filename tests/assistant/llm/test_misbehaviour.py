"""A language model's server may do anything: what is shown is verified, in time, and it is always
an answer or a refusal.
"""

import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answering.verify import verify
from assistant.domain import Answer, Origin, Question, Refusal, Said
from assistant.llm.session import open_session
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.texts.calendar import dates_in
from assistant.texts.figures import figures_in, figures_in_words
from assistant.texts.references import references_in
from assistant.texts.spaces import flatten
from tests.llm_behaviours import CHARACTERS, MARKER, ODD, SLOW
from tests.llm_server import LlmServer, serving

SECONDS, MARGIN = 1, 1.5
# Each behaviour gets its own three of the thirty questions; MISBEHAVIOURS=all asks it all of them
# (about three minutes).
EACH = 30 if os.environ.get("MISBEHAVIOURS") == "all" else 3
QUESTIONS = (
    "Quelle est la durée maximale d’un CPOM ?",
    "Qui doit être consulté avant la conclusion d’un CPOM ?",
    "Combien de volets dans un CPOM ?",
    "À quoi sert la cellule PDP ?",
    "Combien de CPOM V1 ont été signés ?",
    "Qui assure le secrétariat du comité de pilotage du CIAMT ?",
    "Que fait PREVALY en Occitanie ?",
    "L’IGAS recommande-t-elle une cellule régionale ?",
    "Quel est le délai pour répondre à l’enquête DGT ?",
    "Faut-il encore l’avis du GPRO avant de signer ?",
    "Quelle part des maladies professionnelles les TMS représentent-ils ?",
    "Qui signe le CPOM ?",
    "Qui élabore le projet pluriannuel de service ?",
    "Sur quoi porte le volet 1 ?",
    "Le volet 3 est-il obligatoire ?",
    "Combien de CPOM V2 ont été signés ?",
    "Qui approuve le projet de service ?",
    "Quelle est la composition minimale de la cellule PDP ?",
    "À qui est présenté le bilan annuel du CPOM ?",
    "Quand l’instruction est-elle entrée en vigueur ?",
    "Quelle est la durée de l’agrément ?",
    "Combien de salariés sont déclarés inaptes chaque année en Occitanie ?",
    "Quels risques le volet 2 peut-il traiter ?",
    "Que prévoit le protocole CARSAT-SPSTI ?",
    "Quelle est la durée du CPOM du CIAMT ?",
    "Qu’est-ce que la commission médico-technique ?",
    "Combien de recommandations fait l’IGAS ?",
    "Quelles sont les actions principales de la fiche TMS ?",
    "Combien d’euros coûte la licence PADOA ?",
    "Quelle est la capitale de l’Australie ?",
)
# Of these models nothing may be shown: all they say is false, foreign or hidden.
LIES = frozenset(
    (
        "liar",
        "obedient",
        "wrong-quote",
        "changed-number",
        "changed-date",
        "changed-article",
        "added-name",
        "denied",
        "hardened",
        "unknown-ids",
        "passage-names",
        "bidi",
        "zero-width",
        "image",
        "link",
        "javascript",
        "html",
        "english",
        "prompt-leak",
        "no-citation",
        "empty-quote",
        "one-word-quote",
        "joined-quote",
    )
)
# Of these, a third of the answers at least: bare or in a fence, with or without a schema, at once
# or put right when told why.
USABLE = frozenset({"honest", "fenced", "thinking", "unschemed", "redone"})
STRANGE = re.compile(
    r"https?:|javascript:|<\w|!\[|\]\(|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def own(built: Settings, server: LlmServer) -> Assistant:
    """An assistant of this module alone: its model is changed from test to test. It has answered
    once: what a process opens once is not what a reply takes.
    """
    assistant = plugged(Assistant(built), built, server, "honest")
    assistant.ask(Question(text=QUESTIONS[0]))
    return assistant


def plugged(
    assistant: Assistant, settings: Settings, server: LlmServer, name: str, url: str = ""
) -> Assistant:
    settings = settings.model_copy(
        update={"llm_url": url or server.url, "llm_model": name, "llm_seconds": SECONDS}
    )
    assistant.session = open_session(settings, assistant.index, assistant.wording)
    return assistant


def replies(
    assistant: Assistant, rank: int, at_once: bool = False
) -> list[tuple[Answer | Refusal, list[Said], float]]:
    """The reply to each question of a behaviour, what was sent before it, and how long it took."""
    asked = [QUESTIONS[(rank * EACH + n) % len(QUESTIONS)] for n in range(EACH)]

    def ask(text: str) -> tuple[Answer | Refusal, list[Said], float]:
        begin = time.monotonic()
        *steps, reply = assistant.stream(Question(text=text))
        assert isinstance(reply, Answer | Refusal)
        return reply, [step for step in steps if isinstance(step, Said)], time.monotonic() - begin

    assert assistant.session is not None
    assistant.session.model.open()
    with ThreadPoolExecutor(len(asked) if at_once else 1) as pool:
        return list(pool.map(ask, asked))


def unsupported(assistant: Assistant, reply: Answer) -> list[str]:
    """What is shown and not borne out: checked here by other means than the gate's, sentence by
    sentence.
    """
    wrong = [
        finding.message
        for finding in verify(
            reply.statements, reply.citations, assistant.index.documents, assistant.index.text
        )
        if finding.severity == "error"
    ]
    for statement in reply.statements:
        cited = [citation for citation in reply.citations if citation.n in statement.citations]
        quotes = " ".join(citation.quote for citation in cited)
        for citation in cited:
            source = assistant.index.text(citation.document_id)[citation.start : citation.end]
            wrong += [citation.quote] if flatten(source) != flatten(citation.quote) else []
        wrong += sorted(
            (figures_in(statement.text) | figures_in_words(statement.text))
            - figures_in(quotes)
            - figures_in_words(quotes)
        )
        wrong += sorted(
            (dates_in(statement.text) - dates_in(quotes))
            | (references_in(statement.text) - references_in(quotes))
        )
        wrong += (
            [statement.text] if STRANGE.search(statement.text) or MARKER in statement.text else []
        )
    return wrong


def asked_of_a_model(reply: Answer | Refusal) -> bool:
    """Is it an answer that a model is asked for? A table of facts is computed without one."""
    return reply.status == "answered" and getattr(reply, "origin", None) is not Origin.COMPUTED


def check(
    assistant: Assistant, found: list[tuple[Answer | Refusal, list[Said], float]], server: LlmServer
) -> int:
    """Every promise on every reply; gives how many were written by the model."""
    for reply, sent, seconds in found:
        assert seconds < SECONDS + MARGIN, (reply.question.text, seconds)
        if isinstance(reply, Refusal):
            assert reply.trace.writing is None and not sent
            continue
        assert reply.statements
        by_model = reply.trace.mode == "model"
        if by_model:
            assert unsupported(assistant, reply) == [], reply.question.text
        elif asked_of_a_model(reply):
            assert any("modèle de langue n’a pas rédigé" in notice for notice in reply.notices)
        assert [said.statement for said in sent] == (list(reply.statements) if by_model else [])
    assert server.strayed == []
    return sum(reply.trace.mode == "model" for reply, _, _ in found)


@pytest.mark.parametrize(("rank", "name"), list(enumerate([*CHARACTERS, *ODD])))
def test_whatever_a_model_says_only_verified_sentences_are_shown(
    own: Assistant, built: Settings, server: LlmServer, rank: int, name: str
) -> None:
    """Verified sentences, the sources' own words with a notice, or a refusal; nothing sent is taken
    back.

    Models that say false or foreign things are never shown; those that can be used are used, for
    the gate is not a wall.
    """
    found = replies(plugged(own, built, server, name), rank)
    written, answered = (
        check(own, found, server),
        sum(asked_of_a_model(reply) for reply, _, _ in found),
    )
    assert written <= (0 if name in LIES else answered)
    assert written >= (answered // 3 if name in USABLE else 0)


@pytest.mark.parametrize(("rank", "name"), list(enumerate(SLOW)))
def test_a_slow_or_broken_server_never_holds_an_answer_past_its_time(
    own: Assistant, built: Settings, server: LlmServer, rank: int, name: str
) -> None:
    """Questions all at once to a server that stalls, drips, refuses or breaks down: all are
    answered in time.
    """
    check(own, replies(plugged(own, built, server, name), rank, at_once=True), server)


@pytest.mark.parametrize("scheme", ["http://127.0.0.1:1/v1", "https"])
def test_no_server_or_no_common_language_is_told(
    own: Assistant, built: Settings, server: LlmServer, scheme: str
) -> None:
    """A closed port, and TLS spoken to a plain server: the answer is there, with its notice."""
    url = server.url.replace("http:", "https:") if scheme == "https" else scheme
    assert check(own, replies(plugged(own, built, server, "honest", url), 0), server) == 0


def test_there_are_more_than_forty_misbehaviours() -> None:
    """The promise is kept on the number announced."""
    assert len(ODD) + len(SLOW) >= 40 and len(QUESTIONS) == 30
