"""The language model that the settings name, on any server that speaks OpenAI's chat completions.
The only module that names providers.

What a model writes is data to verify: nothing here is shown. Nothing of the key, of the prompt or
of the server's own words goes
into an error. Every call has a `Budget`, which is the time of one answer: whatever the server does,
the caller is free when it ends.
"""

import os
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.domain import Value
from assistant.errors import ModelError, ModelOutput, ModelRefused, ModelUnreachable
from assistant.settings import Settings

TRIES = 3
PAUSE = 0.4
MAX_TOKENS = 2_000
MAX_CHARACTERS = 40_000
AT_ONCE = 32
MARGIN = 0.05
LOCAL_KEY = "non-requis"
AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504})
UNFIT = frozenset({400, 415, 422})
REFUSALS: Mapping[int, str] = {
    401: "il refuse la clé : vérifiez CPOM_LLM_KEY",
    403: "il refuse l’accès : vérifiez les droits de la clé CPOM_LLM_KEY",
    404: "il ne connaît pas cette adresse ou ce modèle : vérifiez CPOM_LLM_URL et CPOM_LLM_MODEL",
    429: "il reçoit trop de demandes ou le quota est épuisé : réessayez plus tard",
}
LATE = "il n’a pas répondu à temps : augmentez CPOM_LLM_SECONDS ou vérifiez qu’il tourne"
TRACING = (
    "LANGSMITH_",
    "LANGCHAIN_TRACING",
    "LANGCHAIN_API_KEY",
    "LANGCHAIN_ENDPOINT",
    "LANGCHAIN_PROJECT",
    "LANGCHAIN_CALLBACKS",
)


class Rendered(Value):
    """What a model is sent: the instruction, then the request."""

    instruction: str
    request: str


class Budget:
    """The time left for one answer, in seconds, and what was spent on it: calls, tokens as the
    server counts them, prompts used by fingerprint.
    """

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.calls = self.sent = self.received = 0
        self.prompts: dict[str, str] = {}

    def seconds_left(self) -> float:
        """The seconds that remain, never less than 0."""
        return max(0.0, self.end - time.monotonic())

    def share(self, part: float) -> "Budget":
        """A budget that ends sooner; `take` gives back what it spent."""
        return Budget(self.seconds_left() * part)

    def take(self, other: "Budget") -> None:
        """Count what a share spent."""
        self.calls += other.calls
        self.sent += other.sent
        self.received += other.received


class _Stopped(Exception):  # noqa: N818 - a message between two functions, never seen outside
    """A call ended by a status; `pause` is what the server asks to wait, in seconds."""

    def __init__(self, status: int, pause: float | None) -> None:
        self.status = status
        self.pause = pause


class Model:
    """One model on one server; safe to share between threads. Nothing is opened until it is
    asked.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = settings.llm_model
        self.schema_refused = False
        self._free = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._client: Any = None

    def write(
        self, prompt: Rendered, budget: Budget, schema: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        """Pieces of what the model writes, as they come, in the form of a JSON schema when one is
        given and the server knows how.

        Raises ModelUnreachable, ModelRefused or ModelOutput, the last also when the text is cut.
        """
        for attempt in range(TRIES + 1):
            try:
                yield from self._once(prompt, budget, None if self.schema_refused else schema)
                return
            except _Stopped as stop:
                if stop.status in UNFIT and schema and not self.schema_refused:
                    self.schema_refused = True
                    continue
                pause = stop.pause if stop.pause is not None else PAUSE * 2**attempt
                has_time = pause <= budget.seconds_left() - MARGIN
                if stop.status not in AGAIN or attempt >= TRIES - 1 or not has_time:
                    raise self._refusal(stop.status) from None
                time.sleep(pause)

    def _refusal(self, status: int) -> ModelRefused:
        """The error for an answer of that HTTP status."""
        other = f"il répond par l’erreur HTTP {status}"
        return ModelRefused(self._sentence_of(REFUSALS.get(status, other)))

    def cost(self, budget: Budget) -> float | None:
        """What an answer cost, by the prices of the settings for a million tokens sent and
        received; None without one.
        """
        if not self.settings.llm_price:
            return None
        prices = self.settings.llm_price.replace(",", ".").split("/")
        prompt_price, answer_price = map(float, prices)
        millionths = budget.sent * prompt_price + budget.received * answer_price
        return round(millionths / 1_000_000, 6)

    def _once(
        self, prompt: Rendered, budget: Budget, schema: Mapping[str, Any] | None
    ) -> Iterator[str]:
        """One call, in a thread of its own: a stalled server, or a name that does not resolve, must
        not hold the caller.
        """
        if not self._free.acquire(timeout=budget.seconds_left()):
            raise ModelUnreachable(
                self._sentence_of("il est déjà occupé par trop de demandes : réessayez plus tard")
            )
        budget.calls += 1
        chunks: queue.Queue[Any] = queue.Queue(maxsize=256)
        gone = threading.Event()
        arguments = (prompt, budget.end, schema, chunks, gone)
        threading.Thread(target=self._pump, args=arguments, daemon=True).start()
        try:
            yield from self._read(chunks, budget)
        finally:
            gone.set()

    def _read(self, chunks: "queue.Queue[Any]", budget: Budget) -> Iterator[str]:
        finish, length = "", 0
        while (chunk := self._next(chunks, budget)) is not None:
            finish = chunk.response_metadata.get("finish_reason") or finish
            usage = chunk.usage_metadata or {}
            budget.sent += int(usage.get("input_tokens", 0))
            budget.received += int(usage.get("output_tokens", 0))
            text = chunk.content if isinstance(chunk.content, str) else ""
            length += len(text)
            if length > MAX_CHARACTERS:
                raise ModelOutput(self._sentence_of("sa réponse est trop longue"))
            if text:
                yield text
        if finish != "stop":  # a cut stream ends without an error
            fault = "sa réponse est coupée" if length else "sa réponse est vide"
            raise ModelOutput(self._sentence_of(fault))

    def _next(self, chunks: "queue.Queue[Any]", budget: Budget) -> Any:
        try:
            item = chunks.get(timeout=budget.seconds_left())
        except queue.Empty:
            raise ModelUnreachable(self._sentence_of(LATE)) from None
        if isinstance(item, Exception):
            raise item
        return item

    def _pump(
        self,
        prompt: Rendered,
        end: float,
        schema: Mapping[str, Any] | None,
        chunks: "queue.Queue[Any]",
        gone: threading.Event,
    ) -> None:
        """Call the server and pass on its chunks, then None, or what went wrong."""
        from assistant.llm.transport import limit_calls

        last: Any = None
        has_started = False
        messages = [("system", prompt.instruction), ("human", prompt.request)]
        try:
            with limit_calls(end):
                for chunk in self.open().stream(messages, **_options(schema, end)):
                    has_started = True
                    if not _put(chunks, chunk, gone):
                        return
        # A hostile body may break the client library anywhere; `_translate` says what happened.
        except Exception as error:  # noqa: BLE001
            last = self._translate(error, has_started=has_started)
        finally:
            self._free.release()
        _put(chunks, last, gone)

    def open(self) -> Any:
        """The client, made once, before the time of an answer begins: its library is long to load.

        Tracing would send prompts to a third party: its variables are taken away first.
        """
        with self._lock:
            if self._client is None:
                for name in [name for name in os.environ if name.startswith(TRACING)]:
                    del os.environ[name]
                self._client = self._make_client()
        return self._client

    def _make_client(self) -> Any:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        from assistant.llm.transport import client

        key = self.settings.llm_key.get_secret_value() or LOCAL_KEY
        return ChatOpenAI(
            model=self.name,
            base_url=self.settings.llm_url,
            api_key=SecretStr(key),
            http_client=client(),
            max_retries=0,
            temperature=0,
            stream_usage=True,
            use_responses_api=False,
            openai_proxy=None,
            organization="",
            cache=False,
            verbose=False,
        )

    def _translate(self, error: Exception, *, has_started: bool) -> Exception:
        """Our own error, without the server's words nor the request that the library's error
        holds.
        """
        import openai

        from assistant.llm.transport import Overrun

        if any(isinstance(each, Overrun) for each in _behind(error)):
            return ModelOutput(self._sentence_of("sa réponse est trop longue"))
        if isinstance(error, openai.APIStatusError):
            header = error.response.headers.get("retry-after")
            return _Stopped(error.status_code, _retry_after(header))
        if isinstance(error, openai.APITimeoutError):
            return ModelUnreachable(self._sentence_of(LATE))
        if isinstance(error, openai.APIConnectionError) and not has_started:
            return ModelUnreachable(
                self._sentence_of("il est injoignable : vérifiez CPOM_LLM_URL et qu’il tourne")
            )
        return ModelOutput(self._sentence_of("sa réponse est coupée ou illisible"))

    def _sentence_of(self, why: str) -> str:
        """A French sentence that says what went wrong with the server."""
        return f"Le serveur du modèle « {self.name} » n’a pas servi : {why}."


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was made from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _options(schema: Mapping[str, Any] | None, end: float) -> dict[str, Any]:
    """The options of a call. They go in the body as they are: the library would otherwise rename or
    parse them.
    """
    body: dict[str, Any] = {"max_tokens": MAX_TOKENS}
    if schema:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "reponse", "strict": True, "schema": schema},
        }
    return {"extra_body": body, "timeout": max(MARGIN, end - time.monotonic())}


def _put(chunks: "queue.Queue[Any]", item: Any, gone: threading.Event) -> bool:
    """Pass an item on; False when nobody reads any more."""
    while not gone.is_set():
        try:
            chunks.put(item, timeout=0.2)
            return True
        except queue.Full:
            continue
    return False


def _retry_after(header: str | None) -> float | None:
    """The seconds that a server asks to wait; None when it does not say, or gives a date."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


def open_model(settings: Settings) -> Model | None:
    """The model of the settings; None when they name none.

    Raises ModelError when they name half of one.
    """
    if bool(settings.llm_url) != bool(settings.llm_model):
        raise ModelError(
            "Un modèle de langue se règle par CPOM_LLM_URL et CPOM_LLM_MODEL "
            "ensemble : donnez l’autre, ou ôtez celui qui reste."
        )
    return Model(settings) if settings.llm_url else None
