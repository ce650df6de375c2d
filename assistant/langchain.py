"""The assistant as parts of LangChain: a retriever, a runnable that answers, a tool for an agent.

Nothing of the assistant imports this module; it is for programs that are built with LangChain.
Whether such a program traces its chains (LANGSMITH_… variables) is its own choice.

    assistant = Assistant(Settings())
    retriever = CorpusRetriever(assistant=assistant, filters=Filters(weights=(Weight.OPPOSABLE,)))
    chain = answer_runnable(assistant) | reply_message
"""

from datetime import date
from typing import Any

from langchain.tools import BaseTool, tool
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.messages import AIMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict, Field

from assistant.domain import Answer, Document, Filters, Hit, Question, Refusal, Reply
from assistant.pipeline import Assistant


class CorpusRetriever(BaseRetriever):
    """The search of the assistant: `invoke(text)` gives the passages, best first.

    At most `limit` passages, among the documents that `filters` allows, weighed by what each text
    can impose on the day `as_of` (today when absent). Raises BadFilter when a filter names a
    document that does not exist.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    limit: int = Field(default=20, ge=1)
    filters: Filters = Filters()
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        question = Question(text=query, filters=self.filters, as_of=self.as_of)
        hits = self.assistant.search(question).hits[: self.limit]
        documents = self.assistant.index.documents
        return [document_of(hit, documents[hit.passage.document_id]) for hit in hits]


def document_of(hit: Hit, source: Document) -> LangChainDocument:
    """A passage found, as LangChain carries one: its text, and in its metadata the label to cite it
    by, its document, what the document can impose, and where the passage stands in it (`start` and
    `end` in characters of the document's text).
    """
    passage = hit.passage
    return LangChainDocument(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "passage_id": passage.id,
            "label": passage.label,
            "document_id": source.id,
            "document": source.title,
            "weight": source.weight.value,
            "territory": source.territory,
            "kind": passage.kind.value,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )


def answer_runnable(assistant: Assistant) -> Runnable[str | Question, Reply]:
    """A step that answers: from a text, or a `Question` with its history and filters, to an
    `Answer` whose statements carry the numbers of their citations, or to a `Refusal`.

    Raises what `Assistant.ask` raises.
    """

    def answer(question: str | Question) -> Reply:
        asked = Question(text=question) if isinstance(question, str) else question
        return assistant.ask(asked)

    return RunnableLambda(answer, name="cpom")


def reply_message(reply: Reply) -> AIMessage:
    """A reply as a chat message: its sentences, each followed by the numbers of its citations; the
    citations themselves, words and offsets, are in `additional_kwargs["citations"]`, and
    `response_metadata["status"]` says whether the texts answer.
    """
    cited = reply.citations if isinstance(reply, Answer) else ()
    return AIMessage(
        content=_text_of(reply),
        additional_kwargs={"citations": [citation.model_dump() for citation in cited]},
        response_metadata={"status": reply.status},
    )


def _text_of(reply: Reply) -> str:
    if isinstance(reply, Refusal):
        return reply.message
    return "\n".join(
        " ".join((statement.text, *(f"[{n}]" for n in statement.citations)))
        for statement in reply.statements
    )


def search_tool(retriever: CorpusRetriever) -> BaseTool:
    """The search as a tool that an agent of LangChain may call: it reads the passages, each under
    its label; the program gets them whole, with their metadata, as the artifact of the message.
    """

    @tool("chercher_cpom", response_format="content_and_artifact")
    def search(question: str) -> tuple[str, list[Any]]:
        """Cherche dans les textes sur les CPOM (instruction, rapports, contrats) les passages qui
        répondent à une question posée en français."""
        found = retriever.invoke(question)
        text = "\n\n".join(f"{each.metadata['label']} :\n{each.page_content}" for each in found)
        return text, found

    return search
