"""A real transformer that knows nothing, held to the schemas: all it writes is well formed, and
none of it is shown as sourced.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
import yaml

from assistant.domain import Answer, Citation, Question
from assistant.errors import BadInput
from assistant.forms.check import findings_of, is_borne_out, verify_form
from assistant.forms.fiche import FicheTms
from assistant.forms.form import FORM
from assistant.forms.line import SOURCED, Origin, Theme
from assistant.forms.sheet import sheet_of
from assistant.llm.gate import Gate, Refused
from assistant.llm.guard import read_guard
from assistant.llm.phrases import Phrase, Source, answer_schema, read_object
from assistant.llm.proposal import Basis, line_of
from assistant.llm.propose import proposal_schema
from assistant.llm.session import open_session
from assistant.pipeline import Assistant
from assistant.proof.prover import prover_of
from assistant.settings import ROOT, Settings
from tests.llm_server import LlmServer, serving
from tests.tiny_model import tiny

QUESTIONS = (
    "Quelle est la durée maximale d’un CPOM ?",
    "Qui assure le secrétariat du comité de pilotage du CIAMT ?",
)


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with serving("random") as server:
        yield server


@pytest.fixture(scope="module")
def own(built: Settings, server: LlmServer) -> Assistant:
    tiny()  # loaded before the time of an answer begins
    assistant = Assistant(built)
    settings = built.model_copy(
        update={"llm_url": server.url, "llm_model": "random", "llm_seconds": 60}
    )
    assistant.session = open_session(settings, assistant.index, assistant.wording)
    return assistant


def test_what_it_writes_has_the_form_asked_for(assistant: Assistant) -> None:
    """Valid by construction: the answer and the propositions, passages and rubrics among those
    given.
    """
    sources = [
        Source(id=f"P{n}", passage=passage, text=passage.text)
        for n, passage in enumerate(assistant.index.passages[:3], 1)
    ]
    phrases = [
        Phrase.model_validate(each)
        for _ in range(2)
        for each in read_object(tiny().write(answer_schema(sources)))["phrases"]
    ]
    assert phrases and {quoted.passage for phrase in phrases for quoted in phrase.citations} <= {
        "P1",
        "P2",
        "P3",
    }
    lines = read_object(tiny().write(proposal_schema(sources, ["calendrier", "evaluation"])))[
        "lignes"
    ]
    assert lines and {line["rubrique"] for line in lines} <= {"calendrier", "evaluation"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_none_of_its_sentences_is_shown(own: Assistant, server: LlmServer, question: str) -> None:
    """It was asked, it answered in form, and what is read is what would be read without it."""
    before = len(server.seen)
    reply = own.ask(Question(text=question))
    assert isinstance(reply, Answer) and len(server.seen) > before
    assert (
        reply.trace.mode == "extractive"
        and reply.trace.writing is not None
        and reply.trace.writing.kept == 0
    )
    assert reply.trace.writing.dropped and "forme" not in reply.trace.writing.dropped
    bare = own.ask(Question(text=question), mode="extractive")
    assert isinstance(bare, Answer) and reply.origin.value != "modèle"
    assert reply.statements == bare.statements


def test_none_of_its_lines_enters_a_draft_as_sourced(own: Assistant) -> None:
    """What little might pass as a plain proposition would bear its mark; here nothing does."""
    situation = own.drafting.situation(
        yaml.safe_load((ROOT / "tests/data/situations/tms-nu.yaml").read_text(encoding="utf-8"))
    )
    draft = own.drafting.draft(situation, "fiche", Theme.MSD)
    assert not [
        entry
        for entry in sheet_of(draft.form).entries()
        if entry.line.origin is Origin.PROPOSAL and entry.line.citations
    ]
    assert any(finding.rule == "modèle de langue" for finding in draft.findings)


def test_its_words_put_under_the_national_model_are_found_out(own: Assistant) -> None:
    """A fiche whose main actions keep their citations and take its words is a valid form, and
    verification refuses each of these lines.
    """
    situation = own.drafting.situation(
        yaml.safe_load((ROOT / "tests/data/situations/tms-nu.yaml").read_text(encoding="utf-8"))
    )
    fiche = own.drafting.draft(situation, "fiche", Theme.MSD, mode="extractive").form
    assert isinstance(fiche, FicheTms)
    rubric = fiche.main_actions
    sourced = [line for line in rubric.lines if line.origin in SOURCED]
    texts = {
        "type": "object",
        "properties": {
            "lignes": {
                "type": "array",
                "items": {"type": "string", "minLength": 20},
                "minItems": len(sourced),
            }
        },
        "required": ["lignes"],
    }
    said = read_object(tiny().write(texts | {"additionalProperties": False}))["lignes"]
    lines = tuple(
        line.model_copy(update={"text": text}) for line, text in zip(sourced, said, strict=False)
    )
    forged = FORM.validate_python(
        fiche.model_copy(
            update={"main_actions": rubric.model_copy(update={"lines": lines})}
        ).model_dump()
    )
    wrong = {
        finding.where
        for finding in findings_of(forged, own.index.documents, own.index.text)
        if finding.severity == "error"
    }
    national = {
        f"actions_principales.{n}" for n, line in enumerate(lines) if line.origin is Origin.MODEL
    }
    assert national and national <= wrong


def shapes(cited: Sequence[Citation]) -> dict[str, Any]:
    """The schema of the whole fiche, with what the form asks beyond it: an origin agrees with its
    citations, taken here from a closed set; days and counts are left blank.
    """

    def line(*origins: Origin, **more: Any) -> dict[str, Any]:
        fields = {
            "text": {"type": "string", "minLength": 8},
            "origin": {"enum": [str(origin) for origin in origins]},
            **more,
        }
        return {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }

    schema = FicheTms.model_json_schema()
    one = {
        "type": "array",
        "items": {"enum": [citation.model_dump() for citation in cited]},
        "minItems": 1,
        "maxItems": 1,
    }
    schema["$defs"] |= {
        "Line": {
            "anyOf": [
                line(*SOURCED, Origin.PROPOSAL, citations=one),
                line(Origin.INPUT, Origin.MISSING),
            ]
        }
    }
    schema["$defs"] |= {name: line(Origin.MISSING) for name in ("Day", "Count")}
    return schema


def test_it_fills_the_whole_fiche_and_no_line_of_it_passes_as_sourced(own: Assistant) -> None:
    """Every rubric, valid by construction, under citations that are real ones: neither an import
    nor the gate takes one of its lines for what a source says.
    """
    situation = own.drafting.situation(
        yaml.safe_load((ROOT / "tests/data/situations/tms-nu.yaml").read_text(encoding="utf-8"))
    )
    real = own.drafting.draft(situation, "fiche", Theme.MSD, mode="extractive").form
    cited = list(
        {
            citation.passage_id: citation
            for entry in sheet_of(real).entries()
            for citation in entry.line.citations
        }.values()
    )[:6]
    fiche = FicheTms.model_validate_json(tiny().write(shapes(cited), 20_000, 24))
    written = [entry for entry in sheet_of(fiche).entries() if entry.line.citations]
    assert (
        len(sheet_of(fiche).entries()) > 25
        and len(written) > 5
        and {entry.line.origin for entry in written} & SOURCED
    )
    assert not [entry.key for entry in written if is_borne_out(entry.line, own.index)]
    with pytest.raises(BadInput, match="leur source ne confirme pas"):
        verify_form(fiche, own.index)
    gate = Gate(
        own.index,
        read_guard(ROOT / "corpus/garde.yaml"),
        prover_of(ROOT / "corpus"),
        own.wording,
        date(2026, 11, 1),
    )
    for entry in written:
        citation = entry.line.citations[0]
        phrase = Phrase.model_validate(
            {"texte": entry.line.text, "citations": [{"passage": "P1", "mots": citation.quote}]}
        )
        source = Source(id="P1", passage=own.index.passage(citation.passage_id), text=citation.text)
        made = line_of(gate, phrase, {"P1": source}, Basis("", ()), 1)
        assert isinstance(made, Refused) or not made.citations, entry.line.text
