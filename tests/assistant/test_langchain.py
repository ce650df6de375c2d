"""The assistant in a chain of LangChain: what is found and cited is what the assistant gives."""

import pytest
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant.domain import Answer, Filters, Question, Turn, Weight
from assistant.errors import BadFilter
from assistant.langchain import CorpusRetriever, answer_runnable, reply_message, search_tool
from assistant.pipeline import Assistant

LENGTH = "Quelle est la durée maximale d’un CPOM ?"
ARTICLES = "Quels articles du Code du travail traitent du CPOM ?"
FOREIGN = "Quelle est la recette de la bouillabaisse ?"


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> CorpusRetriever:
    return CorpusRetriever(assistant=assistant)


def test_the_retriever_gives_what_the_search_finds(
    assistant: Assistant, retriever: CorpusRetriever
) -> None:
    """The same passages in the same order, each with what one needs to cite it."""
    hits = assistant.search(Question(text=LENGTH)).hits
    found = retriever.invoke(LENGTH)
    assert len(found) == 20 and [each.id for each in found] == [hit.passage.id for hit in hits]
    for each, hit in zip(found, hits, strict=True):
        metadata = each.metadata
        source = assistant.index.document(metadata["document_id"])
        assert each.page_content == hit.passage.text and metadata["label"] == hit.passage.label
        assert metadata["weight"] == source.weight.value and metadata["score"] == hit.score
        assert (metadata["start"], metadata["end"]) == (hit.passage.start, hit.passage.end)


def test_the_retriever_answers_a_batch(retriever: CorpusRetriever) -> None:
    """Several questions at once find what each finds alone."""
    together = retriever.batch([LENGTH, ARTICLES])
    assert together == [retriever.invoke(LENGTH), retriever.invoke(ARTICLES)]
    assert together[0] != together[1]


def test_the_retriever_looks_where_its_filters_say(assistant: Assistant) -> None:
    """Only texts of the weight asked for, and as many as asked for; a document that does not exist
    is said.
    """
    weights = Filters(weights=(Weight.RECOMMANDATION,))
    found = CorpusRetriever(assistant=assistant, limit=5, filters=weights).invoke(LENGTH)
    assert [each.metadata["weight"] for each in found] == ["recommandation"] * 5
    unknown = CorpusRetriever(assistant=assistant, filters=Filters(documents=("absent",)))
    with pytest.raises(BadFilter, match="absent"):
        unknown.invoke(LENGTH)


def test_a_chain_keeps_the_citations(assistant: Assistant) -> None:
    """Question → answer → message: the words, the offsets and the numbers of the citations are the
    ones of the assistant.
    """
    message = (answer_runnable(assistant) | reply_message).invoke(LENGTH)
    reply = assistant.ask(Question(text=LENGTH))
    assert isinstance(reply, Answer) and isinstance(message, AIMessage)
    assert message.additional_kwargs["citations"] == [c.model_dump() for c in reply.citations]
    assert message.response_metadata["status"] == "answered"
    assert "cinq ans" in message.content and "[1]" in message.content
    for citation in message.additional_kwargs["citations"]:
        text = assistant.index.text(citation["document_id"])
        assert "".join(text[citation["start"] : citation["end"]].split()) == "".join(
            citation["quote"].split()
        )


def test_a_batch_of_questions_is_answered_in_order(assistant: Assistant) -> None:
    """Texts and questions with a history alike; a question outside the field is refused."""
    after = Question(
        text="Et l’ARS ?", history=(Turn(question="Qui est consulté avant un CPOM ?"),)
    )
    replies = answer_runnable(assistant).batch([LENGTH, after, FOREIGN])
    alone = [assistant.ask(Question(text=LENGTH)), assistant.ask(after)]
    shown = [reply_message(reply).content for reply in replies]
    assert shown[:2] == [reply_message(reply).content for reply in alone]
    assert replies[2].status == "out_of_scope" and shown[2]


def test_the_retriever_feeds_a_prompt(retriever: CorpusRetriever) -> None:
    """The usual chain: passages and question in a prompt, read back as text."""
    prompt = ChatPromptTemplate.from_template("Sources :\n{context}\n\nQuestion : {question}")
    chain = (
        {"context": retriever | _joined, "question": RunnablePassthrough()}
        | prompt
        | (lambda value: AIMessage(content=value.to_string()))
        | StrOutputParser()
    )
    text = chain.invoke(LENGTH)
    assert "cinq ans" in text and text.endswith(f"Question : {LENGTH}")


def _joined(documents: list) -> str:  # type: ignore[type-arg]
    return "\n".join(each.page_content for each in documents)


def test_an_agent_may_call_the_search(retriever: CorpusRetriever) -> None:
    """The tool gives the model the passages under their labels, and the program the documents."""
    search = search_tool(retriever)
    call = {"name": search.name, "args": {"question": LENGTH}, "id": "1", "type": "tool_call"}
    message = search.invoke(call)
    assert isinstance(message, ToolMessage) and message.artifact == retriever.invoke(LENGTH)
    assert all(each.metadata["label"] in message.content for each in message.artifact)
